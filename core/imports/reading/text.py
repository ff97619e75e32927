"""CSV and its kin: which separator a text file uses, and its rows."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import chain, islice
from pathlib import Path

from core.imports.reading.faults import TOO_LONG
from core.imports.reading.headings import is_day
from core.imports.reading.kinds import EMPTY, SAVE_AGAIN
from core.imports.reading.letters import CONTROLS, encoding_of, pieces_of
from core.imports.reading.limits import (
    LOOKED_AT,
    MOST_IN_A_CELL,
    MOST_IN_A_ROW,
    MOST_ROWS,
    Unreadable,
    too_long_a_row,
    too_many_rows,
)
from core.tables.formulas import as_written
from core.text import clean_text

SAMPLE = 65_536  # bytes
SEPARATORS = ",;\t|"
SEPARATOR_LINE = re.compile(r'\ufeff?"?sep=([^\w\s"]|\t)"?[\r\n]+', re.IGNORECASE)
OTHER_SPACES = "\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
# How programs keep the zeros in front of a number from Excel: ="00123".
WRAPPED = re.compile(r'="([^"]*)"')
# A line that no file has, put after the last: if the last cell swallows it, its quote is open.
END = "\x03"
FEWEST_INSIDE = 3  # cells of a line that cannot be a sentence with commas
BINARY = f"This is not a spreadsheet we can read. {SAVE_AGAIN}"


@dataclass(frozen=True)
class Writing:
    """How a text file is written."""

    encoding: str
    separator: str
    skipped: int  # bytes of the mark at the start
    says_separator: bool  # by a first line "sep=;", which is no row


def writing_of(path: Path) -> Writing:
    """Found from the beginning of the file; Unreadable when it is no text."""
    with path.open("rb") as file:
        start = file.read(SAMPLE)
    encoding, skipped = encoding_of(start)
    sample = start[skipped:].decode(encoding, "ignore")
    if len(start) < SAMPLE and not clean_text(sample).strip(f"{SEPARATORS}\ufeff\r\n "):
        raise Unreadable(EMPTY)
    odd = sum(map(sample.count, map(chr, CONTROLS))) - sample.count("\0")
    if odd > len(sample) // 20 + 4:
        raise Unreadable(BINARY)
    said = SEPARATOR_LINE.match(sample)
    separator = said[1] if said else _separator(clean_text(sample))
    return Writing(encoding, separator, skipped, says_separator=bool(said))


def _separator(sample: str) -> str:
    """The one that cuts the most rows into the same number of cells, more than one."""
    text = sample.replace("\r\n", "\n").replace("\r", "\n")
    best, best_score = SEPARATORS[0], 0.0
    for separator in SEPARATORS:
        widths = Counter[int]()
        try:
            for cells in islice(
                csv.reader(StringIO(text, newline="\n"), delimiter=separator), LOOKED_AT
            ):
                widths[len(cells)] += any(cells)
        except csv.Error:
            continue
        (width, count), *_others = widths.most_common(1) or [(1, 0)]
        score = count / widths.total() * min(width, 10) ** 0.5 if width > 1 and count else 0.0
        if score > best_score:
            best, best_score = separator, score
    return best


def text_rows(path: Path, writing: Writing) -> Iterator[tuple[int, list[str]]]:
    """(number of the row, trimmed cells) of every row that says anything, one at a time."""
    lines = _Lines(path, writing)
    whole = chain.from_iterable(lines.texts())
    reader = csv.reader(whole, delimiter=writing.separator, skipinitialspace=True)
    before: list[str] = []
    breaks = 0  # lines that begin no row, but go on inside a cell
    try:
        for number, cells in enumerate(reader, start=1):
            if reader.line_num != number + breaks:
                breaks = reader.line_num - number
                _refuse_open_quote(number, _holds_rows(cells, before, writing.separator))
            if lines.is_untidy:  # the first row of every text is
                if lines.is_over:
                    _refuse_open_quote(number, cells != [END])
                    return
                if number > MOST_ROWS:
                    raise too_many_rows()
                cells = lines.tidied(cells)  # noqa: PLW2901
            lines.row, before = number, cells
            if any(cells):
                yield number, cells
    except csv.Error as error:  # a cell longer than any program writes
        raise too_long_a_row(lines.row + 1) from error


class _Lines:
    """The lines of a file, several in one text; stops the row that goes on and on, be it one
    line or many. To look once through a text for what must be tidied costs far less than to
    look at each cell."""

    def __init__(self, path: Path, writing: Writing) -> None:
        self.row = 0  # the last that is complete, told by who reads
        self.is_untidy = True  # whether the next row must be tidied
        self.is_over = False
        self._has_untidy_rows = True
        self._pieces = _pieces(path, writing)
        self._looks_untidy = _untidy_beside(writing.separator)

    def texts(self) -> Iterator[StringIO]:
        seen, waiting, rest, was_untidy = -1, 0, "", False
        for piece in self._pieces:
            waiting = waiting + len(piece) if self.row == seen else 0
            seen = self.row
            if waiting > MOST_IN_A_ROW:
                raise too_long_a_row(self.row + 1)
            rest += piece
            if end := rest.rfind("\n") + 1:
                text, rest = rest[:end], rest[end:]
                looks_untidy = self._looks_untidy(text)
                # A row may have begun in the text before. Only the first row of a text can hold
                # a cell longer than a piece.
                self._has_untidy_rows = looks_untidy or was_untidy
                self.is_untidy, was_untidy = True, looks_untidy
                yield StringIO(text, newline="\n")
        self.is_untidy = self._has_untidy_rows = True
        yield StringIO(f"{rest}\n" if rest else "", newline="\n")
        self.is_over = self.is_untidy = True
        yield StringIO(END)

    def tidied(self, cells: list[str]) -> list[str]:
        """The cells without white space around them, and those that are too long marked."""
        self.is_untidy = self._has_untidy_rows
        kept = [*map(str.strip, cells)]
        for place, text in enumerate(kept):
            if text[:1] == "'":  # may be ours, made harmless for Excel
                kept[place] = as_written(text)
            elif text[:2] == '="' and (wrapped := WRAPPED.fullmatch(text)):
                kept[place] = wrapped[1].strip()
            elif len(text) > MOST_IN_A_CELL:
                kept[place] = TOO_LONG
        return kept


def _pieces(path: Path, writing: Writing) -> Iterator[str]:
    pieces = pieces_of(path, writing.encoding, writing.skipped)
    first = next(pieces, "").lstrip("\ufeff")
    yield first.partition("\n")[2] if writing.says_separator else first
    yield from pieces


def _untidy_beside(separator: str) -> Callable[[str], bool]:
    """Whether any cell of a text may begin or end with white space, be guarded or be wrapped.

    A plain space before a cell is dropped by the reader already.
    """
    spaces = (f" {separator}", " \n", ' "', '" ', f'\n"{separator}', '\n"\n', f'{separator}"\n')
    guards = (f"{separator}'", "\n'", "\"'", '="')
    marks = [*spaces, *guards, *(space for space in "\t" if space != separator)]
    others = [*marks, *OTHER_SPACES]

    def looks_untidy(text: str) -> bool:
        return any(mark in text for mark in (marks if text.isascii() else others))

    return looks_untidy


def _holds_rows(cells: list[str], before: list[str], separator: str) -> bool:
    """Whether a cell on several lines holds rows like the one before: its quote was not closed
    and the opening quote of a later cell ended it.

    People write lists of days into cells too, but with a space after each comma.
    """
    longest = max(cells, key=lambda text: text.count("\n"), default="")
    lines = longest.split("\n")[1:]
    rows = [line.split(separator) for line in lines]
    return (
        bool(rows)
        and len(before) >= FEWEST_INSIDE
        and is_day(cells[0])
        and all(is_day(row[0]) for row in rows)
        and all(len(row) == len(before) for row in rows[:-1])
        and 1 < len(rows[-1]) <= len(before)
        and not any(f"{separator} " in line for line in lines[:-1])
        and not rows[-1][1].startswith(" ")
    )


def _refuse_open_quote(row: int, is_open: bool) -> None:
    if is_open:
        raise Unreadable(
            f"Row {row} has a quotation mark that is never closed, so that the rows below it "
            "read as one cell. Open the file in Excel, put it right, and save the file again.",
            row=row,
        )
