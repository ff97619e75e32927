"""One page of a list, from the request to what the template shows."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast
from urllib.parse import urlencode

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
from core.tables.beside import Beside, rows_beside
from core.tables.chosen import Chosen, chosen
from core.tables.columns import PER_PAGE as SIZES
from core.tables.columns import Table
from core.tables.filters import (
    AFTER,
    BEFORE,
    DOWNLOAD,
    SEARCH,
    Active,
    Address,
    Filters,
    Unused,
)
from core.tables.found import Remark
from core.tables.keyset import NOTHING, count, fetch, fetch_and_count, field_of

# Counting further would take longer than the page itself; with filters every row counted
# has to be looked at.
COUNTED_UP_TO = 10_000
COUNTED_WITH_FILTERS = 1_000

Seen = Callable[[Mapping[str, str], QuerySet], None]

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
    remarks: tuple[tuple[Remark, str], ...] = ()
    may_download: bool = True
    response: HttpResponseBase | None = None

    @property
    def has_errors(self) -> bool:
        return bool(self.filters and self.filters.errors)

    @property
    def unused(self) -> list[Unused]:
        """Parts of the address that the list could not use."""
        return self.filters.unused if self.filters else []

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
    def csv_url(self) -> str:
        return self.address.to(place=(DOWNLOAD, "csv"))

    @property
    def xlsx_url(self) -> str:
        return self.address.to(place=(DOWNLOAD, "xlsx"))

    @property
    def columns_url(self) -> str:
        """The codebook of the CSV file, which cannot hold one."""
        return self.address.to(place=(DOWNLOAD, downloads.COLUMNS))

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
    def is_searched(self) -> bool:
        """Whether words were looked for."""
        return any(one.pair[0] == SEARCH for one in self.active)

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
    long_at: str = "",
    seen: Seen | None = None,
) -> HttpResponse:
    """The whole answer of a list view; the template gets the list as `page`."""
    page = list_page(
        request,
        table,
        queryset,
        filterset,
        may_download=may_download,
        long_at=long_at,
        seen=seen,
    )
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
    long_at: str = "",
    seen: Seen | None = None,
) -> ListPage:
    """The page of the list that this address asks for, or the file, or a tidier address.

    `queryset` holds the rows this person may see, with every annotation the table reads.
    Two queries, however many rows, besides those that the filters' option lists need.
    `long_at` is the page that has a worker make files too long to be made at once; without
    it they are made at once all the same. `seen` is told which rows are shown, and by which
    filters they were found. Raises PermissionDenied for a download the person may
    not have.
    """
    if any(not value for values in request.GET.lists() for value in values[1]):
        return ListPage(table, response=_tidied(request))
    asked = chosen(request, table, queryset, filterset)
    filters = asked.filters
    wanted = request.GET.get(DOWNLOAD, "")
    if wanted in downloads.FORMATS and not filters.unused:
        if not may_download:
            raise PermissionDenied
        if seen:
            seen(asked.pairs, asked.rows)
        return ListPage(table, response=_file(wanted, asked, request.user, long_at))
    shown = table.searched if _has_marks(table, filters.queryset) else table
    most = COUNTED_WITH_FILTERS if asked.active else COUNTED_UP_TO
    found = _rows(request, shown, asked, most)
    if seen and found.rows:
        # The last thing in a row is its id.
        ids = [row[-1] for row in found.rows]
        seen(asked.pairs, queryset.model._default_manager.filter(pk__in=ids))
    address = asked.address
    return ListPage(
        table=shown,
        rows=found.rows,
        address=address,
        sort=asked.sort,
        per_page=asked.per_page,
        filters=filters,
        active=asked.active,
        count=found.number,
        counted_up_to=most,
        previous=address.to(place=(BEFORE, found.previous)) if found.previous else "",
        following=address.to(place=(AFTER, found.following)) if found.following else "",
        message=found.message or asked.said,
        remarks=tuple((one, _searching(address, one.value)) for one in filters.remarks),
        may_download=may_download,
    )


def _file(wanted: str, asked: Chosen, person: object, long_at: str) -> HttpResponseBase:
    """The file, or the page that has a worker make it."""
    if long_at and downloads.is_long(wanted, asked.filters.queryset, asked.order):
        query = urlencode({"address": asked.address.to(), "form": wanted})
        return HttpResponseRedirect(f"{long_at}?{query}")
    about = asked.about(person)
    return downloads.download(wanted, asked.table, asked.filters.queryset, asked.order, about)


def _has_marks(table: Table, queryset: QuerySet) -> bool:
    return bool(table.marks) and table.marks <= queryset.query.annotations.keys()


def _searching(address: Address, value: str) -> str:
    """The address with another text to search for."""
    others = tuple(pair for pair in address.filters if pair[0] != SEARCH)
    return address.to(filters=((SEARCH, value), *others)) if value else ""


def _tidied(request: HttpRequest) -> HttpResponse:
    """The same address without the filters that were left empty, so that it can be shared."""
    kept = request.GET.copy()
    for name, values in request.GET.lists():
        kept.setlist(name, [value for value in values if value])
    query = kept.urlencode()
    return HttpResponseRedirect(f"{request.path}?{query}" if query else request.path)


def _rows(request: HttpRequest, table: Table, asked: Chosen, most: int) -> Beside:
    """The rows, the places before and after them, a message if lost, and how many in all."""

    def read(beside: Any, is_backwards: bool, limit: int) -> tuple[list[tuple], int]:
        return _read(table, asked, most, beside, is_backwards=is_backwards, limit=limit)

    before, after = request.GET.get(BEFORE, ""), request.GET.get(AFTER, "")
    return rows_beside(asked.order, before, after, asked.per_page, read)


def _read(
    table: Table,
    asked: Chosen,
    most: int,
    beside: tuple[Any, Any] | None,
    *,
    is_backwards: bool,
    limit: int,
) -> tuple[list[tuple], int]:
    """So many rows, and how many there are in all; two queries."""
    filters, order = asked.filters, asked.order
    stretches = filters.stretches
    if stretches and stretches.fit(order.field) and not (beside and beside[0] is NOTHING):
        return fetch_and_count(
            filters.queryset,
            order,
            table.names,
            stretches,
            limit=limit,
            most=most,
            beside=beside,
            is_backwards=is_backwards,
        )
    rows = fetch(
        filters.queryset,
        order,
        table.names,
        limit=limit,
        beside=beside,
        is_backwards=is_backwards,
    )
    return rows, count(filters.queryset, order, most=most)
