"""Where the table of a sheet begins, and what its columns are called."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence

Rows = Sequence[tuple[int, list[str]]]

HEADER_WITHIN = 50  # rows with something in them
LONGEST_HEADING = 60  # characters of what still looks like one
LONGEST_KEPT = 200
SAMPLES, LONGEST_SAMPLE = 3, 100
CHECKED_BELOW = 10

# What columns are often called, in any file; a row of such words is a header.
USUAL_WORDS = """
    activity activities address amount area attendance attended centre code comments contact cost
    date dates department description directorate duration email end from group groups headcount
    hours id job kind lead level location mail month name names no notes number organisation
    outcome partner people place post postcode priority project purpose quarter ref reference
    ring role scope service session staff start status summary surname team telephone theme time
    title to total type venue when where who year
"""
USUAL = frozenset(USUAL_WORDS.split())
WORD = re.compile(r"[^\W\d_]+")
NUMBER = re.compile(r"[-(]?[£$€]?\s?[-+]?\d[\d,. ]*%?\)?")
DAY = re.compile(
    r"(?:[a-z]{3,9},?\s+)?\d{1,4}(?:st|nd|rd|th)?[-/. ]+(?:\d{1,2}|[a-z]{3,9})[-/., ]+\d{2,4}\b.*",
    re.IGNORECASE,
)
CLOCK = re.compile(r"\d{1,2}[:.]\d{2}(?::\d{2})?\s?(?:am|pm)?", re.IGNORECASE)
TOTALS = re.compile(r"(?:grand |sub[- ]?|overall )?totals?\b[:\s]*", re.IGNORECASE)


def is_value(text: str) -> bool:
    """Whether a cell is a number, a day or a time: what stands below headings, not in them."""
    short = text[:LONGEST_HEADING]
    return bool(NUMBER.fullmatch(short) or DAY.fullmatch(short) or CLOCK.fullmatch(short))


def is_day(text: str) -> bool:
    """Whether a cell is a day, however it is written."""
    return bool(DAY.fullmatch(text[:LONGEST_HEADING]))


def header_of(rows: Rows) -> tuple[int, float]:
    """(row number, how sure from 0 to about 5) of the row with the headings.

    Row 0: the table has none and begins with its first row.
    """
    if not rows:
        return 0, 0.0
    usual_width = _usual_width(rows)
    scored = [
        (_score(rows, place, usual_width), -place) for place in range(min(len(rows), HEADER_WITHIN))
    ]
    score, place = max(scored)
    place = -place
    if _is_data(rows, place):
        return 0, 0.5
    if _has_second_line(rows, place):
        place += 1
    return rows[place][0], score


def _usual_width(rows: Rows) -> int:
    """How many cells the fuller half of the rows have filled, most often."""
    filled = sorted(sum(map(bool, cells)) for _number, cells in rows)
    (width, _count), *_others = Counter(filled[len(filled) // 2 :]).most_common(1)
    return width


def _score(rows: Rows, place: int, usual_width: int) -> float:
    """How much a row looks like headings: full, short words, no two alike, values below."""
    cells = rows[place][1]
    filled = [text for text in cells if text]
    if len(filled) * 2 < usual_width:
        return 0.0
    words = [text for text in filled if len(text) <= LONGEST_HEADING and not is_value(text)]
    known = [text for text in words if USUAL & set(WORD.findall(text.casefold()))]
    alike = len({text.casefold() for text in filled}) / len(filled)
    below = rows[place + 1 : place + 1 + CHECKED_BELOW]
    return (
        min(len(filled) / usual_width, 1.0)
        + 1.5 * len(words) / len(filled)
        + alike
        + len(known) / len(filled)
        + 0.5 * _share_over_values(cells, below)
        - 0.02 * place
    )


def _share_over_values(cells: Sequence[str], below: Rows) -> float:
    """The share of a row's words that stand over columns of numbers or days."""
    words = [column for column, text in enumerate(cells) if text and not is_value(text)]
    over = [column for column in words if _holds_values(column, below)]
    return len(over) / len(words) if words else 0.0


def _holds_values(column: int, rows: Rows) -> bool:
    texts = [cells[column] for _number, cells in rows if column < len(cells) and cells[column]]
    return bool(texts) and sum(map(is_value, texts)) * 2 > len(texts)


def _is_data(rows: Rows, place: int) -> bool:
    """Whether even the best row is like those below: values where they have values."""
    cells = rows[place][1]
    filled = [text for text in cells if text]
    if USUAL & {word for text in filled for word in WORD.findall(text.casefold())}:
        return False
    values = [column for column, text in enumerate(cells) if text and is_value(text)]
    below = rows[place + 1 : place + 1 + CHECKED_BELOW]
    return (
        len(values) * 3 >= len(filled)
        and any(not NUMBER.fullmatch(cells[column]) for column in values)
        and (not below or all(_holds_values(column, below) for column in values))
    )


def _has_second_line(rows: Rows, place: int) -> bool:
    """Whether the next row names the parts of a heading above it: "Attendance" over "Staff"."""
    if place + 2 >= len(rows):
        return False
    (number, upper), (next_number, lower) = rows[place], rows[place + 1]
    below = rows[place + 2 : place + 2 + CHECKED_BELOW]
    filled = [column for column, text in enumerate(lower) if text]
    if next_number != number + 1 or any(
        is_value(lower[column]) or len(lower[column]) > LONGEST_HEADING for column in filled
    ):
        return False
    fills_a_gap = any(column >= len(upper) or not upper[column] for column in filled)
    is_open = [column for column, text in enumerate(upper) if text and column not in filled]
    is_filled_below = any(
        sum(column < len(cells) and bool(cells[column]) for _number, cells in below) * 2
        > len(below)
        for column in is_open
    )
    return fills_a_gap and is_filled_below


def headings_of(upper: Sequence[str], lower: Sequence[str], width: int) -> tuple[str, ...]:
    """What each column is called: no two alike, none empty.

    `lower` is the header row. The row above it helps where a cell is empty or stands twice.
    """
    own = [_one_line(lower[column]) if column < len(lower) else "" for column in range(width)]
    above = [_one_line(upper[column]) if column < len(upper) else "" for column in range(width)]
    twice = {text for text, count in Counter(map(str.casefold, own)).items() if text and count > 1}
    helps = bool(upper) and (sum(map(bool, above)) > 1)
    group, names = "", []
    for column, (text, over) in enumerate(zip(own, above, strict=True)):
        group = over or group
        if helps and not text:
            text = over  # noqa: PLW2901
        elif helps and group and text.casefold() in twice:
            text = f"{group}: {text}"  # noqa: PLW2901
        names.append(text or f"Column {letters_of(column)}")
    return _told_apart(names)


def _one_line(text: str) -> str:
    return " ".join(text.split())[:LONGEST_KEPT]


def _told_apart(names: Sequence[str]) -> tuple[str, ...]:
    seen: set[str] = set()
    apart = []
    for column, name in enumerate(names):
        if name.casefold() in seen:
            name = f"{name} (column {letters_of(column)})"  # noqa: PLW2901
        seen.add(name.casefold())
        apart.append(name)
    return tuple(apart)


def letters_of(column: int) -> str:
    """The letters of a column, from 0, as Excel shows them: A, B … Z, AA."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return letters


def samples_of(rows: Rows, width: int) -> tuple[tuple[str, ...], ...]:
    """The first few different texts of each column."""
    samples: list[list[str]] = [[] for _column in range(width)]
    for _number, cells in rows:
        for sample, text in zip(samples, cells, strict=False):
            shown = text[:LONGEST_SAMPLE]
            if text and len(sample) < SAMPLES and shown not in sample:
                sample.append(shown)
    return tuple(map(tuple, samples))


def fingerprint(headings: Sequence[str]) -> str:
    """The same text for the same columns in the same order, however they are spelled.

    It says nothing of what the headings are: a sheet without any begins with somebody's row.
    """
    bare = ["".join(filter(str.isalnum, heading.casefold())) for heading in headings]
    return hashlib.sha256("\n".join(bare).encode()).hexdigest()


def looks_like_totals(cells: Sequence[str]) -> bool:
    """Whether a row sums up those above it rather than being one of them."""
    filled = [text for text in cells if text]
    return bool(
        filled
        and TOTALS.fullmatch(filled[0][:LONGEST_HEADING])
        and all(NUMBER.fullmatch(text) for text in filled[1:])
    )
