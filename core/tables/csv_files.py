"""Rows as a CSV file: UTF-8, every cell in quotes, nothing a spreadsheet would run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time

from core.tables.columns import Export, Table
from core.tables.formulas import harmless
from core.tables.values import makers

# Excel takes a file for UTF-8 only with this mark in front.
MARK = "\ufeff".encode()
LINES_AT_ONCE = 500


def csv_table(table: Table, rows: Iterable[tuple]) -> Iterator[bytes]:
    """The headings and the rows that `values.read` gives, some lines at a time."""
    yield MARK + csv_line([column.heading for column in table.columns]).encode()
    cells = makers(table, csv_cell)
    lines: list[str] = []
    for row in rows:
        lines.append(",".join([make(row) for make in cells]))
        if len(lines) == LINES_AT_ONCE:
            yield "\r\n".join([*lines, ""]).encode()
            lines.clear()
    if lines:
        yield "\r\n".join([*lines, ""]).encode()


def csv_line(values: Iterable[Export]) -> str:
    """One line, with its end."""
    return ",".join(map(csv_cell, values)) + "\r\n"


def csv_cell(value: Export) -> str:
    """A value between quotes: programs that part cells at semicolons or tabs must not find any."""
    if isinstance(value, str):
        text = harmless(value)
        return f'"{text.replace(chr(34), chr(34) * 2)}"' if '"' in text else f'"{text}"'
    if value is None:
        return '""'
    if isinstance(value, datetime):
        return f'"{value:%Y-%m-%d %H:%M}"'
    if isinstance(value, time):
        return f'"{value:%H:%M}"'
    return f'"{value.isoformat() if isinstance(value, date) else value}"'
