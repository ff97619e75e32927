"""The day: who came, marked at the door, by themselves, from paper, and counted."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from activities.models import (
    Activity,
    Attendance,
    Headcount,
    Opportunity,
    Session,
    SignUp,
)
from activities.paper import certificate_data
from activities.rules.attendance import counted_as
from activities.rules.log import LONDON
from activities.selectors.attendance import (
    code_words,
    counted,
    door_code,
    door_token,
    sign_up_of_code,
)
from activities.selectors.certificates import name_for_viewer, own_name
from activities.services.attendance import mark_attendance, mark_here
from activities.tasks import sweep_sign_ups
from community.models import Person
from community.services.merging import merge_people, undo_merge
from core.models import Message
from core.service import Refused, System
from tests.activities.places import BY, open_session, place_for
from tests.community.people import someone
from tests.house.world import World

pytestmark = pytest.mark.django_db
DOOR = System("door")


def address(name: str, *arguments) -> str:
    return reverse(f"activities:{name}", args=arguments)


def page(client, name: str, *arguments) -> str:
    return client.get(address(name, *arguments)).content.decode()


def clock(garden: Opportunity, at: time, days: int = 0) -> datetime:
    """A moment on the day of a session, by the clock in London."""
    return datetime.combine(garden.session.held_on + timedelta(days=days), at, LONDON)


@pytest.fixture
def garden(cast) -> Opportunity:
    """A session of Ivy's day, from 10 to 11, with room for ten."""
    World()
    made = open_session(places=10)
    begins = datetime.combine(made.session.held_on, time(10), LONDON)
    Opportunity.objects.update(closes_at=begins)
    return made


@pytest.fixture
def the_day(garden):
    with time_machine.travel(clock(garden, time(9, 50)), tick=False):
        yield garden


def outcomes() -> dict[str, tuple[str, str]]:
    rows = Attendance.objects.select_related("person")
    return {row.person.name: (row.outcome, row.way) for row in rows}


# --- The list ---------------------------------------------------------------------------------


def test_one_press_for_each_person_and_again_changes_nothing(as_person, the_day):
    ann = place_for(the_day, "Ann Lee", shown_name="Annie").person
    bo = place_for(the_day, "Bo Marsh").person
    ivy = as_person("ivy")
    assert "Annie" in page(ivy, "opportunity_day", the_day.pk)
    for _ in range(3):
        answer = ivy.send(address("attendance_mark", the_day.pk, ann.pk, "came"), {})
    assert answer.url == f"{address('opportunity_day', the_day.pk)}#person-{ann.pk}"
    ivy.send(address("attendance_mark", the_day.pk, bo.pk, "missed"), {})
    assert outcomes() == {"Ann Lee": ("came", "list"), "Bo Marsh": ("missed", "list")}
    assert Attendance.objects.get(person=ann).version == 1
    shown = page(ivy, "opportunity_day", the_day.pk)
    assert "1 here, 1 did not come, 0 still open" in shown
    # Bo comes late
    ivy.send(address("attendance_mark", the_day.pk, bo.pk, "came"), {})
    assert outcomes()["Bo Marsh"] == ("came", "list")


def test_the_database_keeps_one_for_a_person_and_a_session(the_day):
    ann = place_for(the_day, "Ann Lee").person
    mark_attendance(by=BY, opportunity_id=the_day.pk, person_id=ann.pk, outcome="came")
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.create(session=the_day.session, person=ann, outcome="missed", way="list")


@pytest.mark.parametrize(("days", "at"), [(-1, time(12)), (0, time(6, 59))])
def test_before_the_day_nobody_is_marked(garden, days, at):
    ann = place_for(garden, "Ann Lee").person
    with (
        time_machine.travel(clock(garden, at, days), tick=False),
        pytest.raises(Refused, match="too early"),
    ):
        mark_attendance(by=BY, opportunity_id=garden.pk, person_id=ann.pk, outcome="came")


def test_nobody_is_marked_where_it_does_not_take_place(the_day):
    ann = place_for(the_day, "Ann Lee").person
    Session.objects.filter(pk=the_day.session_id).update(status="cancelled", status_reason="Flood")
    with pytest.raises(Refused, match="does not take place"):
        mark_attendance(by=BY, opportunity_id=the_day.pk, person_id=ann.pk, outcome="came")


def test_others_do_not_see_the_list(as_person, the_day):
    for key in ("olu", "cal", "amina"):
        assert as_person(key).get(address("opportunity_day", the_day.pk)).status_code == 403


def test_somebody_who_came_without_signing_up_is_found_by_name(as_person, the_day):
    cy = someone("Cyrus Dale")
    someone("Cyrus Hidden", is_hidden=True)
    ivy = as_person("ivy")
    found = ivy.get(address("attendance_walk_in", the_day.pk), {"q": "cyrus dale"})
    assert f"P{cy.pk:05d}" in found.content.decode()
    ivy.send(address("attendance_mark", the_day.pk, cy.pk, "came"), {})
    assert outcomes() == {"Cyrus Dale": ("came", "walk_in")}
    assert "came without signing up" in page(ivy, "opportunity_day", the_day.pk)
    gone = ivy.get(address("attendance_walk_in", the_day.pk), {"q": "cyrus dale"})
    assert "on the list already" in gone.content.decode()
    assert ivy.get(address("attendance_mark", the_day.pk, 999_999, "came")).status_code == 404


def test_the_sheet_of_paper_is_typed_in_afterwards(as_person, garden):
    people = [place_for(garden, name).person for name in ("Ann Lee", "Bo Marsh", "Cy Dale")]
    with time_machine.travel(clock(garden, time(9), 20), tick=False):
        ivy = as_person("ivy")
        ivy.send(address("attendance_sheet", garden.pk), {"came": [people[0].pk]})
        assert outcomes() == {"Ann Lee": ("came", "sheet")}
        sheet = {"came": [each.pk for each in people[:2]], "others_missed": "on"}
        ivy.send(address("attendance_sheet", garden.pk), sheet)
        ivy.send(address("attendance_sheet", garden.pk), sheet)
    assert outcomes() == {
        "Ann Lee": ("came", "sheet"),
        "Bo Marsh": ("came", "sheet"),
        "Cy Dale": ("missed", "sheet"),
    }


# --- The door ---------------------------------------------------------------------------------


def test_with_the_code_of_the_message_and_no_account(client, garden):
    row = place_for(garden, someone("Ann Lee", email="ann@home.example", is_email_confirmed=True))
    place_for(garden, "Bo Marsh")
    sweep_sign_ups()
    said = Message.objects.get(address="ann@home.example").body
    assert code_words(row) in said
    with time_machine.travel(clock(garden, time(9, 50)), tick=False):
        door = address("door_here", door_token(garden))
        shown = client.get(door).content.decode()
        assert "Lee" not in shown
        assert "Marsh" not in shown
        wrong = client.send(door, {"code": "0000 0000"}).content.decode()
        assert "We do not find your place here" in wrong
        assert not Attendance.objects.exists()
        done = client.send(door, {"code": code_words(row)})
        thanks = client.get(done.url).content.decode()
        assert "We know that you are here" in thanks
        assert "Lee" not in thanks
        client.send(door, {"code": code_words(row)})
    assert outcomes() == {"Ann Lee": ("came", "door")}


def test_signed_in_it_is_one_press(as_person, the_day):
    amina = Person.objects.get(account__email="amina@portal.example")
    place_for(the_day, amina)
    member = as_person("amina")
    door = address("door_here", door_token(the_day))
    assert "You have a place" in member.get(door).content.decode()
    member.send(door, {})
    found = Attendance.objects.get(person=amina)
    assert (found.outcome, found.way, found.marked_by_id) == ("came", "door", amina.account_id)


def test_a_code_counts_at_its_own_session_and_only_with_a_place(garden):
    Opportunity.objects.update(places=1)
    there, waiting = place_for(garden, "Ann Lee"), place_for(garden, "Bo Marsh")
    other = place_for(open_session("Poetry", places=1), "Cy Dale")
    assert sign_up_of_code(garden, door_code(there)) == there
    assert sign_up_of_code(garden, door_code(waiting)) is None
    assert sign_up_of_code(garden, door_code(other)) is None
    with time_machine.travel(clock(garden, time(9, 50)), tick=False):
        for row in (waiting, other):
            with pytest.raises(Refused, match="We do not find your place"):
                mark_here(by=DOOR, opportunity_id=garden.pk, sign_up_id=row.pk)


@pytest.mark.parametrize(("days", "at"), [(-1, time(12)), (0, time(6)), (1, time(1))])
def test_the_door_is_open_on_the_day_alone(garden, days, at):
    row = place_for(garden, "Ann Lee")
    with time_machine.travel(clock(garden, at, days), tick=False), pytest.raises(Refused):
        mark_here(by=DOOR, opportunity_id=garden.pk, sign_up_id=row.pk)


@pytest.mark.parametrize("token", ["1", "1.abc", "x"])
def test_a_door_that_was_never_given_opens_nothing(client, db, token):
    assert client.get(address("door_here", token)).status_code == 404


def test_the_sheet_for_the_door_shows_no_names(as_person, the_day):
    place_for(the_day, "Ann Lee", shown_name="Annie")
    shown = page(as_person("ivy"), "opportunity_door", the_day.pk)
    assert "data:image/svg+xml" in shown
    assert door_token(the_day) in shown
    assert "Annie" not in shown


# --- Afterwards -------------------------------------------------------------------------------


def test_who_did_not_come_gets_a_kind_word_once(as_person, garden):
    ann = someone("Ann Lee", email="ann@home.example", is_email_confirmed=True)
    place_for(garden, ann)
    with time_machine.travel(clock(garden, time(15)), tick=False):
        ivy = as_person("ivy")
        mark_attendance(by=BY, opportunity_id=garden.pk, person_id=ann.pk, outcome="missed")
        ivy.send(address("attendance_missed", garden.pk, ann.pk), {})
        again = ivy.send(address("attendance_missed", garden.pk, ann.pk), {})
        assert "We have written to them already" in again.content.decode()
        assert "We wrote to them" in page(ivy, "opportunity_day", garden.pk)
    letter = Message.objects.get(address="ann@home.example", subject__startswith="We missed you")
    assert "You need not say why" in letter.body
    # It keeps nobody from the next place
    assert place_for(open_session("Next"), ann).status == SignUp.Status.PLACED


def test_who_came_is_not_written_to(as_person, the_day):
    ann = place_for(the_day, "Ann Lee").person
    mark_attendance(by=BY, opportunity_id=the_day.pk, person_id=ann.pk, outcome="came")
    answer = as_person("ivy").send(address("attendance_missed", the_day.pk, ann.pk), {})
    assert "Only somebody who did not come" in answer.content.decode()


def test_it_was_held_with_those_marked_and_those_counted(as_person, garden):
    carer = someone("Ann Lee", kinds=("carer", "service_user"))
    place_for(garden, carer, companions=1)
    place_for(garden, someone("Bo Marsh", kinds=("carer",)))
    with time_machine.travel(clock(garden, time(15)), tick=False):
        mark_attendance(by=BY, opportunity_id=garden.pk, person_id=carer.pk, outcome="came")
        assert counted(garden) == {"service_user": 1, "unknown": 1}
        ivy = as_person("ivy")
        form = ivy.get(address("attendance_finish", garden.pk)).context["form"]
        assert form["count_service_user"].value() == 1
        answer = ivy.send(
            address("attendance_finish", garden.pk),
            {
                "count_service_user": "1",
                "count_public": "4",
                "count_staff": "2",
                "prepared_hours": "1.5",
                "staff_hours": "6",
                "version": Session.objects.get(pk=garden.session_id).version,
            },
        )
        # The activity is still planned: the next page asks how deep it was
        assert answer.url == address("activity_move", garden.session.activity_id, "happened")
    row = Session.objects.get(pk=garden.session_id)
    assert (row.people, row.staff_minutes) == (5, 360)
    # Five people for an hour, and an hour and a half besides
    assert row.people_minutes == 5 * row.minutes + 90
    counts = dict(Headcount.objects.filter(session=row).values_list("kind", "number"))
    assert counts == {"service_user": 1, "public": 4, "staff": 2}


def test_a_session_of_an_activity_that_goes_on_is_held_at_once(as_person, garden):
    activity = garden.session.activity
    Activity.objects.filter(pk=activity.pk).update(
        status="happened", level_achieved_id=activity.level_planned_id
    )
    with time_machine.travel(clock(garden, time(15)), tick=False):
        version = Session.objects.get(pk=garden.session_id).version
        said = {"count_carer": "3", "version": version}
        answer = as_person("ivy").send(address("attendance_finish", garden.pk), said)
    assert answer.url == address("activity_detail", activity.pk)
    assert Session.objects.get(pk=garden.session_id).status == "held"


def test_each_person_is_counted_as_one_kind():
    assert counted_as(["family", "service_user"]) == "service_user"
    assert counted_as(["family"]) == "carer"
    assert counted_as([]) == "unknown"


def test_who_came_is_thanked_and_has_a_certificate_and_nobody_else(as_person, the_day):
    amina = Person.objects.get(account__email="amina@portal.example")
    row = place_for(the_day, amina)
    member = as_person("amina")
    assert member.get(address("sign_up_certificate", row.pk)).status_code == 404
    mark_attendance(by=BY, opportunity_id=the_day.pk, person_id=amina.pk, outcome="came")
    assert "You were there. Thank you" in page(member, "sign_up_detail", row.pk)
    answer = member.get(address("sign_up_certificate", row.pk))
    assert answer.content.startswith(b"%PDF")
    said = certificate_data(amina, amina.name, row.opportunity.session)
    assert (said["name"], said["what"]) == (amina.name, "Garden group")
    assert said["hours"] == "Length in hours: 1"
    for key in ("ben", "ivy"):
        assert as_person(key).get(address("sign_up_certificate", row.pk)).status_code == 404


def printed_for(viewer, row) -> str:
    """The name on a certificate that this viewer prints."""
    session = row.opportunity.session
    name = name_for_viewer(row.person, session, viewer)
    return certificate_data(row.person, name, session)["name"]


@pytest.mark.parametrize("is_hidden", [False, True])
def test_who_may_not_read_a_name_prints_none(as_person, cast, is_hidden):
    made = World().opportunity
    row = place_for(made, someone("Bo Marsh", is_hidden=is_hidden), shown_name="Bobby")
    plain = place_for(made, someone("Cy Reed", is_hidden=is_hidden))
    sam = as_person("sam")
    for each in (row, plain):
        Attendance.objects.create(
            session=made.session, person=each.person, outcome="came", way="list"
        )
        answer = sam.get(address("attendance_certificate", made.pk, each.person_id))
        assert answer.content.startswith(b"%PDF")
    assert [printed_for(cast.sam, each) for each in (row, plain)] == ["Bobby", ""]
    assert [printed_for(cast.ivy, each) for each in (row, plain)] == ["Bo Marsh", "Cy Reed"]


def test_people_choose_the_name_on_their_own_certificate(as_person, the_day):
    amina = Person.objects.get(account__email="amina@portal.example")
    row = place_for(the_day, amina, shown_name="Mina")
    mark_attendance(by=BY, opportunity_id=the_day.pk, person_id=amina.pk, outcome="came")
    session = row.opportunity.session
    names = [own_name(amina, session, chosen) for chosen in ("", "shown", "x")]
    assert names == [amina.name, "Mina", amina.name]
    shown = page(as_person("amina"), "sign_up_detail", row.pk)
    assert "The same with the name Mina" in shown
    chosen = as_person("amina").get(address("sign_up_certificate", row.pk), {"name": "shown"})
    assert chosen.content.startswith(b"%PDF")


def test_attendance_goes_with_a_person_into_a_merge_and_back(the_day, cast):
    kept, gone = someone("Ann Lee"), someone("Anne Lee")
    place_for(the_day, gone)
    mark_attendance(by=BY, opportunity_id=the_day.pk, person_id=gone.pk, outcome="came")
    merge = merge_people(by=cast.ivy, kept_id=kept.pk, gone_id=gone.pk, chosen={})
    assert Attendance.objects.get().person == kept
    undo_merge(by=cast.ivy, merge_id=merge.pk)
    assert Attendance.objects.get().person == gone


def test_as_many_queries_for_many_as_for_few(as_person, the_day, django_assert_max_num_queries):
    client, counts = as_person("ivy"), []
    Opportunity.objects.update(places=None)
    for number in (1, 6):
        for each in range(number):
            person = place_for(the_day, f"Person {number} {each}").person
            mark_attendance(by=BY, opportunity_id=the_day.pk, person_id=person.pk, outcome="came")
        with django_assert_max_num_queries(100) as seen:
            client.get(address("opportunity_day", the_day.pk))
        counts.append(len(seen))
    assert counts[0] == counts[1]
