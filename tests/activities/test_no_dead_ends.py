"""Nobody is left with nothing to do: after the last day, with an offer, and where all is full."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from activities.models import Opportunity, Session, SignUp
from activities.rules import sign_up as rules
from activities.selectors.opportunities import own_lines
from activities.selectors.sign_ups import upcoming
from activities.services.attendance import FinishEntry, finish_session
from activities.services.log import SessionEntry, correct_session
from activities.services.opportunities import (
    add_opportunity,
    close_opportunity,
    correct_opportunity,
    publish_opportunity,
)
from activities.services.sign_ups import (
    ChangeEntry,
    change_sign_up,
    draw_places,
    withdraw_sign_up,
)
from activities.tasks import tell_people
from community.models import ByHand
from community.services.contact import finish_by_hand
from core.service import Refused
from tests.activities.places import BY, entry, open_session, place_for, states
from tests.activities.records import a_session, an_activity
from tests.community.people import someone
from tests.house.world import World

State = SignUp.Status
pytestmark = pytest.mark.django_db


def address(name: str, *arguments) -> str:
    return reverse(f"activities:{name}", args=arguments)


def page(client, name: str, *arguments) -> str:
    return client.get(address(name, *arguments)).content.decode()


def words_of(html: str) -> str:
    """A page with its white space closed up."""
    return " ".join(html.split()).replace(" <", "<")


def ended(garden: Opportunity, **before) -> Opportunity:
    """The last moment to sign up has passed."""
    moment = timezone.now() - timedelta(**(before or {"hours": 2}))
    Opportunity.objects.filter(pk=garden.pk).update(closes_at=moment)
    garden.refresh_from_db()
    return garden


# --- After the last moment to sign up ---------------------------------------------------------


def test_what_people_read_still_changes_when_sign_up_is_over(cast):
    garden = ended(open_session(places=2))
    said = replace(
        entry(places=3), closes_at=garden.closes_at, joining_link="https://meet.example/new"
    )
    correct_opportunity(by=BY, opportunity_id=garden.pk, expected=None, entry=said)
    garden.refresh_from_db()
    assert (garden.joining_link, garden.places) == ("https://meet.example/new", 3)
    # A new last moment is still one to come, and before the session
    for wrong, why in ((-1, "in the future"), (9, "before the session begins")):
        moved = replace(said, closes_at=timezone.now() + timedelta(days=wrong))
        with pytest.raises(Refused, match=why):
            correct_opportunity(by=BY, opportunity_id=garden.pk, expected=None, entry=moved)


def test_the_form_is_saved_the_day_before_with_a_new_link(as_person):
    world = World()
    garden, sam = ended(world.opportunity, minutes=5), as_person("sam")
    closes = timezone.localtime(garden.closes_at)
    typed = {
        "about": garden.about,
        "pays": garden.pays,
        "audience": garden.audience,
        "giving": garden.giving,
        "offer_hours": "48",
        "closes_on_day": str(closes.day),
        "closes_on_month": str(closes.month),
        "closes_on_year": str(closes.year),
        "closes_time": f"{closes:%H:%M}",
        "joining_link": "https://meet.example/tomorrow",
        "version": str(garden.version),
    }
    answer = sam.send(address("opportunity_correct", garden.pk), typed)
    assert answer.status_code == 302
    garden.refresh_from_db()
    assert garden.joining_link == "https://meet.example/tomorrow"


def test_who_calls_late_is_signed_up_until_it_begins(as_person, cast):
    world = World()
    garden, sam = world.opportunity, as_person("sam")
    ended(garden)
    assert address("sign_up_enter", garden.pk) in page(sam, "opportunity_run", garden.pk)
    close_opportunity(by=BY, opportunity_id=garden.pk)
    assert address("sign_up_enter", garden.pk) in page(sam, "opportunity_run", garden.pk)
    place_for(garden, world.member, by=cast.sam)
    assert list(states(garden).values()) == ["placed"]
    # A member who runs nothing is told to call
    with pytest.raises(Refused, match="Call us if you still want to come"):
        place_for(garden, someone("Ben Carter", account=cast.ben), by=cast.ben)
    yesterday = timezone.localdate() - timedelta(days=1)
    Session.objects.filter(pk=garden.session_id).update(held_on=yesterday)
    with pytest.raises(Refused, match="over or has begun"):
        place_for(garden, "Cy Dale", by=cast.sam)
    assert address("sign_up_enter", garden.pk) not in page(sam, "opportunity_run", garden.pk)


def test_nobody_gets_round_a_draw_that_is_still_to_come(cast):
    garden = open_session(places=1, giving=Opportunity.Giving.DRAW)
    place_for(garden, "Ann Lee")
    ended(garden)
    with pytest.raises(Refused, match="Draw them first"):
        place_for(garden, "Bo Marsh")
    draw_places(by=BY, opportunity_id=garden.pk)
    # Then they stand behind those who were drawn
    assert place_for(garden, "Bo Marsh").status == State.WAITING


# --- Places kept for some, and what is full ---------------------------------------------------


def kept(client, session_id: int, **given):
    """The form with which a session is opened, with places kept for some."""
    last = timezone.localdate() + timedelta(days=3)
    usual = {
        "about": "We plan the garden.",
        "pays": "Travel is paid.",
        "audience": "community",
        "giving": "in_order",
        "closes_on_day": str(last.day),
        "closes_on_month": str(last.month),
        "closes_on_year": str(last.year),
        "offer_hours": "24",
    }
    return client.send(address("opportunity_add", session_id), usual | given)


def test_what_is_not_kept_for_carers_is_for_anybody(as_person, cast):
    world, sam = World(), as_person("sam")
    kept(sam, world.session.pk, places="10", seats_carer="2")
    made = Opportunity.objects.get()
    assert [(seat.name, seat.places) for seat in made.seats.all()] == [
        ("Carers and family", 2),
        ("Anybody", 8),
    ]
    # It stands in the form, and adds up or is asked about
    assert 'value="8"' in page(sam, "opportunity_correct", made.pk)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"seats_carer": "2"}, "Say how many places there are in all"),
        ({"places": "10", "seats_carer": "2", "seats_anybody": "3"}, "add up to 5, and there are"),
        ({"places": "10", "seats_anybody": "3"}, "add up to 3, and there are 10"),
        ({"places": "2", "seats_carer": "3"}, "add up to 3, which is more than 2"),
    ],
)
def test_kinds_of_places_that_lock_people_out_are_refused_with_the_way_out(as_person, given, said):
    world, sam = World(), as_person("sam")
    answer = kept(sam, world.session.pk, **given)
    assert said in answer.content.decode()
    assert not Opportunity.objects.exists()


def test_a_session_can_be_for_carers_alone(as_person):
    world, sam = World(), as_person("sam")
    kept(sam, world.session.pk, places="2", seats_carer="2")
    assert [seat.name for seat in Opportunity.objects.get().seats.all()] == ["Carers and family"]


CARERS = ("Carers", 1, ("carer",))
ANYBODY = ("Anybody", 2, ())


def member(cast, **columns):
    """Amina's record."""
    return someone("Amina Yusuf", account=cast.amina, **columns)


def test_the_button_says_waiting_list_when_what_fits_is_full(cast, as_person):
    garden, amina = open_session(places=3, seats=[CARERS, ANYBODY]), as_person("amina")
    member(cast, kinds=["service_user"])
    both = garden.seats.get(name="Anybody")
    assert "Sign up" in page(amina, "opportunity_detail", garden.pk)
    form = page(amina, "sign_up_add", garden.pk)
    assert "Anybody: 2 of 2 are free" in form
    # What is kept for others is no choice
    assert "Carers" not in form
    for name in ("Ann Lee", "Bo Marsh"):
        place_for(garden, name, seat_id=both.pk)
    assert "Join the waiting list" in page(amina, "opportunity_detail", garden.pk)
    form = page(amina, "sign_up_add", garden.pk)
    assert "All places are taken" in form
    assert "Anybody: all are taken, you go on the waiting list" in form
    assert "All places are taken" in page(amina, "take_part")
    # For a carer there still is one, and a visitor is not told that all are gone
    SignUp.objects.update(told="placed")
    ben = as_person("ben")
    someone("Ben Carter", account=cast.ben, kinds=["carer"])
    assert "Join the waiting list" not in page(ben, "opportunity_detail", garden.pk)
    assert "All places are taken" not in page(ben, "take_part")


def test_kinds_of_places_without_a_total_are_full_too(cast, as_person):
    garden = open_session(places=None, seats=[ANYBODY])
    member(cast)
    for name in ("Ann Lee", "Bo Marsh"):
        place_for(garden, name, seat_id=garden.seats.get().pk)
    client = as_person("amina")
    said = page(client, "opportunity_detail", garden.pk)
    assert "Join the waiting list" in said
    assert "Everybody can come" not in said


def test_who_fits_no_kind_of_place_is_told_before_the_form(cast, as_person):
    garden = open_session(places=1, seats=[CARERS])
    member(cast, kinds=["service_user"])
    said = page(as_person("amina"), "opportunity_detail", garden.pk)
    assert "These places are for Carers only." in said
    assert address("sign_up_add", garden.pk) not in said


# --- Offers to people whom a message reaches by hand ------------------------------------------


def offered(garden: Opportunity, person) -> SignUp:
    """The only place of a session comes free for somebody."""
    first = place_for(garden, "Ann Lee")
    row = place_for(garden, person)
    withdraw_sign_up(by=BY, sign_up_id=first.pk)
    tell_people()
    row.refresh_from_db()
    return row


def hours_left(row: SignUp) -> float:
    return (row.offer_ends_at - timezone.now()).total_seconds() / 3600


def test_who_is_told_by_hand_has_longer_to_answer_and_is_called(as_person, cast):
    garden = World().opportunity
    Opportunity.objects.filter(pk=garden.pk).update(places=1, offer_hours=24)
    Session.objects.filter(pk=garden.session_id).update(
        held_on=timezone.localdate() + timedelta(days=20)
    )
    row = offered(garden, someone("Bo Marsh", address="1 Quay, Deal", is_post_wanted=True))
    assert 119 < hours_left(row) <= 120
    sam, ivy = as_person("sam"), as_person("ivy")
    said = page(sam, "opportunity_run", garden.pk)
    assert "The message goes by hand, by letter by post." in said
    assert "Call them, or ask the involvement team to." in said
    for client in (sam, ivy):
        start = client.get(reverse("home:start")).content.decode()
        assert "they do not know yet" in start
        assert address("opportunity_run", garden.pk) in start
    # Nobody else's start page, and once the letter is on its way no page
    assert (
        "they do not know yet" not in as_person("olu").get(reverse("home:start")).content.decode()
    )
    letter = ByHand.objects.get(subject__startswith="There is a place")
    for each in ByHand.objects.filter(person=row.person):
        finish_by_hand(by=cast.ivy, by_hand_id=each.pk, outcome="done")
    assert letter.channel == "post"
    assert "they do not know yet" not in sam.get(reverse("home:start")).content.decode()
    assert "Told by letter by post." in page(sam, "opportunity_run", garden.pk)


def test_who_is_told_by_email_has_the_usual_time(cast):
    garden = open_session(places=1, offer_hours=24)
    row = offered(garden, someone("Bo Marsh", email="bo@home.example", is_email_confirmed=True))
    assert 23 < hours_left(row) <= 24


def test_an_address_nobody_knows_waits_and_has_longer_too(as_person, cast):
    garden = open_session(places=1, offer_hours=24)
    row = offered(garden, someone("Bo Marsh", email="bo@home.example", is_address_theirs=False))
    # Half of what is left before the session is the most
    assert 24 < hours_left(row) <= 120
    said = page(as_person("ivy"), "opportunity_run", garden.pk)
    assert "nobody knows if the address is theirs" in said


def test_the_longer_time_never_takes_the_place_from_the_next():
    begins = timezone.now() + timedelta(days=4)
    now = timezone.now()
    assert rules.offer_ends(now, 24, begins, 120) <= now + timedelta(days=2)
    assert rules.offer_ends(now, 72, begins, 120) == rules.offer_ends(now, 72, begins)
    soon = now + timedelta(minutes=90)
    assert rules.offer_ends(now, 24, soon, 120) == rules.offer_ends(now, 24, soon)
    assert rules.offer_ends(now, 24, now + timedelta(minutes=15), 120) is None


# --- Sessions without a time ------------------------------------------------------------------


@pytest.mark.parametrize("columns", [{}, {"precision": "month"}])
def test_what_has_no_day_or_no_start_is_not_opened(cast, columns):
    on = (timezone.localdate() + timedelta(days=40)).replace(day=1)
    session = a_session(
        an_activity("Poetry", status="planned"), on, status=Session.Status.PLANNED, **columns
    )
    made = add_opportunity(
        by=BY, session_id=session.pk, entry=entry(closes_at=timezone.now() + timedelta(days=1))
    )
    with pytest.raises(Refused, match="on which day the session is and when it starts"):
        publish_opportunity(by=BY, opportunity_id=made.pk)
    Session.objects.filter(pk=session.pk).update(precision="day", starts_at="10:00")
    assert publish_opportunity(by=BY, opportunity_id=made.pk).status == "open"


def test_what_is_open_keeps_its_time(cast):
    garden = open_session()
    on = garden.session.held_on
    without = SessionEntry(held_on=on, status=Session.Status.PLANNED)
    with pytest.raises(Refused, match="when it starts"):
        correct_session(by=BY, session_id=garden.session_id, expected=None, entry=without)
    close_opportunity(by=BY, opportunity_id=garden.pk)
    correct_session(by=BY, session_id=garden.session_id, expected=None, entry=without)


def test_an_older_open_one_without_a_time_is_finished_on_its_day(cast):
    garden = open_session()
    today = timezone.localdate()
    Session.objects.update(held_on=today, starts_at=None, ends_at=None)
    said = FinishEntry(counts={"carer": 4})
    finish_session(by=BY, opportunity_id=garden.pk, expected=None, entry=said)
    garden.session.refresh_from_db()
    assert (garden.session.people, garden.session.starts_at) == (4, None)


@pytest.mark.parametrize("precision", ["day", "month"])
def test_of_an_older_one_people_can_say_all_day_that_they_cannot_come(cast, as_person, precision):
    garden = open_session(places=1)
    row = place_for(garden, member(cast), by=cast.amina)
    today = timezone.localdate()
    on = today if precision == "day" else today.replace(day=1)
    Session.objects.filter(pk=garden.session_id).update(
        held_on=on, precision=precision, starts_at=None, ends_at=None
    )
    amina = as_person("amina")
    assert list(upcoming()) == [garden]
    assert [line.pk for line in own_lines(cast.amina)] == [row.pk]
    assert "I cannot come" in page(amina, "sign_up_detail", row.pk)
    amina.send(address("sign_up_answer", row.pk, "withdraw"), {})
    assert list(states(garden).values()) == ["withdrawn"]


def test_an_older_one_of_yesterday_is_over(cast):
    garden = open_session(places=1)
    row = place_for(garden, "Ann Lee")
    yesterday = timezone.localdate() - timedelta(days=1)
    Session.objects.filter(pk=garden.session_id).update(
        held_on=yesterday, starts_at=None, ends_at=None
    )
    with pytest.raises(Refused, match="over or has begun"):
        withdraw_sign_up(by=BY, sign_up_id=row.pk)


# --- Nobody is surprised ----------------------------------------------------------------------


def test_who_signs_up_reads_beforehand_what_becomes_of_it(cast, as_person):
    member(cast)
    amina = as_person("amina")
    full, drawn = open_session("Choir", places=1), open_session("Trip", places=1, giving="draw")
    assert "1 of 1 is free" in page(amina, "opportunity_detail", full.pk)
    place_for(full, "Ann Lee")
    assert "The one place is taken" in page(amina, "opportunity_detail", full.pk)
    assert "Join the waiting list</button>" in words_of(page(amina, "sign_up_add", full.pk))
    assert "Enter the draw</button>" in words_of(page(amina, "sign_up_add", drawn.pk))
    assert "Everybody has the same chance" in page(amina, "sign_up_add", drawn.pk)
    # And so do staff, who read it out
    ivy = as_person("ivy")
    assert "Put them on the waiting list</button>" in words_of(page(ivy, "sign_up_enter", full.pk))
    assert "Put them into the draw</button>" in words_of(page(ivy, "sign_up_enter", drawn.pk))
    free = open_session("Walk")
    assert "Sign them up</button>" in words_of(page(ivy, "sign_up_enter", free.pk))


def test_who_comes_with_somebody_learns_why_they_wait_and_how_not_to(cast, as_person):
    garden, person, amina = open_session(places=2), member(cast), as_person("amina")
    place_for(garden, "Ann Lee")
    assert "We keep a place for each of them" in page(amina, "sign_up_add", garden.pk)
    row = place_for(garden, person, companions=1)
    shown = page(amina, "sign_up_detail", row.pk)
    assert "You are on the waiting list" in shown
    assert "You need 2 places" in shown
    # Coming alone, they fit: the place is offered in the same moment
    version = SignUp.objects.get(pk=row.pk).version
    alone = ChangeEntry(companions=0, shown_name="Amina", answers={})
    now = change_sign_up(by=cast.amina, sign_up_id=row.pk, expected=version, entry=alone)
    assert now.status == State.OFFERED
    shown = page(amina, "sign_up_detail", row.pk)
    assert "There is a place for you" in shown
    assert "We keep the place for you until" in shown
    assert "You need 2 places" not in shown


def test_what_took_place_is_over_and_not_called_off(cast, as_person):
    member(cast)
    amina = as_person("amina")
    held, off = open_session("Choir", places=3), open_session("Trip", places=3)
    place_for(held, "Ann Lee")
    on = timezone.localdate() - timedelta(days=2)
    Session.objects.filter(pk=held.session_id).update(held_on=on, held_to=on, status="held")
    Session.objects.filter(pk=off.session_id).update(status="cancelled", status_reason="Flood")
    over = page(amina, "opportunity_detail", held.pk)
    assert "This session is over or has begun" in over
    assert "does not take place" not in over
    # What helps to sign up is gone with it
    assert "are free" not in over
    assert "Sign up until" not in over
    assert "You can also sign up by telephone" not in over
    assert "Questions? Call us" in over
    # Whoever comes by an old link finds whom to call
    assert "Questions? Call us" in page(amina, "sign_up_add", held.pk)
    assert "This session does not take place" in page(amina, "opportunity_detail", off.pk)


def test_a_place_of_last_week_is_spoken_of_as_past(cast, as_person):
    garden, choir = open_session("Garden", places=1), open_session("Choir", places=1)
    had = place_for(garden, member(cast))
    place_for(choir, "Ann Lee")
    waited = place_for(choir, had.person)
    on = timezone.localdate() - timedelta(days=7)
    Session.objects.update(held_on=on, held_to=on)
    amina = as_person("amina")
    assert "You had a place" in page(amina, "sign_up_detail", had.pk)
    assert "You were on the waiting list" in page(amina, "sign_up_detail", waited.pk)


def test_telephone_and_address_can_be_pressed(client, settings):
    settings.CONTACT_PHONE, settings.CONTACT_EMAIL = "01632 960 001", "team@trust.example"
    garden = open_session(audience="public")
    shown = page(client, "opportunity_detail", garden.pk)
    assert 'sign up by telephone: <a href="tel:01632960001">01632 960 001</a>' in shown
    assert '<a href="mailto:team@trust.example">team@trust.example</a>' in shown


def test_who_will_not_say_no_after_all_goes_back(cast, as_person):
    row = place_for(open_session(), member(cast))
    shown = page(as_person("amina"), "sign_up_answer", row.pk, "withdraw")
    assert f'<a href="{address("sign_up_detail", row.pk)}">Go back, and change nothing</a>' in shown
    assert SignUp.objects.get().status == State.PLACED


def test_the_list_says_what_somebody_has_signed_up_for(client, cast, as_person):
    mine = open_session("Choir", places=1, audience="public")
    open_session("Walk", audience="public")
    row = place_for(mine, member(cast))
    amina, ben = as_person("amina"), as_person("ben")
    listed = page(amina, "take_part")
    # Once, and not that they could wait for the place they have
    assert listed.count("You have signed up.") == 1
    assert "All places are taken" not in listed
    for other in (client, ben):
        listed = page(other, "take_part")
        assert "You have signed up." not in listed
        assert "All places are taken" in listed
    withdraw_sign_up(by=cast.amina, sign_up_id=row.pk)
    assert "You have signed up." not in page(amina, "take_part")
