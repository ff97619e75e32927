"""One page of a list, from the request to what the template shows."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.tables import downloads, html
from core.tables.columns import PER_PAGE as SIZES
from core.tables.columns import Table
from core.tables.filters import (
    AFTER,
    BEFORE,
    DOWNLOAD,
    PER_PAGE,
    SEARCH,
    SORT,
    Active,
    Address,
    Filters,
)
from core.tables.keyset import BadPlace, Order, count, fetch, field_of

# Counting further would take longer than the page itself; with filters every row counted
# has to be looked at.
COUNTED_UP_TO = 10_000
COUNTED_WITH_FILTERS = 1_000

# Filters as they were drawn (see `Filters.mark`).
MOST_DRAWN = 500
_DRAWN: dict[Hashable, SafeString] = {}


@dataclass(frozen=True)
class ListPage:
    """What core/list.html shows. `response` is set when the answer is no page at all."""

    table: Table
    rows: list[tuple] = field(default_factory=list)
    address: Address = field(default_factory=lambda: Address(""))
    sort: str = ""
    per_page: int = SIZES[0]
    filters: Filters | None = None
    active: list[Active] = field(default_factory=list)
    count: int = 0
    counted_up_to: int = COUNTED_UP_TO
    previous: str = ""
    following: str = ""
    message: str = ""
    may_download: bool = True
    response: HttpResponseBase | None = None

    @property
    def has_errors(self) -> bool:
        return bool(self.filters and self.filters.errors)

    @property
    def is_counted(self) -> bool:
        """Whether `count` is the whole number; past `counted_up_to` nobody counts."""
        return self.count <= self.counted_up_to

    @property
    def showing(self) -> str:
        """How much of how much, in words."""
        what = self.table.what or self.table.caption.lower()
        total = f"{self.count:,}"
        if not self.is_counted:
            total = _("more than %(number)s") % {"number": f"{self.counted_up_to:,}"}
        parts = {"shown": len(self.rows), "total": total, "what": what}
        if self.is_counted and len(self.rows) == self.count:
            return (
                _("Showing all %(total)s %(what)s") % parts
                if self.count > 1
                else _("Showing 1 of 1 %(what)s") % parts
            )
        return _("Showing %(shown)s of %(total)s %(what)s") % parts

    @property
    def may_be_cut(self) -> bool:
        """Whether a download could be longer than a file may be."""
        return not self.is_counted

    @property
    def most_rows(self) -> int:
        return downloads.MOST_ROWS

    @property
    def csv_url(self) -> str:
        return self.address.to(place=(DOWNLOAD, "csv"))

    @property
    def xlsx_url(self) -> str:
        return self.address.to(place=(DOWNLOAD, "xlsx"))

    @property
    def unfiltered_url(self) -> str:
        return self.address.to(filters=())

    @cached_property
    def table_html(self) -> SafeString:
        return html.table_html(self.table, self.rows, self.address, self.sort)

    @cached_property
    def paging_html(self) -> SafeString:
        return html.paging_html(self.previous, self.following)

    @cached_property
    def tags_html(self) -> SafeString:
        return html.tags_html(self.active, self.address)

    @cached_property
    def search(self) -> SafeString | str:
        """The search box, which is always open; a filter called `q` is one."""
        form = self.filters.form if self.filters else None
        return html.field_html(form[SEARCH]) if form and SEARCH in form.fields else ""

    @cached_property
    def controls(self) -> list[SafeString]:
        """Every other filter, then sort and page size, ready drawn."""
        if self.filters is None:
            return []
        rows = self.filters.queryset
        fields = {key: field_of(rows, c.sort)[0] for key, c in self.table.sortable.items()}
        return [
            *(self._control(one) for one in self.filters.form or () if one.name != SEARCH),
            html.sort_html(self.table, self.sort, fields),
            html.per_page_html(self.table, SIZES, self.per_page),
        ]

    def _control(self, field: forms.BoundField) -> SafeString:
        """A filter drawn now, or as it was drawn for the last reader of the same choices."""
        mark = self.filters.mark(field) if self.filters else None
        if mark is None:
            return html.field_html(field)
        drawn = _DRAWN.get(mark)
        if drawn is None:
            if len(_DRAWN) >= MOST_DRAWN:
                _DRAWN.clear()
            drawn = _DRAWN[mark] = html.field_html(field)
        return drawn

    @property
    def is_filtered(self) -> bool:
        """Whether more than the search box is in use, or needs putting right."""
        return self.has_errors or any(one.pair[0] != SEARCH for one in self.active)


def render_list(
    request: HttpRequest,
    table: Table,
    queryset: QuerySet,
    filterset: type[django_filters.FilterSet] | None,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    may_download: bool = True,
) -> HttpResponse:
    """The whole answer of a list view; the template gets the list as `page`."""
    page = list_page(request, table, queryset, filterset, may_download=may_download)
    shown = {"page": page, "has_errors": page.has_errors, **(context or {})}
    # A file is streamed, which Django types apart; to a view it is one more answer.
    return cast("HttpResponse", page.response) or render(request, template, shown)


def list_page(
    request: HttpRequest,
    table: Table,
    queryset: QuerySet,
    filterset: type[django_filters.FilterSet] | None = None,
    *,
    may_download: bool = True,
) -> ListPage:
    """The page of the list that this address asks for, or the file, or a tidier address.

    `queryset` holds the rows this person may see, with every annotation the table reads.
    Two queries, however many rows, besides those that the filters' option lists need.
    Raises PermissionDenied for a download the person may not have.
    """
    if any(not value for values in request.GET.lists() for value in values[1]):
        return ListPage(table, response=_tidied(request))
    filters = Filters(request, queryset, filterset)
    active = filters.active()
    sort, said = _sort(request, table)
    size = _size(request, table)
    address = Address(
        path=request.path,
        filters=tuple(one.pair for one in active),
        sort="" if sort == table.order else sort,
        per_page="" if size == table.per_page else str(size),
    )
    order = _order(table, filters.queryset, sort)
    wanted = request.GET.get(DOWNLOAD, "")
    if wanted in downloads.FORMATS and not filters.errors:
        if not may_download:
            raise PermissionDenied
        return ListPage(table, response=downloads.download(wanted, table, filters.queryset, order))
    rows, sides, lost = _rows(request, table, filters.queryset, order, size)
    most = COUNTED_WITH_FILTERS if active else COUNTED_UP_TO
    return ListPage(
        table=table,
        rows=rows,
        address=address,
        sort=sort,
        per_page=size,
        filters=filters,
        active=active,
        count=count(filters.queryset, order, most=most),
        counted_up_to=most,
        previous=address.to(place=(BEFORE, sides[0])) if sides[0] else "",
        following=address.to(place=(AFTER, sides[1])) if sides[1] else "",
        message=lost or said,
        may_download=may_download,
    )


def _tidied(request: HttpRequest) -> HttpResponse:
    """The same address without the filters that were left empty, so that it can be shared."""
    kept = request.GET.copy()
    for name, values in request.GET.lists():
        kept.setlist(name, [value for value in values if value])
    query = kept.urlencode()
    return HttpResponseRedirect(f"{request.path}?{query}" if query else request.path)


def _sort(request: HttpRequest, table: Table) -> tuple[str, str]:
    """The sort asked for, and what to say if the list has none such."""
    asked = request.GET.get(SORT, table.order)
    if asked.removeprefix("-") in table.sortable and not asked.startswith("--"):
        return asked, ""
    return table.order, _("The list cannot be sorted that way, so it is in its usual order.")


def _size(request: HttpRequest, table: Table) -> int:
    asked = request.GET.get(PER_PAGE, "")
    return int(asked) if asked in map(str, SIZES) else table.per_page


def _order(table: Table, queryset: QuerySet, sort: str) -> Order:
    column = table.sortable[sort.removeprefix("-")]
    return Order.of(
        queryset,
        column.sort,
        is_descending=sort.startswith("-"),
        has_gaps=column.sort_has_gaps,
        is_personal=column.sort_is_personal,
        id_name=table.key,
    )


def _rows(
    request: HttpRequest, table: Table, queryset: QuerySet, order: Order, size: int
) -> tuple[list[tuple], tuple[str, str], str]:
    """The rows, the places before the first and after the last, and a message if lost."""
    before, after = request.GET.get(BEFORE, ""), request.GET.get(AFTER, "")
    message = ""
    try:
        beside = order.place(before or after) if before or after else None
    except BadPlace:
        beside, message = None, _("That place in the list was not found. This is the first page.")
    is_backwards = bool(before and beside)
    found = fetch(
        queryset, order, table.names, limit=size + 1, beside=beside, is_backwards=is_backwards
    )
    if beside and not found:
        # What stood there has gone since the address was made.
        beside, is_backwards = None, False
        message = _("That part of the list is empty now. This is the first page.")
        found = fetch(queryset, order, table.names, limit=size + 1)
    is_more = len(found) > size
    rows = found[1:] if is_more and is_backwards else found[:size]
    if not rows:
        return [], ("", ""), message
    has_previous = is_more if is_backwards else beside is not None
    has_next = is_backwards or is_more
    first, last = (order.token(*row[-2:]) for row in (rows[0], rows[-1]))
    return rows, (first if has_previous else "", last if has_next else ""), message
