"""Staying in charge of one's own record: what may be sent."""

from __future__ import annotations

import pytest
from django.db import connection

from community.models import Consent, Person
from community.selectors.consents import preference_address
from community.services.consents import record_consents
from community.services.contact import write_to
from tests.community.people import BY, someone


@pytest.fixture(autouse=True)
def _awake(settings):
    settings.QUIET_FROM = settings.QUIET_UNTIL = 0


def dana(**given) -> Person:
    """Dana, who agreed to the newsletter and got a message."""
    person = someone("Dana Whitlock", email="dana@home.example", **given)
    choices = {("newsletter", "email"): True}
    record_consents(by=BY, person_id=person.pk, choices=choices, source="paper")
    write_to(by=BY, person_id=person.pk, purpose="newsletter", subject="News", body="Words")
    return person


def test_preferences_change_by_the_link_in_a_message(visitor, settings):
    # Given Dana, who got a message and has no account
    person = dana()
    path = preference_address(person.preference_link).removeprefix(settings.SITE_URL)
    connection.close()
    # When she opens its link on her phone, it shows her choice and nothing of her
    phone = visitor(phone=True)
    phone.go(path).sees("What we may send you").is_well()
    assert "Dana" not in phone.page.content()
    # And she wants surveys instead of the newsletter
    phone.page.get_by_label("You may send me the newsletter by email.").uncheck()
    phone.page.get_by_label("You may email me surveys").check()
    phone.click("Save").sees("We keep to this from now on").is_well()
    # Then that is what counts
    latest = {row.wording.purpose: row.is_given for row in Consent.objects.order_by("id")}
    connection.close()
    assert latest == {"newsletter": False, "surveys": True}
    # And all can be stopped with two presses
    phone.page.get_by_role("link", name="Stop all of these").click()
    phone.click("Stop these messages").sees("Stopped").is_well()
