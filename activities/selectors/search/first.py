"""The first few activities that a search finds, for a page of all kinds of things."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import F

from activities.meanings import WHOLE_TRUST
from activities.models import Activity
from activities.selectors.lists import activity_rows
from activities.selectors.search.marks import (
    PASSAGE,
    TITLE,
    passage_with_marks,
    title_with_marks,
    with_marks,
)
from activities.selectors.search.understood import Understood
from core.fields import date_words
from core.tables.stretches import Place, Stretches, first_ids

COUNTED_UP_TO = 1_000
COLUMNS = ("pk", "title", "span_from", "day_precision", "status", "lead_service")


@dataclass(frozen=True)
class FoundActivity:
    """An activity as a search shows it: texts hold marks where the words were found."""

    id: int
    title: str
    passage: str
    on: date | None
    precision: str
    status: str
    service: str | None

    @property
    def facts(self) -> str:
        """When and where it was, how it stands, and its reference."""
        parts = (
            date_words(self.on, self.precision),
            self.service or WHOLE_TRUST,
            str(Activity.Status(self.status).label),
            f"A{self.id:05d}",
        )
        return " · ".join(part for part in parts if part)


@dataclass(frozen=True)
class FoundActivities:
    """The newest of those found, and how many there are; past 1,000 nobody counts."""

    rows: tuple[FoundActivity, ...] = ()
    number: int = 0

    @property
    def has_more(self) -> bool:
        return self.number > len(self.rows)

    @property
    def number_words(self) -> str:
        if self.number > COUNTED_UP_TO:
            return f"more than {COUNTED_UP_TO:,}"
        return f"{self.number:,}"


def first_found(found: Understood, most: int) -> FoundActivities:
    """The newest activities that a search finds, in two statements."""
    if found.is_empty:
        return FoundActivities()
    described = activity_rows()
    columns: tuple[str, ...] = COLUMNS
    if found.query:
        described, columns = with_marks(described, found), (*COLUMNS, TITLE, PASSAGE)
    narrowed = found.narrowed(described)
    if found.first_on is None:
        # Asked by reference: at most a few.
        ordered = narrowed.order_by(F("span_from").desc(nulls_last=True), "-id")
        rows = tuple(_shown(*row) for row in ordered.values_list(*columns)[:most])
        return FoundActivities(rows, len(rows))
    stretches = Stretches(described, found.first_on, found.last_on, found.uses)
    ids, number = first_ids(
        stretches,
        narrowed,
        "span_from",
        "id",
        place=Place(falls=True),
        limit=most,
        most=COUNTED_UP_TO,
    )
    shown = {row[0]: _shown(*row) for row in described.filter(pk__in=ids).values_list(*columns)}
    return FoundActivities(tuple(shown[each] for each in ids if each in shown), number)


def _shown(pk, title, on, precision, status, service, marked="", passage="") -> FoundActivity:
    title = title_with_marks(marked) or title
    return FoundActivity(pk, title, passage_with_marks(passage), on, precision, status, service)
