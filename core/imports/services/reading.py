"""The worker's first step: what is in the file, and its rows into the staging table."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from core.files.selectors import path_of
from core.imports import headings, staging
from core.imports.kinds import Kind
from core.imports.reading import Layout, Look, Unreadable, fingerprint, layout_of, look_at, rows_of
from core.imports.services import layouts
from core.imports.services.moves import ask_worker
from core.imports.sockets import kind_of
from core.models import ImportBatch
from core.service import Refused, service
from core.work.progress import Progress

State = ImportBatch.State
NO_ROWS = "There are only headings in it, and no rows below them."
GIVEN_UP = "This was given up meanwhile."


@service
def read_file(*, by: Any, batch_id: int, progress: Progress) -> None:
    """Find the sheet and its headings, stage every row, and match what can be matched."""
    batch = ImportBatch.objects.select_related("file").get(pk=batch_id)
    if batch.file is None:
        raise Refused("The file is gone. Bring it in again.")
    progress.at("Opening the file")
    try:
        with path_of(batch.file) as path:
            layout = _look(batch, path, by)
            rows = rows_of(path, layout.sheet, layout.header_row)
            # As the check counts them: with the empty ones down to the last that says something.
            batch.row_count = _stage(batch.pk, rows, progress) - (layout.header_row or 0)
        batch.state = State.COLUMNS
        batch.trouble = ""
    except Unreadable as problem:
        batch.state = State.UNREADABLE
        batch.trouble = problem.sentence[:500]
        staging.clear(batch_id, "core_importrow")
    _keep(by, batch)


def _look(batch: ImportBatch, path: Path, by: Any) -> Layout:
    """The sheets, and the one that holds the rows: as the person said, now or of the same file
    before, or as it was found."""
    look = look_at(path)
    batch.look = _said(look)
    before = layouts.of_same_file(batch, by) if batch.sheet is None else None
    if before is not None:
        batch.sheet, batch.header_row = before.sheet, before.header_row
    if batch.sheet is None or batch.header_row is None:
        layout = look.layout
    else:
        layout = layout_of(path, batch.sheet, batch.header_row)
    batch.sheet, batch.header_row = layout.sheet, layout.header_row
    batch.headings = list(layout.headings)
    batch.samples = [list(values) for values in layout.samples]
    own = headings.own_places(layout.headings)
    batch.fingerprint = fingerprint([layout.headings[place] for place in own])
    return layout


def _said(look: Look) -> dict[str, Any]:
    return {
        "kind": look.kind,
        "encoding": look.encoding or "",
        "sheets": [
            {
                "name": sheet.name,
                "number": sheet.number,
                "rows": sheet.rows_seen,
                "is_hidden": sheet.is_hidden,
            }
            for sheet in look.sheets
        ],
    }


def _stage(batch_id: int, rows: Iterable[tuple[int, list[str]]], progress: Progress) -> int:
    """Every row into the staging table; the number of the last one."""
    staging.clear(batch_id, "core_importrow")
    count = last = 0
    with staging.RowsCopy(batch_id) as copy:
        for number, cells in rows:
            copy.add_row(number, cells)
            count, last = count + 1, number
            if not count % staging.CHUNK:
                progress.at("Reading rows", count)
    if not count:
        raise Unreadable(NO_ROWS)
    return last


def _keep(by: Any, batch: ImportBatch) -> None:
    """Keep what was found, unless the import was given up; go on if the layout is known."""
    now = ImportBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    if now.state != State.READING:
        raise Refused(GIVEN_UP)
    kind = kind_of(batch.kind)
    goes_on = batch.state == State.COLUMNS and _match(batch, kind, by)
    batch.version = now.version + 1
    batch.save()
    if goes_on:
        batch.state = State.CHECKING
        batch.version += 1
        batch.save()
        ask_worker(by, batch)


def _match(batch: ImportBatch, kind: Kind, by: Any) -> bool:
    """Match the columns; True if they are known from a file like it and nothing is missing."""
    batch.is_layout_known = layouts.recall(batch, kind, by)
    if not batch.is_layout_known:
        batch.columns = headings.suggested(kind.fields, batch.headings)
        batch.choices = {choice.key: choice.first for choice in kind.choices}
        return False
    return not headings.missing(kind.fields, batch.columns, batch.said)
