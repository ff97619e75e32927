"""From "come and help" to "this is who came, and how it felt": one session, all the way."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.utils import timezone

from activities.models import Activity, Attendance, Felt, Level, Session, SignUp
from activities.tasks import sweep_sign_ups, thank_people
from community.models import Person
from community.services.consents import record_consents
from core.models import Message
from tests.activities.places import BY
from tests.community.people import someone
from tests.house.world import World

AMINA = "amina@portal.example"


@pytest.fixture
def session(committed_db) -> Session:
    """What Sam plans; and Amina, who takes part and would like to hear of things."""
    world = World()
    found, member = world.session, world.member
    Person.objects.filter(pk=member.pk).update(
        email=AMINA, is_email_confirmed=True, shown_name="Amina", meets=["online"]
    )
    Session.objects.filter(pk=found.pk).update(mode="online", starts_at="10:00", ends_at="11:00")
    record_consents(
        by=BY, person_id=member.pk, choices={("opportunities", "email"): True}, source="paper"
    )
    connection.close()
    return found


def letter(begins: str) -> Message:
    found = Message.objects.get(address=AMINA, subject__startswith=begins)
    connection.close()
    return found


def link_in(message: Message, part: str) -> str:
    """The path of the address in a letter in which this stands."""
    found = next(line for line in message.body.split() if part in line)
    return urlsplit(found).path


def test_from_publishing_to_the_certificate(visitor, session):
    sam, amina = visitor().enter_as("sam"), visitor(phone=True).enter_as("amina")
    ann = someone("Ann Lee")
    connection.close()
    publish(sam, session)
    run = urlsplit(sam.page.url).path
    # Somebody calls, and gets the only place; Amina is suggested, and asked
    sam.click("Sign somebody up who called", role="link").is_well()
    sam.type("Number of the person", f"P{ann.pk:05d}").click("Sign them up")
    # On the telephone she says that she needs nothing
    sam.is_well().click("Save").is_well()
    sam.go(run).sees("They have a place (1)").is_well().picture("who-comes")
    sam.click("Ask people whom it may suit", role="link").sees("Can meet this way").is_well()
    sam.picture("ask-people")
    sam.page.get_by_role("checkbox", name="Amina").check()
    sam.click("Ask them").is_well()
    wait_and_take(amina, sam, run)
    attend(amina, sam, run, session)
    say_and_read(amina, sam, visitor, run, session)


def publish(sam, session: Session) -> None:
    """Sam opens it for one person."""
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


def wait_and_take(amina, sam, run: str) -> None:
    """Amina follows her letter on a phone, waits, and takes the place that comes free."""
    amina.go(link_in(letter("Would you like to come?"), "/take-part/")).is_well()
    amina.picture("take-part")
    amina.sees("The one place is taken")
    amina.click("Join the waiting list").is_well()
    amina.type("Do you need us to book or pay for travel? (optional)", "A taxi from Deal")
    amina.click("Join the waiting list").sees("You are on the waiting list").is_well()
    sam.go(run).click("They cannot come", role="link").is_well().click("They cannot come")
    sam.sees("They have the offer of a place (1)").is_well()
    sweep_sign_ups()
    assert "Please tell us by" in letter("There is a place").body
    assert link_in(letter("There is a place"), "/offer/key/")
    amina.go("/my-involvement/").sees("There is a place for you").is_well()
    amina.click("Planned by sam", role="link").is_well().picture("place-offered")
    amina.click("Take the place").is_well().click("Take the place")
    amina.sees("You have a place").is_well()
    assert SignUp.objects.get(person__email=AMINA).status == SignUp.Status.PLACED
    connection.close()


def attend(amina, sam, run: str, session: Session) -> None:
    """The day has come: Amina points her phone at the code on the door."""
    now = timezone.localtime()
    Session.objects.filter(pk=session.pk).update(
        held_on=now.date(), starts_at=now.time().replace(second=0, microsecond=0), ends_at=None
    )
    connection.close()
    sam.go(f"{run}day/door/").is_well()
    code = sam.page.locator("img.portal-door").get_attribute("alt") or ""
    amina.go(urlsplit(code.split()[-1]).path).sees("You have a place").is_well()
    amina.click("I am here").sees("We know that you are here").is_well()
    sam.go(f"{run}day/").sees("1 here, 0 still open").is_well()


def say_and_read(amina, sam, visitor, run: str, session: Session) -> None:
    """The day after: thanks, two questions, a certificate, and what happens next."""
    # Two days, so that it is over whatever the hour.
    Session.objects.filter(pk=session.pk).update(held_on=timezone.localdate() - timedelta(days=2))
    Activity.objects.filter(pk=session.activity_id).update(
        status="happened", level_achieved=Level.objects.get(code="co-create")
    )
    Attendance.objects.update(recorded_at=timezone.now() - timedelta(hours=1))
    thank_people()
    amina.go(link_in(letter("Thank you for coming"), "/after/"))
    amina.sees("How was it for you?").is_well().picture("how-it-felt", whole=True)
    amina.choose("Those who came could say what they think. Others decide.")
    amina.choose("Not yet")
    amina.type("Is there anything you want us to know? (optional)", "It was quick.")
    amina.click("Send").sees("Thank you for telling us.").is_well()
    href = amina.page.get_by_role("link", name="Your certificate as PDF").get_attribute("href")
    origin = amina.page.evaluate("window.location.origin")
    assert amina.page.request.get(origin + href).body().startswith(b"%PDF")
    felt = Felt.objects.values_list("side", "shared", "used")
    assert list(felt) == [("people", "engage", "not_yet")]
    connection.close()
    # Sam writes what happens next, and says how it was
    sam.go(run).click("Write what happens next", role="link").is_well().picture("what-next")
    sam.type("What happens with what people said?", "We plant in March.")
    sam.click("Save").sees("Those who came can read it").is_well()
    sam.click("How was it for you?", role="link").is_well()
    sam.choose("Staff and those who came decide together.").click("Send")
    sam.sees("Thank you for telling us.").is_well()
    amina.page.reload()
    amina.sees("We plant in March.").is_well()
    # The team reads no words of so few, and no name
    ivy = visitor().enter_as("ivy")
    ivy.go("/activities/felt/").sees("What people want us to know")
    ivy.is_well().picture("felt-gap", whole=True)
    shown = ivy.page.locator("main").inner_text()
    assert "It was quick." not in shown
    assert "Amina" not in shown
