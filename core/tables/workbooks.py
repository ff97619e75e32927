"""Rows as a workbook: text stored as text, so that nothing in it runs; a codebook as the last sheet."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import xlsxwriter
from django.utils.translation import gettext as _

from core.tables.codebook import About, codebook
from core.tables.columns import Export, Table
from core.tables.values import makers

# Excel specifications and limits. A cell's length is counted in UTF-16 units.
LONGEST_CELL = 32_767
LONGEST_NAME = 31
MOST_ROWS = 1_048_576

# Characters that no cell can hold: a workbook would show a code in their place.
_NOT_IN_CELLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NOT_IN_NAMES = dict.fromkeys(map(ord, "[]:*?/\\'"), " ")
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
}


@dataclass
class _Part:
    """One table of the workbook and its sheets: a second one where the first is full."""

    name: str
    table: Table
    sheets: list[Any] = field(default_factory=list)
    rows: int = 0


class Workbook:
    """A workbook that is written sheet by sheet in constant memory.

        with Workbook(file, about, folder) as book:
            parts = [book.add("Activities", table)]
            book.fill(parts[0], rows)

    Its temporary files are made in `folder` and are gone at the end, however it ends. Parts may be
    filled in any order; each once.
    """

    def __init__(self, file: IO[bytes], about: About, folder: Path) -> None:
        self._folder = tempfile.TemporaryDirectory(dir=folder)
        self._book = xlsxwriter.Workbook(file, {**_OPTIONS, "tmpdir": self._folder.name})
        self._book.use_zip64()
        self._book.set_properties({"title": about.title})
        self._about = about
        self._parts: list[_Part] = []
        self._names: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self._add_codebook()
            self._book.close()
        for sheet in self._book.worksheets():
            sheet.row_data_fh.close()
        self._folder.cleanup()

    def add(self, name: str, table: Table) -> int:
        """A place for a table, in the order of the sheets; what `fill` calls it by."""
        part = _Part(name, table)
        part.sheets.append(self._sheet(part))
        self._parts.append(part)
        return len(self._parts) - 1

    def fill(self, place: int, rows: Iterable[tuple]) -> None:
        """Write the rows that `values.read` gives."""
        part = self._parts[place]
        cells = makers(part.table, _cell)
        line = 0
        for row in rows:
            line += 1
            if line == MOST_ROWS:
                part.sheets.append(self._sheet(part))
                line = 1
            part.rows += 1
            write = part.sheets[-1]
            for column, make in enumerate(cells):
                self._write(write, line, column, make(row))
        part.sheets[-1].autofilter(0, 0, line, len(part.table.columns) - 1)

    def _sheet(self, part: _Part) -> Any:
        number = len(part.sheets) + 1
        sheet = self._book.add_worksheet(self._name(part.name, number))
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_column(0, len(part.table.columns) - 1, 18)
        for place, column in enumerate(part.table.columns):
            sheet.write_string(0, place, column.heading, self._bold)
        return sheet

    def _name(self, wanted: str, number: int) -> str:
        """A name no other sheet has, as Excel takes it."""
        more = f" ({number})" if number > 1 else ""
        text = wanted.translate(_NOT_IN_NAMES).strip() or _("Sheet")
        name = _cut(text, LONGEST_NAME - len(more)).strip() + more
        while name.lower() in self._names | {"history"}:
            number += 1
            more = f" ({number})"
            name = _cut(text, LONGEST_NAME - len(more)).strip() + more
        self._names.add(name.lower())
        return name

    def _add_codebook(self) -> None:
        sheet = self._book.add_worksheet(self._name(_("What the columns mean"), 1))
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 5, 44)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        facts = [(part.name, part.table, part.rows) for part in self._parts]
        is_heading = False
        for line, cells in enumerate(codebook(self._about, facts)):
            for place, text in enumerate(cells):
                style = self._bold if is_heading or place == 0 else self._wrapped
                if text:
                    sheet.write_string(line, place, _as_text(text), style)
            is_heading = not cells

    @cached_property
    def _bold(self) -> Any:
        return self._book.add_format({"bold": True, "text_wrap": True, "valign": "top"})

    @cached_property
    def _wrapped(self) -> Any:
        return self._book.add_format({"text_wrap": True, "valign": "top"})

    @cached_property
    def _formats(self) -> dict[type, Any]:
        return {
            datetime: self._book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
            date: self._book.add_format({"num_format": "dd/mm/yyyy"}),
            time: self._book.add_format({"num_format": "hh:mm"}),
        }

    def _write(self, sheet: Any, line: int, column: int, value: Export) -> None:
        if isinstance(value, str):
            if value:
                sheet.write_string(line, column, value)
        elif isinstance(value, date | time):
            sheet.write_datetime(line, column, value, self._formats[type(value)])
        elif value is not None:
            sheet.write_number(line, column, value)


def _cell(value: Export) -> Export:
    """A value as a cell holds it."""
    if isinstance(value, str):
        return _as_text(value)
    # Workbooks know no day before 1900; those stay readable as text.
    if isinstance(value, date) and value.year < 1900:
        return value.isoformat()
    return value


def _as_text(text: str) -> str:
    """Text as a cell holds it: lines broken by a line feed alone, no more than fits."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _NOT_IN_CELLS.sub("", text)
    if len(text) * 2 <= LONGEST_CELL or _units(text) <= LONGEST_CELL:
        return text
    said = _(" … (cut here: a cell holds no more. A CSV file has all of it.)")
    return _cut(text, LONGEST_CELL - len(said)) + said


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _cut(text: str, longest: int) -> str:
    """The beginning of a text, in UTF-16 units; no character is cut in two."""
    if _units(text) <= longest:
        return text
    return text.encode("utf-16-le", "surrogatepass")[: longest * 2].decode("utf-16-le", "ignore")
