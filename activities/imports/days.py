"""One date as people in the UK write it, with how exactly it is known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta

from activities.imports.readings import Reading, suggested
from core.periods import add_months

DAY, MONTH, YEAR = "day", "month", "year"
OLDEST = date(1990, 1, 1)
YEARS_AHEAD = 3
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
FULL_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}


@dataclass(frozen=True, slots=True)
class Day:
    """A date, how exactly it is known, and the last day if it is a longer time.

    `is_roughly` marks a longer time of which only some part is meant (Spring 2023, early May 2023).
    """

    on: date
    precision: str = DAY
    until: date | None = None
    is_roughly: bool = False


class Impossible(Exception):  # noqa: N818 - the answer to a cell, not a failure of ours
    """A text that looks like a date and cannot be one."""

    def __init__(self, sentence: str, *suggestions: str) -> None:
        super().__init__(sentence)
        self.reading = Reading(None, sentence, suggested(suggestions))


def in_words(day: Day) -> str:
    """A date as it can be written in a cell again, and shown."""
    first = words_of(day.on, day.precision)
    return first if day.until is None else f"{first} to {words_of(day.until, day.precision)}"


def words_of(on: date, precision: str = DAY) -> str:
    """One date, no more exact than it is known: 3 May 2023, May 2023, 2023."""
    return f"{on:{ {YEAR: '%Y', MONTH: '%B %Y'}.get(precision, '%-d %B %Y') }}"


YEARS = re.compile(r"\d{4}", re.ASCII)
M = r"(?P<m>[A-Za-z]{3,9})\.?"
Y = r"(?P<y>'?\d{2}|\d{4})"
SERIAL = re.compile(r"(?P<n>[2-6]\d{4})(?:\.\d+)?", re.ASCII)
ISO = re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})", re.ASCII)
COMPACT = re.compile(r"(?P<y>20\d{2})(?P<m>\d{2})(?P<d>\d{2})", re.ASCII)
NUMBERS = re.compile(
    r"(?P<a>\d{1,2})\s?(?P<s>[-/. ])\s?(?P<b>\d{1,2})\s?(?P=s)\s?(?P<y>\d{4}|\d{2})", re.ASCII
)
NUMBERS_NO_YEAR = re.compile(r"(?P<a>\d{1,2})[/.](?P<b>\d{1,2})", re.ASCII)
DAY_NAMED = re.compile(rf"(?P<d>\d{{1,2}})[\s/.,-]*{M}[\s/.,-]*{Y}", re.ASCII)
NAMED_DAY = re.compile(rf"{M}\s*(?P<d>\d{{1,2}})(?:\s*,\s*|\s+)(?P<y>\d{{4}})", re.ASCII)
NAMED_NO_YEAR = re.compile(rf"(?P<d>\d{{1,2}})[\s/.-]*{M}", re.ASCII)
MONTH_YEAR = re.compile(rf"{M}[\s/.,-]*{Y}", re.ASCII)
MONTH_NUMBER_YEAR = re.compile(r"(?P<m>\d{1,2})[/.-](?P<y>\d{4}|\d{2})", re.ASCII)
YEAR_MONTH_NUMBER = re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})", re.ASCII)
MONTH_ALONE = re.compile(M, re.ASCII)
YEAR_ALONE = re.compile(r"(?P<y>\d{4})", re.ASCII)
BARE_DAY = re.compile(r"\d{1,2}", re.ASCII)
WEEK_OF = re.compile(
    r"(?:w\s?[/.]?\s?[cb]\b\.?|w/?commencing|week\s+(?:commencing|beginning|starting)|week)[:\s]*",
    re.IGNORECASE,
)
SEASON = re.compile(r"(?P<s>spring|summer|autumn|winter)\s+(?P<y>\d{4})(?:[/-]\d{2,4})?", re.I)
FIN_YEAR = re.compile(
    r"(?P<fy>f\.?y\.?\s*)?(?P<y>\d{4}|\d{2})\s?[/-]\s?(?P<z>\d{4}|\d{2})", re.I | re.A
)
QUARTER = re.compile(
    r"(?:q|qtr|quarter)\s?(?P<q>[1-4])[\s,:-]*(?P<f>.+)|(?P<f2>.+?)[\s,:-]*(?:q|qtr|quarter)\s?(?P<q2>[1-4])",
    re.IGNORECASE | re.ASCII,
)
EARLY_MID_LATE = re.compile(
    r"^(?:early|mid|late|end|start|beginning|about|approx|c)\.?[\s-]+", re.I
)


def one_day(text: str, is_month_first: bool) -> Day | None:
    """One date, or None where the text is no single date. Raises `Impossible` for one that cannot be."""
    text = WEEK_OF.sub("", text)
    about = EARLY_MID_LATE.match(text)
    day = _as_written(text[about.end() if about else 0 :].strip(" .,"), is_month_first)
    return _about(day, about[0]) if about and day else day


def _as_written(text: str, is_month_first: bool) -> Day | None:
    for shape, make in SHAPES:
        found = shape.fullmatch(text)
        if found:
            day = make(found)
            if day is not None:
                return day
    numbers = NUMBERS.fullmatch(text)
    if numbers:
        return _from_numbers(numbers, is_month_first)
    return None


def _about(day: Day, said: str) -> Day:
    """Early May is in May; a day that was only about right is known to its month."""
    if day.precision != DAY:
        return replace(day, is_roughly=True)
    if said.lower().startswith(("about", "approx", "c")):
        return Day(day.on.replace(day=1), MONTH, is_roughly=True)
    return day


def _serial(found: re.Match[str]) -> Day:
    """Excel counts days from 30 December 1899 (its own leap-year mistake allowed for)."""
    return Day(date(1899, 12, 30) + timedelta(days=int(found["n"])))


def _iso(found: re.Match[str]) -> Day:
    return Day(_real(int(found["y"]), int(found["m"]), int(found["d"])))


def _from_numbers(found: re.Match[str], is_month_first: bool) -> Day:
    a, b, year = int(found["a"]), int(found["b"]), _year(found["y"])
    day, month = (b, a) if is_month_first else (a, b)
    if month > 12 and day <= 12:
        other = words_of(_real(year, day, month))
        order = "month first" if is_month_first else "day first"
        raise Impossible(
            f"There is no month {month}. We read dates with the {order}; this one may be the "
            f"other way round: {other}.",
            other,
        )
    return Day(_real(year, month, day))


def _named(found: re.Match[str]) -> Day | None:
    month = _month(found["m"])
    return Day(_real(_year(found["y"]), month, int(found["d"]))) if month else None


def _month_year(found: re.Match[str]) -> Day | None:
    month = _month(found["m"])
    return Day(date(_year(found["y"]), month, 1), MONTH) if month else None


def _month_number_year(found: re.Match[str]) -> Day | None:
    month, year = int(found["m"]), found["y"]
    if not 1 <= month <= 12 or (len(year) == 2 and int(year) <= 12):
        return None
    return Day(date(_year(year), month, 1), MONTH)


def _year_alone(found: re.Match[str]) -> Day:
    return Day(date(int(found["y"]), 1, 1), YEAR)


def _season(found: re.Match[str]) -> Day:
    first = date(int(found["y"]), SEASONS[found["s"].lower()], 1)
    return _months(first, 3)


def _fin_year(found: re.Match[str]) -> Day | None:
    if not found["fy"] and len(found["y"]) == 2 and int(found["z"]) <= 12:
        return None  # "10/11" may as well be 10 November of a year that is not said
    first = _fin_year_start(found["y"], found["z"])
    return _months(date(first, 4, 1), 12) if first else None


def _quarter(found: re.Match[str]) -> Day | None:
    """Quarter 1 of an NHS year is April to June."""
    number, text = int(found["q"] or found["q2"]), (found["f"] or found["f2"]).strip(" ,:-")
    year = FIN_YEAR.fullmatch(text)
    first = _fin_year_start(year["y"], year["z"]) if year else None
    if first is None:
        if YEAR_ALONE.fullmatch(text):
            raise Impossible(
                f"A quarter needs its financial year, such as Q{number} {text}/"
                f"{(int(text) + 1) % 100:02}.",
                f"Q{number} {text}/{(int(text) + 1) % 100:02}",
                f"Q{number} {int(text) - 1}/{int(text) % 100:02}",
            )
        return None
    return _months(add_months(date(first, 4, 1), 3 * (number - 1)), 3)


def _fin_year_start(one: str, other: str) -> int | None:
    first, second = _year(one), _year(other)
    return first if second == first + 1 and len(one) >= len(other) else None


def _months(first: date, count: int) -> Day:
    return Day(first, MONTH, add_months(first, count - 1), is_roughly=True)


SHAPES = (
    (SERIAL, _serial),
    (ISO, _iso),
    (COMPACT, _iso),
    (QUARTER, _quarter),
    (FIN_YEAR, _fin_year),
    (SEASON, _season),
    (DAY_NAMED, _named),
    (NAMED_DAY, _named),
    (MONTH_YEAR, _month_year),
    (MONTH_NUMBER_YEAR, _month_number_year),
    (YEAR_MONTH_NUMBER, _month_number_year),
    (YEAR_ALONE, _year_alone),
)


def _month(word: str) -> int | None:
    """The number of a month's name, however much of it is written: sept, June, Septmber."""
    plain = word.lower().rstrip(".")
    if len(plain) < 3 or plain[:3] not in MONTHS:
        return None
    number = MONTHS.index(plain[:3]) + 1
    full = FULL_MONTHS[number - 1]
    is_it = (
        full.startswith(plain) or plain == "sept" or (len(plain) > 4 and plain[-2:] == full[-2:])
    )
    return number if is_it else None


def _year(text: str) -> int:
    digits = text.lstrip("'")
    return 2000 + int(digits) if len(digits) == 2 else int(digits)


def _real(year: int, month: int, day: int) -> date:
    """The date, or a sentence that says why there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        pass
    if not (1 <= month <= 12 and 1 <= day <= 31 and 1 <= year <= 9999):
        raise ValueError((year, month, day))
    last = add_months(date(year, month, 1), 1) - timedelta(days=1)
    raise Impossible(
        f"{last:%B %Y} has only {last.day} days. Correct the day.",
        words_of(last),
        words_of(last, MONTH),
    )


def check_believable(day: Day, today: date) -> None:
    latest = date(today.year + YEARS_AHEAD, 12, 31)
    for on in filter(None, (day.on, day.until)):
        if OLDEST <= on <= latest:
            continue
        when = "long ago" if on < OLDEST else "far in the future"
        raise Impossible(
            f"{words_of(on, day.precision)} is {when}. Check the year.",
            *(words_of(each, day.precision) for each in _mistyped(on, today)),
        )


def _mistyped(on: date, today: date) -> Iterator[date]:
    """The same date in likelier years: two digits swapped, or one digit wrong, newest first."""
    for year in range(today.year, today.year - 15, -1):
        is_swapped = sorted(str(year)) == sorted(str(on.year))
        wrong = sum(a != b for a, b in zip(str(year), f"{on.year:04}", strict=False))
        if (is_swapped or wrong == 1) and not (on.month == 2 and on.day == 29):
            yield on.replace(year=year)


def with_help(
    piece: str, after: Day, is_month_first: bool = False, *, needs_month: bool = False
) -> Day | None:
    """A day without its month, or without its year, told by the date that follows it.

    None too where there is no such day (31 June).
    """
    with suppress(Impossible, ValueError):
        return _helped(" ".join(piece.split()).strip(" .,"), after, is_month_first, needs_month)
    return None


def _helped(text: str, after: Day, is_month_first: bool, needs_month: bool) -> Day | None:
    if not needs_month and BARE_DAY.fullmatch(text):
        return Day(_real(after.on.year, after.on.month, int(text)))
    named = NAMED_NO_YEAR.fullmatch(text)
    if named and (month := _month(named["m"])):
        return Day(_real(after.on.year, month, int(named["d"])))
    alone = MONTH_ALONE.fullmatch(text)
    if alone and (month := _month(alone["m"])):
        return Day(date(after.on.year, month, 1), MONTH)
    numbers = NUMBERS_NO_YEAR.fullmatch(text)
    if numbers:
        a, b = int(numbers["a"]), int(numbers["b"])
        day, month = (b, a) if is_month_first else (a, b)
        return Day(_real(after.on.year, month, day))
    return None
