"""Answering from a message without signing in: one question, once, and never by opening a page."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from activities.models import Invitation, Opportunity, Session, SignUp
from activities.selectors.answering import (
    asked_address,
    invitation_of,
    offer_address,
    offer_token,
)
from activities.selectors.asking import people_asked
from activities.services.asking import ask_people
from activities.services.log import move_session
from activities.services.sign_ups import accept_offer, decline_offer, withdraw_sign_up
from activities.tasks import sweep_sign_ups, tell_news, tell_people
from community.services.consents import record_consents
from core.models import Act, Message
from tests.activities.places import BY, open_session, place_for, states
from tests.community.people import someone
from tests.house.world import World

State = SignUp.Status
pytestmark = pytest.mark.django_db
LINK = "https://meet.example/garden"


@pytest.fixture
def garden(cast) -> Opportunity:
    """One place, which Bo is offered; Cy waits behind."""
    made = open_session(places=1, joining_link=LINK)
    first = place_for(made, "Ann Lee")
    place_for(made, someone("Bo Marsh", email="bo@home.example", is_email_confirmed=True))
    place_for(made, "Cy Dale")
    withdraw_sign_up(by=BY, sign_up_id=first.pk)
    tell_people()
    return made


@pytest.fixture
def offer(garden) -> SignUp:
    return SignUp.objects.get(opportunity=garden, status=State.OFFERED)


def link_in(body: str) -> str:
    """The address of the offer as it stands in a message."""
    return next(urlsplit(word).path for word in body.split() if "/offer/key/" in word)


def shown(client, link: str) -> str:
    return client.get(link).content.decode()


def test_a_place_is_taken_from_the_message_without_an_account(garden, offer, client):
    body = Message.objects.get(subject__startswith="There is a place").body
    link = link_in(body)
    # Programs that look through mail open every link: that answers nothing
    for _try in range(3):
        said = shown(client, link)
    assert "Do you want the place?" in said
    assert "Bo" not in said
    assert LINK not in said
    assert states(garden)["Bo Marsh"] == "offered"
    assert client.head(link).status_code == 200
    answer = client.send(link, {"answer": "yes"})
    assert answer.url == f"{link}?sent"
    assert states(garden)["Bo Marsh"] == "placed"
    said = shown(client, answer.url)
    assert "<h1" in said
    assert "Thank you" in said
    assert "The place is yours" in said
    assert "This question is closed" not in said
    # A later visit finds it closed
    late = shown(client, link)
    assert "This question is closed" in late
    assert "You have answered this already." in late
    assert "The place is yours" not in late
    # From here on it shows nothing of the session and answers nothing
    assert "Garden group" not in said
    client.send(link, {"answer": "no"})
    assert states(garden)["Bo Marsh"] == "placed"


def test_no_from_the_message_gives_the_place_to_the_next(garden, offer, client):
    client.send(urlsplit(offer_address(offer)).path, {"answer": "no"})
    assert states(garden) == {"Ann Lee": "withdrawn", "Bo Marsh": "declined", "Cy Dale": "offered"}
    act = Act.objects.filter(service="activities.answer_offer").get()
    assert (act.by, act.system) == (None, "link of an offer")


def test_the_link_dies_with_its_offer(garden, offer, client):
    link = urlsplit(offer_address(offer)).path
    SignUp.objects.filter(pk=offer.pk).update(offer_ends_at=timezone.now() - timedelta(seconds=1))
    for visited in (link, f"{link}?sent"):
        assert "The time to answer is over." in shown(client, visited)
        assert "Thank you" not in shown(client, visited)
    client.send(link, {"answer": "yes"})
    assert states(garden)["Bo Marsh"] == "offered"
    sweep_sign_ups()
    # Signed up again and offered again: the link of the first offer is none of the second
    place_for(garden, offer.person)
    cy = SignUp.objects.get(opportunity=garden, person__name="Cy Dale")
    decline_offer(by=BY, sign_up_id=cy.pk)
    assert states(garden)["Bo Marsh"] == "offered"
    client.send(link, {"answer": "yes"})
    assert states(garden)["Bo Marsh"] == "offered"
    offer.refresh_from_db()
    client.send(urlsplit(offer_address(offer)).path, {"answer": "yes"})
    assert states(garden)["Bo Marsh"] == "placed"


def test_the_link_opens_one_question_and_no_other_address(garden, offer, client):
    token = offer_token(offer)
    others = ("place_calendar", "own_feed", "session_after", "door_here")
    for name in others:
        assert client.get(reverse(f"activities:{name}", args=[token])).status_code == 404
    for wrong in (token[:-1], f"{offer.pk}-{offer.turn + 1}{token[token.index('.') :]}", "x"):
        assert client.get(reverse("activities:offer_answer", args=[wrong])).status_code == 404
    answer = client.get(reverse("activities:offer_answer", args=[token]))
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    # Their page itself still asks who is there
    assert client.get(reverse("activities:sign_up_detail", args=[offer.pk])).status_code == 302


def test_another_site_cannot_answer(garden, offer):
    client = Client(enforce_csrf_checks=True)
    link = urlsplit(offer_address(offer)).path
    assert client.post(link, {"answer": "yes"}).status_code == 403
    assert states(garden)["Bo Marsh"] == "offered"


def test_a_session_that_is_off_is_not_taken_by_its_link(garden, offer, client):
    move_session(by=BY, session_id=garden.session_id, expected=None, to="cancelled", reason="Flood")
    link = urlsplit(offer_address(offer)).path
    assert "does not take place" in shown(client, link)
    client.send(link, {"answer": "yes"})
    assert states(garden)["Bo Marsh"] == "offered"


def test_what_changed_is_told_with_the_way_to_answer(garden, offer):
    Session.objects.filter(pk=garden.session_id).update(starts_at="09:30")
    tell_news()
    body = Message.objects.get(subject__startswith="Something has changed").body
    assert link_in(body) == urlsplit(offer_address(offer)).path
    accept_offer(by=BY, sign_up_id=offer.pk)
    tell_people()
    placed = Message.objects.get(subject__startswith="You have a place").body
    assert reverse("activities:sign_up_detail", args=[offer.pk]) in placed


# --- In line, and on the page -----------------------------------------------------------------


def test_who_waits_sees_their_place_in_line(as_person, cast):
    garden = open_session(places=1)
    person = someone(
        "Amina Yusuf", account=cast.amina, email="amina@home.example", is_email_confirmed=True
    )
    for name in ("Ann Lee", "Bo Marsh", "Cy Dale"):
        place_for(garden, name)
    row, amina = place_for(garden, person), as_person("amina")
    page = reverse("activities:sign_up_detail", args=[row.pk])
    assert "You are third in line" in shown(amina, page)
    assert "Cy" not in shown(amina, page)
    waits = SignUp.objects.get(opportunity=garden, person__name="Bo Marsh")
    withdraw_sign_up(by=BY, sign_up_id=waits.pk)
    assert "You are second in line" in shown(amina, page)
    tell_people()
    assert "You are second in line." in Message.objects.get(recipient_key=person.key).body


def test_the_link_to_join_can_be_tapped_and_is_never_a_trap(as_person, cast):
    garden, person = open_session(joining_link=f"{LINK}?a=1&b=<2>"), World().member
    row, amina = place_for(garden, person), as_person("amina")
    page = reverse("activities:sign_up_detail", args=[row.pk])
    assert f'<a href="{LINK}?a=1&amp;b=%3C2%3E">' in shown(amina, page)
    Opportunity.objects.update(joining_link="javascript:alert(1)//https://x.example")
    said = shown(amina, page)
    assert 'href="javascript' not in said
    assert "javascript:alert(1)" in said


# --- No, thank you ----------------------------------------------------------------------------


@pytest.fixture
def asked(cast) -> Invitation:
    """Amina is asked to come to the garden."""
    made = open_session(audience=Opportunity.Audience.INVITED)
    person = someone("Amina Yusuf", account=cast.amina, email="amina@home.example")
    record_consents(
        by=BY, person_id=person.pk, choices={("opportunities", "email"): True}, source="paper"
    )
    ask_people(by=BY, opportunity_id=made.pk, person_ids=[person.pk])
    return Invitation.objects.get(person=person)


def how(asked: Invitation, cast) -> str:
    """What the organiser reads of them."""
    return people_asked(asked.opportunity, cast.ivy)[0].stands


def test_who_is_asked_says_no_from_the_message(asked, client, cast):
    body = Message.objects.get(subject__startswith="Would you like to come").body
    link = next(urlsplit(word).path for word in body.split() if "/asked/key/" in word)
    said = shown(client, link)
    assert "You need not say why" in said
    assert "Amina" not in said
    # Opening it said nothing
    assert how(asked, cast) == "No answer yet"
    client.send(link, {})
    assert how(asked, cast) == "No, thank you"
    said = shown(client, f"{link}?sent")
    assert "Thank you for telling us" in said
    assert "This question is closed" not in said
    assert "Garden group" not in said
    assert "This question is closed" in shown(client, link)
    client.send(link, {})
    assert Act.objects.filter(service="activities.decline_invitation").count() == 1
    with pytest.raises(Http404):
        invitation_of(offer_token(SignUp(pk=asked.pk, turn=1)))


def test_who_is_asked_says_no_on_the_page_and_may_still_come(asked, as_person, cast):
    amina, page = (
        as_person("amina"),
        reverse("activities:opportunity_detail", args=[asked.opportunity_id]),
    )
    link = urlsplit(asked_address(asked)).path
    assert link in shown(amina, page)
    amina.send(link, {})
    act = Act.objects.get(service="activities.decline_invitation")
    assert act.by == cast.amina
    assert "you said: no, thank you. You can still sign up." in shown(amina, page)
    # It is not held against them: they come after all, and are asked to other things as before
    row = place_for(asked.opportunity, asked.person, by=cast.amina)
    assert row.status == State.PLACED
    assert how(asked, cast) == "Has a place"
    other = open_session("Poetry")
    done = ask_people(by=BY, opportunity_id=other.pk, person_ids=[asked.person_id])
    assert done.asked == 1


def test_staff_write_down_a_no_by_telephone(asked, as_person, cast):
    ivy = as_person("ivy")
    page = reverse("activities:opportunity_ask", args=[asked.opportunity_id])
    link = reverse("activities:invitation_settle", args=[asked.pk])
    assert link in shown(ivy, page)
    assert ivy.send(link, {}).url == page
    said = shown(ivy, page)
    assert "No, thank you" in said
    assert link not in said
    act = Act.objects.get(service="activities.decline_invitation")
    assert (act.by, act.on_behalf_of) == (cast.ivy, cast.amina)


def test_who_signed_up_says_elsewhere_that_they_cannot_come(asked, client):
    place_for(asked.opportunity, asked.person)
    link = urlsplit(asked_address(asked)).path
    assert "You have signed up" in shown(client, link)
    client.send(link, {})
    asked.refresh_from_db()
    assert asked.declined_at is None
