"""Staged rows in and out of the database: COPY in, a cursor of the server's out.

Memory holds one chunk, however long the file is.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from typing import Any, Self

from django.db import connection

from core.models.staging import BETWEEN_CELLS

CHUNK = 4_000
NOTHING = r"\N"

# What a line of COPY's text format says otherwise (PostgreSQL manual, COPY, "Text Format").
_SPECIAL = re.compile(r"[\\\n\r\t]")
_ESCAPES = {"\\": r"\\", "\n": r"\n", "\r": r"\r", "\t": r"\t"}


def escaped(text: str) -> str:
    """Text as it stands in a line of COPY."""
    return _SPECIAL.sub(lambda found: _ESCAPES[found[0]], text)


def mark(text: str) -> str:
    """What SQL says as `md5(text)::uuid`; nothing for an empty text."""
    if not text:
        return NOTHING
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


class Copy:
    """Lines for one table, sent to the database whenever a chunk is full and at the end."""

    def __init__(self, table: str, columns: Sequence[str]) -> None:
        self._sql = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
        self._lines: list[str] = []

    def add(self, line: str) -> None:
        """A line without its end; its values are escaped and parted by tabs already."""
        self._lines.append(line)
        if len(self._lines) >= CHUNK:
            self.send()

    def send(self) -> None:
        """Send what is waiting."""
        if self._lines:
            self._lines.append("")
            with connection.cursor() as cursor:
                cursor.copy_expert(self._sql, io.StringIO("\n".join(self._lines)))
            self._lines = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *unused: object) -> None:
        if kind is None:
            self.send()


class RowsCopy(Copy):
    """Staged rows: `add_row(number, cells)`."""

    def __init__(self, batch_id: int) -> None:
        super().__init__("core_importrow", ("batch_id", "number", "cells"))
        self._start = f"{batch_id}\t"

    def add_row(self, number: int, cells: Sequence[str]) -> None:
        """One row of the file."""
        text = BETWEEN_CELLS.join(cells)
        if _SPECIAL.search(text):
            text = escaped(text)
        self.add(f"{self._start}{number}\t{text}")


def read(sql: str, values: Sequence[Any], *, chunk: int = CHUNK) -> Iterator[tuple]:
    """Rows of a query, a chunk at a time; only inside a transaction."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, values)
        while found := cursor.fetchmany(chunk):
            yield from found


def staged_rows(batch_id: int) -> Iterator[tuple[int, str]]:
    """(Number, cells joined) of every row of the file, in its order."""
    sql = "SELECT number, cells FROM core_importrow WHERE batch_id = %s ORDER BY number"
    return read(sql, [batch_id])


# Rows that will come in: ready, and no double that stays out.
_READY = """
FROM core_importmark m
WHERE m.batch_id = %s
  AND NOT EXISTS (
      SELECT 1 FROM core_importdouble d
      WHERE d.batch_id = m.batch_id AND d.number = m.number AND NOT d.is_brought_in
  )
"""
_COUNTED = f"""
SELECT count(*), count(*) FILTER (WHERE m.belongs IS NULL) + count(DISTINCT m.belongs),
       coalesce(sum(m.parts), 0)
{_READY}
"""
# `first` is the first row of those that are one record.
_COMING_IN = f"""
WITH ready AS (SELECT m.number, {{first}} AS first {_READY})
SELECT ready.first, r.number, r.cells
FROM ready JOIN core_importrow r ON r.batch_id = %s AND r.number = ready.number
ORDER BY ready.first, r.number
"""  # noqa: S608 - our own constants
_ALONE = "m.number"
_TOGETHER = """CASE WHEN m.belongs IS NULL THEN m.number
               ELSE min(m.number) OVER (PARTITION BY m.belongs) END"""


def counted_coming_in(batch_id: int) -> dict[str, int]:
    """How many rows will come in, how many records they are, and how many parts those have."""
    with connection.cursor() as cursor:
        # As below: the fresh rows have not been counted.
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(_COUNTED, [batch_id])
        rows, records, parts = cursor.fetchone()
        cursor.execute("SET LOCAL enable_nestloop = on")
    return {"rows": rows, "records": records, "parts": parts}


def first_coming_in(batch_id: int, most: int) -> list[int]:
    """The numbers of the first rows that will come in, in the order of the file."""
    with connection.cursor() as cursor:
        # As below: the fresh rows have not been counted.
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(f"SELECT m.number {_READY} ORDER BY m.number LIMIT %s", [batch_id, most])
        numbers = [number for (number,) in cursor.fetchall()]
        cursor.execute("SET LOCAL enable_nestloop = on")
    return numbers


def rows_coming_in(batch_id: int, *, some_belong_together: bool) -> Iterator[tuple[int, int, str]]:
    """(First row of its record, number, cells joined) of what will come in, record by record."""
    sql = _COMING_IN.format(first=_TOGETHER if some_belong_together else _ALONE)
    with connection.cursor() as cursor:
        # Nobody has counted the fresh rows yet, and a guess of few would look each one up. The
        # plan is made when the reading begins; what else is done meanwhile chooses freely.
        cursor.execute("SET LOCAL enable_nestloop = off")
    found = read(sql, [batch_id, batch_id])
    first = next(found, None)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = on")
    if first is not None:
        yield first
        yield from found


def clear(batch_id: int, *tables: str) -> None:
    """Remove what these staging tables hold of a batch."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"DELETE FROM {table} WHERE batch_id = %s", [batch_id])  # noqa: S608
