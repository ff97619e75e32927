"""Places: who gets one, who waits, what is offered, and what the database turns back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from activities.models import Opportunity, Seat, Session, SignUp
from activities.rules.draw import Ticket, drawn_order, winners
from activities.rules.sign_up import MOST_OPEN
from activities.selectors.sign_ups import upcoming
from activities.services.log import move_session
from activities.services.opportunities import (
    add_opportunity,
    close_opportunity,
    correct_opportunity,
    publish_opportunity,
)
from activities.services.sign_ups import (
    accept_offer,
    decline_offer,
    draw_places,
    withdraw_sign_up,
)
from activities.tasks import sweep_sign_ups, tell_people
from community.models import Check, CheckHeld
from community.services.merging import merge_people, undo_merge
from community.services.people import move_person
from core.models import Act, Message
from core.service import Refused
from tests.activities.places import BY, entry, open_session, place_for, states
from tests.activities.records import a_session, an_activity
from tests.community.people import someone
from tests.house.world import World
from tests.users.people import own_caches

State = SignUp.Status
pytestmark = pytest.mark.django_db


def earlier(**columns) -> None:
    """Time goes by: offers and last moments lie so far back."""
    SignUp.objects.filter(status=State.OFFERED).update(**columns)


# --- Getting a place --------------------------------------------------------------------------


def test_places_go_to_the_first_and_the_others_wait_in_order(cast):
    garden = open_session(places=2)
    for name in ("Ann Lee", "Bo Marsh", "Cy Dale", "Di Hall"):
        place_for(garden, name)
    assert states(garden) == {
        "Ann Lee": "placed",
        "Bo Marsh": "placed",
        "Cy Dale": "waiting",
        "Di Hall": "waiting",
    }
    garden.refresh_from_db()
    assert (garden.places_taken, garden.places_free) == (2, 0)


def test_who_comes_along_has_a_chair_too(cast):
    garden = open_session(places=3)
    assert place_for(garden, "Ann Lee", companions=1).status == State.PLACED
    assert place_for(garden, "Bo Marsh", companions=1).status == State.WAITING
    # One chair is left, and the next person needs one
    assert place_for(garden, "Cy Dale").status == State.PLACED


def test_places_are_kept_for_kinds_of_people(cast):
    garden = open_session(places=2, seats=[("Carers", 1, ("carer",)), ("Anybody", 1, ())])
    carers, anybody = Seat.objects.order_by("id")
    ann, bo = someone("Ann Lee", kinds=("carer",)), someone("Bo Marsh", kinds=("carer",))
    with pytest.raises(Refused, match="Choose which kind of place"):
        place_for(garden, ann)
    with pytest.raises(Refused, match="kept for others"):
        place_for(garden, "Cy Dale", seat_id=carers.pk)
    assert place_for(garden, ann, seat_id=carers.pk).status == State.PLACED
    assert place_for(garden, bo, seat_id=carers.pk).status == State.WAITING
    assert place_for(garden, "Di Hall", seat_id=anybody.pk).status == State.PLACED


def test_a_seat_of_another_session_is_no_choice(cast):
    garden, other = open_session(places=2), open_session("Poetry", places=2, seats=[("All", 2, ())])
    with pytest.raises(Refused, match="kinds of places listed"):
        place_for(garden, "Ann Lee", seat_id=other.seats.get().pk)
    row = place_for(garden, "Ann Lee")
    SignUp.objects.filter(pk=row.pk).update(seat=other.seats.get())
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.check_constraints()
    SignUp.objects.filter(pk=row.pk).update(seat=None)


def test_nobody_signs_up_twice(cast):
    garden, ann = open_session(places=5), someone("Ann Lee")
    place_for(garden, ann)
    with pytest.raises(Refused, match="signed up already"):
        place_for(garden, ann)
    with pytest.raises(IntegrityError), transaction.atomic():
        SignUp.objects.create(opportunity=garden, person=ann, status=State.PLACED, turn=9)


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        ("paused", "They come back first"),
        ("left", "Everybody can join"),
        ("not_now", "Only members"),
    ],
)
def test_who_does_not_take_part_now_is_told_what_to_do(cast, status, answer):
    with pytest.raises(Refused, match=answer):
        place_for(open_session(), someone("Ann Lee", status=status))


def test_training_that_runs_out_before_the_day_does_not_count(cast):
    check = Check.objects.create(name="Hand hygiene")
    garden = open_session(check_ids=(check.pk,))
    ann, today = someone("Ann Lee"), timezone.localdate()
    with pytest.raises(Refused, match="needs first: Hand hygiene"):
        place_for(garden, ann)
    done = CheckHeld.objects.create(
        person=ann, check_done=check, done_on=today, expires_on=today + timedelta(days=3)
    )
    with pytest.raises(Refused, match="needs first"):
        place_for(garden, ann)
    CheckHeld.objects.filter(pk=done.pk).update(expires_on=today + timedelta(days=30))
    assert place_for(garden, ann).status == State.PLACED


# --- Who may ----------------------------------------------------------------------------------


def test_a_member_signs_up_herself_and_nobody_else(cast):
    garden = open_session(places=2)
    amina = someone("Amina Yusuf", account=cast.amina)
    assert place_for(garden, amina, by=cast.amina).status == State.PLACED
    # She does not even hear whether there is somebody of that number
    with pytest.raises(Refused, match="Nobody with this number takes part"):
        place_for(garden, "Bo Marsh", by=cast.amina)


def test_staff_sign_up_for_their_own_sessions_alone(cast):
    garden = open_session(places=2)
    with pytest.raises(Refused, match="only for their own sessions"):
        place_for(garden, "Bo Marsh", by=cast.sam)
    # The involvement team does it for any
    row = place_for(garden, "Cy Dale", by=cast.ivy)
    assert (row.status, row.signed_up_by) == (State.PLACED, cast.ivy)


def test_nobody_withdraws_for_another(cast):
    row = place_for(open_session(places=2), "Bo Marsh")
    for act in (withdraw_sign_up, accept_offer, decline_offer):
        with pytest.raises(Refused, match="Only the person and those who run the session"):
            act(by=cast.amina, sign_up_id=row.pk)


def test_a_session_by_invitation_is_closed_to_who_was_not_invited(cast):
    garden = open_session(audience=Opportunity.Audience.INVITED)
    amina = someone("Amina Yusuf", account=cast.amina)
    with pytest.raises(Refused, match="who were invited"):
        place_for(garden, amina, by=cast.amina)
    assert place_for(garden, amina, by=cast.ivy).status == State.PLACED


# --- Withdrawing and offers -------------------------------------------------------------------


def test_a_place_given_back_is_offered_to_the_first_who_fits(cast):
    garden = open_session(places=1)
    first = place_for(garden, "Ann Lee")
    place_for(garden, "Bo Marsh", companions=1)
    place_for(garden, "Cy Dale")
    withdraw_sign_up(by=BY, sign_up_id=first.pk)
    # Bo needs two and keeps the turn; one is free, so Cy is offered it
    assert states(garden) == {"Ann Lee": "withdrawn", "Bo Marsh": "waiting", "Cy Dale": "offered"}
    # And nobody who comes later gets in between
    assert place_for(garden, "Di Hall").status == State.WAITING


def test_an_offer_is_taken_or_declined(cast):
    garden = open_session(places=1)
    first = place_for(garden, "Ann Lee")
    second, third = place_for(garden, "Bo Marsh"), place_for(garden, "Cy Dale")
    withdraw_sign_up(by=BY, sign_up_id=first.pk)
    decline_offer(by=BY, sign_up_id=second.pk)
    assert states(garden)["Cy Dale"] == "offered"
    accept_offer(by=BY, sign_up_id=third.pk)
    assert states(garden)["Cy Dale"] == "placed"
    with pytest.raises(Refused, match="taken by this person already"):
        accept_offer(by=BY, sign_up_id=third.pk)


def test_an_offer_that_nobody_answers_goes_on_to_the_next(cast):
    garden = open_session(places=1)
    first = place_for(garden, "Ann Lee")
    second = place_for(garden, "Bo Marsh")
    place_for(garden, "Cy Dale")
    withdraw_sign_up(by=BY, sign_up_id=first.pk)
    sweep_sign_ups()
    assert states(garden)["Bo Marsh"] == "offered"
    earlier(offer_ends_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(Refused, match="time to answer is over"):
        accept_offer(by=BY, sign_up_id=second.pk)
    sweep_sign_ups()
    assert states(garden) == {"Ann Lee": "withdrawn", "Bo Marsh": "lapsed", "Cy Dale": "offered"}
    # Who missed it may sign up again, and stands at the end
    place_for(garden, second.person)
    assert list(states(garden)) == ["Ann Lee", "Cy Dale", "Bo Marsh"]


def soon(garden: Opportunity, minutes: int) -> None:
    """Let the session begin in so many minutes."""
    begins = timezone.localtime() + timedelta(minutes=minutes)
    Session.objects.filter(pk=garden.session_id).update(
        held_on=begins.date(), starts_at=begins.time(), ends_at=None
    )


def test_shortly_before_the_session_an_offer_is_short_and_in_the_last_minutes_there_is_none(cast):
    garden = open_session(places=1)
    first, second = place_for(garden, "Ann Lee"), place_for(garden, "Bo Marsh")
    place_for(garden, "Cy Dale")
    soon(garden, 90)
    withdraw_sign_up(by=BY, sign_up_id=first.pk)
    second.refresh_from_db()
    left = second.offer_ends_at - timezone.now()
    assert timedelta(minutes=44) < left <= timedelta(minutes=46)
    soon(garden, 15)
    decline_offer(by=BY, sign_up_id=second.pk)
    assert states(garden)["Cy Dale"] == "waiting"
    # Nobody who comes now passes who waits
    place_for(garden, "Di Hall")
    assert states(garden)["Di Hall"] == "waiting"


def test_what_could_not_be_offered_while_the_session_was_off_is_offered_to_who_waits(cast):
    garden = open_session(places=1)
    first = place_for(garden, "Ann Lee")
    place_for(garden, "Bo Marsh")
    move_session(by=BY, session_id=garden.session_id, expected=None, to="cancelled", reason="Flood")
    withdraw_sign_up(by=BY, sign_up_id=first.pk)
    move_session(by=BY, session_id=garden.session_id, expected=None, to="planned")
    assert states(garden)["Bo Marsh"] == "waiting"
    place_for(garden, "Cy Dale")
    sweep_sign_ups()
    assert states(garden) == {"Ann Lee": "withdrawn", "Bo Marsh": "offered", "Cy Dale": "waiting"}
    # With nothing to give on, the sweep writes nothing
    acts = Act.objects.count()
    sweep_sign_ups()
    assert Act.objects.filter(service="activities.offer_places").count() == 1
    assert Act.objects.count() == acts


def test_more_places_are_offered_at_once_and_fewer_than_taken_are_refused(cast):
    garden = open_session(places=1)
    for name in ("Ann Lee", "Bo Marsh", "Cy Dale"):
        place_for(garden, name)
    correct_opportunity(by=BY, opportunity_id=garden.pk, expected=None, entry=entry(places=2))
    assert states(garden)["Bo Marsh"] == "offered"
    with pytest.raises(Refused, match="each of them was promised a place"):
        correct_opportunity(by=BY, opportunity_id=garden.pk, expected=None, entry=entry(places=1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Opportunity.objects.filter(pk=garden.pk).update(places=1)


# --- Nobody takes all places ---


def test_one_person_cannot_be_down_for_everything_and_staff_can_still_sign_them_up(cast, as_person):
    person, client = World().member, as_person("amina")
    rows = [open_session(f"Session {number}") for number in range(MOST_OPEN + 2)]
    for row in rows[:MOST_OPEN]:
        place_for(row, person, by=person.account)
    page = reverse("activities:sign_up_add", args=[rows[-1].pk])
    said = client.send(page, {"shown_name": "Amina"}).content.decode()
    assert f"You have signed up for {MOST_OPEN} sessions" in said
    assert "call us" in said
    assert not SignUp.objects.filter(opportunity=rows[-1]).exists()
    # By telephone it goes on, and what is given back or over counts no more
    assert place_for(rows[-1], person).status == "placed"
    for row in SignUp.objects.filter(person=person)[:2]:
        withdraw_sign_up(by=person.account, sign_up_id=row.pk)
    assert place_for(rows[-2], person, by=person.account).status == "placed"


def test_a_program_that_presses_again_and_again_is_stopped(as_person, settings):
    settings.CACHES = own_caches()
    assert World().member
    client = as_person("amina")
    rows = [open_session(f"Session {number}") for number in range(12)]
    found = [
        client.send(reverse("activities:sign_up_add", args=[row.pk]), {"shown_name": "A"})
        for row in rows
    ]
    assert [answer.status_code for answer in found] == [302] * 10 + [429] * 2
    assert SignUp.objects.count() == 10
    # The form is still there, with what was typed and what to do
    said = found[-1].content.decode()
    assert "Wait a minute" in said
    assert 'value="A"' in said


# --- What people are told ---------------------------------------------------------------------


def test_everybody_is_told_once_how_they_stand(cast):
    garden = open_session(places=1)
    first = place_for(garden, someone("Ann Lee", email="ann@home.example", is_email_confirmed=True))
    place_for(garden, someone("Bo Marsh", email="bo@home.example", is_email_confirmed=True))
    assert (tell_people(), tell_people()) == (2, 0)
    withdraw_sign_up(by=BY, sign_up_id=first.pk)
    assert (tell_people(), tell_people()) == (2, 0)
    said = Message.objects.filter(purpose="sign_up").order_by("created_at", "id")
    assert [row.subject for row in said.filter(address="ann@home.example")] == [
        "You have a place: Garden group",
        "You no longer have a place: Garden group",
    ]
    assert [row.subject for row in said.filter(address="bo@home.example")] == [
        "You are on the waiting list: Garden group",
        "There is a place for you: Garden group",
    ]
    offer = said.get(subject__startswith="There is a place")
    assert "Please tell us by" in offer.body


def test_the_link_to_join_is_for_those_with_a_place(cast):
    link = "https://meet.example/garden"
    garden = open_session(places=1, joining_link=link)
    for name in ("ann", "bo"):
        address = f"{name}@home.example"
        place_for(garden, someone(name, email=address, is_email_confirmed=True))
    tell_people()
    told = {row.address: link in row.body for row in Message.objects.filter(purpose="sign_up")}
    assert told == {"ann@home.example": True, "bo@home.example": False}


# --- The draw ---------------------------------------------------------------------------------


def test_a_draw_gives_places_and_can_be_replayed(cast):
    garden = open_session(places=2, giving=Opportunity.Giving.DRAW)
    rows = [place_for(garden, f"Person {number}") for number in range(6)]
    assert set(states(garden).values()) == {"entered"}
    with pytest.raises(Refused, match="after the last moment"):
        draw_places(by=BY, opportunity_id=garden.pk)
    Opportunity.objects.filter(pk=garden.pk).update(closes_at=timezone.now())
    drawn = draw_places(by=BY, opportunity_id=garden.pk)
    # Then the seed and the numbers alone give the same order again
    order = [t.id for t in drawn_order(drawn.draw_seed, [Ticket(row.pk) for row in rows])]
    there = SignUp.objects.filter(opportunity=garden).order_by("turn")
    assert list(there.values_list("pk", flat=True)) == order
    assert list(states(garden).values()) == ["placed"] * 2 + ["waiting"] * 4
    with pytest.raises(Refused, match="replayed, not repeated"):
        draw_places(by=BY, opportunity_id=garden.pk)


def test_a_draw_fills_what_is_left_with_who_fits():
    order = [Ticket(1, needs=2), Ticket(2, needs=2), Ticket(3), Ticket(4, seat_id=7)]
    assert [t.id for t in winners(order, 3)] == [1, 3]
    assert [t.id for t in winners(order, 5, {7: 0})] == [1, 2, 3]


def test_every_order_of_a_draw_is_as_likely_as_any_other():
    # 6,000 seeds over 3 people: each is first about 2,000 times (four standard deviations)
    first = [drawn_order(str(seed), [Ticket(n) for n in (1, 2, 3)])[0].id for seed in range(6000)]
    assert all(abs(first.count(n) - 2000) < 4 * 36.6 for n in (1, 2, 3))


# --- Opening and closing ----------------------------------------------------------------------


def test_only_what_is_published_and_open_is_on_offer(cast):
    garden = open_session()
    assert list(upcoming()) == [garden]
    close_opportunity(by=BY, opportunity_id=garden.pk)
    assert list(upcoming()) == []
    amina = someone("Amina Yusuf", account=cast.amina)
    with pytest.raises(Refused, match="Sign-up has ended"):
        place_for(garden, amina, by=cast.amina)
    # She calls
    assert place_for(garden, amina, by=cast.ivy).status == State.PLACED
    publish_opportunity(by=BY, opportunity_id=garden.pk)
    Session.objects.filter(pk=garden.session_id).update(
        status=Session.Status.CANCELLED, status_reason="Ill"
    )
    with pytest.raises(Refused, match="does not take place"):
        place_for(garden, "Ann Lee")


def test_sign_up_ends_before_the_session_begins(cast):
    activity = an_activity("Poetry", status="planned")
    tomorrow = timezone.localdate() + timedelta(days=1)
    session = a_session(activity, tomorrow, status=Session.Status.PLANNED)
    with pytest.raises(Refused, match="before the session begins"):
        add_opportunity(by=BY, session_id=session.pk, entry=entry())
    late = entry(closes_at=timezone.now() - timedelta(hours=1))
    with pytest.raises(Refused, match="in the future"):
        add_opportunity(by=BY, session_id=session.pk, entry=late)
    soon = timezone.now() + timedelta(minutes=1)
    too_many = entry(closes_at=soon, places=2, seats=[("Carers", 3, ())])
    with pytest.raises(Refused, match="add up to 3"):
        add_opportunity(by=BY, session_id=session.pk, entry=too_many)


def test_who_may_not_correct_the_activity_may_not_open_its_session(cast):
    garden = open_session()
    for act in (publish_opportunity, close_opportunity):
        with pytest.raises(Refused, match="Only staff"):
            act(by=cast.amina, opportunity_id=garden.pk)


def test_the_way_places_are_given_stays_as_people_read_it(cast):
    garden = open_session(places=2)
    place_for(garden, "Ann Lee")
    other = entry(places=2, giving=Opportunity.Giving.DRAW)
    with pytest.raises(Refused, match="as they read it"):
        correct_opportunity(by=BY, opportunity_id=garden.pk, expected=None, entry=other)


def test_the_place_of_somebody_who_left_goes_on_to_the_next(cast):
    garden = open_session(places=1)
    ann = someone("Ann Lee")
    place_for(garden, ann)
    place_for(garden, "Bo Marsh")
    move_person(by=BY, person_id=ann.pk, to="left")
    sweep_sign_ups()
    assert states(garden) == {"Ann Lee": "withdrawn", "Bo Marsh": "offered"}


def test_two_sign_ups_of_one_person_become_one(cast):
    garden = open_session(places=2)
    kept, gone = someone("Ann Lee"), someone("Anne Lee")
    place_for(garden, kept)
    place_for(garden, gone)
    merge_people(by=cast.ivy, kept_id=kept.pk, gone_id=gone.pk, chosen={})
    sweep_sign_ups()
    assert states(garden) == {"Ann Lee": "placed", "Anne Lee": "withdrawn"}


def test_a_sign_up_that_is_deleted_gives_its_places_back(cast):
    garden = open_session(places=3, seats=[("All", 3, ())])
    seat = garden.seats.get()
    row = place_for(garden, "Ann Lee", companions=1, seat_id=seat.pk)
    row.delete()
    garden.refresh_from_db()
    seat.refresh_from_db()
    assert (garden.places_taken, seat.places_taken) == (0, 0)


def test_a_place_goes_with_the_person_into_a_merge_and_back(cast):
    garden = open_session(places=2)
    kept, gone = someone("Ann Lee"), someone("Anne Lee")
    row = place_for(garden, gone)
    merged = merge_people(by=cast.ivy, kept_id=kept.pk, gone_id=gone.pk, chosen={})
    sweep_sign_ups()
    row.refresh_from_db()
    assert (row.person, row.status) == (kept, State.PLACED)
    undo_merge(by=cast.ivy, merge_id=merged.pk)
    row.refresh_from_db()
    assert (row.person, row.status) == (gone, State.PLACED)


def test_a_place_at_a_cancelled_session_cannot_be_taken(cast):
    garden = open_session(places=1)
    first, second = place_for(garden, "Ann Lee"), place_for(garden, "Bo Marsh")
    withdraw_sign_up(by=BY, sign_up_id=first.pk)
    Session.objects.filter(pk=garden.session_id).update(
        status=Session.Status.CANCELLED, status_reason="Ill"
    )
    with pytest.raises(Refused, match="does not take place"):
        accept_offer(by=BY, sign_up_id=second.pk)
