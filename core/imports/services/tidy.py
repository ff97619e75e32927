"""What is kept of imports, and for how long: removed at night, a slice at a time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from core.files.services import drop_file
from core.imports.selectors import WORK
from core.imports.services.moves import move, step_back
from core.models import ImportAnswer, ImportBatch, Work
from core.service import acting, service

State = ImportBatch.State
SLICE = 50_000  # rows removed in one transaction
BEGUN = (State.READING, State.UNREADABLE, State.COLUMNS, State.CHECKING, State.CHECKED)
HALF_WAY = (State.LOADING, State.UNDOING)
TABLES = (
    *("core_importrow", "core_importmark", "core_importproblem"),
    *("core_importquestion", "core_importdouble"),
)
REMOVE = """
DELETE FROM {table} WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM {table} WHERE batch_id = %s LIMIT %s
))
"""
REMOVE_WHAT_CAME_IN = """
DELETE FROM core_importrow WHERE ctid = ANY (ARRAY(
    SELECT r.ctid FROM core_importrow r
    JOIN core_importmark m ON m.batch_id = r.batch_id AND m.number = r.number
    WHERE r.batch_id = %s AND NOT EXISTS (
        SELECT 1 FROM core_importdouble d
        WHERE d.batch_id = r.batch_id AND d.number = r.number AND NOT d.is_brought_in
    )
    LIMIT %s
))
"""


@service
def tidy_next(*, by: Any) -> int:
    """Remove one slice of what imports no longer need; 0 when nothing is left to remove.

    Given up: everything. Came in: the file and the rows that came in at once, the others and the
    file's name after IMPORT_ROWS_DAYS, what was said and repaired after IMPORT_ANSWERS_DAYS. Begun
    and left alone for IMPORT_ROWS_DAYS: it counts as given up. Where bringing in or taking out was
    stopped or failed, nothing was done, so it first goes back to before that.
    """
    for batch in _over():
        return _clear(batch, by)
    for batch in _in():
        return _shrink(batch, by)
    for batch in _long_ago():
        return _forget(batch)
    for batch in _left_alone():
        acting().subject = batch
        if batch.state in HALF_WAY:
            step_back(batch)
        else:
            move(batch, State.DROPPED)
        return 1
    return 0


def _before(days: int) -> Any:
    return timezone.now() - timedelta(days=days)


def _first(found: Any) -> Any:
    return found.select_for_update(no_key=True, skip_locked=True).order_by("pk")[:1]


def _over() -> Any:
    old = _before(settings.IMPORT_ROWS_DAYS)
    ended = Q(state__in=[State.LOADED, State.UNDONE], loaded_at__lt=old)
    found = ImportBatch.objects.filter(Q(state=State.DROPPED) | ended, cleared_at__isnull=True)
    return _first(found)


def _in() -> Any:
    states = [State.LOADED, State.UNDONE]
    return _first(ImportBatch.objects.filter(state__in=states, file__isnull=False))


def _long_ago() -> Any:
    """Imports of whose repairs too much time has gone by, or that nobody can learn from."""
    old = Q(loaded_at__lt=_before(settings.IMPORT_ANSWERS_DAYS))
    over = Q(state__in=[State.DROPPED, State.UNDONE], cleared_at__isnull=False)
    answers = ImportAnswer.objects.filter(batch=OuterRef("pk"))
    return _first(ImportBatch.objects.filter(old | over).filter(Exists(answers) | ~Q(said={})))


def _left_alone() -> Any:
    """Imports that nobody has begun, had checked or asked anything of since, with no open work."""
    old = _before(settings.IMPORT_ROWS_DAYS)
    work = Work.objects.filter(kind__in=WORK.values(), subject=Cast(OuterRef("pk"), TextField()))
    found = ImportBatch.objects.filter(
        Q(checked_at=None) | Q(checked_at__lt=old),
        ~Exists(work.filter(Q(asked_at__gte=old) | Q(ended_at=None))),
        state__in=[*BEGUN, *HALF_WAY],
        started_at__lt=old,
    )
    return _first(found)


def _clear(batch: ImportBatch, by: Any) -> int:
    for table in TABLES:
        removed = _remove(REMOVE.format(table=table), batch)
        if removed:
            return removed
    _let_file_go(batch, by)
    batch.cleared_at = timezone.now()
    # Samples, first rows, what was asked and names are texts of the file, or of who made it, as well.
    batch.samples, batch.preview, batch.look, batch.asks = [], [], {}, {}
    batch.file_name = f"Import {batch.pk}"
    batch.save(update_fields=["cleared_at", "samples", "preview", "look", "asks", "file_name"])
    return 1


def _forget(batch: ImportBatch) -> int:
    """What was said for all rows and what was repaired: they are texts of the file too."""
    ImportAnswer.objects.filter(batch=batch).delete()
    batch.said = {}
    batch.save(update_fields=["said"])
    return 1


def _shrink(batch: ImportBatch, by: Any) -> int:
    removed = _remove(REMOVE_WHAT_CAME_IN, batch)
    if not removed:
        removed = _remove(REMOVE.format(table="core_importmark"), batch)
    if not removed:
        _let_file_go(batch, by)
    return removed or 1


def _let_file_go(batch: ImportBatch, by: Any) -> None:
    stored = batch.file
    if stored is not None:
        batch.file = None
        batch.save(update_fields=["file"])
        drop_file(by=by, stored=stored)


def _remove(sql: str, batch: ImportBatch) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, [batch.pk, SLICE])
        return cursor.rowcount
