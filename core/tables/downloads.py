"""A list as a file at once: what the screen shows, all pages of it, in the same order.

For as many rows as are quick. A longer one is built by a worker (core.exports).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from core.files.storage import folder_of_work
from core.tables.codebook import About, codebook
from core.tables.columns import Table
from core.tables.csv_files import MARK, csv_line, csv_table
from core.tables.keyset import Order, count, in_order
from core.tables.values import read
from core.tables.workbooks import Workbook

CSV, XLSX, COLUMNS = "csv", "xlsx", "columns"
FORMATS = (CSV, XLSX, COLUMNS)
# About a second of work; a CSV file is sent while it is read, a workbook only when it is done.
MOST_AT_ONCE = {CSV: 20_000, XLSX: 5_000}


def is_long(kind: str, queryset: QuerySet, order: Order) -> bool:
    """Whether the list is too long for a file of this kind at once."""
    most = MOST_AT_ONCE.get(kind)
    return most is not None and count(queryset, order, most=most) > most


def download(
    kind: str, table: Table, queryset: QuerySet, order: Order, about: About
) -> HttpResponseBase:
    """The list as `csv` or `xlsx`, or as `columns` what they mean."""
    table = table.in_files
    day = timezone.localdate().isoformat()
    if kind == XLSX:
        file = _workbook(table, in_order(queryset, order), about)
        return FileResponse(file, as_attachment=True, filename=f"{table.name}-{day}.xlsx")
    if kind == COLUMNS:
        lines = codebook(about, [(table.caption, table, queryset.count())])
        parts = iter([MARK, *(csv_line(cells).encode() for cells in lines)])
        return _sent(parts, f"{table.name}-{day}-columns.csv")
    rows = read(table, in_order(queryset, order))
    return _sent(csv_table(table, rows), f"{table.name}-{day}.csv")


def _sent(parts: Iterator[bytes], name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(parts, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _workbook(table: Table, rows: QuerySet, about: About) -> Any:
    """The workbook in a temporary file, which the response closes and so removes."""
    file = tempfile.TemporaryFile(dir=folder_of_work())  # noqa: SIM115 - the response closes it
    with Workbook(file, about, folder_of_work()) as book:
        book.fill(book.add(table.caption, table), read(table, rows))
    file.seek(0)
    return file
