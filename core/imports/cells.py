"""What a cell of a list says, whatever the list: names compared, days, addresses. Pure."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import TypeVar

from core.imports.kinds import Problem
from core.imports.orders import DAY, EACH, MONTH, DateOrder

Value = TypeVar("Value")

NEAR = 0.8  # of 1 for two names that are the same
MOST_SUGGESTIONS = 3
LONGEST_COMPARED = 120
LONGEST_SHOWN = 60
LONGEST_ADDRESS = 254

DAY_SHAPES = (
    "%Y-%m-%d",
    "%d/%m/%Y",
    "%d/%m/%y",
    "%d.%m.%Y",
    "%d.%m.%y",
    "%d-%m-%Y",
    "%d-%m-%y",
    "%d %B %Y",
    "%d %b %Y",
    "%d-%b-%Y",
    "%d-%b-%y",
)
ORDINAL = re.compile(r"(?<=\d)(st|nd|rd|th)\b", re.IGNORECASE)
CLOCK = re.compile(r"\s+\d{1,2}:\d{2}(:\d{2})?$")
FIRST_YEAR, LAST_YEAR = 1948, 2100

# A day that lost its format is its number in Excel, here from 1982 to 2064.
EXCEL_DAY = re.compile(r"[345]\d{4}")
EXCEL_BEGINS = date(1899, 12, 30)

# What stands in a cell that is to say nothing.
EMPTY_WORDS = frozenset({"", "na", "none", "nil", "tbc", "notknown", "unknown"})


def squeezed(text: str) -> str:
    """A name without case, spaces and marks, "&" as "and": two spellings meet here."""
    return re.sub(r"[\W_]+", "", text.replace("&", " and ").casefold())


def one_name(text: str) -> str:
    """A name as it is kept: on one line; nothing for a dash, "n/a" and the like."""
    return "" if squeezed(text) in EMPTY_WORDS else " ".join(text.split())


def shown(text: str) -> str:
    """What somebody wrote, short enough for a sentence."""
    return f"“{text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + '…'}”"


def near(text: str, names: Mapping[str, str], *, cutoff: float = NEAR) -> tuple[str, ...]:
    """The names spelled most like a text, likeliest first. `names` are by squeezed name."""
    key = squeezed(text[:LONGEST_COMPARED])
    found = difflib.get_close_matches(key, names, n=MOST_SUGGESTIONS, cutoff=cutoff)
    return tuple(dict.fromkeys(names[each] for each in found))


def as_address(text: str) -> str:
    """An address as accounts keep it, out of "Sam <sam@…>", "mailto:sam@…" or "sam @ nhs.net"."""
    inside = text.partition("<")[2].partition(">")[0] or text
    inside = re.sub(r"\s*([@.])\s*", r"\1", inside).strip(" \t\xa0;,.'\"")
    return inside.removeprefix("mailto:").strip().lower()


def is_address(text: str) -> bool:
    """Whether a text, read by `as_address`, can be an address."""
    before, _at, after = text.partition("@")
    return bool(
        before
        and "." in after.strip(".")
        and not set(text) & set(' ,;<>()[]\\"\n')
        and "@" not in after
        and text.isascii()
        and len(text) <= LONGEST_ADDRESS
    )


class Problems(list[Problem]):
    """What is wrong with the cells of one row."""

    def add(self, key: str, text: str, sentence: str, suggestions: Iterable[str] = ()) -> None:
        """Something is wrong with this cell; each suggestion counts once."""
        likely = tuple(dict.fromkeys(suggestions))[:MOST_SUGGESTIONS]
        self.append(Problem(key, text, sentence, likely))

    def read(self, key: str, text: str, how: Callable[[str], tuple[Value, str]]) -> Value:
        """What a cell says, read in some way that answers (value, what is wrong with the cell)."""
        value, sentence = how(text)
        if sentence:
            self.add(key, text, sentence)
        return value

    def too_long(self, key: str, text: str, most: int) -> None:
        """A problem if the text is longer than what can be kept."""
        if len(one_name(text)) > most:
            self.add(key, text, f"{shown(text)} is longer than {most} characters. Shorten it.")


class DayOrder(DateOrder):
    """Reads the days of a list, whichever way round they are written."""

    def read(self, key: str, text: str, problems: Problems) -> date | None:
        """The day of a cell; one that could be two is asked about where both ways are used."""
        could_be_both = self.look_at(text)
        if self.said == EACH and could_be_both:
            ways = self.in_words(DAY, text), self.in_words(MONTH, text)
            sentence = f"{shown(text)} could be {ways[0]} or {ways[1]}. Choose one."
            problems.add(key, text, sentence, ways)
            return None
        return problems.read(key, text, self._read)

    def _read(self, text: str) -> tuple[date | None, str]:
        """As was said, or the other way where only that is a day."""
        found = read_day(text, is_month_first=self.said == MONTH)
        other = read_day(text, is_month_first=self.said != MONTH) if found[1] else found
        return found if other[1] else other

    def in_words(self, way: str, text: str) -> str:
        """A date in figures, read this way round."""
        day, _sentence = read_day(text, is_month_first=way == MONTH)
        return f"{day.day} {day:%B %Y}" if day else text


def read_day(text: str, *, is_month_first: bool = False) -> tuple[date | None, str]:
    """A day as people write it, or what is wrong with the cell."""
    if squeezed(text) in EMPTY_WORDS:
        return None, ""
    if EXCEL_DAY.fullmatch(text.strip()):
        return EXCEL_BEGINS + timedelta(days=int(text)), ""
    plain = CLOCK.sub("", " ".join(ORDINAL.sub("", text).replace(",", " ").split()))
    for shape in DAY_SHAPES:
        way = shape.replace("%d/%m", "%m/%d").replace("%d.%m", "%m.%d").replace("%d-%m", "%m-%d")
        try:
            day = datetime.strptime(plain, way if is_month_first else shape).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        if FIRST_YEAR <= day.year <= LAST_YEAR:
            return day, ""
        return None, f"{shown(text)} is in the year {day.year}. Look at the year again."
    return None, f"{shown(text)} is not a day we can read. Write it like 1/4/2026."
