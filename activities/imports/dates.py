"""Dates as people in the UK write them, with how exactly they are known.

A cell gives one `Day` or several. What names a longer time (a season, a quarter, a financial
year) is kept as that time, with the session under its first month, and a note says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from activities.imports.days import (
    EARLY_MID_LATE,
    SERIAL,
    WEEK_OF,
    YEARS,
    Day,
    Impossible,
    check_believable,
    in_words,
    one_day,
    with_help,
)
from activities.imports.readings import Reading, says_nothing, shown, squeezed

MOST_IN_A_CELL = 60
LONGEST_CELL = 1_200
LONGEST_RUN = timedelta(days=366 * 5)
ALWAYS = "goes on all the time"

ALWAYS_WORDS = frozenset(
    """goesonallthetime ongoing onging continuous continuing standing allyear allyearround allthetime
    permanent alwaysthere rolling nodate noenddate""".split()  # noqa: SIM905 - words to read
)
OFTEN = re.compile(
    r"\b(?:weekly|fortnightly|monthly|quarterly|termly|daily|regular(?:ly)?|annual(?:ly)?|yearly"
    r"|every|each|twice a|once a|bi-?monthly)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Days:
    """All the dates of a cell; none with `is_standing` means that it goes on all the time."""

    days: tuple[Day, ...] = ()
    is_standing: bool = False


def read_days(text: str, *, today: date, is_month_first: bool = False) -> Reading:
    """Every date of a cell as `Days`, or what is wrong with it."""
    if squeezed(text) in ALWAYS_WORDS:
        return Reading(Days(is_standing=True))
    if says_nothing(text):
        return Reading(Days())
    if len(text) > LONGEST_CELL:
        return Reading(None, "This is too long for a date. Write the date alone.")
    try:
        found = tuple(_several(_tidy(text), is_month_first))
        for day in found:
            check_believable(day, today)
    except Impossible as problem:
        return problem.reading
    except (ValueError, OverflowError):
        return _unknown(text, today, is_month_first)
    if not found:
        return _unknown(text, today, is_month_first)
    if len(found) > MOST_IN_A_CELL:
        return Reading(
            None,
            f"There are more than {MOST_IN_A_CELL} dates in one cell. "
            "Give each session a row of its own.",
        )
    return Reading(Days(_in_order(found)), note=_note(text, found))


def _in_order(found: tuple[Day, ...]) -> tuple[Day, ...]:
    return tuple(sorted(set(found), key=lambda day: (day.on, day.precision)))


def _unknown(text: str, today: date, is_month_first: bool) -> Reading:
    guesses = [
        day
        for year in (today.year, today.year - 1, today.year - 2)
        if (day := with_help(_tidy(text), Day(date(year, 1, 1)), is_month_first, needs_month=True))
    ]
    if guesses:
        return Reading(
            None,
            f"{shown(text)} says no year. Write it with its year.",
            tuple(in_words(day) for day in guesses if day.on <= today),
        )
    if OFTEN.search(text):
        return Reading(
            None,
            f"{shown(text)} says how often, not when. Write the dates, or say that it goes on "
            "all the time.",
            (ALWAYS,),
        )
    return Reading(
        None, f"We cannot read {shown(text)} as a date. Write it like 3 May 2023 or 03/05/2023."
    )


def _note(text: str, found: tuple[Day, ...]) -> str:
    if SERIAL.fullmatch(text.strip()):
        return "A number from Excel was read as the date it stands for"
    if WEEK_OF.match(text.strip()):
        return "A week was recorded under its first day"
    if EARLY_MID_LATE.match(text.strip()) and any(day.is_roughly for day in found):
        return (
            "A date that is about right was kept as its month or year, with its words in the notes"
        )
    if any(day.is_roughly for day in found):
        return "A season, quarter or year was recorded under its first month"
    return ""


# --- One cell into several texts --------------------------------------------------------------

WEEKDAYS = re.compile(
    r"\b(?:mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun)(?:day|sday|nesday|rsday|urday)?s?\b\.?,?",
    re.IGNORECASE,
)
ORDINALS = re.compile(r"(?<=\d)\s?(?:st|nd|rd|th)\b", re.IGNORECASE)
FILLERS = re.compile(r"\b(?:of|on|the|date|dates|held)\b:?", re.IGNORECASE)
DASHES = re.compile(r"[‐-―−]")
CLOCK = re.compile(r"(?<=\d)[T ]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?\b")
HARD_BREAKS = re.compile(r"[;\n|]+")
SOFT_BREAKS = re.compile(r"\s*(?:,|&|\+|\band\b)\s*", re.IGNORECASE)
TO = re.compile(r"\s*(?:\bto\b|\btill?\b|\buntil\b|-|(?<=[a-z])/(?=[a-z]))\s*", re.IGNORECASE)


def _tidy(text: str) -> str:
    text = DASHES.sub("-", text)
    text = ORDINALS.sub("", CLOCK.sub("", text))
    text = WEEKDAYS.sub(" ", text)
    return FILLERS.sub(" ", text)


def _several(text: str, is_month_first: bool) -> Iterator[Day]:
    for line in HARD_BREAKS.split(text):
        piece = " ".join(line.split()).strip(" .,")
        if not piece:
            continue
        whole = _one_or_run(piece, is_month_first)
        if whole is not None:
            yield whole
            continue
        yield from _listed(SOFT_BREAKS.split(piece), is_month_first)


def _listed(pieces: list[str], is_month_first: bool) -> list[Day]:
    """ "3, 10 and 17 May 2023": what a day does not say, the next one says for it, or the last."""
    pieces = [each for each in pieces if each.strip(" .")]
    found = [_one_or_run(piece, is_month_first) for piece in pieces]
    for places in (range(len(pieces) - 1, -1, -1), range(len(pieces))):
        told: Day | None = None
        for place in places:
            if found[place] is None and told is not None:
                found[place] = with_help(pieces[place], told, is_month_first)
            told = found[place] or told
    days = [day for day in found if day is not None]
    if len(days) < len(found):
        raise ValueError(pieces)
    return days


def _one_or_run(text: str, is_month_first: bool) -> Day | None:
    text = text.strip(" .,")
    single = one_day(text, is_month_first)
    if single is not None:
        return single
    for cut in TO.finditer(text):
        run = _run(text[: cut.start()].strip(" .,"), text[cut.end() :].strip(" .,"), is_month_first)
        if run is not None:
            return run
    return None


def _run(first: str, last: str, is_month_first: bool) -> Day | None:
    """ "3-5 May 2023", "28 April to 2 May 2023", "May - July 2023": one time, not two dates."""
    end = one_day(last, is_month_first) if first and last else None
    if end is None or end.until is not None:
        return None
    begin = one_day(first, is_month_first) or with_help(first, end, is_month_first)
    if begin is None or begin.until is not None or begin.precision != end.precision:
        return None
    if begin.on.year == end.on.year and begin.on.month > end.on.month and not YEARS.search(first):
        # "December to January 2024": the first lies in the year before.
        begin = replace(begin, on=begin.on.replace(year=begin.on.year - 1))
    if begin.on > end.on:
        raise Impossible(
            f"The last day, {in_words(end)}, comes before the first, {in_words(begin)}. "
            "Correct one of them.",
            in_words(begin),
            in_words(end),
        )
    if end.on - begin.on > LONGEST_RUN:
        raise Impossible(
            f"From {in_words(begin)} to {in_words(end)} is more than five years. "
            "Correct one of the dates.",
            in_words(begin),
            in_words(end),
        )
    return begin if begin.on == end.on else replace(begin, until=end.on)
