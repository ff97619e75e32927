"""What somebody took part in, and what those who lead a session may do for who comes."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity, Attendance, Opportunity, Session
from activities.rules.log import LONDON
from activities.services.attendance import mark_attendance
from activities.services.sign_ups import withdraw_sign_up
from community.models import Concern, Look, Person
from community.services.support import ContactEntry, set_emergency_contact
from tests.activities.places import BY, open_session, place_for
from tests.community.people import someone
from tests.house.world import World

pytestmark = pytest.mark.django_db


def page(person: Person, name: str) -> str:
    return reverse(f"community:{name}", args=[person.pk])


def said(response) -> str:
    return response.content.decode()


def on_day(made: Opportunity, days: int = 0):
    """The afternoon of a session, or so many days after it."""
    day = made.session.held_on + timedelta(days=days)
    return time_machine.travel(datetime.combine(day, time(14), LONDON), tick=False)


@pytest.fixture
def garden(cast) -> Opportunity:
    """A session that Sam logged, so Sam runs it."""
    World()
    made = open_session(places=10)
    Activity.objects.filter(pk=made.session.activity_id).update(logged_by=cast.sam)
    return made


@pytest.fixture
def grace(garden) -> Person:
    """Somebody hidden from staff who has a place and gave whom to call."""
    person = someone("Grace Obi", is_hidden=True)
    set_emergency_contact(
        by=BY, person_id=person.pk, entry=ContactEntry("Bilal", "01227 555 019", relation="")
    )
    place_for(garden, person)
    return person


def test_who_leads_a_session_can_call_for_those_who_come_on_that_day(
    as_person, cast, garden, grace
):
    other = someone("Other", is_hidden=True)
    address, sam = page(grace, "emergency_look"), as_person("sam")
    assert sam.get(address).status_code == 404
    # The database's clock cannot travel, so the day comes to the session.
    Session.objects.update(held_on=timezone.localdate(), starts_at=None, ends_at=None)
    garden.session.refresh_from_db()
    assert address in said(sam.get(reverse("activities:opportunity_day", args=[garden.pk])))
    assert sam.get(page(other, "emergency_look")).status_code == 404
    assert as_person("lena").get(address).status_code == 404
    shown = said(sam.get(sam.send(address, {"why": "missing"}).url))
    assert 'href="tel:01227555019"' in shown
    assert "Obi" not in shown
    assert Look.objects.get().by.name == cast.sam.name
    with on_day(garden, days=1):
        sam = as_person("sam")
        assert sam.get(address).status_code == 404
        day = said(sam.get(reverse("activities:opportunity_day", args=[garden.pk])))
        assert address not in day


def test_who_withdrew_is_nobody_whom_the_leader_may_call_for(as_person, garden, grace):
    place = garden.sign_ups.get(person=grace)
    withdraw_sign_up(by=BY, sign_up_id=place.pk)
    with on_day(garden):
        assert as_person("sam").get(page(grace, "emergency_look")).status_code == 404


def test_a_concern_about_somebody_hidden_who_came_can_be_noted_for_two_weeks(
    as_person, garden, grace
):
    address = page(grace, "concern_add")
    assert as_person("sam").get(address).status_code == 404
    sent = {"passed_to": "adults", "passed_on_day": "today", "reference": ""}
    with on_day(garden, days=2):
        sam = as_person("sam")
        assert address in said(sam.get(reverse("activities:opportunity_day", args=[garden.pk])))
        assert "Obi" not in said(sam.get(address))
        done = sam.send(address, sent)
        assert "Saved" in said(sam.get(done.url))
        assert Concern.objects.get().person_id == grace.pk
    with on_day(garden, days=15):
        assert as_person("sam").get(address).status_code == 404


def test_the_team_reads_on_a_persons_page_what_they_take_part_in(as_person, garden):
    person = someone("Maria Silva")
    assert "not signed up for anything yet" in said(
        as_person("ivy").get(page(person, "person_detail"))
    )
    place_for(garden, person)
    ahead = said(as_person("ivy").get(page(person, "person_detail")))
    assert "Coming up" in ahead
    assert "Garden group" in ahead
    with on_day(garden, days=1):
        mark_attendance(by=BY, opportunity_id=garden.pk, person_id=person.pk, outcome="came")
        behind = said(as_person("ivy").get(page(person, "person_detail")))
        assert "Coming up" not in behind
        assert "Garden group" in behind
        assert "Came" in behind
        assert "Garden group" not in said(as_person("sam").get(page(person, "person_detail")))


def test_what_somebody_came_to_stays_on_their_own_page(as_person, cast, garden):
    amina = Person.objects.get(account=cast.amina)
    place_for(garden, amina)
    home = reverse("home:my_involvement")
    assert "What you took part in" not in said(as_person("amina").get(home))
    with on_day(garden, days=90):
        mark_attendance(by=BY, opportunity_id=garden.pk, person_id=amina.pk, outcome="came")
        own = said(as_person("amina").get(home))
        assert "What you took part in" in own
        assert "Garden group" in own
        Attendance.objects.update(outcome="missed")
        assert "What you took part in" not in said(as_person("amina").get(home))
