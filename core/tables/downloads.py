"""A list as a file: what the screen shows, all pages of it, in the same order.

Text that a spreadsheet could take for a formula is made harmless: in CSV with a leading
apostrophe, in a workbook by being stored as text. Numbers and dates stay what they are.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.db import transaction
from django.db.models import QuerySet
from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.tables.columns import Export, Table, export_of, words
from core.tables.keyset import Order, in_order

MOST_ROWS = 100_000
CHUNK = 2_000
FORMATS = ("csv", "xlsx")
# A cell of a workbook holds no more (Excel specifications and limits).
LONGEST_CELL = 32_767

# Starts of a formula in Excel and LibreOffice, also in the wide forms of East Asian keyboards.
FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")
# Programs may skip these before they look at the first character.
SKIPPED_STARTS = " \u00a0\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\x00"

WORKBOOK_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
}


def download(kind: str, table: Table, queryset: QuerySet, order: Order) -> HttpResponseBase:
    """The list as `csv` or `xlsx`, at most MOST_ROWS rows, with a last line that says so."""
    name = f"{table.name}-{timezone.localdate().isoformat()}.{kind}"
    rows = _rows(table, in_order(queryset, order))
    if kind == "csv":
        response = StreamingHttpResponse(_csv(table, rows), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    return FileResponse(_workbook(table, rows), as_attachment=True, filename=name)


def _rows(table: Table, queryset: QuerySet) -> Iterator[list[Export]]:
    """The rows' values, read a chunk at a time so that memory stays small."""
    read = queryset.values_list(*table.names)[: MOST_ROWS + 1]
    # Inside a transaction PostgreSQL hands over the first rows before it has found the last.
    with transaction.atomic():
        for count, row in enumerate(read.iterator(chunk_size=CHUNK)):
            if count == MOST_ROWS:
                yield [_said_when_cut()]
                return
            yield [_plain(export_of(column, pick(row))) for column, pick in table.readers]


def _said_when_cut() -> str:
    return _(
        "This file stops after %(rows)s rows. There are more. Use filters to get the rest."
    ) % {"rows": f"{MOST_ROWS:,}"}


def _plain(value: Any) -> Export:
    """What may stand in a file: text without mark-up, a number, a date or a time."""
    if isinstance(value, bool) or value is None:
        return words(value)
    if isinstance(value, datetime):
        return timezone.localtime(value) if timezone.is_aware(value) else value
    if isinstance(value, int | float | Decimal | date | time):
        return value
    return strip_tags(value) if isinstance(value, SafeString) else words(value)


def harmless(text: str) -> str:
    """Text with an apostrophe in front if a spreadsheet could read it as a formula."""
    first = text.lstrip(SKIPPED_STARTS)[:1]
    return f"'{text}" if first in FORMULA_STARTS and first else text


class _Echo:
    """A file that hands back what is written, for the csv writer."""

    def write(self, text: str) -> str:
        return text


def _csv(table: Table, rows: Iterable[list[Export]]) -> Iterator[bytes]:
    # All cells in quotes: programs that part cells at semicolons or tabs must not find any.
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_ALL)
    # Excel takes a file for UTF-8 only with this mark in front.
    yield (
        "\ufeff".encode()
        + writer.writerow([harmless(column.heading) for column in table.columns]).encode()
    )
    lines: list[str] = []
    for row in rows:
        lines.append(writer.writerow([_csv_value(value) for value in row]))
        if len(lines) == 500:
            yield "".join(lines).encode()
            lines.clear()
    yield "".join(lines).encode()


def _csv_value(value: Export) -> Any:
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return value.isoformat() if isinstance(value, date | time) else value


def _workbook(table: Table, rows: Iterable[list[Export]]) -> Any:
    """The workbook in a temporary file, which the response closes and so removes."""
    file = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the response closes it
    book = xlsxwriter.Workbook(file, WORKBOOK_OPTIONS)
    sheet = book.add_worksheet(table.caption.translate(_NOT_IN_SHEET_NAMES)[:31])
    bold = book.add_format({"bold": True, "text_wrap": True})
    formats = {
        datetime: book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
        date: book.add_format({"num_format": "dd/mm/yyyy"}),
        time: book.add_format({"num_format": "hh:mm"}),
    }
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(table.columns) - 1, 18)
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, column.heading, bold)
    for line, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            _write(sheet, line, place, value, formats)
    book.close()
    file.seek(0)
    return file


_NOT_IN_SHEET_NAMES = dict.fromkeys(map(ord, "[]:*?/\\'"), " ")


def _write(sheet: Any, line: int, place: int, value: Export, formats: dict[type, Any]) -> None:
    if isinstance(value, str):
        if value:
            # Cells break lines with a line feed alone; a carriage return would show as a code.
            text = value.replace("\r\n", "\n").replace("\r", "\n")
            sheet.write_string(line, place, text[:LONGEST_CELL])
    elif isinstance(value, date | time):
        # Workbooks know no day before 1900; those stay readable as text.
        if isinstance(value, date) and value.year < 1900:
            sheet.write_string(line, place, value.isoformat())
        else:
            sheet.write_datetime(line, place, value, formats[type(value)])
    else:
        sheet.write_number(line, place, value)
