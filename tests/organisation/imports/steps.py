"""Lists of parts and posts on their way in: what a person and the worker do with them."""

from django.core.files.uploadedfile import SimpleUploadedFile

from core.imports.services.answers import Answer, answer_questions
from core.imports.services.batches import load_import, match_columns, start_import, undo_import
from core.models import ImportBatch, ImportProblem, ImportQuestion
from core.work.worker import do_due

PARTS = "Care group,Team,Cost code\n"
POSTS = "Email,Name,Directorate,Team,Role,From,Until\n"
THANET = "Thanet community mental health team"
WARDS = "Littlebrook wards"
THERE = f"East Kent, {THANET}"


def fresh(batch) -> ImportBatch:
    return ImportBatch.objects.get(pk=batch.pk)


def checked(by, kind, text, *, opens=(), **choices) -> ImportBatch:
    """An import of this file, its columns matched as was suggested, and checked; `opens` are new
    directorates of which it is said that they open."""
    upload = SimpleUploadedFile("list.csv", text.encode())
    batch = start_import(by=by, kind=kind, upload=upload)
    do_due()
    batch = fresh(batch)
    assert not batch.trouble
    batch = matched(by, batch, **choices)
    for name in opens:
        batch = answered(by, batch, "add", name)
    return batch


def matched(by, batch, **choices) -> ImportBatch:
    """The columns matched as they stand, with these choices, and the rows checked."""
    match_columns(
        by=by,
        batch_id=batch.pk,
        expected=batch.version,
        columns=batch.columns,
        said=batch.said,
        choices={**batch.choices, **choices},
    )
    do_due()
    return fresh(batch)


def answered(by, batch, action, value, text="") -> ImportBatch:
    """The question about a value answered, and everything checked again."""
    question = ImportQuestion.objects.get(batch_id=batch.pk, value=value)
    answer = Answer(question.pk, action, text)
    answer_questions(by=by, batch_id=batch.pk, expected=batch.version, answers=[answer])
    do_due()
    return fresh(batch)


def loaded(by, batch, mode="all", *, invites=False) -> ImportBatch:
    load_import(
        by=by, batch_id=batch.pk, expected=batch.version, mode=mode, is_last_word_given=invites
    )
    do_due()
    return fresh(batch)


def undone(by, batch, also=()) -> ImportBatch:
    undo_import(by=by, batch_id=batch.pk, expected=batch.version, also=list(also))
    do_due()
    return fresh(batch)


def problems(batch) -> list[str]:
    rows = ImportProblem.objects.filter(batch_id=batch.pk).order_by("number", "pk")
    return list(rows.values_list("sentence", flat=True))
