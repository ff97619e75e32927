"""The list of those who ask before they spend."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django.db.models import QuerySet

from claims.models import Category, SpendingRequest
from claims.selectors.requests import TO_DO
from core.fields import date_words
from core.money import pounds
from core.tables import Column, RowAddress, Table
from core.tables.filters import ChoiceFilter

_page = RowAddress("claims:request_desk")


class RequestFilters(django_filters.FilterSet):
    """What is to be done, unless all are asked for."""

    show = ChoiceFilter(
        label="Show",
        choices=[("all", "All of them")],
        method="by_show",
        empty_label="What is to be done",
    )

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Without a word only what waits."""
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("show") == "all" else rows.filter(TO_DO)

    def by_show(self, rows: QuerySet, _name: str, _value: str) -> QuerySet:
        """All of them."""
        return rows


def _needed(needed_on: date, pk: int) -> tuple[str, str]:
    return date_words(needed_on), _page(pk)


def _sort(category: str) -> str:
    return str(Category(category).label)


def _state(state: str, how: str) -> str:
    if state == SpendingRequest.State.AGREED and how != SpendingRequest.How.CLAIM:
        waits: Any = {"book": "Agreed: book it", "cash": "Agreed: give the money"}
        return waits[how]
    return {
        "asked": "Waits for an answer",
        "agreed": "Agreed: they pay and claim",
        "declined": "Not agreed",
        "booked": "Booked",
        "cash_given": "Money given",
        "carried": "In a claim",
        "withdrawn": "Taken back",
    }[state]


REQUESTS = Table(
    name="spending_requests",
    caption="Who asked before spending",
    what="requests",
    columns=(
        Column("needed", "Needed on", ("needed_on", "pk"), cell=_needed, sort="needed_on"),
        Column("who", "Who", "person__name"),
        Column("sort", "What", "category", cell=_sort),
        Column("amount", "About", "pence", cell=pounds, numeric=True),
        Column("state", "How it stands", ("state", "how"), cell=_state),
    ),
    order="needed",
    empty="Nobody waits for an answer.",
)
