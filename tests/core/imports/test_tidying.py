"""What is kept of an import, and what goes at night."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.db.models import F
from django.utils import timezone

from core.imports.services.batches import drop_import, load_import, stop_import, undo_import
from core.models import ImportAnswer, ImportBatch, ImportMark, ImportProblem, ImportRow, Work
from core.privacy import stored
from core.tasks import tidy_imports
from core.work.worker import do_due
from tests.core.imports.files import GOOD, checked, fresh, loaded, matched, read, things
from tests.core.imports.test_steps import BAD, answered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plain_kind")]


def kept(batch) -> list[int]:
    return sorted(ImportRow.objects.filter(batch_id=batch.pk).values_list("number", flat=True))


def left_alone(batch, settings) -> None:
    """As if everything about it had happened before its time was over."""
    by = timedelta(days=settings.IMPORT_ROWS_DAYS + 1)
    found = ImportBatch.objects.filter(pk=batch.pk)
    found.update(**{each: F(each) - by for each in ("started_at", "checked_at", "loaded_at")})
    Work.objects.filter(subject=str(batch.pk)).update(asked_at=F("asked_at") - by)


@pytest.fixture(params=[1, 50_000])
def slices(request, monkeypatch):
    monkeypatch.setattr("core.imports.services.tidy.SLICE", request.param)


@pytest.mark.usefixtures("slices")
def test_what_came_in_goes_and_what_stayed_out_is_kept_for_the_report(
    cast, django_capture_on_commit_callbacks
):
    batch = loaded(cast.sam, checked(cast.sam, *GOOD, BAD, GOOD[0]), mode="good")
    key = batch.file.key
    with django_capture_on_commit_callbacks(execute=True):
        tidy_imports()
    assert kept(batch) == [6, 7]
    assert not ImportMark.objects.exists()
    assert fresh(batch).file is None
    assert not storages["private"].exists(key)


@pytest.mark.usefixtures("slices")
def test_after_its_time_nothing_is_left_but_the_report(cast, settings):
    batch = loaded(cast.sam, checked(cast.sam, *GOOD, BAD), mode="good")
    before = batch.loaded_at - timedelta(days=settings.IMPORT_ROWS_DAYS + 1)
    ImportBatch.objects.update(loaded_at=before)
    tidy_imports()
    assert kept(batch) == []
    assert not ImportProblem.objects.exists()
    assert fresh(batch).counts["to_repair"] == 1


def test_the_name_of_the_file_goes_with_its_rows_and_is_nowhere_else(cast, settings):
    name = "Letters of J Smith.csv"
    batch = loaded(cast.sam, checked(cast.sam, *GOOD, name=name))
    assert fresh(batch).file_name == name
    left_alone(batch, settings)
    tidy_imports()
    assert fresh(batch).file_name == f"Import {batch.pk}"
    for model in stored():
        for row in model._base_manager.values():
            assert "Smith" not in str(row), (model, row)


def test_repairs_are_kept_for_next_years_file_and_then_go(cast, settings):
    batch = checked(cast.sam, *GOOD, BAD)
    batch = matched(cast.sam, batch, said={"many": "7"})
    batch = loaded(cast.sam, answered(cast.sam, batch, "replace", "red"))
    left_alone(batch, settings)
    tidy_imports()
    assert ImportAnswer.objects.filter(batch=batch).count() == 1
    assert read(cast.sam, ("Lid", "vermilion", "", "", "", "")).preview == [["Lid", "red", "7"]]
    ImportBatch.objects.filter(pk=batch.pk).update(
        loaded_at=timezone.now() - timedelta(days=settings.IMPORT_ANSWERS_DAYS + 1)
    )
    tidy_imports()
    assert not ImportAnswer.objects.filter(batch=batch).exists()
    assert (fresh(batch).said, fresh(batch).state) == ({}, "loaded")


def test_repairs_of_what_was_taken_out_or_given_up_go_with_its_rows(cast, settings):
    out = loaded(cast.sam, answered(cast.sam, checked(cast.sam, *GOOD, BAD), "replace", "red"))
    undo_import(by=cast.sam, batch_id=out.pk, expected=out.version)
    do_due()
    tidy_imports()
    assert ImportAnswer.objects.filter(batch=out).exists()  # The report tells of them still.
    left_alone(out, settings)
    given_up = answered(cast.sam, checked(cast.sam, BAD), "replace", "blue")
    drop_import(by=cast.sam, batch_id=given_up.pk, expected=given_up.version)
    tidy_imports()
    assert not ImportAnswer.objects.exists()


def test_what_was_given_up_goes_the_next_night(cast):
    batch = checked(cast.sam, *GOOD)
    drop_import(by=cast.sam, batch_id=batch.pk, expected=batch.version)
    tidy_imports()
    assert (kept(batch), fresh(batch).file, fresh(batch).preview) == ([], None, [])


def test_what_nobody_goes_on_with_is_given_up(cast, settings):
    old, new = checked(cast.sam, *GOOD), checked(cast.sam, *GOOD)
    left_alone(old, settings)
    tidy_imports()
    assert (fresh(old).state, kept(old)) == ("dropped", [])
    assert (fresh(new).state, len(kept(new))) == ("checked", 4)


@pytest.mark.parametrize("what", ["checked_at", "asked_at"])
def test_what_was_worked_on_yesterday_stays_however_long_ago_it_was_begun(cast, settings, what):
    batch = checked(cast.sam, *GOOD)
    left_alone(batch, settings)
    yesterday = timezone.now() - timedelta(days=1)
    if what == "checked_at":
        ImportBatch.objects.update(checked_at=yesterday)
    else:
        Work.objects.filter(kind="imports.check").update(asked_at=yesterday)
    tidy_imports()
    assert (fresh(batch).state, len(kept(batch))) == ("checked", 4)


def test_what_was_stopped_while_it_came_in_is_given_up_as_well(cast, settings):
    batch = checked(cast.sam, *GOOD)
    load_import(by=cast.sam, batch_id=batch.pk, expected=batch.version, mode="all")
    left_alone(batch, settings)
    tidy_imports()
    assert fresh(batch).state == "loading"  # A worker may still begin it.
    stop_import(by=cast.sam, batch_id=batch.pk)
    tidy_imports()
    assert (fresh(batch).state, kept(batch), fresh(batch).file) == ("dropped", [], None)


def test_what_was_stopped_while_it_was_taken_out_is_there_still_and_is_tidied(cast, settings):
    batch = loaded(cast.sam, checked(cast.sam, *GOOD, BAD), mode="good")
    undo_import(by=cast.sam, batch_id=batch.pk, expected=batch.version)
    stop_import(by=cast.sam, batch_id=batch.pk)
    left_alone(batch, settings)
    tidy_imports()
    assert (fresh(batch).state, kept(batch), len(things(batch))) == ("loaded", [], 3)
