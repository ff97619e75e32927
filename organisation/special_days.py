"""When special days are: worked out for any year, from a rule and nothing else."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import EASTER_ORTHODOX, EASTER_WESTERN, easter
from django.db.models import TextChoices

ONE_DAY = timedelta(days=1)
LAST = 5  # the last of a month, be it the fourth or the fifth
MONDAY, SATURDAY, SUNDAY = 0, 5, 6
# What stands behind the name of a day that is a bank holiday too.
HOLIDAY = " (bank holiday)"


class When(TextChoices):
    """How the day of a year is found."""

    DATE = "date", "On the same date each year"
    WEEKDAY = "weekday", "On a weekday of a month, such as the last Saturday of June"
    WEEK = "week", "In the week, Monday to Sunday, that has a certain date in it"
    MONTH = "month", "For a whole month"
    EASTER = "easter", "So many days before or after Easter"
    ORTHODOX = "orthodox", "So many days before or after Orthodox Easter"
    BANK = "bank", "When England has a bank holiday"
    TOLD = "told", "It is announced, or goes by the moon: I will enter each year’s dates"


MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NTH = {1: "First", 2: "Second", 3: "Third", 4: "Fourth", LAST: "Last"}


@dataclass(frozen=True)
class Rule:
    """When something is. Which parts count depends on `when`."""

    when: When
    month: int | None = None
    day: int | None = None
    # The first to the fourth, or `LAST`.
    nth: int | None = None
    weekday: int | None = None
    offset: int | None = None
    length: int = 1


@dataclass(frozen=True)
class Span:
    """From a day to a day, both belonging to it; a name where it has one of its own."""

    first_on: date
    last_on: date
    name: str = ""


@lru_cache(maxsize=2_000)
def spans_in(rule: Rule, year: int) -> tuple[Span, ...]:
    """What begins in a year. Nothing for what has to be announced."""
    if rule.when == When.BANK:
        return tuple(Span(on, on, name) for on, name in bank_holidays(year))
    if rule.when == When.MONTH:
        first = date(year, rule.month or 1, 1)
        return (Span(first, first.replace(day=monthrange(year, first.month)[1])),)
    first_on = _first_day(rule, year)
    if first_on is None:
        return ()
    days = 7 if rule.when == When.WEEK else rule.length
    return (Span(first_on, first_on + timedelta(days=days - 1)),)


def _first_day(rule: Rule, year: int) -> date | None:
    if rule.when in (When.EASTER, When.ORTHODOX):
        method = EASTER_WESTERN if rule.when == When.EASTER else EASTER_ORTHODOX
        return easter(year, method) + timedelta(days=rule.offset or 0)
    if rule.when == When.WEEKDAY:
        return _weekday_of(year, rule.month or 1, rule.weekday or 0, rule.nth or 1)
    if rule.when in (When.DATE, When.WEEK):
        try:
            on = date(year, rule.month or 1, rule.day or 1)
        except ValueError:  # 29 February, in a year that has none
            return None
        return on - timedelta(days=on.weekday()) if rule.when == When.WEEK else on
    return None


def _weekday_of(year: int, month: int, weekday: int, nth: int) -> date:
    """The first, second… or last of a weekday in a month."""
    if nth == LAST:
        last = date(year, month, monthrange(year, month)[1])
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def bank_holidays(year: int) -> list[tuple[date, str]]:
    """Those of England that come every year, each on the working day that it is taken on."""
    sunday = easter(year)
    found = [
        _taken(date(year, 1, 1), "New Year’s Day", sunday=1),
        (sunday - 2 * ONE_DAY, "Good Friday"),
        (sunday + ONE_DAY, "Easter Monday"),
        (_weekday_of(year, 5, MONDAY, 1), "Early May bank holiday"),
        (_weekday_of(year, 5, MONDAY, LAST), "Spring bank holiday"),
        (_weekday_of(year, 8, MONDAY, LAST), "Summer bank holiday"),
        # The two stand side by side, so a Sunday moves over the day that is taken already.
        _taken(date(year, 12, 25), "Christmas Day", sunday=2),
        _taken(date(year, 12, 26), "Boxing Day", sunday=2),
    ]
    return [(on, name if "bank holiday" in name else f"{name}{HOLIDAY}") for on, name in found]


def _taken(on: date, name: str, *, sunday: int) -> tuple[date, str]:
    """The day off for a date: two days later for a Saturday, `sunday` later for a Sunday."""
    later = {SATURDAY: 2, SUNDAY: sunday}.get(on.weekday(), 0)
    return on + timedelta(days=later), name


def in_words(rule: Rule) -> str:
    """When something is, said in one sentence."""
    month = MONTHS[(rule.month or 1) - 1]
    offset = rule.offset or 0
    easter_day = "Orthodox Easter Sunday" if rule.when == When.ORTHODOX else "Easter Sunday"
    side = "after" if offset > 0 else "before"
    said = {
        When.DATE: f"{rule.day} {month}",
        When.WEEK: f"The week from Monday to Sunday with {rule.day} {month} in it",
        When.MONTH: f"All of {month}",
        When.WEEKDAY: f"{NTH[rule.nth or 1]} {WEEKDAYS[rule.weekday or 0]} of {month}",
        When.EASTER: f"{abs(offset)} days {side} {easter_day}" if offset else easter_day,
        When.BANK: "On the bank holidays of England",
        When.TOLD: "Entered for each year",
    }
    said[When.ORTHODOX] = said[When.EASTER]
    long = f", for {rule.length} days" if rule.length > 1 and rule.when != When.TOLD else ""
    return f"{said[rule.when]}{long}"
