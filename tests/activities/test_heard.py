"""Who signs up, says something of their place, comes or tells how it was is heard from."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from activities.models import Session
from activities.services.attendance import mark_attendance, mark_sheet
from activities.services.felt import FeltEntry, say_felt
from activities.services.sign_ups import (
    ChangeEntry,
    accept_offer,
    change_sign_up,
    decline_offer,
    withdraw_sign_up,
)
from community.models import Person
from core.service import System
from tests.activities.places import BY, open_session, place_for
from tests.community.people import someone

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina(cast) -> Person:
    return someone("Amina Yusuf", account=cast.amina)


def silent(person: Person) -> None:
    ago = timezone.now() - timedelta(days=400)
    Person.objects.filter(pk=person.pk).update(heard_from_at=ago, nudged_at=ago)


def is_heard(person: Person) -> bool:
    person.refresh_from_db()
    is_today = timezone.localdate(person.heard_from_at) == timezone.localdate()
    return is_today and person.nudged_at is None


def over(opportunity) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    Session.objects.filter(pk=opportunity.session_id).update(held_on=yesterday)


def test_each_word_about_a_place_counts(cast, amina):
    garden = open_session(places=1)
    silent(amina)
    row = place_for(garden, amina, by=cast.amina)
    assert is_heard(amina)
    silent(amina)
    new = ChangeEntry(companions=0, shown_name="A", answers={})
    change_sign_up(by=cast.amina, sign_up_id=row.pk, expected=None, entry=new)
    assert is_heard(amina)
    silent(amina)
    withdraw_sign_up(by=cast.ivy, sign_up_id=row.pk)
    assert is_heard(amina), "staff did it for them"


@pytest.mark.parametrize("answer", [accept_offer, decline_offer])
def test_answering_an_offer_counts(cast, amina, answer):
    garden = open_session(places=1)
    first = place_for(garden, "Bo Marsh")
    row = place_for(garden, amina)
    withdraw_sign_up(by=BY, sign_up_id=first.pk)
    silent(amina)
    answer(by=cast.amina, sign_up_id=row.pk)
    assert is_heard(amina)


def test_what_the_portal_does_with_a_place_is_no_sign_of_life(cast, amina):
    garden = open_session(places=1)
    silent(amina)
    row = place_for(garden, amina, by=System("tests"))
    withdraw_sign_up(by=System("tests"), sign_up_id=row.pk)
    assert not is_heard(amina)


def test_who_came_is_heard_from_and_who_did_not_is_not(cast, amina):
    garden = open_session(places=5)
    other = someone("Bo Marsh")
    for person in (amina, other):
        place_for(garden, person)
        silent(person)
    over(garden)
    mark_sheet(by=BY, opportunity_id=garden.pk, came=[amina.pk], others_missed=True)
    assert is_heard(amina)
    assert not is_heard(other)
    mark_attendance(by=BY, opportunity_id=garden.pk, person_id=other.pk, outcome="came")
    assert is_heard(other)


def test_saying_how_it_was_counts(cast, amina):
    garden = open_session(places=5)
    place_for(garden, amina)
    over(garden)
    mark_sheet(by=BY, opportunity_id=garden.pk, came=[amina.pk], others_missed=False)
    silent(amina)
    (row,) = garden.session.attendances.all()
    link = System("link after a session")
    say_felt(by=link, attendance_id=row.pk, entry=FeltEntry(shared="engage", used="partly"))
    assert is_heard(amina)
