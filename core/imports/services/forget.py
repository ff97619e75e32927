"""Somebody who is forgotten leaves the files that were brought in, and what was read of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from core.files.searching import names_somebody
from core.files.services import drop_file
from core.forgetting import Known
from core.imports import staging
from core.imports.services.moves import move
from core.models import ImportAnswer, ImportBatch
from core.service import service

State = ImportBatch.State
CANNOT_BE_SEARCHED = (
    "Somebody asked to be forgotten, and nobody can tell whether this file names them, because it "
    "could not be read. So it is gone. Choose another file."
)
STAGED: Mapping[str, Sequence[str]] = {
    "core_importrow": ("cells",),
    "core_importmark": ("telling",),
    "core_importproblem": ("value", "sentence", "suggestions"),
    "core_importdouble": ("words",),
}
# Made again by the next check.
FOUND = ("core_importmark", "core_importproblem", "core_importquestion", "core_importdouble")
OF_ROWS = ("core_importmark", "core_importproblem", "core_importdouble")
TEXTS = ("file_name", "headings", "look", "samples", "said", "asks", "preview", "trouble")


@service
def forget_in_imports(*, by: Any, known: Known, came_in_with: Collection[int]) -> int:
    """Take somebody out of every import; how many imports named them.

    Their rows become empty ones, and the file itself goes: nobody can take a row out of that.
    An import that was checked is checked once more. `came_in_with`: imports they came in with.
    """
    rows = _rows_naming(known)
    named = set(rows) | set(came_in_with) | _naming_in_texts(known)
    for batch in ImportBatch.objects.select_for_update(no_key=True).filter(pk__in=named):
        _forget_rows(batch, rows.get(batch.pk, []), known)
        _forget_texts(batch, known)
        batch.forgot_at = timezone.now()
        _let_go(batch, by)
        if batch.state == State.CHECKED:
            staging.clear(batch.pk, *FOUND)
            batch.counts = {}
            move(batch, State.COLUMNS)
    _look_through_files(by, named, known)
    return len(named)


def _rows_naming(known: Known) -> dict[int, list[int]]:
    """By import, the numbers of the rows that name somebody."""
    found: dict[int, set[int]] = {}
    for table, columns in STAGED.items() if known.pattern else ():
        where = " OR ".join(f"lower({column}) ~ %(pattern)s" for column in columns)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT batch_id, number FROM {table} WHERE {where}",  # noqa: S608 - our own names
                {"pattern": known.pattern},
            )
            for batch_id, number in cursor.fetchall():
                found.setdefault(batch_id, set()).add(number)
    return {batch_id: sorted(numbers) for batch_id, numbers in found.items()}


def _naming_in_texts(known: Known) -> set[int]:
    found = ImportBatch.objects.filter(Q(cleared_at=None) | ~Q(said={}))
    named = {
        batch.pk
        for batch in found.only(*TEXTS)
        if any(known.stands_in(str(getattr(batch, name))) for name in TEXTS)
    }
    answers = ImportAnswer.objects.values_list("batch_id", "value", "text")
    return named | {pk for pk, *texts in answers if any(map(known.stands_in, texts))}


def _forget_rows(batch: ImportBatch, numbers: Sequence[int], known: Known) -> None:
    _run(
        "UPDATE core_importrow SET cells = '' WHERE batch_id = %s AND number = ANY(%s)",
        batch,
        numbers,
    )
    for table in OF_ROWS:
        _run(f"DELETE FROM {table} WHERE batch_id = %s AND number = ANY(%s)", batch, numbers)  # noqa: S608
    # A question of no row any more was asked about theirs.
    _run(
        "DELETE FROM core_importquestion q WHERE batch_id = %s AND (first_row = ANY(%s)"
        " OR NOT EXISTS (SELECT 1 FROM core_importproblem p WHERE p.batch_id = q.batch_id"
        " AND p.field = q.field AND p.sentence = q.sentence))",
        batch,
        numbers,
    )
    answers = ImportAnswer.objects.filter(batch=batch)
    naming = [each.pk for each in answers if known.stands_in(f"{each.value}\n{each.text}")]
    answers.filter(pk__in=naming).delete()


def _run(statement: str, batch: ImportBatch, numbers: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [batch.pk, list(numbers)])


def _forget_texts(batch: ImportBatch, known: Known) -> None:
    """Samples and first rows are cells of the file without their row: all of them go."""
    batch.samples, batch.preview = [], []
    if known.is_looked_for(batch.file_name):
        batch.file_name = f"Import {batch.pk}"
    batch.headings = ["" if known.stands_in(text) else text for text in batch.headings]
    for name in ("look", "said", "asks"):
        if known.stands_in(str(getattr(batch, name))):
            setattr(batch, name, {})
    if known.stands_in(batch.trouble):
        batch.trouble = ""
    batch.save()


def _look_through_files(by: Any, named: Collection[int], known: Known) -> None:
    """The files of all other imports: other sheets, and what could not be read at all."""
    rest = ImportBatch.objects.exclude(pk__in=named).filter(file__isnull=False)
    for batch in rest.select_for_update(of=["self"], no_key=True).select_related("file"):
        is_closed = batch.state in (State.READING, State.UNREADABLE)
        if batch.file and (is_closed or names_somebody(batch.file, known)):
            batch.forgot_at = timezone.now()
            _let_go(batch, by)


def _let_go(batch: ImportBatch, by: Any) -> None:
    stored, batch.file = batch.file, None
    if batch.state in (State.READING, State.UNREADABLE):
        batch.state, batch.trouble = State.UNREADABLE, CANNOT_BE_SEARCHED
        batch.file_name, batch.look = f"Import {batch.pk}", {}
        batch.headings, batch.samples = [], []
        batch.version += 1
    batch.save()
    if stored is not None:
        drop_file(by=by, stored=stored)
