"""The rows of one worksheet, as text, while its XML goes by."""

from __future__ import annotations

from collections.abc import Iterator

from core.imports.reading.book import TOO_LARGE, Book
from core.imports.reading.faults import NOT_WORKED_OUT
from core.imports.reading.limits import (
    MOST_CHARACTERS,
    MOST_COLUMNS,
    MOST_IN_A_ROW,
    MOST_ROWS,
    MOST_UNPACKED,
    Unreadable,
    too_long_a_row,
    too_many_rows,
)
from core.imports.reading.numbers import NUMBER, as_text, iso_moment
from core.imports.reading.strings import SharedStrings, cleaned
from core.imports.reading.xml import DAMAGED, DEEPEST, read_events

WIDEST, LONGEST_LETTERS = 16_384, 3  # columns of a sheet by Excel's own limit: up to XFD
DIGITS = "0123456789"
TEXTS = frozenset({"v", "t"})
LONGEST_NUMBER = 64  # characters of what may be one
LONGEST_PLAIN = 15  # digits that a number keeps

Row = tuple[int, list[str]]


def sheet_rows(book: Book, sheet: int, *, most: int = MOST_UNPACKED) -> Iterator[Row]:
    """(number of the row, cells) of a sheet's rows that say anything; ends after `most` bytes."""
    with book.open_part(book.sheets[sheet].part) as part:
        gathered = _Rows(book)
        for read in read_events(part, gathered, most=MOST_UNPACKED):
            yield from gathered.found
            gathered.found.clear()
            if gathered.is_over or read >= most:
                return


class Columns(dict[str, int]):
    """The place of a column by its letters, from 0: "A", "B" … "XFD"."""

    def __missing__(self, letters: str) -> int:
        if not (len(letters) <= LONGEST_LETTERS and letters.isascii() and letters.isalpha()):
            raise Unreadable(DAMAGED)
        place = 0
        for letter in letters.upper():
            place = place * 26 + ord(letter) - 64
        if place > WIDEST:
            raise Unreadable(DAMAGED)
        self[letters] = place - 1
        return place - 1


class _Rows:
    """Gathers rows. A cell holds a value (`v`) or, with its text inside, pieces of text (`t`).

    Called for every cell of the file, hence the order of the questions and the plain code.
    """

    def __init__(self, book: Book) -> None:
        self.found: list[Row] = []
        self.is_over = False  # what follows the rows may use the same names for other things
        self._strings: SharedStrings = book.strings
        self._meanings = {str(place): meaning for place, meaning in enumerate(book.meanings)}
        self._is_from_1904 = book.is_from_1904
        self._columns = Columns()
        self._number = 0
        self._cells: list[str] | None = None  # of the row that is open
        self._beyond: list[str] = []  # its texts past the last column that is read
        self._room = 0  # characters left in it
        self._total = 0  # of all rows: one text may stand in a million cells
        self._place = -1
        self._cell: dict[str, str] | None = None  # attributes of the cell that is open
        self._parts: list[str] = []
        self._is_text = self._is_formula = self._is_reading = False
        self._depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            if self._cell is None and self._cells is not None:
                self._cell = attributes
                place = attributes.get("r")
                self._place = self._columns[place.rstrip(DIGITS)] if place else self._place + 1
            elif not self.is_over:
                raise Unreadable(DAMAGED)
        elif name in TEXTS:
            if self._is_text:
                raise Unreadable(DAMAGED)
            self._is_text = self._cell is not None and not self._is_reading
        elif name == "row":
            self._start_row(attributes.get("r", ""))
        elif ":" in name:
            self.start(name.rpartition(":")[2], attributes)
        else:
            self._start_other(name)

    def _start_row(self, number: str) -> None:
        if self.is_over:
            return
        if self._cells is not None:
            raise Unreadable(DAMAGED)
        last = self._number
        self._number = int(number) if number.isdecimal() and len(number) < 10 else last + 1
        if self._number > MOST_ROWS:
            raise too_many_rows()
        if self._number <= last:
            raise Unreadable(DAMAGED)
        self._cells, self._room, self._place = [], MOST_IN_A_ROW, -1

    def _start_other(self, name: str) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise Unreadable(DAMAGED)
        if name == "f":
            self._is_formula = True
        elif name == "rPh":
            self._is_reading = True

    def text(self, text: str) -> None:
        if self._is_text:
            self._parts.append(text)
            self._room -= len(text)
            if self._room < 0:
                raise too_long_a_row(self._number)

    def end(self, name: str) -> None:
        if name in TEXTS:
            self._is_text = False
        elif name == "c":
            if self._parts or self._is_formula:
                self._put(self._value())
                self._is_formula = False
            self._cell = None
        elif name == "row":
            self._end_row()
        elif ":" in name:
            self.end(name.rpartition(":")[2])
        else:
            self._end_other(name)

    def _end_row(self) -> None:
        if self._beyond and self._cells is not None:
            self._cells += [""] * (MOST_COLUMNS - len(self._cells))
            self._cells.append(", ".join(self._beyond))
            self._beyond.clear()
        if self._cells:
            self.found.append((self._number, self._cells))
            self._total += MOST_IN_A_ROW - self._room
            if self._total > MOST_CHARACTERS:
                raise Unreadable(TOO_LARGE)
        self._cells = None

    def _end_other(self, name: str) -> None:
        self._depth -= 1
        if name == "rPh":
            self._is_reading = False
        elif name == "sheetData":
            self.is_over = True

    def _value(self) -> str:
        parts, cell = self._parts, self._cell or {}
        text = parts[0] if len(parts) == 1 else "".join(parts)
        parts.clear()
        kind = cell.get("t", "n")
        if kind == "s":
            return self._shared(text)
        if kind == "n" and len(text) <= LONGEST_NUMBER:
            return self._number_as_text(text, cell.get("s", ""))
        if not text and kind != "str":
            return NOT_WORKED_OUT if self._is_formula else ""
        if kind == "b":
            return "Yes" if text.strip() in {"1", "true"} else "No"
        return iso_moment(cleaned(text)) if kind == "d" else cleaned(text)

    def _shared(self, text: str) -> str:
        if not text.isdecimal() or len(text) > LONGEST_PLAIN:
            return ""
        shared = self._strings.text(int(text))
        self._room -= len(shared)
        if self._room < 0:
            raise too_long_a_row(self._number)
        return shared

    def _number_as_text(self, text: str, style: str) -> str:
        meaning = self._meanings.get(style, NUMBER)
        if meaning == NUMBER and text.isdecimal() and len(text) <= LONGEST_PLAIN:
            return text.lstrip("0") or "0"
        if not text:
            return NOT_WORKED_OUT if self._is_formula else ""
        return cleaned(as_text(text, meaning, self._is_from_1904))

    def _put(self, text: str) -> None:
        """The cell into its place; those past the last column that is read go into one more."""
        cells = self._cells
        if not text or cells is None:
            return
        missing = self._place - len(cells)
        if self._place >= MOST_COLUMNS:
            self._beyond.append(text)
        elif not missing:
            cells.append(text)
        elif missing > 0:
            cells.extend([""] * missing)
            cells.append(text)
        else:
            cells[self._place] = text
