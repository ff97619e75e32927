"""Special days in a time: what the team entered for a year goes before what a rule says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, QuerySet
from django.http import Http404
from django.utils import timezone

from organisation.models import SpecialDate, SpecialDay
from organisation.special_days import (
    HOLIDAY,
    ONE_DAY,
    SATURDAY,
    Span,
    When,
    bank_holidays,
    spans_in,
)

# What is longer is no day to plan around, but a time of the year.
LONG = timedelta(days=8)
# How far ahead pages look for the next time.
AHEAD = timedelta(days=3 * 366)


@dataclass(frozen=True)
class Marked:
    """A special day, as it falls."""

    name: str
    kind: str
    first_on: date
    last_on: date
    is_unsure: bool
    about: str

    @property
    def is_long(self) -> bool:
        """Whether it is a month or so, and no day or week."""
        return self.last_on - self.first_on >= LONG

    @property
    def is_one_day(self) -> bool:
        return self.first_on == self.last_on

    @property
    def when_words(self) -> str:
        """The day, or the first and the last."""
        last = f"{self.last_on:%-d %B %Y}"
        if self.is_one_day:
            return last
        if (self.first_on.month, self.first_on.year) == (self.last_on.month, self.last_on.year):
            return f"{self.first_on.day} to {last}"
        year = "" if self.first_on.year == self.last_on.year else " %Y"
        return f"{self.first_on:%-d %B{year}} to {last}"


def special_days(first: date, last: date) -> list[Marked]:
    """What falls into a time or reaches into it, by its first day."""
    dates = _dates(first, last).filter(special_day=OuterRef("pk")).order_by("first_on", "pk")
    rows = SpecialDay.objects.filter(is_in_use=True).annotate(
        begins=ArraySubquery(dates.values("first_on")), ends=ArraySubquery(dates.values("last_on"))
    )
    marks = (
        mark
        for row in rows
        for mark in _marks(row, list(map(Span, row.begins, row.ends)), first, last)
    )
    return sorted(marks, key=lambda mark: (mark.first_on, mark.name))


def put_together(marks: Sequence[Marked]) -> list[Marked]:
    """The same in order, with a day and the bank holiday for it as one: “Christmas Day (bank
    holiday)”. Where the holiday is taken on another day, both stand."""
    there = {(mark.name, mark.first_on, mark.last_on): mark for mark in marks}
    merged: dict[tuple[str, date, date], Marked] = {}
    for mark in marks:
        plain = mark.name.removesuffix(HOLIDAY)
        twin = there.get((plain, mark.first_on, mark.last_on))
        if plain != mark.name and twin is not None:
            merged[plain, mark.first_on, mark.last_on] = replace(twin, name=mark.name)
            merged[mark.name, mark.first_on, mark.last_on] = replace(twin, name=mark.name)
    found = [merged.get((mark.name, mark.first_on, mark.last_on), mark) for mark in marks]
    return list(dict.fromkeys(found))


def days_to_mind(first: date | None = None, days: int = 200) -> list[Marked]:
    """What somebody who chooses a day should know of, from today or a day on."""
    start = first or timezone.localdate()
    marks = put_together(special_days(start, start + timedelta(days=days)))
    return [mark for mark in marks if is_to_mind(mark)]


def is_to_mind(mark: Marked) -> bool:
    """Whether it may keep people away: days and weeks do, and a time of fasting."""
    return not mark.is_long or mark.kind == SpecialDay.Kind.FAITH


def said_of_days(days: Sequence[date]) -> dict[date, str]:
    """What each of these days is to some people, in words: only days that are anything."""
    if not days:
        return {}
    marks = [m for m in put_together(special_days(min(days), max(days))) if is_to_mind(m)]
    found = {
        day: [_in_words(mark) for mark in marks if mark.first_on <= day <= mark.last_on]
        for day in days
    }
    return {day: "; ".join(words) for day, words in found.items() if words}


def said_of_day(on: date, precision: str = "day") -> list[str]:
    """A sentence for whoever chose a day to come that is special to some; none for other days."""
    is_chosen = precision == "day" and on >= timezone.localdate()
    found = said_of_days([on]) if is_chosen else {}
    return [f"This day is special to some people: {words}." for words in found.values()]


def _in_words(mark: Marked) -> str:
    return f"{mark.name} (it may be a day earlier or later)" if mark.is_unsure else mark.name


def _dates(first: date, last: date) -> QuerySet[SpecialDate]:
    """What was entered for these years, and for the one before."""
    return SpecialDate.objects.filter(
        first_on__gte=date(first.year - 1, 1, 1), first_on__lte=date(last.year, 12, 31)
    )


def _rows(first: date, last: date) -> QuerySet[SpecialDay]:
    """Every special day with its entered dates of these years, and of the one before."""
    return SpecialDay.objects.prefetch_related(Prefetch("dates", _dates(first, last)))


def _marks(row: SpecialDay, entered: Iterable[Span], first: date, last: date) -> Iterable[Marked]:
    for span in _spans(row, entered, first.year - 1, last.year):
        if span.first_on <= last and span.last_on >= first:
            yield Marked(
                name=span.name or row.name,
                kind=row.kind,
                first_on=span.first_on,
                last_on=span.last_on,
                is_unsure=row.is_unsure,
                about=row.about,
            )


def _spans(
    row: SpecialDay, said: Iterable[Span], first_year: int, last_year: int
) -> Iterable[Span]:
    """Year by year what was entered; where nothing was, what the rule says."""
    entered: dict[int, list[Span]] = {}
    for each in said:
        entered.setdefault(each.first_on.year, []).append(each)
    rule = row.rule
    for year in range(first_year, last_year + 1):
        if row.when == When.BANK:  # there are several: one more does not undo the others
            yield from spans_in(rule, year)
            yield from entered.get(year, ())
        else:
            yield from entered.get(year) or spans_in(rule, year)


# --- For those who keep them --------------------------------------------------------------


@dataclass(frozen=True)
class Kept:
    """One special day on the list of those who keep them."""

    row: SpecialDay
    following: Marked | None


def kept_days() -> list[Kept]:
    """Every special day with the next time it comes, as far as that is known."""
    today = timezone.localdate()
    last = today + AHEAD
    return [Kept(row, next(iter(_coming(row, today, last)), None)) for row in _rows(today, last)]


def _coming(row: SpecialDay, today: date, last: date) -> list[Marked]:
    entered = [Span(each.first_on, each.last_on) for each in row.dates.all()]
    return sorted(_marks(row, entered, today, last), key=lambda mark: mark.first_on)


def coming_days(row: SpecialDay) -> list[Marked]:
    """When one comes in the next years, as far as it is known."""
    today = timezone.localdate()
    return _coming(row, today, today + AHEAD)


def entered_dates(row: SpecialDay) -> list[SpecialDate]:
    """What was entered for this year and later, in order."""
    return list(row.dates.filter(last_on__gte=timezone.localdate()).order_by("first_on"))


def known_until(row: SpecialDay) -> date | None:
    """The last day that is known, of what has to be entered; None where a rule always says."""
    if row.when != When.TOLD:
        return None
    found = row.dates.order_by("-first_on").values_list("first_on", flat=True).first()
    return found or date.min


def find_special_day(pk: int) -> SpecialDay:
    """One special day; 404 if there is none."""
    row = SpecialDay.objects.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def find_special_date(pk: int) -> SpecialDate:
    """What was entered for one year; 404 if there is nothing."""
    row = SpecialDate.objects.select_related("special_day").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def working_day_before(day: date, count: int) -> date:
    """So many working days before a day: weekends and the bank holidays of England left out."""
    off = {on for year in (day.year - 1, day.year) for on, _name in bank_holidays(year)}
    while count:
        day -= ONE_DAY
        count -= day.weekday() < SATURDAY and day not in off
    return day


def working_day_after(day: date, count: int) -> date:
    """So many working days after a day: weekends and the bank holidays of England left out."""
    off = {on for year in (day.year, day.year + 1) for on, _name in bank_holidays(year)}
    while count:
        day += ONE_DAY
        count -= day.weekday() < SATURDAY and day not in off
    return day


def working_days_between(first: date, last: date) -> int:
    """The working days after one day up to another: 0 for the same day, and for a day before it."""
    off = {on for year in range(first.year, last.year + 1) for on, _name in bank_holidays(year)}
    days = (first + timedelta(days=step + 1) for step in range((last - first).days))
    return sum(day.weekday() < SATURDAY and day not in off for day in days)
