"""Recent changes that were made to many at once, and imports among them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils import timezone
from django.utils.html import escape

from activities.models import Activity
from activities.rules.bulk import Changes
from activities.services.bulk import Record, log_many
from activities.services.change_many import change_many, prepare_change, undo_change
from activities.services.copying import write_records
from activities.services.log import (
    log_activity,
)
from core.models import ImportBatch
from core.service import System, acting, service
from organisation.models import Theme
from tests.activities.telling import (
    CHANGES,
    LITTLEBROOK,
    THANET,
    directorate,
    entry,
    lines,
    see,
)

pytestmark = pytest.mark.django_db


def batch_of(by) -> ImportBatch:
    return ImportBatch.objects.create(
        kind="activities",
        by=by,
        file_name="Letters of J Smith.csv",
        digest="0" * 64,
        size=1,
        state="loaded",
        loaded_by=by,
        loaded_at=timezone.now(),
        checked_at=timezone.now(),
        mode="all",
        sheet=0,
        header_row=1,
    )


@service
def came_in_with_a_log(*, by) -> Activity:
    activity = log_activity(by=by, entry=entry())
    Activity.objects.filter(pk=activity.pk).update(batch=batch_of(by))
    return activity


@service
def load(*, by, entries) -> ImportBatch:
    act, batch = acting(), batch_of(by)
    act.service, act.reason, act.subject = "activities.load_activities", batch.file_name, batch
    write_records([Record(entry=each) for each in entries], batch_id=batch.pk, logged_by_id=by.pk)
    return batch


@service
def brought_in(*, by, did: str) -> None:
    act = acting()
    act.service, act.reason = f"activities.{did}", "Letters of J Smith.csv"
    log_many(by=by, records=[Record(entry=entry())])


def test_many_at_once_are_one_line_with_their_number(as_person, cast):
    records = [Record(entry=entry(f"East {number}")) for number in range(40)]
    records += [Record(entry=entry(f"Both {number}", THANET, LITTLEBROOK)) for number in range(2)]
    records.append(Record(entry=replace(entry("Everywhere"), service_ids=(), is_trust_wide=True)))
    log_many(by=cast.ivy, records=records)
    ivy = as_person("ivy")
    told = "Ivy Marsh logged"
    # What is for the whole trust and has no tag leaves no trace of its own to count.
    assert see(ivy) == [f"{told} 42 activities"]
    there = see(ivy, directorate=directorate("East Kent"))
    assert there == [f"{told} 42 activities"]
    acute = see(ivy, directorate=directorate("Acute"))
    assert acute == [f"{told} 2 activities (42 in the whole trust)"]


def test_an_import_counts_what_is_for_the_whole_trust_too(as_person, cast):
    bare = replace(entry("Everywhere"), service_ids=(), is_trust_wide=True)
    theme = Theme.objects.earliest("pk").pk
    tagged = replace(bare, title="Everywhere, with a word", theme_ids=(theme,))
    batch = load(by=cast.ivy, entries=[entry("Here"), bare, tagged])
    ivy, here = as_person("ivy"), directorate("East Kent")
    told = "Ivy Marsh brought in"
    assert see(ivy) == [f"{told} 3 activities from a file"]
    assert see(ivy, directorate=here) == [f"{told} 1 activity (3 in the whole trust) from a file"]
    only = load(by=cast.ivy, entries=[bare])
    assert see(ivy)[0] == f"{told} 1 activity from a file"
    # A directorate's page says where the rest is told.
    page = ivy.get(CHANGES, {"directorate": here}).content.decode()
    assert f"/activities/import/{only.pk}/" not in page
    assert f'is told under <a href="{CHANGES}?directorate=0">the whole trust</a>' in page
    ImportBatch.objects.filter(pk=batch.pk).update(state="undoing")
    ImportBatch.objects.filter(pk=batch.pk).update(
        state="undone", undone_at=timezone.now(), undone_by=cast.ivy
    )
    assert see(ivy)[1] == f"{told} 3 activities from a file (taken out again since)"


def test_a_change_of_many_leads_to_its_report_and_so_does_taking_it_back(as_person, cast):
    made = [log_activity(by=cast.sam, entry=entry(f"Name {number}")) for number in range(3)]
    theme = Theme.objects.earliest("pk")
    changes = Changes(added={"themes": frozenset({theme.pk})})
    ids = [each.pk for each in made]
    prepared = prepare_change(by=cast.ivy, activity_ids=ids, changes=changes)
    change_many(by=cast.ivy, change_id=prepared.pk)
    undo_change(by=cast.ivy, change_id=prepared.pk)
    response = as_person("sam").get(CHANGES, {"kind": "many", "directorate": 0})
    assert lines(response) == [
        "Ivy Marsh took back a change of 3 activities",
        "Ivy Marsh changed 3 activities at once (taken back since)",
    ]
    assert response.content.decode().count(f'href="/activities/bulk/{prepared.pk}/"') == 2
    # What a part of many did is in each activity's own history, with the way to the whole.
    history = as_person("sam").get(f"/activities/{ids[0]}/history/").content.decode()
    assert escape(f"Theme: from “Nothing” to “{theme}”") in history
    assert "Took back a change of this activity and others" in history
    assert "<strong>Changed this activity and others at once</strong> (taken back since)" in history
    assert history.count(f'href="/activities/bulk/{prepared.pk}/"') == 2


def test_who_brought_a_log_in_is_told_to_those_who_see_names(as_person, cast):
    activity = came_in_with_a_log(by=cast.sam)
    for page in ("", "history/"):
        address = f"/activities/{activity.pk}/{page}"
        assert "by Sam Okafor" in as_person("fin").get(address).content.decode()
        told = as_person("stella").get(address).content.decode()
        assert "An import of an old log on" in told
        assert "Okafor" not in told


@pytest.mark.parametrize("did", ["load_activities", "undo_activities"])
def test_the_file_of_an_import_is_named_to_those_who_may_open_it(as_person, cast, did):
    brought_in(by=cast.sam, did=did)
    for person, told in (("sam", True), ("ivy", True), ("fin", False), ("stella", False)):
        page = as_person(person).get(CHANGES, {"directorate": 0}).content.decode()
        assert "1 activity" in page
        assert ("File: Letters of J Smith.csv" in page) is told, person
        assert ("Letters" in page) is told, person


def test_the_portals_own_work_is_told_as_such(as_person):
    log_many(by=System("import"), records=[Record(entry=entry())])
    assert see(as_person("ivy")) == ["The portal logged 1 activity"]
