"""Files that are brought in by tests, and an import taken to a step."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from core.imports.services.batches import load_import, match_columns, start_import
from core.models import Draft, ImportBatch
from core.work.worker import do_due

HEADINGS = ("Thing", "Color", "Number", "Date 1", "Date 2", "Set")
GOOD = (
    ("Cup", "red", "2", "1 May", "", ""),
    ("Plate", "blue", "about 20", "1 May", "2 May", ""),
    ("Fork", "green", "6", "", "", "cutlery"),
    ("Knife", "green", "6", "", "", "cutlery"),
)
BAD = ("Spoon", "vermilion", "6", "", "", "")


def csv_of(*rows, headings=HEADINGS) -> bytes:
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in (headings, *rows)).encode()


def upload_of(data: bytes, name="old list.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def fresh(batch) -> ImportBatch:
    return ImportBatch.objects.get(pk=batch.pk)


def read(by, *rows, headings=HEADINGS, name="old list.csv") -> ImportBatch:
    """An import whose file has been read."""
    upload = upload_of(csv_of(*rows, headings=headings), name)
    batch = start_import(by=by, kind="things", upload=upload)
    do_due()
    return fresh(batch)


def matched(by, batch, **changes) -> ImportBatch:
    """The same, its columns matched as was suggested, and checked."""
    given = {"columns": batch.columns, "said": batch.said, "choices": batch.choices, **changes}
    match_columns(by=by, batch_id=batch.pk, expected=batch.version, **given)
    do_due()
    return fresh(batch)


def checked(by, *rows, **options) -> ImportBatch:
    """An import whose rows have been checked."""
    batch = read(by, *rows, **options)
    return batch if batch.state == "checked" else matched(by, batch)


def loaded(by, batch, mode="all") -> ImportBatch:
    """The same with its rows brought in, or not."""
    load_import(by=by, batch_id=batch.pk, expected=batch.version, mode=mode)
    do_due()
    return fresh(batch)


def things(batch=None) -> list[dict]:
    """What came in, oldest first."""
    start = f"thing {batch.pk} " if batch else "thing "
    found = Draft.objects.filter(page__startswith=start).order_by("pk")
    return [draft.values for draft in found]
