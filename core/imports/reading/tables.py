"""The table in a file of any layout: found by looking at its beginning, then read row by row."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import dropwhile, islice, takewhile
from operator import itemgetter
from pathlib import Path

from core.imports.reading.book import Book, open_book
from core.imports.reading.cells import sheet_rows
from core.imports.reading.headings import header_of, headings_of, samples_of
from core.imports.reading.kinds import CSV, XLSX, kind_of
from core.imports.reading.limits import (
    LOOKED_AT,
    LOOKED_THROUGH,
    LOOKED_UNPACKED,
    MOST_COLUMNS,
    MOST_IN_A_CELL,
    Unreadable,
    too_many_columns,
)
from core.imports.reading.text import text_rows, writing_of

NOTHING = "We found no rows in the file. Choose the file that holds them."
NO_SHEET = "The file has no such sheet. Choose one of those it has."
EMPTY_ROW = "There are no headings in row {}. Choose the row that has them."

# How much a sheet looks like the list somebody keeps, besides having headings.
LOOKED_AT_SHEETS = 50
FULL_ROWS, FULL_WIDTH = 20, 6
HIDDEN = 3

Row = tuple[int, list[str]]
Reading = Callable[[], Iterator[Row]]


@dataclass(frozen=True)
class Sheet:
    """A worksheet, numbered from 0 in the order of the workbook; a text file has one, unnamed."""

    name: str
    number: int
    rows_seen: int  # with something in them, among the first that were looked at
    is_hidden: bool


@dataclass(frozen=True)
class Layout:
    """What is where in one sheet.

    `header_row` is the row with the headings as Excel numbers it, the last of them if there
    are two; 0 when there is none. `headings` has no two alike and none empty.
    """

    sheet: int
    header_row: int
    headings: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Look:
    """What a file is, and where its table seems to be."""

    kind: str  # "csv" or "xlsx"
    encoding: str  # of a text file
    sheets: tuple[Sheet, ...]
    layout: Layout
    reasons: tuple[str, ...]  # in words, why this sheet and this row


def look_at(path: Path | str) -> Look:
    """The best sheet and header row of a file, found from its beginning."""
    path = Path(path)
    if kind_of(path) == CSV:
        writing = writing_of(path)
        rows = _beginning(text_rows(path, writing))
        header_row, _score = header_of(rows)
        layout = _layout(0, header_row, rows)
        sheets = (Sheet("", 0, len(rows), is_hidden=False),)
        return Look(CSV, writing.encoding, sheets, layout, (_why_row(layout),))
    with open_book(path) as book:
        return _look_at_book(book)


def layout_of(path: Path | str, sheet: int, header_row: int) -> Layout:
    """The layout when a person says which sheet and which row; row 0 for no headings."""
    with _opened(Path(path), sheet) as read:
        return _layout(sheet, header_row, _from_header(read, header_row))


def rows_of(
    path: Path | str, sheet: int, header_row: int, *, fill_down: Collection[int] = ()
) -> Iterator[Row]:
    """(number of the row as Excel shows it, cells) of every row below the headings.

    One at a time, so that memory stays flat. Empty rows and headings that come again on each
    page are left out. Every row has as many cells as there are headings; one that holds text
    past the last of them has one cell more, with all of that text.

    In the columns of `fill_down` an empty cell takes the text above it, as one means it who
    merged the cells of a day or wrote it once.
    """
    with _opened(Path(path), sheet) as read:
        rows = _from_header(read, header_row)
        width = len(_layout(sheet, header_row, rows).headings)
        again = [_fitted(cells, width) for number, cells in rows if number <= header_row]
        below = _below(read(), header_row, width, again)
        yield from _filled_down(below, sorted(fill_down)) if fill_down else below


@contextmanager
def _opened(path: Path, sheet: int) -> Iterator[Reading]:
    """A function that reads the sheet from its first row, as often as it is called."""
    if kind_of(path) == CSV:
        if sheet:
            raise Unreadable(NO_SHEET)
        yield partial(text_rows, path, writing_of(path))
        return
    with open_book(path) as book:
        if not 0 <= sheet < len(book.sheets):
            raise Unreadable(NO_SHEET)
        yield partial(sheet_rows, book, sheet)


def _beginning(rows: Iterator[Row], first: int = 1) -> list[Row]:
    """The rows that are looked at, from the row numbered `first`."""
    wanted = takewhile(
        lambda row: row[0] < first + LOOKED_THROUGH, dropwhile(lambda row: row[0] < first, rows)
    )
    return list(islice(wanted, LOOKED_AT))


def _from_header(read: Reading, header_row: int) -> list[Row]:
    return _beginning(read(), max(header_row - 1, 1))


def _layout(sheet: int, header_row: int, rows: Sequence[Row]) -> Layout:
    """`rows` are the beginning of the sheet, or of the part that begins above its headings."""
    by_number = dict(rows)
    header = by_number.get(header_row, [])
    if header_row and not header:
        raise Unreadable(EMPTY_ROW.format(header_row), row=header_row)
    if not rows:
        raise Unreadable(NOTHING)
    below = [(number, cells) for number, cells in rows if number > header_row]
    width = max(_width(cells) for cells in (header, *(cells for _number, cells in below)))
    if width > MOST_COLUMNS:
        raise too_many_columns()
    upper = by_number.get(header_row - 1, [])
    return Layout(sheet, header_row, headings_of(upper, header, width), samples_of(below, width))


def _width(cells: Sequence[str]) -> int:
    return max((place for place, text in enumerate(cells, start=1) if text), default=0)


def _fitted(cells: list[str], width: int) -> list[str]:
    if len(cells) < width:
        return cells + [""] * (width - len(cells))
    rest = [text for text in cells[width:] if text]
    return [*cells[:width], ", ".join(rest)[:MOST_IN_A_CELL]] if rest else cells[:width]


def _below(
    rows: Iterator[Row], header_row: int, width: int, again: Sequence[list[str]]
) -> Iterator[Row]:
    """The rows below the headings, without those that are `again` the headings."""
    below = dropwhile(lambda row: row[0] <= header_row, rows)
    for number, cells in below:
        fitted = cells if len(cells) == width else _fitted(cells, width)
        if fitted not in again:
            yield number, fitted


def _filled_down(rows: Iterator[Row], columns: Sequence[int]) -> Iterator[Row]:
    last = dict.fromkeys(columns, "")
    for number, cells in rows:
        for column in columns:
            last[column] = cells[column] = cells[column] or last[column]
        yield number, cells


def _look_at_book(book: Book) -> Look:
    sheets, layouts = [], []
    for number, part in enumerate(book.sheets):
        rows = []
        if number < LOOKED_AT_SHEETS:
            rows = _beginning(sheet_rows(book, number, most=LOOKED_UNPACKED))
        sheets.append(Sheet(part.name, number, len(rows), part.is_hidden))
        if rows:
            header_row, score = header_of(rows)
            width = max(_width(cells) for _number, cells in rows)
            score += min(width, FULL_WIDTH) / FULL_WIDTH + 2 * min(len(rows), FULL_ROWS) / FULL_ROWS
            layouts.append((score - HIDDEN * part.is_hidden, -number, header_row, rows))
    if not layouts:
        raise Unreadable(NOTHING)
    _score, number, header_row, rows = max(layouts, key=itemgetter(0, 1))
    layout = _layout(-number, header_row, rows)
    why = f"Sheet “{sheets[-number].name}” looks most like a list." if len(layouts) > 1 else ""
    return Look(XLSX, "", tuple(sheets), layout, tuple(filter(None, (why, _why_row(layout)))))


def _why_row(layout: Layout) -> str:
    if layout.header_row:
        return f"Row {layout.header_row} looks like the headings of what is below it."
    return "No row looks like headings: the first row seems to be data already."
