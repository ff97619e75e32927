"""Which rows of a list an address asks for, and in which order: what a page and a file share."""

from __future__ import annotations

from dataclasses import dataclass

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from core.tables.codebook import About
from core.tables.columns import PER_PAGE as SIZES
from core.tables.columns import Table, directions
from core.tables.filters import PER_PAGE, SORT, Active, Address, Filters
from core.tables.keyset import Order, in_order


@dataclass(frozen=True)
class Chosen:
    """A list as an address asks for it. `said` is what to tell if it asks for the impossible."""

    table: Table
    filters: Filters
    active: list[Active]
    sort: str
    said: str
    per_page: int
    order: Order
    address: Address

    @property
    def rows(self) -> QuerySet:
        """Every row that fits the filters, in order."""
        return in_order(self.filters.queryset, self.order)

    @property
    def pairs(self) -> dict[str, str]:
        """The filters in use, by name."""
        return dict(one.pair for one in self.active)

    @property
    def order_said(self) -> str:
        """The order in words: "Date, newest first"."""
        heading = self.table.sortable[self.sort.removeprefix("-")].heading
        return f"{heading}, {directions(self.order.field)[self.order.is_descending]}"

    def about(self, person: object) -> About:
        """What a file of these rows says of itself."""
        return About(
            title=self.table.caption,
            filters=tuple((one.label, one.said) for one in self.active),
            order=self.order_said,
            by=str(person),
            at=timezone.now(),
        )


def chosen(
    request: HttpRequest,
    table: Table,
    queryset: QuerySet,
    filterset: type[django_filters.FilterSet] | None,
) -> Chosen:
    """What the request's address asks for; `queryset` holds the rows this person may see."""
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
    return Chosen(table, filters, active, sort, said, size, order, address)


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
