"""Taking an import out while others work: by doing it."""

from __future__ import annotations

import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from activities.models import Activity
from activities.rules.bulk import Changes
from activities.services.attachments import AttachmentEntry, add_attachment, correct_attachment
from activities.services.change_many import change_many, prepare_change, undo_change
from activities.services.imports import undo_activities
from activities.services.log import GONE, move_activity, move_session
from core.imports.services.batches import load_import, match_columns, start_import, undo_import
from core.models import ImportBatch
from core.service import Refused
from core.work.worker import do_due
from tests.activities.clerk import assert_counts_are_right
from tests.activities.test_bulk_at_once import LONG, Doing
from tests.cast import Cast
from tests.core.files import files

LOG = b"""Date of event,Name of event,Type of engagement,Level,Team,No. attended
3/5/22,Carers forum,Workshop,3 - Involve,Canterbury CMHT,12
10/5/22,Garden day,Workshop,3 - Involve,Canterbury CMHT,15
"""
WAITING = """
SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))
"""


@pytest.fixture(autouse=True)
def quiet(monkeypatch, settings, tmp_path):
    """Files of the test's own; the worker is called by hand."""
    settings.FILES_FOLDER = tmp_path / "files"
    monkeypatch.setattr("core.work.services.wake", lambda task: None)


def come_in(by) -> ImportBatch:
    batch = start_import(by=by, kind="activities", upload=SimpleUploadedFile("log.csv", LOG))
    do_due()
    batch.refresh_from_db()
    match_columns(
        by=by, batch_id=batch.pk, expected=batch.version, columns=batch.columns,
        said=batch.said, choices=batch.choices,
    )  # fmt: skip
    do_due()
    batch.refresh_from_db()
    load_import(by=by, batch_id=batch.pk, expected=batch.version, mode="all")
    do_due()
    batch.refresh_from_db()
    assert batch.came_in["activities"] == 2, batch.trouble
    return batch


def until_somebody_waits(other: Doing) -> None:
    """Until the other is held up by a lock of ours."""
    ends = time.monotonic() + LONG
    while time.monotonic() < ends and other.is_alive():
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError(f"Nobody waits: {other.said!r}")


def test_a_correction_under_way_ends_first_and_is_kept(committed_db):
    sam = Cast().sam
    batch = come_in(sam)
    corrected, _other = Activity.objects.filter(batch=batch).order_by("pk")
    undo_import(by=sam, batch_id=batch.pk, expected=batch.version)
    with transaction.atomic():
        move_activity(by=sam, activity_id=corrected.pk, expected=1, to="closed")
        undoing = Doing(do_due)
        until_somebody_waits(undoing)
    assert undoing.ended() == 1
    batch.refresh_from_db()
    assert (batch.state, batch.taken_out["activities"]) == ("undone", 1)
    assert list(Activity.objects.filter(batch=batch)) == [corrected]
    assert_counts_are_right()


def test_who_saves_what_was_taken_out_meanwhile_is_told_so(cast):
    """The page was open, with its record found, when the record went."""
    by, nobody = cast.sam, 987_654_321
    entry = AttachmentEntry(shows="Notes of the day", kind="notes")
    upload = files.sent("notes.txt", b"What people said")
    deeds = [
        lambda: move_activity(by=by, activity_id=nobody, expected=1, to="closed"),
        lambda: move_session(by=by, session_id=nobody, expected=1, to="held"),
        lambda: add_attachment(by=by, activity_id=nobody, upload=upload, entry=entry),
    ]
    for deed in deeds:
        with pytest.raises(Refused) as refused:
            deed()
        assert refused.value.sentence == GONE
    with pytest.raises(Refused, match="removed this file already"):
        correct_attachment(by=by, attachment_id=nobody, entry=entry)


def test_a_change_of_many_is_taken_back_though_its_activities_went_meanwhile(committed_db):
    ivy = Cast().ivy
    batch = come_in(ivy)
    going, staying = Activity.objects.filter(batch=batch).order_by("pk")
    change = prepare_change(
        by=ivy, activity_ids=[going.pk, staying.pk], changes=Changes(is_public=False)
    )
    change_many(by=ivy, change_id=change.pk)
    ends = []

    def while_it_is_taken_back(step, done, total):
        if not done:
            out = Doing(
                lambda: undo_activities(
                    by=ivy, batch_id=batch.pk, keep={staying.pk}, progress=lambda done: None
                )
            )
            ends.append(out.ended())

    change = undo_change(by=ivy, change_id=change.pk, say=while_it_is_taken_back)
    assert ends[0]["activities"] == 1
    assert change.state == "undone"
    assert [row.activity_id for row in change.rows.filter(undo="taken_back")] == [staying.pk]
