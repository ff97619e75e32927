"""Who can be written to about something is said of one record and of many alike."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from django.utils import timezone

from community.models import Person, RightsRequest, Status
from community.rules.contact import channel_for, write_blocker
from community.selectors.contact import contact_facts
from community.selectors.reachable import reachable_about
from community.services.consents import record_consents
from core.service import System
from tests.community.people import someone

pytestmark = pytest.mark.django_db

BY = System("tests")
PURPOSE = "opportunities"
WAYS = ("email", "text", "telephone", "post")
PHONES = ("", "07700 900123", "+44 (0)20 7946 0000", "+33 6 1234", "0044 7700 900123", "020 7946 0")


def one_by_one() -> set[int]:
    """The same by the rules for one record at a time."""
    found = set()
    for person in Person.objects.filter(merged_into__isnull=True):
        facts = contact_facts(person, PURPOSE, is_ask=False)
        if write_blocker(facts) is None and channel_for(facts) is not None:
            found.add(person.pk)
    return found


def at_once() -> set[int]:
    rows = Person.objects.filter(merged_into__isnull=True)
    return set(reachable_about(rows, PURPOSE).values_list("pk", flat=True))


def say(person: Person, way: str, yes: bool) -> None:
    record_consents(by=BY, person_id=person.pk, choices={(PURPOSE, way): yes}, source="paper")


def test_each_way_and_each_number_counts_where_it_was_agreed_to():
    for number, (phone, way) in enumerate(itertools.product(PHONES, WAYS)):
        person = someone(
            f"P {number}",
            email=f"p{number}@home.example",
            phone=phone,
            is_post_wanted=number % 2 == 0,
            address="1 Quay" if number % 2 == 0 else "",
        )
        say(person, way, yes=True)
    found = at_once()
    assert found == one_by_one()
    assert 0 < len(found) < len(PHONES) * len(WAYS)


def test_the_last_answer_counts_and_what_was_said_to_a_joined_record_too():
    back, again = (someone(n, email=f"{n}@home.example") for n in ("back", "again"))
    for person in (back, again):
        say(person, "email", yes=True)
        say(person, "email", yes=False)
    say(again, "email", yes=True)
    kept, gone = someone("kept", email="kept@home.example"), someone("gone", email="g@home.example")
    say(gone, "email", yes=True)
    Person.objects.filter(pk=gone.pk).update(merged_into=kept)
    someone("never", email="never@home.example")
    assert at_once() == one_by_one() == {again.pk, kept.pk}


def test_nobody_whose_mail_came_back_who_paused_left_or_wants_to_be_forgotten():
    names = ("failed", "paused", "left", "wish", "there")
    rows = {name: someone(name, email=f"{name}@home.example") for name in names}
    for person in rows.values():
        say(person, "email", yes=True)
    Person.objects.filter(pk=rows["failed"].pk).update(email_failed_at=timezone.now())
    Person.objects.filter(pk=rows["paused"].pk).update(status=Status.PAUSED)
    Person.objects.filter(pk=rows["left"].pk).update(status=Status.LEFT)
    RightsRequest.objects.create(
        person=rows["wish"],
        kind=RightsRequest.Kind.ERASURE,
        due_on=timezone.localdate() + timedelta(days=30),
        planned_at=timezone.now() + timedelta(days=3),
    )
    assert at_once() == one_by_one() == {rows["there"].pk}
