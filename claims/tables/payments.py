"""The lists of what is owed and of what was paid."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.html import format_html

from claims.models import Payee
from claims.selectors.payments import decided_when, late_before, owed_lines
from core.money import pounds
from core.tables import Column, RowAddress, Table, Tag, words
from core.tables.columns import Cell
from core.tables.filters import ChoiceFilter
from organisation.selectors import directorate_names

_payment = RowAddress("claims:payment_detail")
_batch = RowAddress("claims:batch_detail")
_payee = RowAddress("claims:payee_supplier")
WAYS = {Payee.Way.BANK: "Bank account", Payee.Way.VOUCHER: "Voucher", Payee.Way.CASH: "Cash"}
WAY_CHOICES = [(each.value, said) for each, said in WAYS.items()]


def way_said(way: str) -> str:
    """How somebody is paid, in finance's words."""
    return WAYS[Payee.Way(way)]


def _tick(who: str, pk: int) -> str:
    """A box to tick, with the payee as its label."""
    return format_html(
        '<div class="nhsuk-checkboxes nhsuk-checkboxes--small portal-tick"><div class="nhsuk-checkboxes__item">'
        '<input class="nhsuk-checkboxes__input" id="row-{}" name="row" type="checkbox" value="{}">'
        '<label class="nhsuk-label nhsuk-checkboxes__label" for="row-{}">{}</label></div></div>',
        pk,
        pk,
        pk,
        who,
    )


def _day(at: datetime) -> str:
    return words(timezone.localdate(at))


def _supplier(number: str, pk: int) -> Cell:
    return number or "Add", _payee(pk)


class OwedFilters(django_filters.FilterSet):
    """Payees by how they want it, whose budget it is, and whether it is late."""

    way = ChoiceFilter(label="How it is paid", choices=WAY_CHOICES, empty_label="Any")
    directorate = ChoiceFilter(
        label="Directorate", choices=[], method="by_directorate", empty_label="Any"
    )
    late = ChoiceFilter(
        label="When",
        choices=[("late", "Later than promised")],
        method="by_late",
        empty_label="Any",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(str(pk), name) for pk, name in directorate_names()]
        self.filters["directorate"].extra["choices"] = names

    def by_directorate(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        """Those who are owed something that a directorate pays."""
        lines = owed_lines().filter(claim__service__directorate=int(value))
        return rows.filter(pk__in=lines.values("claim__payee"))

    def by_late(self, rows: QuerySet, _name: str, _value: str) -> QuerySet:
        """Those who should have had something by now."""
        lines = owed_lines().annotate(decided_when=decided_when())
        late = lines.filter(decided_when__date__lt=late_before())
        return rows.filter(pk__in=late.values("claim__payee"))


OWED = Table(
    name="owed",
    caption="What is owed",
    what="people and firms to pay",
    columns=(
        Column("who", "To pay", ("who", "pk"), cell=_tick),
        Column("pence", "Amount", "owed_pence", cell=pounds, sort="owed_pence", numeric=True,
               sort_has_gaps=False),
        Column("costs", "Costs", "owed_count", numeric=True),
        Column("way", "How", "way", cell=way_said),
        Column("supplier", "Supplier number", ("supplier_number", "pk"), cell=_supplier),
        Column("since", "Decided", "owed_since", cell=_day, sort="owed_since", sort_has_gaps=False),
    ),
    order="since",
    empty="Nothing is owed. Everything that was agreed to is paid.",
)  # fmt: skip


class PaymentFilters(django_filters.FilterSet):
    """Payments by way, and whether they came back."""

    way = ChoiceFilter(
        label="How it was paid", field_name="batch__way", choices=WAY_CHOICES, empty_label="Any"
    )
    back = ChoiceFilter(
        label="Came back",
        choices=[("yes", "Came back"), ("no", "Did not come back")],
        method="by_back",
        empty_label="Any",
    )
    reference = django_filters.CharFilter(
        label="Reference", field_name="batch__reference", lookup_expr="icontains"
    )

    def by_back(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        """Those that came back, or that did not."""
        return rows.filter(returned_at__isnull=value == "no")


def _linked(pk: int) -> Cell:
    return f"P{pk:06d}", _payment(pk)


def _reference(reference: str, pk: int) -> Cell:
    return reference, _batch(pk)


def _back(came_back: bool) -> Cell:
    return Tag("Came back", "orange") if came_back else ""


PAYMENTS = Table(
    name="payments",
    caption="Payments",
    what="payments",
    columns=(
        Column("payment", "Payment", "pk", cell=_linked, sort="pk", sort_has_gaps=False),
        Column("who", "Paid to", "who"),
        Column("pence", "Amount", "pence", cell=pounds, numeric=True, sort="pence"),
        Column("way", "How", "batch__way", cell=way_said),
        Column("paid_on", "Paid on", "batch__paid_on"),
        Column("reference", "Reference", ("batch__reference", "batch"), cell=_reference),
        Column("back", "Came back", "came_back", cell=_back),
    ),
    order="-payment",
    empty="Nothing has been marked as paid yet.",
)
