"""The first records of a file as they will look, also before all of it is checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from core.imports import staging
from core.imports.checking import CHUNK, Mapped
from core.imports.kinds import Checked
from core.imports.selectors.batches import mapped_of
from core.models import ImportBatch, ImportRow

SHOWN = 10  # records
# Rows that are read for them while somebody waits for a page.
ROWS = 100


class FirstRecords:
    """Keeps the first records it is shown, with those of their rows that are shown too."""

    def __init__(self, mapped: Mapped) -> None:
        self._mapped = mapped
        self._found: dict[str, list[Any]] = {}

    def show(self, row: Checked) -> None:
        """A row that is ready."""
        key = row.belongs or f"\x00{row.number}"
        if key in self._found or len(self._found) < SHOWN:
            self._found.setdefault(key, []).append(row.record)

    @property
    def lines(self) -> list[list[str]]:
        """Each record as texts, one for each column of the kind's preview."""
        kind, known = self._mapped.kind, self._mapped.known
        return [list(kind.preview(records, known)) for records in self._found.values()]


def first_look(batch: ImportBatch, by: Any) -> list[list[str]]:
    """The first records of the file; as quick for a million rows as for a hundred.

    What is a likely double of something in the portal shows only when all of it is checked.
    """
    mapped = mapped_of(batch, by)
    first = FirstRecords(mapped)
    shown: set[str] = set()
    staged = ImportRow.objects.filter(batch_id=batch.pk).order_by("number")
    for row in _ready(mapped, staged.values_list("number", "cells")[:ROWS]):
        if row.same_as not in shown:
            first.show(row)
        if row.same_as:
            shown.add(row.same_as)
    return first.lines


def first_coming_in(batch_id: int, mapped: Mapped) -> list[list[str]]:
    """The first records of what will come in, without the likely doubles that stay out."""
    first = FirstRecords(mapped)
    numbers = staging.first_coming_in(batch_id, CHUNK)
    staged = ImportRow.objects.filter(batch_id=batch_id, number__in=numbers).order_by("number")
    for row in _ready(mapped, staged.values_list("number", "cells")):
        first.show(row)
    return first.lines


def _ready(mapped: Mapped, staged: Iterable[tuple[int, str]]) -> Iterator[Checked]:
    for chunk in mapped.rows(staged):
        yield from (row for row in mapped.checked(chunk) if not row.problems)
