"""Pages of sign-up: opening a session, taking part, and running it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from activities.models import Opportunity, Session, SignUp
from community.models import Person
from tests.activities.places import open_session, place_for
from tests.community.people import someone
from tests.house.world import World

State = SignUp.Status


def address(name: str, *arguments) -> str:
    return reverse(f"activities:{name}", args=arguments)


def typed(**given) -> dict[str, str]:
    """The form with which a session is opened, filled in."""
    last = timezone.localdate() + timedelta(days=3)
    usual = {
        "about": "We plan the garden.",
        "pays": "Travel is paid.",
        "audience": "community",
        "giving": "in_order",
        "places": "2",
        "closes_on_day": str(last.day),
        "closes_on_month": str(last.month),
        "closes_on_year": str(last.year),
        "closes_time": "5pm",
        "offer_hours": "24",
    }
    return {**usual, **given}


@pytest.fixture
def world(db) -> World:
    return World()


@pytest.fixture
def amina(world):
    """Amina, who takes part, and shows her first name."""
    Person.objects.filter(pk=world.member.pk).update(shown_name="Amina", kinds=["carer"])
    world.member.refresh_from_db()
    return world.member


def page(client, name: str, *arguments) -> str:
    return client.get(address(name, *arguments)).content.decode()


# --- Opening ----------------------------------------------------------------------------------


def test_a_session_is_opened_published_and_seen_by_members(as_person, world, amina):
    sam, session = as_person("sam"), world.session
    Session.objects.filter(pk=session.pk).update(starts_at="10:00")
    activity = page(sam, "activity_detail", session.activity_id)
    assert address("opportunity_add", session.pk) in activity
    answer = sam.send(address("opportunity_add", session.pk), typed(seats_carer="1"))
    made = Opportunity.objects.get()
    assert answer.url == address("opportunity_run", made.pk)
    closes = timezone.localtime(made.closes_at)
    assert (made.places, made.offer_hours, closes.hour) == (2, 24, 17)
    seats = [(seat.name, seat.places) for seat in made.seats.all()]
    assert seats == [("Carers and family", 1), ("Anybody", 1)]
    # Nobody sees it yet
    member = as_person("amina")
    assert member.get(address("opportunity_detail", made.pk)).status_code == 404
    sam.send(address("opportunity_move", made.pk, "open"), {})
    assert "We plan the garden." in page(member, "opportunity_detail", made.pk)
    assert address("opportunity_detail", made.pk) in page(member, "take_part")


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"about": ""}, "about", "What is it about, and what will people do?"),
        ({"places": "0"}, "places", "1"),
        ({"places": "1", "seats_carer": "3"}, "places", "add up to 3"),
        ({"places": "", "giving": "draw"}, "places", "Say how many places there are"),
        ({"closes_on_year": "2020"}, "closes_on", "must be in the future"),
        ({"offer_hours": "900"}, "offer_hours", "720"),
        ({"joining_link": "not a link"}, "joining_link", "full web address"),
        ({"closes_time": "25:00"}, "closes_time", "time"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_nothing_is_lost(
    as_person, world, given, field, words
):
    sam, session = as_person("sam"), world.session
    shown = sam.send(address("opportunity_add", session.pk), typed(**given))
    assert shown.status_code == 200
    assert words in " ".join(shown.context["form"].errors[field])
    assert "Travel is paid." in shown.content.decode()
    assert not Opportunity.objects.exists()


def test_a_change_gives_the_next_who_waits_a_place_and_shows_two_editors_each_other(
    as_person, world, amina
):
    made = world.opportunity
    Opportunity.objects.filter(pk=made.pk).update(places=1)
    place_for(made, "Ann Lee")
    place_for(made, amina)
    sam = as_person("sam")
    form = page(sam, "opportunity_correct", made.pk)
    assert "A plan" in form
    version = Opportunity.objects.get().version
    done = sam.send(address("opportunity_correct", made.pk), typed(version=version))
    assert done.status_code == 302
    assert SignUp.objects.get(person=amina).status == State.OFFERED
    late = sam.send(address("opportunity_correct", made.pk), typed(version=version, about="Mine"))
    assert "This was changed while you had it open" in late.content.decode()
    assert "Mine" in late.content.decode()


# --- Taking part ------------------------------------------------------------------------------


def test_a_member_signs_up_with_wishes_and_sees_them(as_person, world, amina):
    made, member = open_session(places=2), as_person("amina")
    form = page(member, "sign_up_add", made.pk)
    assert 'value="Amina"' in form
    said = {"companions": "1", "travel": "A taxi from Deal", "cover": "", "shown_name": "Mina"}
    answer = member.send(address("sign_up_add", made.pk), said)
    row = SignUp.objects.get()
    assert answer.url == address("sign_up_detail", row.pk)
    shown = page(member, "sign_up_detail", row.pk)
    assert "You have a place" in shown
    assert "A taxi from Deal" in shown
    assert "Garden group" in member.get(reverse("home:my_involvement")).content.decode()
    # A second press from a fresh page is told so
    again = member.send(address("sign_up_add", made.pk), said).content.decode()
    assert "You have signed up already" in again


def test_the_waiting_list_an_offer_and_withdrawing_on_the_pages(as_person, world, amina):
    made, member = open_session(places=1), as_person("amina")
    first = place_for(made, "Ann Lee")
    assert "Join the waiting list" in page(member, "opportunity_detail", made.pk)
    member.send(address("sign_up_add", made.pk), {"companions": "0"})
    row = SignUp.objects.get(person=amina)
    assert "You are on the waiting list" in page(member, "sign_up_detail", row.pk)
    ivy = as_person("ivy")
    ivy.send(address("sign_up_settle", first.pk, "withdraw"), {})
    assert "There is a place for you" in page(member, "sign_up_detail", row.pk)
    member.send(address("sign_up_answer", row.pk, "take"), {})
    assert "You have a place" in page(member, "sign_up_detail", row.pk)
    member.send(address("sign_up_answer", row.pk, "withdraw"), {})
    assert "You are not signed up" in page(member, "sign_up_detail", row.pk)
    assert Opportunity.objects.get().places_taken == 0


def test_what_nobody_offered_cannot_be_taken(as_person, world, amina):
    made, member = open_session(places=1), as_person("amina")
    place_for(made, "Ann Lee")
    row = place_for(made, amina)
    shown = member.send(address("sign_up_answer", row.pk, "take"), {}).content.decode()
    assert "There is no offer of a place." in shown
    assert member.get(address("sign_up_answer", row.pk, "steal")).status_code == 404


def test_the_link_to_join_is_shown_to_those_with_a_place_alone(as_person, world, amina):
    made = open_session(places=1, joining_link="https://meet.example/x")
    member = as_person("amina")
    assert "meet.example" not in page(member, "opportunity_detail", made.pk)
    row = place_for(made, amina)
    assert "meet.example" in page(member, "sign_up_detail", row.pk)


def test_visitors_see_what_is_for_everybody(client, db, cast):
    open_session("For everybody", audience="public")
    closed = open_session("For members")
    hidden = open_session("By invitation", audience="invited")
    shown = page(client, "take_part")
    assert "For everybody" in shown
    assert "For members" not in shown
    for row in (closed, hidden):
        assert client.get(address("opportunity_detail", row.pk)).status_code == 404


@pytest.mark.parametrize(
    ("status", "sees"),
    [
        ("asked", True),
        ("welcomed", True),
        ("active", True),
        ("paused", True),
        ("not_now", False),
        ("left", False),
        ("", False),
    ],
)
def test_what_is_for_members_is_seen_by_those_who_joined(as_person, world, status, sees):
    made, shown = open_session("For members"), open_session("For everybody", audience="public")
    if status:
        someone("Ben Carter", status=status, account=world.cast.ben)
    client = as_person("ben")
    for name in ("take_part", "session_calendar"):
        listed = page(client, name)
        assert ("For members" in listed) == sees
        assert "For everybody" in listed
    found = client.get(address("opportunity_detail", made.pk)).status_code
    assert found == (200 if sees else 404)
    # Who opens the link of a message signed out is shown the way in, whether it is there or not
    for pk in (made.pk, made.pk + 999):
        path = address("opportunity_detail", pk)
        shut = Client().get(path)
        assert shut.status_code == 404
        assert f'href="{reverse("account_login")}?next={path}"' in shut.content.decode()
    assert "Sign in, and open" not in client.get(path).content.decode()
    assert client.get(address("opportunity_detail", shown.pk)).status_code == 200


def test_who_left_still_sees_what_they_were_down_for(as_person, world, amina):
    made = open_session("For members")
    place_for(made, amina)
    Person.objects.filter(pk=amina.pk).update(status="left")
    assert as_person("amina").get(address("opportunity_detail", made.pk)).status_code == 200


def test_who_has_not_joined_is_led_there(as_person, world):
    made = open_session()
    answer = as_person("ben").get(address("sign_up_add", made.pk))
    assert answer.url == reverse("join:join_start")


# --- Running ----------------------------------------------------------------------------------


def test_staff_see_the_name_that_a_person_shows_and_the_team_their_wishes(as_person, world, amina):
    made = world.opportunity
    place_for(made, amina, travel="A taxi from Deal")
    sam = page(as_person("sam"), "opportunity_run", made.pk)
    assert "Amina" in sam
    assert "Yusuf" not in sam
    assert "taxi" not in sam
    assert "Asked for travel" in sam
    assert "A taxi from Deal" in page(as_person("ivy"), "opportunity_run", made.pk)


def test_somebody_who_calls_is_signed_up_by_number(as_person, world):
    made, ann = world.opportunity, someone("Ann Lee")
    ivy = as_person("ivy")
    wrong = ivy.send(address("sign_up_enter", made.pk), {"person": "Ann"})
    assert "Enter a number like P00012" in wrong.content.decode()
    ivy.send(address("sign_up_enter", made.pk), {"person": f"p{ann.pk:05d}"})
    row = SignUp.objects.get(person=ann)
    assert (row.status, row.signed_up_by) == (State.PLACED, world.cast.ivy)


def test_staff_cannot_find_out_by_a_number_who_is_hidden(as_person, world):
    made, hidden = world.opportunity, someone("Hidden Person", is_hidden=True)
    nobody = 999_999
    answers = {
        as_person("sam")
        .send(address("sign_up_enter", made.pk), {"person": f"P{pk}"})
        .context["form"]
        .errors["person"][0]
        for pk in (hidden.pk, nobody)
    }
    assert answers == {"Nobody with this number takes part. Check the number."}


def test_the_draw_is_done_from_the_page_once_it_is_time(as_person, world):
    made = world.opportunity
    Opportunity.objects.filter(pk=made.pk).update(places=1, giving="draw")
    made.refresh_from_db()
    for name in ("Ann Lee", "Bo Marsh"):
        place_for(made, name)
    sam = as_person("sam")
    assert "after the last moment" in page(sam, "opportunity_run", made.pk)
    Opportunity.objects.filter(pk=made.pk).update(closes_at=timezone.now())
    sam.send(address("opportunity_move", made.pk, "draw"), {})
    assert address("opportunity_draw", made.pk) in page(sam, "opportunity_run", made.pk)
    assert Opportunity.objects.get().draw_seed in page(sam, "opportunity_draw", made.pk)
    assert sorted(SignUp.objects.values_list("status", flat=True)) == ["placed", "waiting"]


@pytest.mark.parametrize("name", ["take_part", "opportunity_run"])
def test_as_many_queries_for_many_as_for_few(as_person, world, name, django_assert_max_num_queries):
    made = world.opportunity
    client = as_person("ivy")
    arguments = [made.pk] if name == "opportunity_run" else []
    counts = []
    for number in (1, 6):
        for each in range(number):
            place_for(made, f"Person {number} {each}")
            open_session(f"Session {number} {each}")
        with django_assert_max_num_queries(100) as seen:
            client.get(address(name, *arguments))
        counts.append(len(seen))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("there", [0, 30])
def test_signing_up_costs_the_same_few_queries(
    as_person, world, amina, there, django_assert_num_queries
):
    made, member = open_session(places=20), as_person("amina")
    for number in range(there):
        place_for(made, f"Person {number}")
    answer = address("sign_up_add", made.pk)
    member.get(answer)
    # Session and account, what the form asks, then what is asked again under the lock, the place,
    # its act and the form's key.
    with django_assert_num_queries(24):
        member.send(answer, {"companions": "0"})
    assert SignUp.objects.get(person=amina).status == ("waiting" if there else "placed")


def test_a_cancelled_session_is_said_so(as_person, world, amina):
    made, member = open_session(places=2), as_person("amina")
    row = place_for(made, amina)
    Session.objects.filter(pk=made.session_id).update(
        status=Session.Status.CANCELLED, status_reason="The room is flooded."
    )
    assert "The room is flooded." in page(member, "sign_up_detail", row.pk)


def test_once_it_has_begun_nobody_is_offered_what_cannot_be_done(as_person, world, amina):
    made, ivy = world.opportunity, as_person("ivy")
    place_for(made, amina)
    offered = ("They cannot come", "Ask people whom it may suit", "Ask a member to lead it")
    before = page(ivy, "opportunity_run", made.pk)
    assert all(words in before for words in offered)
    Session.objects.filter(pk=made.session_id).update(
        held_on=timezone.localdate() - timedelta(days=1)
    )
    after = page(ivy, "opportunity_run", made.pk)
    assert not any(words in after for words in offered)
    assert "nobody can sign up any more" in after
    assert "Open sign-up" not in after
