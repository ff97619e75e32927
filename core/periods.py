"""Whole months, quarters and financial years, and how an address names them.

The NHS year runs from April to March (HM Treasury, Government Accounting: the financial
year). A quarter is three months of it, so that quarters begin in April, July, October
and January.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

FIRST_YEAR, LAST_YEAR = 1900, 2100
YEAR_BEGINS = 4  # April

MONTHS, QUARTERS, YEARS = "month", "quarter", "year"
SIZES = {MONTHS: 1, QUARTERS: 3, YEARS: 12}


def month_of(day: date) -> date:
    """The first day of a day's month."""
    return day.replace(day=1)


def add_months(month: date, count: int) -> date:
    """The first day of the month that is `count` months away."""
    months = month.year * 12 + month.month - 1 + count
    return date(months // 12, months % 12 + 1, 1)


@dataclass(frozen=True, order=True)
class Period:
    """Whole months from `first` to `last`, both by their first day and both included.

    None means that there is no limit on that side.
    """

    first: date | None
    last: date | None

    @property
    def last_day(self) -> date | None:
        """The last day that belongs to the period."""
        return add_months(self.last, 1) - timedelta(days=1) if self.last else None

    @property
    def is_endless(self) -> bool:
        return self.first is None and self.last is None

    def holds(self, day: date) -> bool:
        """Whether a day lies in the period."""
        return (self.first is None or self.first <= day) and (
            self.last_day is None or day <= self.last_day
        )

    def months(self) -> list[date]:
        """Every month of a period with both limits."""
        if self.first is None or self.last is None:
            raise ValueError("A period without a limit has no list of months.")
        count = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        return [add_months(self.first, step) for step in range(count)]

    def __str__(self) -> str:
        if self.first is None or self.last is None:
            if self.last is not None:
                return _("up to %(month)s") % {"month": month_name(self.last)}
            if self.first is not None:
                return _("from %(month)s on") % {"month": month_name(self.first)}
            return _("all time")
        if self.first == self.last:
            return month_name(self.first)
        is_one_year = self.first.year == self.last.year
        return _("%(first)s to %(last)s") % {
            "first": _said(self.first, "F") if is_one_year else month_name(self.first),
            "last": month_name(self.last),
        }


def month_name(month: date) -> str:
    """A month as people read it: May 2026."""
    return _said(month, "F Y")


def _said(month: date, pattern: str) -> str:
    return _said_in(get_language(), month, pattern)


@lru_cache(maxsize=2_000)
def _said_in(language: str | None, month: date, pattern: str) -> str:
    """A page of months asks for the same words a hundred times over."""
    return date_format(month, pattern)


def short_name(size: str, period: Period) -> str:
    """A month, quarter or year in few letters, for an axis: May 26, Apr–Jun 26, 2026/27."""
    if period.first is None or period.last is None:
        return str(period)
    year = f"{period.last.year % 100:02}"
    if size == YEARS:
        return f"{period.first.year}/{year}"
    first, last = _said(period.first, "M"), _said(period.last, "M")
    return f"{first} {year}" if size == MONTHS else f"{first}–{last} {year}"


def starting(size: str, day: date) -> Period:
    """The month, quarter or financial year that a day lies in."""
    back = (day.month - YEAR_BEGINS) % SIZES[size]
    first = add_months(month_of(day), -back)
    return Period(first, add_months(first, SIZES[size] - 1))


def run(size: str, count: int, day: date) -> list[Period]:
    """The last `count` months, quarters or years, oldest first; the one of `day` is the last."""
    return [
        starting(size, add_months(month_of(day), -SIZES[size] * back))
        for back in reversed(range(count))
    ]


LAST_12, THIS_YEAR, PAST_YEAR, THIS_QUARTER, ALL_TIME, CHOSEN = (
    "last-12-months",
    "this-year",
    "last-year",
    "this-quarter",
    "all",
    "months",
)
PRESETS = {
    LAST_12: gettext_lazy("The last 12 months"),
    THIS_YEAR: gettext_lazy("This financial year"),
    PAST_YEAR: gettext_lazy("Last financial year"),
    THIS_QUARTER: gettext_lazy("This quarter"),
    ALL_TIME: gettext_lazy("All time"),
    CHOSEN: gettext_lazy("Months that I choose"),
}


def preset(name: str, today: date) -> Period:
    """The months that a preset's name stands for today."""
    now = month_of(today)
    if name == THIS_YEAR:
        return starting(YEARS, today)
    if name == PAST_YEAR:
        return starting(YEARS, add_months(now, -12))
    if name == THIS_QUARTER:
        return starting(QUARTERS, today)
    if name == ALL_TIME:
        return Period(None, None)
    return Period(add_months(now, -11), now)


_MONTH_TEXT = re.compile(
    r"^(?:(?P<y>\d{4})-(?P<m>\d{1,2})|(?P<m2>\d{1,2})[/. -](?P<y2>\d{4}))$", re.ASCII
)


def read_month(text: str) -> date | None:
    """The month that `2026-04` or `4/2026` names, or None if it names none."""
    found = _MONTH_TEXT.match(text.strip())
    if found is None:
        return None
    year, month = int(found["y"] or found["y2"]), int(found["m"] or found["m2"])
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        return None
    return date(year, month, 1)


def write_month(month: date | None) -> str:
    """A month as an address holds it: 2026-04."""
    return f"{month.year:04}-{month.month:02}" if month else ""
