"""Files that imports hand out: rows that stayed out with their reasons, and an empty example.

Text that a spreadsheet could take for a formula is made harmless, as in every file of the portal;
brought in again, it reads as it did.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import IO, Any

import xlsxwriter
from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from core.files.names import disposition
from core.files.storage import folder_of_work
from core.imports.headings import REASON_HEADING, ROW_HEADING, own_places, template_headings
from core.imports.kinds import Kind
from core.imports.selectors.shown import refused_rows
from core.models import ImportBatch
from core.tables.csv_files import LINES_AT_ONCE, MARK, csv_line
from core.tables.workbooks import LONGEST_CELL, MOST_ROWS

FORMATS = ("csv", "xlsx")
WORKBOOK_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
TOO_MANY = "There are more rows than a sheet can hold. Fetch them as a CSV file."


def refused_file(batch: ImportBatch, ending: str) -> HttpResponseBase:
    """The rows that did not come in, each with its number and the reasons."""
    # If it was such a file itself, its numbers and reasons are of the time before.
    own = own_places(batch.headings)
    headings = [*(batch.headings[place] for place in own), ROW_HEADING, REASON_HEADING]
    rows = (
        [*(cells[place] if place < len(cells) else "" for place in own), str(number), reasons]
        for number, cells, reasons in refused_rows(batch)
    )
    return _file(f"rows-left-out-{batch.pk}", ending, headings, rows)


def example_file(kind: Kind, ending: str) -> HttpResponseBase:
    """Headings that are found again for certain, and one row that shows what may stand there."""
    rows = [[field.example for field in kind.fields]]
    return _file(f"example-{kind.name}", ending, template_headings(kind), rows)


def _file(
    name: str, ending: str, headings: Sequence[str], rows: Iterable[Sequence[str]]
) -> HttpResponseBase:
    response: HttpResponseBase
    if ending == "csv":
        lines = _csv(headings, rows)
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    else:
        response = FileResponse(_workbook(headings, rows))
        response["Content-Type"] = (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        )
    response["Content-Disposition"] = disposition(f"{name}.{ending}")
    return response


def _csv(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    yield MARK + csv_line(headings).encode()
    lines = map(csv_line, rows)
    while some := "".join(islice(lines, LINES_AT_ONCE)):
        yield some.encode()


def _workbook(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> IO[bytes]:
    """The workbook in a temporary file, which the response closes and so removes."""
    file = tempfile.TemporaryFile(dir=folder_of_work())  # noqa: SIM115 - the response closes it
    with tempfile.TemporaryDirectory(dir=folder_of_work()) as folder:
        _fill(xlsxwriter.Workbook(file, {**WORKBOOK_OPTIONS, "tmpdir": folder}), headings, rows)
    file.seek(0)
    return file


def _fill(book: Any, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    sheet = book.add_worksheet("Rows")
    bold = book.add_format({"bold": True, "text_wrap": True})
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(headings) - 1, 18)
    _write(sheet, 0, headings, bold)
    for line, row in enumerate(rows, start=1):
        if line == MOST_ROWS - 1:
            _write(sheet, line, [TOO_MANY])
            break
        _write(sheet, line, row)
    book.close()


def _write(sheet: Any, line: int, cells: Sequence[str], style: Any = None) -> None:
    for place, text in enumerate(cells):
        if text:
            sheet.write_string(line, place, text[:LONGEST_CELL], style)
