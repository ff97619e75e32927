"""What became of an import of a log: what was changed since, what was kept, where it is found."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from activities.models import Activity
from activities.rules.bulk import Changes
from activities.services.change_many import change_many, prepare_change, undo_change
from activities.services.entries import HeadcountEntry, SessionEntry
from activities.services.log import correct_session, move_activity
from core.imports.services.batches import undo_import
from core.work.worker import do_due
from organisation.models import Theme
from tests.activities.imports.logs import KIND
from tests.activities.imports.test_through_the_portal import (
    fresh,
    loaded,
    quiet,  # noqa: F401
    read,
)
from tests.activities.test_rollups import assert_counts_are_right

pytestmark = pytest.mark.django_db
LOG = """Title,Level,Service,Date,Kind of activity
Carers forum,Involve,Canterbury CMHT,3 May 2023,Workshop
Garden day,Involve,Canterbury CMHT,10 May 2023,Workshop
New letter,Engage,Canterbury CMHT,June 2023,Survey
"""


@pytest.fixture
def batch(cast):
    return loaded(cast.sam, read(cast.sam, LOG.encode()))


@pytest.fixture
def forum(batch):
    return Activity.objects.get(batch=batch, title="Carers forum")


def taken_out(by, batch, **which):
    undo_import(by=by, batch_id=batch.pk, expected=batch.version, **which)
    do_due()
    return fresh(batch)


def titles(batch) -> list[str]:
    return list(Activity.objects.filter(batch=batch).order_by("pk").values_list("title", flat=True))


def page(client, name, batch) -> str:
    return client.get(reverse(f"activities:import_{name}", args=[batch.pk])).content.decode()


def changed_by(by, batch, **changes):
    """A change of all activities of an import at once."""
    ids = list(Activity.objects.filter(batch=batch).values_list("pk", flat=True))
    change = prepare_change(by=by, activity_ids=ids, changes=Changes(**changes))
    return change_many(by=by, change_id=change.pk)


def test_nothing_was_changed_by_coming_in(batch):
    assert KIND.changed_since(batch_id=batch.pk) == []


def test_what_somebody_changed_is_told_in_words_and_kept(cast, batch, forum):
    move_activity(by=cast.ivy, activity_id=forum.pk, expected=1, to="closed")
    garden = Activity.objects.get(title="Garden day")
    entry = SessionEntry(held_on=date(2023, 5, 11), headcounts=(HeadcountEntry("carer", 3),))
    correct_session(by=cast.ivy, session_id=garden.sessions.get().pk, expected=1, entry=entry)
    first, second = KIND.changed_since(batch_id=batch.pk)
    assert (first.key, first.title, first.reference) == (forum.pk, "Carers forum", forum.reference)
    assert (first.when, first.address) == ("3 May 2023", f"/activities/{forum.pk}/")
    assert first.what.startswith("Changed the status of this activity: Ivy Marsh, ")
    assert second.when == "11 May 2023"
    assert second.what.startswith("Corrected a session of this activity: Ivy Marsh, ")
    batch = taken_out(cast.sam, batch)
    assert batch.taken_out["activities"] == 1
    assert titles(batch) == ["Carers forum", "Garden day"]
    assert_counts_are_right()


def test_the_newest_change_is_told_with_how_many_came_before(cast, batch, forum):
    changed_by(cast.ivy, batch, is_public=False)
    session = forum.sessions.get()
    entry = SessionEntry(held_on=date(2023, 5, 4))
    correct_session(by=cast.ivy, session_id=session.pk, expected=1, entry=entry)
    first, *others = KIND.changed_since(batch_id=batch.pk)
    assert first.what.endswith(", and 1 change before that")
    assert [each.what.endswith("before that") for each in others] == [False, False]


def test_a_change_of_many_that_was_taken_back_is_no_change(cast, batch):
    theme = Theme.objects.earliest("pk").pk
    change = changed_by(cast.ivy, batch, added={"themes": frozenset({theme})})
    found = KIND.changed_since(batch_id=batch.pk)
    assert len(found) == 3
    assert all(each.what.startswith("Changed this activity and others at once: ") for each in found)
    undo_change(by=cast.ivy, change_id=change.pk)
    assert KIND.changed_since(batch_id=batch.pk) == []
    assert titles(taken_out(cast.sam, batch)) == []
    assert_counts_are_right()


def test_of_a_change_of_many_taken_back_in_part_the_rest_counts(cast, batch, forum):
    change = changed_by(cast.ivy, batch, is_public=False)
    move_activity(by=cast.ivy, activity_id=forum.pk, expected=2, to="closed")
    undo_change(by=cast.ivy, change_id=change.pk)
    assert [each.title for each in KIND.changed_since(batch_id=batch.pk)] == ["Carers forum"]


def test_what_was_kept_is_found_from_the_report_and_can_go_later(cast, as_person, batch, forum):
    move_activity(by=cast.ivy, activity_id=forum.pk, expected=1, to="closed")
    batch = taken_out(cast.sam, batch)
    sam = as_person("sam")
    report = page(sam, "report", batch)
    for said in (
        forum.reference,
        "3 May 2023",
        f"/activities/{forum.pk}/",
        "Take out what was kept",
    ):
        assert said in report
    shown = sam.get(KIND.result_address(batch.pk)).content.decode()
    assert "Carers forum" in shown
    assert f"number {batch.pk}, kept when it was taken out" in shown
    batch = taken_out(cast.sam, batch, also=[forum.pk])
    assert titles(batch) == []
    assert batch.taken_out["activities"] == 3
    assert_counts_are_right()


def test_a_list_narrowed_to_an_import_that_is_gone_says_so(cast, as_person, batch):
    batch = taken_out(cast.sam, batch)
    shown = as_person("sam").get(KIND.result_address(batch.pk)).content.decode()
    assert f"We could not use the filter <strong>Came in with: {batch.pk}</strong>" in shown
    assert "The list is shown without it" in shown


def test_the_page_asks_as_much_for_many_as_for_one(
    cast, as_person, batch, forum, django_assert_num_queries
):
    sam = as_person("sam")
    move_activity(by=cast.ivy, activity_id=forum.pk, expected=1, to="closed")
    page(sam, "undo", batch)
    with CaptureQueriesContext(connection) as queries:
        assert "Garden day" not in page(sam, "undo", batch)
    changed_by(cast.ivy, batch, is_public=False)
    with django_assert_num_queries(len(queries)):
        assert "Garden day" in page(sam, "undo", batch)
