"""The queue of those who decide."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone

from claims.models import Claim
from claims.rules.deciding import WAITING
from claims.selectors.deciders import desks_of
from core.money import pounds
from core.tables import Column, RowAddress, Table, Tag, words
from core.tables.filters import ChoiceFilter

_page = RowAddress("claims:desk_claim")
MINE, NOBODY, SECOND, LATE = "mine", "nobody", "second", "late"


class DeskFilters(django_filters.FilterSet):
    """By number, by desk, and by how far a claim is; without either, what waits."""

    q = django_filters.CharFilter(label="Number of the claim, like C000123", method="by_number")
    desk = ChoiceFilter(
        label="On whose desk",
        choices=[(MINE, "Mine"), (NOBODY, "Nobody’s")],
        method="by_desk",
        empty_label="Anybody’s",
    )
    state = ChoiceFilter(
        label="How far",
        choices=[
            (LATE, "Late"),
            (SECOND, "Needs a second person"),
            (Claim.State.ASKED, "Asked a question"),
            (Claim.State.DECIDED, "Decided"),
            (Claim.State.PAID, "Paid"),
            (Claim.State.WITHDRAWN, "Taken back"),
        ],
        method="by_state",
        empty_label="Waiting",
    )

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """What waits, unless another state or a number is asked for."""
        rows = super().filter_queryset(queryset)
        asked = self.form.cleaned_data
        if asked.get("q") or asked.get("state"):
            return rows
        return rows.filter(state__in=WAITING)

    def by_number(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        """The claim of a number, as people say it: C000123, c123, 123."""
        found = re.fullmatch(r"[Cc]?0*(\d{1,12})", value.replace(" ", ""), re.ASCII)
        return rows.filter(pk=int(found[1])) if found else rows.none()

    def by_desk(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        """One's own desk with those of whom one stands in for, or none."""
        if value == MINE:
            return rows.filter(holder__in=desks_of(self.request.user, timezone.localdate()))
        return rows.filter(holder__isnull=True)

    def by_state(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        """One state; late and second are of what waits."""
        if value == LATE:
            return rows.filter(state__in=WAITING, decide_by__lt=timezone.localdate())
        if value == SECOND:
            return rows.filter(state__in=WAITING, is_second_needed=True)
        return rows.filter(state=value)


def _reference(pk: int) -> tuple[str, str]:
    return f"C{pk:06d}", _page(pk)


def _age(sent_at: datetime | None) -> str:
    if sent_at is None:
        return ""
    days = (timezone.localdate() - timezone.localdate(sent_at)).days
    return {0: "Today", 1: "Yesterday"}.get(days, f"{days} days ago")


def _state(state: str, decide_by: date | None, is_second_needed: bool) -> Tag:
    """How far a claim is; what is late stands before all else."""
    if state in WAITING and decide_by and decide_by < timezone.localdate():
        return Tag("Late", "red")
    if state == Claim.State.ASKED:
        return Tag("Asked a question", "grey")
    if is_second_needed:
        return Tag("Needs a second person", "yellow")
    if state == Claim.State.SENT:
        return Tag("Waiting", "blue")
    if state == Claim.State.WITHDRAWN:
        return Tag("Taken back", "grey")
    return Tag(str(Claim.State(state).label), "green")


def _name(name: str | None, email: str | None) -> str:
    return name or (email or "").split("@")[0]


def _sum(pence: Any) -> str:
    return pounds(pence or 0)


QUEUE = Table(
    name="claims-desk",
    caption="Claims",
    what="claims",
    columns=(
        Column("claim", "Claim", "pk", cell=_reference),
        Column("person", "Who", "person__name"),
        Column(
            "title",
            "What for",
            ("activity__title", "purpose"),
            cell=lambda title, purpose: title or purpose,
        ),
        Column("asked", "Asked for", "asked_pence", cell=_sum, numeric=True),
        Column("sent", "Sent", "sent_at", cell=_age),
        Column("due", "Answer by", "decide_by", cell=words, sort="decide_by"),
        Column("state", "How far", ("state", "decide_by", "is_second_needed"), cell=_state),
        Column("holder", "On the desk of", ("holder__name", "holder__email"), cell=_name),
    ),
    order="due",
    empty="No claim waits for a decision.",
)
