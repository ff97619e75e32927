"""Who leads a session with staff has a place beside those of the others, and all that follows."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from activities.models import (
    Attendance,
    CoFacilitator,
    Opportunity,
    OpportunityCheck,
    Session,
    SignUp,
)
from activities.rules.log import LONDON
from activities.selectors.attendance import day_of
from activities.selectors.calendar import feed_address, own_feed_file
from activities.selectors.leading import Company, company_of, unplaced_lead_ids
from activities.services.feeds import make_feed
from activities.services.leading import answer_lead, ask_to_lead, offer_to_lead, place_lead
from activities.services.log import move_session
from activities.services.opportunities import add_opportunity, publish_opportunity
from activities.services.sign_ups import withdraw_sign_up
from activities.tasks import remind_sign_ups, sweep_sign_ups, thank_people
from community.models import Check, CheckHeld, Person
from core.models import Message
from core.service import Refused
from tests.activities.places import BY, entry, open_session, place_for, states
from tests.activities.records import a_session, an_activity
from tests.community.people import someone
from tests.house.world import World

pytestmark = pytest.mark.django_db
MINA = "mina@home.example"


@pytest.fixture
def world(db) -> World:
    return World()


@pytest.fixture
def garden(world) -> Opportunity:
    """A session with one place, and Ann Lee has it."""
    made = open_session(
        places=1, lead_call="Open it with us", joining_link="https://meet.example/x"
    )
    place_for(made, "Ann Lee", shown_name="Annie")
    return made


@pytest.fixture
def mina(world) -> Person:
    person = world.member
    Person.objects.filter(pk=person.pk).update(
        email=MINA, is_email_confirmed=True, status="active", shown_name="Mina"
    )
    person.refresh_from_db()
    return person


def lead(made: Opportunity, person: Person) -> CoFacilitator:
    row = offer_to_lead(by=BY, opportunity_id=made.pk, person_id=person.pk, shown_name="Mina")
    return answer_lead(by=BY, lead_id=row.pk, to="agreed", words="We are glad.")


def told() -> list[str]:
    rows = Message.objects.filter(address=MINA).order_by("id")
    return [row.subject.partition(":")[0] for row in rows]


def taken(made: Opportunity) -> int:
    made.refresh_from_db()
    return made.places_taken


def test_a_yes_makes_a_place_though_all_are_taken_and_the_rest_follows(world, garden, mina):
    lead(garden, mina)
    row = SignUp.objects.get(person=mina)
    assert (row.status, row.is_leading, row.holds) == ("placed", True, 0)
    assert taken(garden) == 1
    sweep_sign_ups()
    letter = Message.objects.get(address=MINA, subject__startswith="You have a place")
    assert "https://meet.example/x" in letter.body
    token = feed_address(make_feed(by=mina.account, person_id=mina.pk)).rstrip("/")
    assert b"Garden group" in own_feed_file(token.rpartition("/")[2])
    # Reminded, told that it is off, marked on the day, and thanked
    begins = datetime.combine(garden.session.held_on, time(10), LONDON)
    with time_machine.travel(begins - timedelta(hours=20), tick=False):
        remind_sign_ups()
    assert "Coming soon" in told()
    with time_machine.travel(begins + timedelta(hours=3), tick=False):
        assert "Mina" in [each.name for each in day_of(garden, world.cast.ivy).rows]
        Attendance.objects.create(session=garden.session, person=mina, outcome="came", way="list")
        Attendance.objects.update(recorded_at=begins + timedelta(hours=1))
        thank_people()
    assert "Thank you for coming" in told()


def test_they_hear_when_it_is_off(garden, mina):
    lead(garden, mina)
    sweep_sign_ups()
    move_session(by=BY, session_id=garden.session_id, expected=None, to="cancelled", reason="Flood")
    sweep_sign_ups()
    assert told()[-1] == "It does not take place"


@pytest.mark.parametrize("stands", ["waiting", "placed"])
def test_who_waited_or_had_a_place_leads_and_what_they_held_goes_on(garden, mina, stands):
    if stands == "placed":
        withdraw_sign_up(by=BY, sign_up_id=SignUp.objects.get().pk)
    row = place_for(garden, mina)
    assert row.status == stands
    place_for(garden, "Bo Marsh")
    lead(garden, mina)
    row.refresh_from_db()
    assert (row.status, row.is_leading) == ("placed", True)
    # One place, and somebody else has it or is offered it
    assert taken(garden) == 1
    others = {name: state for name, state in states(garden).items() if name != mina.name}
    expected = {"Ann Lee": "placed", "Bo Marsh": "waiting"}
    if stands == "placed":
        expected = {"Ann Lee": "withdrawn", "Bo Marsh": "offered"}
    assert others == expected


def test_who_leads_no_more_has_no_such_place_and_the_other_way_round(garden, mina):
    row = lead(garden, mina)
    answer_lead(by=BY, lead_id=row.pk, to="taken_back")
    place = SignUp.objects.get(person=mina)
    assert (place.status, place.is_leading) == ("withdrawn", False)
    # They offer again; then they say on their own page that they cannot come
    lead(garden, mina)
    withdraw_sign_up(by=mina.account, sign_up_id=place.pk)
    row.refresh_from_db()
    place.refresh_from_db()
    assert (row.state, place.status, place.is_leading) == ("taken_back", "withdrawn", False)
    sweep_sign_ups()
    assert SignUp.objects.get(person=mina).status == "withdrawn"
    # And they can sign up as everybody can
    assert place_for(garden, mina).status == "waiting"
    assert taken(garden) == 1


def test_who_said_yes_before_there_were_such_places_gets_one(garden, mina):
    row = lead(garden, mina)
    SignUp.objects.filter(person=mina).delete()
    sweep_sign_ups()
    sweep_sign_ups()
    place = SignUp.objects.get(person=mina)
    assert (place.is_leading, place.status) == (True, "placed")
    assert row.state == "agreed"


def test_they_see_who_comes_by_the_names_people_show(as_person, garden, mina):
    Opportunity.objects.update(places=5, agenda="10:00 Tea")
    place_for(garden, someone("Bo Marsh"))
    place_for(garden, someone("Cy Dale", shown_name="Cyrus", is_hidden=True))
    lead(garden, mina)
    row = SignUp.objects.get(person=mina)
    page = reverse("activities:sign_up_detail", args=[row.pk])
    shown = as_person("amina").get(page).content.decode()
    assert "Annie" in shown
    assert "2 people show no name" in shown
    assert "10:00 Tea" in shown
    for name in ("Ann Lee", "Marsh", "Dale", "Cyrus"):
        assert name not in shown
    # Nobody else reads it
    SignUp.objects.filter(pk=row.pk).update(is_leading=False)
    assert "Annie" not in as_person("amina").get(page).content.decode()


def test_the_database_keeps_such_places_apart(garden, mina):
    lead(garden, mina)
    with pytest.raises(IntegrityError, match="sign_up_leads_with_place"), transaction.atomic():
        SignUp.objects.filter(person=mina).update(status="withdrawn")


# --- What holds for everybody holds for those who lead ----------------------------------------


@pytest.fixture
def safe_lifting(garden) -> Check:
    """Training that the session needs, and Mina does not have."""
    check = Check.objects.create(name="Safe lifting")
    OpportunityCheck.objects.create(opportunity=garden, check_needed=check)
    return check


def test_nobody_leads_without_the_training_that_the_session_needs(garden, mina, safe_lifting):
    needs = "This session needs first: Safe lifting"
    with pytest.raises(Refused, match=needs):
        ask_to_lead(by=BY, opportunity_id=garden.pk, person_id=mina.pk)
    row = offer_to_lead(by=BY, opportunity_id=garden.pk, person_id=mina.pk, shown_name="Mina")
    with pytest.raises(Refused, match=needs):
        answer_lead(by=BY, lead_id=row.pk, to="agreed", words="Yes")
    assert not SignUp.objects.filter(person=mina).exists()
    CheckHeld.objects.create(person=mina, check_done=safe_lifting, done_on=timezone.localdate())
    answer_lead(by=BY, lead_id=row.pk, to="agreed", words="Yes")
    assert SignUp.objects.get(person=mina).is_leading


@pytest.mark.parametrize(
    ("status", "why"), [("paused", "This person has paused"), ("left", "Only members")]
)
def test_who_does_not_take_part_now_gets_no_place_by_leading(garden, mina, status, why):
    row = offer_to_lead(by=BY, opportunity_id=garden.pk, person_id=mina.pk, shown_name="Mina")
    Person.objects.filter(pk=mina.pk).update(status=status)
    with pytest.raises(Refused, match=why):
        answer_lead(by=BY, lead_id=row.pk, to="agreed", words="Yes")
    # Said yes before: the portal gives them no place either, until they are back
    CoFacilitator.objects.update(state="agreed")
    assert unplaced_lead_ids(10) == []
    assert not place_lead(by=BY, lead_id=row.pk)
    if status == "paused":
        Person.objects.filter(pk=mina.pk).update(status="active")
        assert unplaced_lead_ids(10) == [row.pk]
        assert place_lead(by=BY, lead_id=row.pk)


def test_of_a_cancelled_session_nobody_says_yes_to_lead_it(garden, mina):
    row = offer_to_lead(by=BY, opportunity_id=garden.pk, person_id=mina.pk, shown_name="Mina")
    Session.objects.update(status="cancelled", status_reason="Flood")
    with pytest.raises(Refused, match="does not take place"):
        answer_lead(by=BY, lead_id=row.pk, to="agreed", words="Yes")
    CoFacilitator.objects.update(state="agreed")
    assert not place_lead(by=BY, lead_id=row.pk)


def test_a_draft_gives_places_only_once_it_is_published(mina):
    activity = an_activity("Poetry", status="planned")
    on = timezone.localdate() + timedelta(days=7)
    session = a_session(activity, on, status="planned", starts_at="10:00")
    draft = add_opportunity(by=BY, session_id=session.pk, entry=entry())
    row = lead(draft, mina)
    sweep_sign_ups()
    assert not place_lead(by=BY, lead_id=row.pk)
    assert not SignUp.objects.filter(person=mina).exists()
    publish_opportunity(by=BY, opportunity_id=draft.pk)
    sweep_sign_ups()
    assert SignUp.objects.get(person=mina).is_leading


def test_who_organises_it_hears_that_they_cannot_lead_it_any_more(world, garden, mina):
    ivy = world.cast.ivy
    Opportunity.objects.update(organiser=ivy)
    gone = Message.objects.filter(subject__startswith="A member can no longer lead this with you")
    row = lead(garden, mina)
    withdraw_sign_up(by=mina.account, sign_up_id=SignUp.objects.get(person=mina).pk)
    message = gone.get()
    assert message.recipient_key == f"user:{ivy.pk}"
    assert reverse("activities:opportunity_run", args=[garden.pk]) in message.body
    assert "Mina" not in message.subject + message.body
    # The other way: they say that they cannot lead it
    lead(garden, mina)
    answer_lead(by=mina.account, lead_id=row.pk, to="taken_back")
    assert gone.count() == 2
    # Who says it themselves for the member needs no message
    lead(garden, mina)
    withdraw_sign_up(by=ivy, sign_up_id=SignUp.objects.get(person=mina).pk)
    assert gone.count() == 2


def test_an_offer_is_no_place_and_its_name_is_not_shown(garden, mina):
    bo = place_for(garden, someone("Bo Marsh", shown_name="Bo"))
    lead(garden, mina)
    row = SignUp.objects.get(person=mina)
    Opportunity.objects.update(places=5)
    until = timezone.now() + timedelta(days=1)
    SignUp.objects.filter(pk=bo.pk).update(status="offered", offer_ends_at=until)
    assert company_of(row) == Company(["Annie"], 0)
    SignUp.objects.filter(pk=bo.pk).update(status="placed", offer_ends_at=None)
    assert company_of(row) == Company(["Annie", "Bo"], 0)
