"""Reminding many at once: the same to everybody as one by one, in the same few statements."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from activities.models import Opportunity, Reminder, Session, SignUp
from activities.rules.log import LONDON
from activities.selectors.notices import remind_ids
from activities.services.notices import remind_sign_up, remind_sign_ups
from community.models import ByHand, HeldMessage, Person, RightsRequest, SharedWith
from community.selectors.consents import person_of_token
from community.services.needs import NeedEntry, set_needs
from core.models import Act, Message
from tests.activities.places import BY, open_session, place_for
from tests.community.people import someone

pytestmark = pytest.mark.django_db


def everybody(garden: Opportunity) -> None:
    """People of every sort that writing to them has to tell apart."""
    reached = {"is_email_confirmed": True}
    place_for(garden, someone("Ann Lee", email="ann@home.example", **reached))
    for name in ("Unsure", "Unsure too"):
        address = f"{name.replace(' ', '-').lower()}@home.example"
        place_for(garden, someone(name, email=address, is_address_theirs=False))
    asked = someone("Asked", email="asked@home.example", is_address_theirs=False)
    Person.objects.filter(pk=asked.pk).update(address_asked_at=timezone.now())
    place_for(garden, asked)
    place_for(garden, someone("Phone", phone="01632 960123"))
    place_for(garden, someone("No way at all"))
    letters = someone("Letters", email="l@home.example", is_post_wanted=True, address="1 Elm Row")
    set_needs(
        by=BY,
        person_id=letters.pk,
        entries=[NeedEntry("contact_letter", shared_with=SharedWith.TEAM)],
    )
    place_for(garden, letters)
    failed = someone("Failed", email="failed@home.example", **reached)
    Person.objects.filter(pk=failed.pk).update(email_failed_at=timezone.now())
    place_for(garden, failed)
    for status in ("paused", "left"):
        row = place_for(garden, someone(status, email=f"{status}@home.example", **reached))
        Person.objects.filter(pk=row.person_id).update(status=status)
    wish = someone("Forgotten", email="forgotten@home.example", **reached)
    place_for(garden, wish)
    RightsRequest.objects.create(
        person=wish,
        kind=RightsRequest.Kind.ERASURE,
        due_on=timezone.localdate(),
        planned_at=timezone.now() + timedelta(days=100),
    )
    # Two records of one person: what the one needs holds for the other.
    kept = someone("Kept", email="kept@home.example", phone="07700 900123", **reached)
    alias = someone("Alias")
    set_needs(
        by=BY, person_id=alias.pk, entries=[NeedEntry("contact_text", shared_with=SharedWith.TEAM)]
    )
    place_for(garden, alias)
    Person.objects.filter(pk=alias.pk).update(merged_into=kept)


def told_long_ago(garden: Opportunity) -> None:
    """In thirty days, with nothing to be said but the reminder."""
    Session.objects.filter(pk=garden.session_id).update(
        held_on=timezone.localdate() + timedelta(days=30)
    )
    SignUp.objects.update(told="placed")


def signed(body: str) -> str:
    """A message with the name of whose preferences its link opens, in place of the link."""

    def whose(found: re.Match) -> str:
        person = person_of_token(found[1])
        return f"<preferences of {person.name if person else 'nobody'}>"

    return re.sub(r"https?://\S*?/([^/\s]+\.[\w-]{20,})/", whose, body)


def written() -> dict[str, list[Any]]:
    """Everything that reminders leave behind."""
    mails = Message.objects.order_by("recipient_key", "purpose", "subject")
    return {
        "mails": [
            (m.purpose, m.recipient_key, m.address, m.subject, signed(m.body), m.unsubscribe_url)
            for m in mails
        ],
        # Not before so-and-so, where that is later than at once.
        "when": list(mails.exclude(due_at=F("created_at")).values_list("recipient_key", "due_at")),
        "by hand": list(
            ByHand.objects.order_by("person", "about").values_list(
                "person__name", "channel", "purpose", "subject", "words", "about", "due_at"
            )
        ),
        "held": list(
            HeldMessage.objects.order_by("person").values_list(
                "person__name", "purpose", "subject", "words", "about"
            )
        ),
        "asked": sorted(
            Person.objects.filter(address_asked_at__isnull=False).values_list("name", "version")
        ),
        "reminders": list(
            Reminder.objects.order_by("sign_up", "days_before").values_list(
                "sign_up", "days_before", "for_on", "is_passed_over", "way", "why_not"
            )
        ),
    }


@pytest.fixture
def garden(cast) -> Opportunity:
    made = open_session(places=40, joining_link="https://meet.example/x")
    everybody(made)
    told_long_ago(made)
    made.session.refresh_from_db()
    Message.objects.all().delete()
    return made


@pytest.mark.parametrize(
    ("days", "clock", "starts_at", "told"),
    [(7, time(10), "10:00", 12), (1, time(23, 30), "10:00", 12), (1, time(23, 30), "06:30", 0)],
    ids=["by day", "in quiet hours", "too late once the quiet hours are over"],
)
def test_together_everybody_is_told_what_each_is_told_alone(garden, days, clock, starts_at, told):
    at = datetime.combine(garden.session.held_on - timedelta(days=days), clock, LONDON)
    Session.objects.filter(pk=garden.session_id).update(starts_at=starts_at, ends_at="11:00")
    with time_machine.travel(at, tick=False):
        ids = remind_ids(timezone.now(), 100)
        assert len(ids) == 12
        alone = transaction.savepoint()
        assert sum(remind_sign_up(by=BY, sign_up_id=each) for each in ids) == told
        one_by_one = written()
        transaction.savepoint_rollback(alone)
        assert not Reminder.objects.exists()
        assert remind_sign_ups(by=BY, sign_up_ids=ids) == told
        assert written() == one_by_one
        # And a second time nobody is told anything
        assert remind_sign_ups(by=BY, sign_up_ids=ids) == 0
        assert written() == one_by_one


def test_who_is_told_and_how_is_what_it_should_be(garden):
    at = datetime.combine(garden.session.held_on - timedelta(days=7), time(10), LONDON)
    with time_machine.travel(at, tick=False):
        remind_sign_ups(by=BY, sign_up_ids=remind_ids(timezone.now(), 100))
    rows = Reminder.objects.select_related("sign_up__person")
    said = {row.sign_up.person.name: row.way or row.why_not for row in rows}
    assert said.pop("Alias") == "text"
    assert said.pop("Letters") == "post"
    assert said.pop("Phone") == "telephone"
    assert said.pop("Forgotten") == "This person asked to be forgotten."
    assert said.pop("left") == "This person has left."
    assert said.pop("Ann Lee") == said.pop("paused") == "email"
    assert "came back" in said.pop("Failed")
    assert set(HeldMessage.objects.values_list("person__name", flat=True)) == {
        "Unsure",
        "Unsure too",
        "Asked",
    }
    letters = {row.address: row for row in Message.objects.filter(purpose="sign_up")}
    assert set(letters) == {"ann@home.example", "paused@home.example"}
    assert "<preferences of Ann Lee>" in signed(letters["ann@home.example"].body)
    # One act for all of them
    assert Act.objects.filter(service="activities.remind_sign_ups").count() == 1


def test_many_cost_the_statements_of_few(cast):
    numbers = []
    for count in (3, 30):
        garden = open_session(f"Session for {count}", places=40)
        for number in range(count):
            address = f"p{count}-{number}@home.example"
            place_for(garden, someone(f"P {number}", email=address, is_email_confirmed=True))
        told_long_ago(garden)
        garden.session.refresh_from_db()
        at = datetime.combine(garden.session.held_on - timedelta(days=7), time(10), LONDON)
        ids = list(SignUp.objects.filter(opportunity=garden).values_list("pk", flat=True))
        with time_machine.travel(at, tick=False), CaptureQueriesContext(connection) as seen:
            assert remind_sign_ups(by=BY, sign_up_ids=ids) == count
        numbers.append(len(seen))
    assert numbers[0] == numbers[1] <= 16
