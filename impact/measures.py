"""What the shift page measures: each number defined once, in words. Pure.

All of them count by the day a session was held, at the level that the activity reached.
Levels recorded as one of the six rings of 2020 count at the one of the five levels that
they correspond to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import sqrt
from typing import NamedTuple

from activities.selectors.levels import DEFAULT_LADDER, LevelFact, Levels
from core.periods import MONTHS, QUARTERS, YEARS, Period, run

# Below this many, a share says more about chance than about the trust (own choice).
FEWEST = 10

HOW_MANY = {MONTHS: 12, QUARTERS: 12, YEARS: 5}

ACTIVITIES, SESSIONS, HOURS = "activities", "sessions", "hours"


class Amounts(NamedTuple):
    """What happened: see the functions below for what each number is."""

    activities: int = 0
    sessions: int = 0
    timed_sessions: int = 0
    people: int = 0
    people_minutes: int = 0


# By id of the level recorded and first day of the month.
Monthly = Mapping[tuple[int, date], Amounts]


@dataclass(frozen=True)
class Bucket:
    """One month, quarter or year with its amounts at each level, shallow first."""

    period: Period
    is_open: bool
    levels: tuple[LevelFact, ...]
    amounts: tuple[Amounts, ...]

    @cached_property
    def total(self) -> Amounts:
        return added(self.amounts)

    @cached_property
    def deep(self) -> Amounts:
        """The amounts at the two deepest levels: those marked so on the ladder."""
        pairs = zip(self.levels, self.amounts, strict=True)
        return added(amount for level, amount in pairs if level.is_deep)


@dataclass(frozen=True)
class Share:
    """A part of a whole; `base` is how many things the whole was counted from."""

    part: int
    whole: int
    base: int

    @property
    def percent(self) -> int | None:
        """In whole percent, halves up; None where there are too few things to say."""
        if self.base < FEWEST or not self.whole:
            return None
        return (200 * self.part + self.whole) // (2 * self.whole)


def added(amounts: Iterable[Amounts]) -> Amounts:
    """The sum of each number."""
    columns = list(zip(*amounts, strict=True))
    return Amounts(*map(sum, columns)) if columns else Amounts()


def activities(amounts: Amounts) -> int:
    """Activities that began: each once, on the day of its first held session.

    One without any held session (a standing one, or one logged without a date of its own)
    is on the onion but not here. An activity of two services counts once in each, and once
    in a directorate or the trust.
    """
    return amounts.activities


def sessions(amounts: Amounts) -> int:
    """Sessions held of activities that happened, each on its own day; planned and cancelled ones not."""
    return amounts.sessions


def hours(amounts: Amounts) -> int:
    """People-hours: time given by people other than staff in held sessions, in whole hours.

    The time is what was recorded for co-creators; where that is empty, the head count
    without staff times the length of the session, and for who came later or left earlier
    the hours written down for them. Sessions where neither is known add
    nothing: always say from how many sessions it is known (`timed_sessions`).

    Of a single session, hours divided by its length are its head count: so they are only for
    readers who may see head counts, and else where at least FEWEST sessions are behind them.
    """
    return (amounts.people_minutes + 30) // 60


MEASURES = {ACTIVITIES: activities, SESSIONS: sessions, HOURS: hours}


def shown_measures(*, with_hours: bool) -> list[str]:
    """What may be counted for a reader, in the order of the page."""
    return [name for name in MEASURES if with_hours or name != HOURS]


def deep_share(bucket: Bucket, measure: str) -> Share:
    """The share at the two deepest levels, of activities, of sessions or of people-hours.

    Too few to say: fewer than FEWEST activities, sessions, or sessions whose time is known.
    """
    deep, total = bucket.deep, bucket.total
    if measure == ACTIVITIES:
        return Share(deep.activities, total.activities, total.activities)
    if measure == SESSIONS:
        return Share(deep.sessions, total.sessions, total.sessions)
    return Share(deep.people_minutes, total.people_minutes, total.timed_sessions)


def buckets(levels: Levels, monthly: Monthly, size: str, today: date) -> list[Bucket]:
    """The last months, quarters or financial years, oldest first; the last is still open."""
    shown = tuple(levels.on(DEFAULT_LADDER))
    by_month: dict[tuple[int, date], Amounts] = {}
    for (level_id, month), amounts in monthly.items():
        places = levels.shown_on(level_id, DEFAULT_LADDER)
        if len(places) == 1:
            key = places[0].id, month
            by_month[key] = added((by_month.get(key, Amounts()), amounts))
    return [
        Bucket(
            period,
            period.holds(today),
            shown,
            tuple(
                added(by_month.get((level.id, month), Amounts()) for month in period.months())
                for level in shown
            ),
        )
        for period in run(size, HOW_MANY[size], today)
    ]


def reach_of(size: str, today: date) -> Period:
    """The months that `buckets` needs, and the quarters that `change` compares."""
    first = run(size, HOW_MANY[size], today)[0].first
    compared = run(QUARTERS, 3, today)[0].first
    last = run(size, 1, today)[0].last
    starts = [month for month in (first, compared) if month]
    return Period(min(starts), last)


# --- What changed ----------------------------------------------------------------------

TOO_FEW, MORE, LESS, SAME = "too few", "more", "less", "same"


@dataclass(frozen=True)
class Change:
    """A share in one quarter beside the quarter before, and what may be said of the two."""

    before: Share
    after: Share
    verdict: str
    could_be_chance: bool = False

    @property
    def points(self) -> int | None:
        """By how many percentage points the share is higher; None if either is too few."""
        if self.before.percent is None or self.after.percent is None:
            return None
        return self.after.percent - self.before.percent


def change(before: Share, after: Share) -> Change:
    """Compare the shares of two complete quarters.

    A difference could be chance when it is smaller than 1.96 standard errors of the
    difference of two proportions (the usual 95% interval by the normal approximation).
    """
    if before.percent is None or after.percent is None:
        return Change(before, after, TOO_FEW)
    points = after.percent - before.percent
    if points == 0:
        return Change(before, after, SAME)
    one, two = before.part / before.whole, after.part / after.whole
    error = sqrt(one * (1 - one) / before.base + two * (1 - two) / after.base)
    chance = abs(two - one) <= 1.96 * error
    return Change(before, after, MORE if points > 0 else LESS, chance)
