"""Reads for the shift: monthly amounts from the roll-up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Sum
from django.utils import timezone

from activities.models import ShiftCount
from activities.selectors.levels import Levels, all_levels
from activities.selectors.onion import Place
from core.periods import QUARTERS, Period
from impact.measures import Amounts, Bucket, Monthly, buckets, reach_of

AMOUNTS = ("activities", "sessions", "timed_sessions", "people", "people_minutes")


# How many shifts are remembered: every place at every step is some hundreds.
MOST_KEPT = 300


@dataclass(frozen=True, eq=False)
class Shift:
    """The shift of one place: what the chosen buckets hold, and the last three quarters.

    The same amounts give the same object, so that what is drawn from it may be kept with it.
    """

    place: Place
    size: str
    levels: Levels
    buckets: tuple[Bucket, ...]
    quarters: tuple[Bucket, ...]
    as_of: date

    @property
    def is_empty(self) -> bool:
        return not any(bucket.total.sessions or bucket.total.activities for bucket in self.buckets)


def monthly_amounts(place: Place, period: Period) -> Monthly:
    """What happened at a place in each month of a period, by level recorded; one query."""
    rows = (
        ShiftCount.objects.filter(
            scope=place.scope, scope_id=place.id, month__gte=period.first, month__lte=period.last
        )
        .values_list("level_id", "month")
        .annotate(**{f"{name}_sum": Sum(name) for name in AMOUNTS})
        .order_by("month", "level_id")
    )
    return {(level, month): Amounts(*amounts) for level, month, *amounts in rows}


def shift_of(place: Place, size: str) -> Shift:
    """The shift of a place by month, quarter or financial year: two queries."""
    today = timezone.localdate()
    monthly = monthly_amounts(place, reach_of(size, today))
    return _shift(place, size, all_levels(), tuple(monthly.items()), today)


@lru_cache(maxsize=MOST_KEPT)
def _shift(
    place: Place,
    size: str,
    levels: Levels,
    amounts: tuple[tuple[tuple[int, date], Amounts], ...],
    today: date,
) -> Shift:
    monthly = dict(amounts)
    return Shift(
        place,
        size,
        levels,
        tuple(buckets(levels, monthly, size, today)),
        tuple(buckets(levels, monthly, QUARTERS, today)[-3:]),
        today,
    )
