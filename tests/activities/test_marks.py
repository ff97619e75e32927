"""Marks that were wrong, and lists of sessions that nobody could sign up for."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity, Attendance, CallWanted, Felt, Opportunity, Session, SignUp
from activities.paper import certificate_data
from activities.selectors.attendance import minutes_there
from activities.selectors.opportunities import opportunities_for
from activities.services.attendance import begin_list, clear_attendance, mark_attendance
from activities.services.opportunities import publish_opportunity
from activities.tasks import thank_people
from core.service import Refused
from tests.activities.places import BY, open_session
from tests.activities.records import a_session, an_activity
from tests.community.people import someone
from tests.house.world import World

pytestmark = pytest.mark.django_db


def address(name: str, *arguments) -> str:
    return reverse(f"activities:{name}", args=arguments)


def page(client, name: str, *arguments) -> str:
    return client.get(address(name, *arguments)).content.decode()


def yesterday():
    return timezone.localdate() - timedelta(days=1)


@pytest.fixture
def garden(cast) -> Opportunity:
    """A session of yesterday."""
    World()
    made = open_session(places=10)
    Session.objects.filter(pk=made.session_id).update(held_on=yesterday())
    return made


def mark(made: Opportunity, person, outcome: str = "came") -> Attendance:
    mark_attendance(by=BY, opportunity_id=made.pk, person_id=person.pk, outcome=outcome)
    return Attendance.objects.get(person=person)


# --- A mark beside the wrong name -------------------------------------------------------------


def test_a_walk_in_pressed_by_mistake_leaves_no_trace(as_person, garden):
    cy, ivy = someone("Cy Dale"), as_person("ivy")
    mark(garden, cy)
    assert address("attendance_clear", garden.pk, cy.pk) in page(ivy, "opportunity_day", garden.pk)
    body = {"submission_key": "2f0c4be5-5a4e-4c0e-9d39-7a54a3d3d2a1"}
    for _ in range(2):
        answer = ivy.post(address("attendance_clear", garden.pk, cy.pk), body)
        assert answer.url == address("opportunity_day", garden.pk)
    assert not Attendance.objects.exists()
    assert "Cy" not in page(ivy, "opportunity_day", garden.pk)
    # There is nothing of theirs to open here any more
    assert ivy.get(address("attendance_clear", garden.pk, cy.pk)).status_code == 404
    assert "Garden group" not in ivy.get(f"/people/{cy.pk}/").content.decode()


def test_who_has_a_place_stays_on_the_list_unmarked(as_person, garden):
    ann = someone("Ann Lee", shown_name="Annie")
    SignUp.objects.create(opportunity=garden, person=ann, status="placed", turn=1)
    mark(garden, ann, "missed")
    ivy = as_person("ivy")
    ivy.send(address("attendance_clear", garden.pk, ann.pk), {})
    assert "0 here, 1 still open" in page(ivy, "opportunity_day", garden.pk)


@pytest.mark.parametrize(
    ("hangs", "why"),
    [
        ("felt", "They said how it was for them"),
        ("call", "They wanted a call afterwards"),
        ("thanked", "We thanked them for coming"),
        ("told", "We wrote to them"),
    ],
)
def test_a_mark_on_which_something_hangs_stays_and_it_says_why(as_person, garden, hangs, why):
    ann, ivy = someone("Ann Lee"), as_person("ivy")
    row = mark(garden, ann)
    if hangs == "felt":
        Felt.objects.create(session=garden.session, side="people", attendance=row, used="yes")
    elif hangs == "call":
        CallWanted.objects.create(attendance=row, due_on=timezone.localdate())
    elif hangs == "thanked":
        Attendance.objects.update(thanked_at=timezone.now())
    else:
        Attendance.objects.update(outcome="missed", missed_told_at=timezone.now())
    assert why in page(ivy, "attendance_clear", garden.pk, ann.pk)
    shown = ivy.send(address("attendance_clear", garden.pk, ann.pk), {}).content.decode()
    assert why in shown
    assert Attendance.objects.filter(pk=row.pk).exists()


# --- A list of a session that nobody could sign up for ----------------------------------------


@pytest.fixture
def drop_in(cast) -> Session:
    """A drop-in of last week that Sam logged; nobody signed up."""
    activity = an_activity("Drop-in", status=Activity.Status.HAPPENED)
    Activity.objects.filter(pk=activity.pk).update(logged_by=cast.sam)
    return a_session(activity, yesterday() - timedelta(days=6), starts_at="10:00", ends_at="12:00")


def test_last_weeks_sheet_is_typed_in_where_nobody_could_sign_up(as_person, drop_in):
    member, sam = World().member, as_person("sam")
    begin = address("attendance_begin", drop_in.pk)
    assert begin in page(sam, "activity_detail", drop_in.activity_id)
    assert "Begin the list" in sam.get(begin).content.decode()
    answer = sam.send(begin, {})
    made = Opportunity.objects.get(session=drop_in)
    assert answer.url == address("opportunity_day", made.pk)
    sam.send(address("attendance_mark", made.pk, member.pk, "came"), {})
    assert Attendance.objects.get().person == member
    Attendance.objects.update(recorded_at=timezone.now() - timedelta(hours=1))
    thank_people()
    # It is noted whether the thanks could go out, as for everybody who came
    assert Attendance.objects.get().thanked_at is not None
    # Once there is a list, the page leads to it
    assert begin not in page(sam, "activity_detail", drop_in.activity_id)
    assert "There is a list of this session already" in sam.get(begin).content.decode()


def test_nobody_sees_it_as_open_and_it_cannot_be_opened(as_person, client, cast, drop_in):
    made = begin_list(by=cast.sam, session_id=drop_in.pk)
    for viewer in (cast.sam, cast.ben):
        assert opportunities_for(viewer).rows == []
    for each in (client, as_person("ben")):
        assert each.get(address("opportunity_detail", made.pk)).status_code == 404
        assert "Drop-in" not in each.get(address("public_feed")).content.decode()
    with pytest.raises(Refused, match="Only a planned session"):
        publish_opportunity(by=cast.sam, opportunity_id=made.pk)


def test_there_is_no_list_before_the_day_nor_by_others(as_person, cast, drop_in):
    with pytest.raises(Refused, match="belongs to another service"):
        begin_list(by=cast.olu, session_id=drop_in.pk)
    Session.objects.filter(pk=drop_in.pk).update(
        held_on=timezone.localdate() + timedelta(days=2), status="planned"
    )
    with pytest.raises(Refused, match="too early"):
        begin_list(by=cast.sam, session_id=drop_in.pk)
    shown = page(as_person("sam"), "activity_detail", drop_in.activity_id)
    assert address("attendance_begin", drop_in.pk) not in shown
    assert not Opportunity.objects.exists()


# --- Hours ------------------------------------------------------------------------------------


def finish(client, made: Opportunity, **said) -> Session:
    """The page on which it is said that a session was held, with what it was shown with."""
    where = address("attendance_finish", made.pk)
    form = client.get(where).context["form"]
    shown = {name: form[name].value() or "" for name in form.fields}
    client.send(where, shown | {"version": made.session.version} | said)
    made.session.refresh_from_db()
    return made.session


def test_preparation_is_kept_and_counted_once_however_often_it_is_saved(as_person, garden):
    ivy = as_person("ivy")
    garden.session.refresh_from_db()
    row = finish(ivy, garden, count_carer="4", prepared_hours="1.5")
    assert (row.prepared_minutes, row.people_minutes) == (90, 4 * 60 + 90)
    # Saved again with one more person: what was typed before is still in its box
    row = finish(ivy, garden, count_carer="5")
    assert (row.prepared_minutes, row.people_minutes) == (90, 5 * 60 + 90)
    row = finish(ivy, garden, prepared_hours="")
    assert (row.prepared_minutes, row.people_minutes) == (None, 5 * 60)


def test_without_an_end_time_preparation_is_not_lost_and_the_page_says_so(as_person, garden):
    Session.objects.update(ends_at=None, minutes=None)
    garden.session.refresh_from_db()
    ivy = as_person("ivy")
    assert "Add the end time" in page(ivy, "attendance_finish", garden.pk)
    row = finish(ivy, garden, count_carer="4", prepared_hours="2")
    assert (row.prepared_minutes, row.people_minutes) == (120, 120)


def test_a_total_that_somebody_recorded_stays(as_person, garden):
    Session.objects.update(co_creator_minutes=600)
    garden.session.refresh_from_db()
    row = finish(as_person("ivy"), garden, count_carer="4", prepared_hours="1")
    assert (row.co_creator_minutes, row.people_minutes) == (600, 660)


def test_who_left_early_has_their_own_hours(as_person, garden):
    ann, ivy = someone("Ann Lee"), as_person("ivy")
    mark(garden, ann)
    garden.session.refresh_from_db()
    assert minutes_there(ann, garden.session) == 60
    hours = address("attendance_hours", garden.pk, ann.pk)
    assert hours in page(ivy, "opportunity_day", garden.pk)
    ivy.send(hours, {"hours": "0.5"})
    assert minutes_there(ann, garden.session) == 30
    said = certificate_data(ann, ann.name, garden.session)
    assert said["hours"] == "Length in hours: 0.5"
    assert ivy.get(hours).context["form"]["hours"].value() == Decimal("0.5")
    ivy.send(hours, {"hours": ""})
    assert minutes_there(ann, garden.session) == 60
    # Who did not come gave no time
    ivy.send(hours, {"hours": "0.5"})
    mark(garden, ann, "missed")
    assert Attendance.objects.get().minutes is None
    assert "Only people who came have hours" in ivy.send(hours, {"hours": "1"}).content.decode()
    with pytest.raises(IntegrityError, match="attendance_minutes_believable"), transaction.atomic():
        Attendance.objects.update(minutes=10)


def test_who_left_early_counts_with_their_own_hours_in_the_sum(as_person, garden):
    Session.objects.update(ends_at="12:00", minutes=120)
    garden.session.refresh_from_db()
    ann, sue, ivy = someone("Ann Lee"), someone("Sue Ray", kinds=["staff"]), as_person("ivy")
    mark(garden, ann)
    mark_attendance(by=BY, opportunity_id=garden.pk, person_id=sue.pk, outcome="came")
    row = finish(ivy, garden, count_carer="4", count_co_creator="", count_staff="1")
    assert row.people_minutes == row.people * 120
    hours = address("attendance_hours", garden.pk, ann.pk)
    assert "the hours of the session count them by it" in page(
        ivy, "attendance_hours", garden.pk, ann.pk
    )
    ivy.send(hours, {"hours": "0.5"})
    # Staff among the guests give no hours of people
    ivy.send(address("attendance_hours", garden.pk, sue.pk), {"hours": "1"})
    row.refresh_from_db()
    assert row.people_minutes == (row.people - 1) * 120 + 30
    assert "1 of those marked has other hours" in page(ivy, "attendance_finish", garden.pk)
    # However often it is saved, and with preparation besides
    row = finish(ivy, garden, prepared_hours="1")
    assert row.people_minutes == (row.people - 1) * 120 + 30 + 60
    # The end was wrong: who left at 10:30 still was there for half an hour
    Session.objects.update(ends_at="11:00", minutes=60)
    row.refresh_from_db()
    assert row.people_minutes == (row.people - 1) * 60 + 30 + 60
    ivy.send(hours, {"hours": ""})
    row.refresh_from_db()
    assert row.people_minutes == row.people * 60 + 60


def test_a_mark_that_changes_takes_its_hours_with_it(as_person, garden):
    Session.objects.update(ends_at="12:00", minutes=120)
    ann, bo, ivy = someone("Ann Lee"), someone("Bo Marsh"), as_person("ivy")
    for each in (ann, bo):
        mark_attendance(by=BY, opportunity_id=garden.pk, person_id=each.pk, outcome="came")
        ivy.send(address("attendance_hours", garden.pk, each.pk), {"hours": "0.5"})
    garden.session.refresh_from_db()
    assert (garden.session.part_people, garden.session.part_minutes) == (2, 60)
    mark_attendance(by=BY, opportunity_id=garden.pk, person_id=ann.pk, outcome="missed")
    clear_attendance(by=BY, opportunity_id=garden.pk, person_id=bo.pk)
    garden.session.refresh_from_db()
    assert (garden.session.part_people, garden.session.part_minutes) == (0, 0)
    # Nobody counted yet: no sum is made up
    assert garden.session.people_minutes is None
