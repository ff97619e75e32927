"""From "come and help" to "you have a place": published, signed up for, waited for, given."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from activities.models import SignUp
from activities.tasks import sweep_sign_ups
from community.models import Person
from core.models import Message
from tests.activities.places import open_session, place_for
from tests.community.people import someone
from tests.house.world import World
from users.models import User


def test_published_full_waited_for_and_given(visitor, committed_db):
    # Given a session that Sam plans, and Amina, who takes part
    world = World()
    session, amina_record = world.session, world.member
    Person.objects.filter(pk=amina_record.pk).update(
        email="amina@portal.example", is_email_confirmed=True, shown_name="Amina"
    )
    connection.close()
    sam = visitor().enter_as("sam")
    # When Sam opens it for two people and publishes it
    sam.go(f"/activities/{session.activity_id}/").click("Open for sign-up", role="link").is_well()
    sam.click("Save").sees("There is a problem").is_well()
    sam.type("What is it about, and what will people do?", "We plan the garden of the ward.")
    sam.type("What is paid and covered?", "Travel is paid.")
    sam.type("How many places are there? (optional)", "1")
    last = timezone.localdate() + timedelta(days=3)
    for name, value in (("day", last.day), ("month", last.month), ("year", last.year)):
        sam.page.locator(f"[name=closes_on_{name}]").fill(str(value))
    sam.click("Save").sees("Nobody has signed up yet").is_well()
    sam.click("Open sign-up").is_well().click("Open sign-up")
    sam.sees("Open for sign-up. Members can see it.").is_well()
    ann = someone("Ann Lee")
    connection.close()
    # And somebody calls, and gets the only place
    sam.click("Sign somebody up who called", role="link").is_well()
    sam.type("Number of the person", f"P{ann.pk:05d}").click("Sign up")
    sam.sees("They have a place (1)").is_well().picture("who-comes")
    # Then Amina, on a phone, is on the waiting list
    amina = visitor(phone=True).enter_as("amina")
    amina.go("/my-involvement/").click("See what you can take part in", role="link").is_well()
    amina.picture("take-part")
    amina.click("Planned by sam", role="link").sees("All 1 are taken").is_well()
    amina.click("Join the waiting list").is_well()
    amina.type("Do you need us to book or pay for travel? (optional)", "A taxi from Deal")
    amina.click("Sign up").sees("You are on the waiting list").is_well()
    # When Ann cannot come, the place is Amina's if she wants it
    sam.click("They cannot come", role="link").is_well().click("They cannot come")
    sam.sees("They have the offer of a place (1)").is_well()
    sweep_sign_ups()
    offer = Message.objects.get(
        address="amina@portal.example", subject__startswith="There is a place"
    )
    assert "Please tell us by" in offer.body
    connection.close()
    amina.go("/my-involvement/").sees("There is a place for you").is_well()
    amina.click("Planned by sam", role="link").is_well().picture("place-offered")
    amina.click("Take the place").is_well().click("Take the place")
    amina.sees("You have a place").is_well()
    assert SignUp.objects.get(person=amina_record).status == SignUp.Status.PLACED
    connection.close()


def test_signing_up_and_withdrawing_by_keyboard_without_scripts(visitor, committed_db):
    made = open_session(places=2)
    someone("Amina Yusuf", account=User.objects.get(email="amina@portal.example"))
    place_for(made, "Ann Lee")
    connection.close()
    amina = visitor(java_script_enabled=False).enter_as("amina")
    amina.go("/activities/take-part/").click("Garden group", role="link")
    amina.page.get_by_role("button", name="Sign up").focus()
    amina.press("Enter")
    amina.page.get_by_label("How many people come along to support you? (optional)").focus()
    amina.press("1", "Enter")
    amina.sees("You are on the waiting list")
    amina.page.get_by_role("link", name="I cannot come").focus()
    amina.press("Enter")
    amina.page.get_by_role("button", name="I cannot come").focus()
    amina.press("Enter")
    amina.sees("You are not down for this")
    assert list(SignUp.objects.order_by("turn").values_list("status", flat=True)) == [
        "placed",
        "withdrawn",
    ]
    connection.close()
