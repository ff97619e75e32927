"""Staying in charge of one's own record: what is sent, and being forgotten."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils import timezone

from community.models import Consent, Person, RightsRequest
from community.selectors.consents import preference_address
from community.services.consents import record_consents
from community.services.contact import write_to
from community.tasks import erase_people
from tests.community.people import BY, someone
from users.models import User


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


def test_somebody_leaves_and_is_forgotten(visitor):
    # Given Amina, who takes part
    account = User.objects.get(email="amina@portal.example")
    person = dana(account=account)
    connection.close()
    amina = visitor(phone=True).enter_as("amina")
    amina.go("/my-involvement/").sees("What you take part in").is_well()
    for path in ("record/", "consents/", "looks/", "history/", "information/", "pause/"):
        amina.go(f"/community/my/{path}").is_well()
    # When she leaves and wants to be forgotten
    amina.go("/community/my/leave/").choose("Forget me").click("Leave").sees("You have left")
    amina.sees("You asked us to forget you").is_well()
    # Then there is time to take it back
    erase_people()
    assert Person.objects.get(pk=person.pk).name == "Dana Whitlock"
    # And when that is over, nothing is left
    RightsRequest.objects.update(planned_at=timezone.now())
    erase_people()
    gone = Person.objects.get(pk=person.pk)
    assert (gone.name, gone.email) == ("Removed", "")
    connection.close()
    # And her session leads nowhere
    amina.go("/my-involvement/").sees("Sign in")
