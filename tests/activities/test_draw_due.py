"""Nobody waits for a draw in vain, and nobody is told of a place once it is too late for it."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from activities.models import DrawnPlaces, DrawnTicket, Notice, Opportunity, Session, SignUp
from activities.rules.log import LONDON
from activities.rules.sign_up import draw_due_at
from activities.selectors.calendar import SALT, calendar_address, feed_address
from activities.selectors.sign_ups import begins_at, untold_ids
from activities.services.feeds import end_calendar_links, make_feed, renew_place_link
from activities.services.sign_ups import draw_places, withdraw_sign_up
from activities.tasks import draw_due, sweep_sign_ups, tell_people
from community.models import ByHand, HeldMessage
from community.services.addresses import pass_on_held
from community.services.contact import finish_by_hand
from core.models import Act, Message
from core.service import Refused
from tests.activities.places import BY, open_session, place_for, states
from tests.community.people import someone

State = SignUp.Status
pytestmark = pytest.mark.django_db


def ann():
    return someone("Ann Lee", email="ann@home.example", is_email_confirmed=True)


def subjects() -> list[str]:
    rows = Message.objects.filter(purpose="sign_up").order_by("id")
    return [row.subject.partition(":")[0] for row in rows]


def a_draw(places: int = 1) -> Opportunity:
    """A draw for a session in a week; sign-up ends in five days."""
    return open_session(places=places, giving=Opportunity.Giving.DRAW)


def at_begin(garden: Opportunity, **after) -> time_machine.travel:
    garden.refresh_from_db()
    moment = begins_at(Session.objects.get(pk=garden.session_id)) + timedelta(**after)
    return time_machine.travel(moment, tick=False)


# --- Draws that nobody makes ------------------------------------------------------------------


def test_what_nobody_drew_is_drawn_two_hours_after_sign_up_ended(cast):
    garden = a_draw()
    place_for(garden, ann())
    place_for(garden, "Bo Marsh")
    for hours, are in ((1, {"entered"}), (3, {"placed", "waiting"})):
        with time_machine.travel(garden.closes_at + timedelta(hours=hours), tick=False):
            draw_due()
            draw_due()
        assert set(states(garden).values()) == are
    assert DrawnTicket.objects.count() == 2
    with time_machine.travel(garden.closes_at + timedelta(hours=4), tick=False):
        tell_people()
    assert len(subjects()) == 1


def test_it_is_drawn_in_time_where_sign_up_ends_shortly_before():
    now = timezone.now()
    assert draw_due_at(now, now + timedelta(days=3)) == now + timedelta(hours=2)
    assert draw_due_at(now, now + timedelta(hours=1)) == now + timedelta(minutes=30)
    assert draw_due_at(now, now - timedelta(hours=1)) == now


@pytest.mark.parametrize("status", [Session.Status.PLANNED, Session.Status.HELD])
def test_once_it_began_nothing_is_drawn_and_everybody_is_told_once(cast, as_person, status):
    garden = a_draw()
    place_for(garden, ann())
    gone = place_for(garden, "Bo Marsh")
    withdraw_sign_up(by=BY, sign_up_id=gone.pk)
    tell_people()
    with at_begin(garden, minutes=1):
        Session.objects.filter(pk=garden.session_id).update(status=status)
        for _ in range(2):
            draw_due()
            sweep_sign_ups()
        said = as_person("ivy").get(reverse("activities:opportunity_run", args=[garden.pk]))
    assert states(garden) == {"Ann Lee": "undrawn", "Bo Marsh": "withdrawn"}
    assert subjects() == ["You are in the draw", "There was no draw"]
    assert "sign up again" not in Message.objects.latest("id").body
    assert said.status_code == 200
    assert not DrawnTicket.objects.exists()


def test_of_a_session_that_is_off_nobody_is_told_of_a_draw(cast):
    garden = a_draw()
    place_for(garden, ann())
    Session.objects.filter(pk=garden.session_id).update(status="cancelled", status_reason="Flood")
    with at_begin(garden, hours=1):
        draw_due()
    assert states(garden) == {"Ann Lee": "entered"}


def test_a_draw_of_which_no_numbers_were_kept_is_no_link(cast, as_person):
    garden, ivy = a_draw(), as_person("ivy")
    place_for(garden, ann())
    Opportunity.objects.filter(pk=garden.pk).update(closes_at=timezone.now())
    draw_places(by=BY, opportunity_id=garden.pk)
    page = reverse("activities:opportunity_run", args=[garden.pk])
    assert "How the draw went" in ivy.get(page).content.decode()
    other = a_draw()
    Opportunity.objects.filter(pk=other.pk).update(drawn_at=timezone.now(), draw_seed="a" * 32)
    page = reverse("activities:opportunity_run", args=[other.pk])
    assert "How the draw went" not in ivy.get(page).content.decode()
    assert not DrawnPlaces.objects.filter(opportunity=other).exists()


# --- News that come too late ------------------------------------------------------------------


def test_of_a_place_nobody_is_told_once_the_session_began(cast):
    garden = open_session(places=1)
    first = place_for(garden, ann())
    place_for(garden, someone("Bo Marsh", email="bo@home.example", is_email_confirmed=True))
    with at_begin(garden):
        sweep_sign_ups()
        sweep_sign_ups()
    assert subjects() == []
    assert not untold_ids(10)
    assert first.status == State.PLACED


def test_that_somebody_is_not_down_any_more_is_told_even_so(cast):
    garden = open_session(places=1)
    row = place_for(garden, ann())
    tell_people()
    withdraw_sign_up(by=BY, sign_up_id=row.pk)
    with at_begin(garden, hours=1):
        tell_people()
    assert subjects() == ["You have a place", "You no longer have a place"]


@pytest.mark.parametrize(("before", "is_told"), [(90, True), (200, False)])
def test_what_begins_soon_waits_for_no_hour(cast, before, is_told):
    garden, person = open_session(places=2), ann()
    begins = timezone.localtime(timezone.now(), LONDON) + timedelta(minutes=before)
    Session.objects.filter(pk=garden.session_id).update(
        held_on=begins.date(), starts_at=begins.time(), ends_at=None
    )
    Opportunity.objects.update(closes_at=timezone.now() + timedelta(minutes=30))
    row = place_for(garden, person)
    SignUp.objects.filter(pk=row.pk).update(told_sequence=99)
    for version in range(3):
        Notice.objects.create(sign_up=row, sequence=90, sign_up_version=90 + version, said={})
    assert (row.pk in untold_ids(10)) == is_told


def test_what_begins_soon_after_midnight_is_soon_too(cast):
    garden = open_session(places=2)
    row = place_for(garden, ann())
    Session.objects.filter(pk=garden.session_id).update(starts_at="00:30", ends_at="01:30")
    SignUp.objects.filter(pk=row.pk).update(told_sequence=99)
    session = Session.objects.get(pk=garden.session_id)
    late = timezone.localtime(begins_at(session), LONDON) - timedelta(hours=1)
    assert late.date() < session.held_on
    with time_machine.travel(late, tick=False):
        assert row.pk in untold_ids(10)


# --- Whom to call -----------------------------------------------------------------------------


def offered(garden: Opportunity, person) -> SignUp:
    first = place_for(garden, f"First of {garden.pk}")
    row = place_for(garden, person)
    withdraw_sign_up(by=BY, sign_up_id=first.pk)
    tell_people()
    return row


def test_each_offer_looks_at_its_own_message_alone(cast, as_person):
    garden, poetry = open_session(places=1), open_session("Poetry", places=1)
    bo = someone("Bo Marsh", address="1 Quay, Deal", is_post_wanted=True)
    for each in (garden, poetry):
        offered(each, bo)
    ivy = as_person("ivy")

    def calls() -> list[bool]:
        pages = (reverse("activities:opportunity_run", args=[o.pk]) for o in (garden, poetry))
        return ["Call them" in ivy.get(page).content.decode() for page in pages]

    assert calls() == [True, True]
    letters = {row.about: row for row in ByHand.objects.filter(subject__startswith="There is")}
    mine = letters[f"activities.opportunity:{garden.pk}"]
    finish_by_hand(by=cast.ivy, by_hand_id=mine.pk, outcome="done")
    assert calls() == [False, True]
    start = ivy.get(reverse("home:start")).content.decode()
    assert reverse("activities:opportunity_run", args=[poetry.pk]) in start
    assert reverse("activities:opportunity_run", args=[garden.pk]) not in start


def test_what_was_held_and_goes_by_hand_is_still_known(cast):
    bo = someone(
        "Bo Marsh",
        email="bo@home.example",
        is_address_theirs=False,
        address="1 Quay, Deal",
        is_post_wanted=True,
    )
    garden = open_session(places=1)
    place_for(garden, bo)
    tell_people()
    about = f"activities.opportunity:{garden.pk}"
    waits = HeldMessage.objects.filter(person=bo)
    if waits.exists():
        assert set(waits.values_list("about", flat=True)) == {about}
        with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
            pass_on_held(by=BY, person_id=bo.pk)
    assert set(ByHand.objects.filter(person=bo).values_list("about", flat=True)) == {about}


# --- Links that were sent before ---------------------------------------------------------------


def test_a_calendar_link_without_a_serial_is_the_first_until_a_new_one(cast, client, as_person):
    person = someone("Amina Yusuf", account=cast.amina)
    row = place_for(open_session(places=1), person)
    token = signing.Signer(salt=SALT).sign(str(row.pk)).replace(":", ".")
    link = urlsplit(reverse("activities:place_calendar", args=[token])).path
    assert client.get(link).status_code == 200
    renew_place_link(by=cast.amina, sign_up_id=row.pk)
    assert client.get(link).status_code == 404
    with pytest.raises(Refused):
        renew_place_link(by=cast.ben, sign_up_id=row.pk)


def test_the_team_ends_the_links_of_somebody_who_calls(cast, client, as_person):
    person = someone("Ben Carter", account=cast.ben)
    row = place_for(open_session(places=1), person)
    feed = make_feed(by=cast.ben, person_id=person.pk)
    links = [urlsplit(calendar_address(row)).path, urlsplit(feed_address(feed)).path]
    assert [client.get(link).status_code for link in links] == [200, 200]
    ivy, page = as_person("ivy"), reverse("activities:person_calendar_end", args=[row.person_id])
    shown = ivy.get(reverse("community:person_detail", args=[row.person_id])).content.decode()
    assert page in shown
    assert as_person("sam").send(page, {}).status_code == 403
    with pytest.raises(Refused, match="involvement team"):
        end_calendar_links(by=cast.sam, person_id=row.person_id)
    ivy.send(page, {})
    assert [client.get(link).status_code for link in links] == [404, 404]
    assert states(row.opportunity) == {"Ben Carter": "placed"}
    assert Act.objects.filter(service="activities.end_calendar_links", is_for_subject=True).exists()
    row.refresh_from_db()
    assert client.get(urlsplit(calendar_address(row)).path).status_code == 200
