"""The rows of a list as files hold them: read a chunk at a time, every value plain."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.safestring import SafeString

from core.tables.columns import Column, Export, Table, export_of, words

CHUNK = 2_000
# A column of few different values (a status, a service) is worked out once for each of them.
MOST_KNOWN = 2_000


def read(table: Table, queryset: QuerySet) -> Iterator[tuple]:
    """What the table reads of each row, a chunk at a time, so that memory stays small."""
    rows = queryset.values_list(*table.names)
    # Inside a transaction PostgreSQL hands over the first rows before it has found the last.
    with transaction.atomic():
        yield from rows.iterator(chunk_size=CHUNK)


def makers(table: Table, finish: Callable[[Export], Any]) -> list[Callable[[tuple], Any]]:
    """For each column a function that makes its cell, passed through `finish`, from a read row."""
    return [_maker(column, pick, finish) for column, pick in table.readers]


def _maker(
    column: Column, pick: Callable[[tuple], tuple], finish: Callable[[Export], Any]
) -> Callable[[tuple], Any]:
    known: dict[tuple, Any] = {}

    def make(row: tuple) -> Any:
        values = pick(row)
        try:
            return known[values]
        except KeyError:
            made = finish(plain(export_of(column, values)))
            if len(known) < MOST_KNOWN:
                known[values] = made
            return made
        except TypeError:  # a list of the database's, which is no key
            return finish(plain(export_of(column, values)))

    return make


def plain(value: Any) -> Export:
    """What may stand in a file: text without mark-up, a number, a date or a time."""
    if type(value) is str:
        return value
    if isinstance(value, bool) or value is None:
        return words(value)
    if isinstance(value, datetime):
        return timezone.localtime(value) if timezone.is_aware(value) else value
    if isinstance(value, int | float | Decimal | date | time):
        return value
    return strip_tags(value) if isinstance(value, SafeString) else words(value)
