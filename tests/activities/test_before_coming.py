"""What people know before they sign up, and the same by telephone: access, training, travel, deadlines."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from activities.models import Invitation, Opportunity, Session, SignUp
from community.models import Check, CheckHeld
from community.services.merging import merge_people, undo_merge
from core.service import Refused
from organisation.models import Venue
from tests.activities.places import open_session, place_for
from tests.community.people import someone
from tests.house.world import World


def address(name: str, *arguments) -> str:
    return reverse(f"activities:{name}", args=arguments)


def said(client, *where) -> str:
    return client.get(address(*where)).content.decode()


@pytest.fixture
def world(db) -> World:
    return World()


def test_a_visitor_reads_how_to_get_in_and_there(client, cast):
    made = open_session(audience="public", online_facts="We use Teams. Captions are on.")
    hall = Venue.objects.create(
        name="Quay Hall",
        is_step_free=True,
        has_hearing_loop=False,
        has_toilet=True,
        parking="Two bays for blue badges",
        buses="Stop Quay, bus 8",
        getting_there="The red door",
    )
    Session.objects.filter(pk=made.session_id).update(venue=hall, mode="hybrid")
    page = said(client, "opportunity_detail", made.pk)
    for words in (
        "Step-free. Accessible toilet. No hearing loop",
        "Two bays for blue badges",
        "Stop Quay, bus 8",
        "The red door",
        "We use Teams. Captions are on. You get the link with your place.",
    ):
        assert words in page


def test_what_nobody_looked_at_is_not_promised(client, cast):
    made = open_session(audience="public")
    Session.objects.filter(pk=made.session_id).update(venue=Venue.objects.create(name="New Hall"))
    page = said(client, "opportunity_detail", made.pk)
    assert "Nobody has looked at this place yet" in page
    assert "tep-free" not in page


def test_the_team_keeps_the_facts_of_a_venue(as_person, cast):
    ada = as_person("ada")
    told = {"name": "Quay Hall", "parking": "On the street", "buses": "Bus 8", "has_toilet": "no"}
    ada.send(reverse("organisation:venue_add"), told)
    row = Venue.objects.get(name="Quay Hall")
    assert (row.parking, row.buses, row.has_toilet) == ("On the street", "Bus 8", False)
    page = ada.get(reverse("organisation:venue_detail", args=[row.pk])).content.decode()
    assert "On the street" in page


@pytest.mark.parametrize("key", ["ben", "cal", "fin", "stella", "olu", "ada"])
def test_the_link_to_join_is_kept_from_all_who_have_no_place(as_person, world, key):
    made = world.opportunity
    Opportunity.objects.filter(pk=made.pk).update(
        joining_link="https://meet.example/secret", audience="public"
    )
    place_for(made, someone("Bo Marsh"))
    client = as_person(key)
    for page in (
        said(client, "opportunity_detail", made.pk),
        said(client, "sign_up_add", made.pk),
        said(client, "take_part"),
        said(client, "session_calendar"),
        said(client, "public_feed"),
    ):
        assert "meet.example" not in page


def test_the_link_to_join_is_kept_from_visitors_and_from_who_waits(client, as_person, world):
    made = open_session(audience="public", places=1, joining_link="https://meet.example/secret")
    place_for(made, someone("Bo Marsh"))
    row = place_for(made, world.member)
    assert row.status == "waiting"
    assert "meet.example" not in said(client, "opportunity_detail", made.pk)
    assert "meet.example" not in said(as_person("amina"), "sign_up_detail", row.pk)


def test_training_is_named_before_and_asked_for_by_telephone_too(as_person, world):
    made, check = world.opportunity, Check.objects.earliest("pk")
    made.checks_needed.add(check)
    member = world.member
    amina, sam = as_person("amina"), as_person("sam")
    page = said(amina, "opportunity_detail", made.pk)
    assert "What a place needs first" in page
    assert check.name in page
    assert "This session needs first" in page
    entered = {"person": f"P{member.pk:05d}"}
    page = sam.send(address("sign_up_enter", made.pk), entered).content.decode()
    assert f"This session needs first: {check.name}" in page
    assert not SignUp.objects.exists()
    CheckHeld.objects.create(person=member, check_done=check, done_on=timezone.localdate())
    sam.send(address("sign_up_enter", made.pk), entered)
    assert SignUp.objects.get().status == "placed"


def test_companions_travel_and_cover_are_the_same_by_telephone(as_person, world):
    made = open_session(places=3)
    member, ivy = world.member, as_person("ivy")
    said_on_phone = {
        "person": str(member.pk),
        "companions": "2",
        "travel": "A taxi from Deal",
        "cover": "Somebody for my brother",
    }
    ivy.send(address("sign_up_enter", made.pk), said_on_phone)
    row = SignUp.objects.get()
    assert (row.companions, row.travel, row.cover) == (
        2,
        "A taxi from Deal",
        "Somebody for my brother",
    )
    made.refresh_from_db()
    assert made.places_taken == 3
    page = said(ivy, "opportunity_prepare", made.pk)
    assert "3 chairs" in page
    assert "A taxi from Deal" in page
    # Amina reads and changes it herself, as if she had typed it.
    amina = as_person("amina")
    assert "A taxi from Deal" in said(amina, "sign_up_detail", row.pk)
    amina.send(address("sign_up_change", row.pk), {"version": row.version, "companions": "1"})
    made.refresh_from_db()
    assert made.places_taken == 2


def test_who_cannot_come_after_the_last_moment_reads_whom_to_call(as_person, world):
    row, amina = world.sign_up, as_person("amina")
    assert "It is soon" not in said(amina, "sign_up_answer", row.pk, "withdraw")
    Opportunity.objects.update(closes_at=timezone.now() - timedelta(minutes=1))
    page = said(amina, "sign_up_answer", row.pk, "withdraw")
    assert "It is soon, and the last moment to change has passed" in page
    assert settings.CONTACT_PHONE in page
    # That somebody cannot come is welcome at any time all the same.
    amina.send(address("sign_up_answer", row.pk, "withdraw"))
    row.refresh_from_db()
    assert row.status == "withdrawn"


def test_a_session_moved_to_before_its_last_moment_is_on_offer_no_more(as_person, world):
    made = open_session("Moved group")
    member, amina = world.member, as_person("amina")
    assert "Moved group" in said(amina, "take_part")
    now = timezone.localtime()
    Session.objects.filter(pk=made.session_id).update(held_on=now.date(), starts_at="00:00")
    assert "Moved group" not in said(amina, "take_part")
    assert "This session is over or has begun" in said(amina, "opportunity_detail", made.pk)
    with pytest.raises(Refused, match="over or has begun"):
        place_for(made, member)


def test_invitations_go_with_a_joined_record_and_back(world):
    first, second = open_session("Garden group"), open_session("Food group")
    kept, gone = someone("Kept Person"), someone("Gone Person")
    moved = Invitation.objects.create(opportunity=first, person=gone)
    doubled = Invitation.objects.create(opportunity=second, person=gone)
    Invitation.objects.create(opportunity=second, person=kept)
    merge = merge_people(by=world.cast.ivy, kept_id=kept.pk, gone_id=gone.pk, chosen={})
    moved.refresh_from_db()
    doubled.refresh_from_db()
    assert (moved.person, doubled.person) == (kept, gone)
    assert Invitation.objects.filter(person=kept).count() == 2
    undo_merge(by=world.cast.ivy, merge_id=merge.pk)
    moved.refresh_from_db()
    assert moved.person == gone
    assert Invitation.objects.filter(person=kept).count() == 1


def test_fewer_places_than_taken_are_refused_with_what_to_do(as_person, world):
    made, sam = world.opportunity, as_person("sam")
    Opportunity.objects.filter(pk=made.pk).update(places=5)
    for name in ("Bo Marsh", "Cy Noon"):
        place_for(made, someone(name))
    made.refresh_from_db()
    form = sam.get(address("opportunity_correct", made.pk)).context["form"]
    day = form.initial["closes_on"]
    answer = sam.send(
        address("opportunity_correct", made.pk),
        {
            "version": made.version,
            "about": "A longer plan",
            "pays": "Travel",
            "audience": "community",
            "giving": "in_order",
            "places": "1",
            "offer_hours": "48",
            "closes_on_day": day.day,
            "closes_on_month": day.month,
            "closes_on_year": day.year,
        },
    ).content.decode()
    assert "2 places are taken, so there cannot be only 1. Talk to the people first" in answer
    assert "A longer plan" in answer
    made.refresh_from_db()
    assert made.places == 5
