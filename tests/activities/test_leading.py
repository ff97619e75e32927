"""Leading a session together: members offer or are asked, and no name is shown without a yes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from activities.models import CoFacilitator, Opportunity, Session, SignUp
from activities.paper import pack_data
from activities.services.leading import answer_lead, ask_to_lead, offer_to_lead
from community.models import Ask
from community.selectors.data import everything_about
from community.services.merging import merge_people, undo_merge
from core.models import Message
from core.service import Refused
from tests.activities.places import BY
from tests.activities.test_asking import agree, agreed
from tests.community.people import someone
from tests.house.world import World
from users.models import User


def address(name: str, *arguments) -> str:
    return reverse(f"activities:{name}", args=arguments)


def said(client, *where) -> str:
    return client.get(address(*where)).content.decode()


@pytest.fixture
def world(db) -> World:
    return World()


@pytest.fixture
def made(world) -> Opportunity:
    """Sam's session, for which a member is looked for; Ben is another member."""
    someone("Ben Carter", account=world.cast.ben)
    Opportunity.objects.filter(pk=world.opportunity.pk).update(
        lead_call="Open the talk with us. Your time is paid."
    )
    world.opportunity.refresh_from_db()
    return world.opportunity


@pytest.fixture
def amina(as_person, world):
    """Amina, who is a member."""
    assert world.member
    return as_person("amina")


def offer(world, made, **given) -> CoFacilitator:
    given.setdefault("shown_name", "Mina")
    return offer_to_lead(
        by=world.cast.amina, opportunity_id=made.pk, person_id=world.member.pk, **given
    )


def test_a_member_offers_and_after_a_yes_their_chosen_name_is_shown(as_person, world, made, amina):
    assert "Open the talk with us" in said(amina, "opportunity_detail", made.pk)
    amina.send(address("lead_offer", made.pk), {"words": "I know how it is", "shown_name": "Mina"})
    row = CoFacilitator.objects.get()
    # Whoever runs it hears that somebody waits for an answer, and not who.
    message = Message.objects.get(recipient_key=f"user:{world.cast.sam.pk}")
    assert address("opportunity_run", made.pk) in message.body
    assert "Mina" not in message.subject + message.body
    assert "You have offered to lead this" in said(amina, "opportunity_detail", made.pk)
    sam = as_person("sam")
    page = said(sam, "opportunity_run", made.pk)
    assert "I know how it is" in page
    assert "Mina" in page
    # Nobody else reads the name before the yes.
    ben = as_person("ben")
    assert "Mina" not in said(ben, "opportunity_detail", made.pk)
    assert "Mina" not in str(pack_data(made, "a4"))
    sam.send(address("lead_settle", row.pk, "agreed"), {"words": "We are glad."})
    for page in (said(ben, "opportunity_detail", made.pk), str(pack_data(made, "a4"))):
        assert "Mina" in page
        assert "Yusuf" not in page
    assert "We are glad." in said(amina, "opportunity_detail", made.pk)


def test_an_offer_reaches_the_team_where_nobody_who_organises_it_is_here(world, made):
    User.objects.filter(pk=world.cast.sam.pk).update(is_active=False)
    offer(world, made)
    told = set(Message.objects.values_list("recipient_key", flat=True))
    assert told == {f"user:{world.cast.ivy.pk}"}


def test_not_this_time_needs_a_kind_word_and_reaches_them(as_person, made, world):
    ann = agreed("Ann Lee", 1)
    row = offer_to_lead(by=world.cast.sam, opportunity_id=made.pk, person_id=ann.pk, shown_name="")
    sam = as_person("sam")
    page = sam.send(address("lead_settle", row.pk, "not_now"), {"words": ""}).content.decode()
    assert "Write them a kind word" in page
    sam.send(address("lead_settle", row.pk, "not_now"), {"words": "Come to the next one."})
    row.refresh_from_db()
    assert row.state == "not_now"
    message = Message.objects.get(recipient_key=ann.key)
    assert "Come to the next one." in message.body
    # A second press of the same button says it once.
    sam.send(address("lead_settle", row.pk, "not_now"), {"words": "Come to the next one."})
    assert Message.objects.filter(recipient_key=ann.key).count() == 1


def test_an_offer_and_a_yes_can_be_taken_back(world, made, amina):
    row = offer(world, made)
    amina.send(address("lead_answer", row.pk, "taken_back"))
    row.refresh_from_db()
    assert row.state == "taken_back"
    # Each offer writes to who organises it: taken back and made again in turn, it floods nobody
    with pytest.raises(Refused, match="in an hour"):
        offer(world, made)
    assert "in an hour" in said(amina, "lead_offer", made.pk)
    CoFacilitator.objects.update(at=timezone.now() - timedelta(minutes=61))
    row = offer(world, made)
    answer_lead(by=world.cast.sam, lead_id=row.pk, to="agreed", words="Yes")
    amina.send(address("lead_answer", row.pk, "taken_back"))
    assert "Mina" not in said(amina, "opportunity_detail", made.pk)


def test_who_is_asked_says_yes_before_the_name_is_shown(as_person, world, made, cast):
    person = world.member
    type(person).objects.filter(pk=person.pk).update(
        email="amina@home.example", is_address_theirs=True, status="active"
    )
    sam = as_person("sam")
    agree(person)
    sam.send(
        address("lead_ask", made.pk),
        {"person": f"P{person.pk:05d}", "what": "ask", "words": "Open the talk"},
    )
    row = CoFacilitator.objects.get()
    assert row.state == "asked"
    assert Ask.objects.filter(person=person).count() == 1
    message = Message.objects.get(recipient_key=person.key)
    assert "Open the talk" in message.body
    amina = as_person("amina")
    assert "Would you lead this with us?" in said(amina, "opportunity_detail", made.pk)
    # Without a name nothing is shown, and so the yes asks for one.
    page = amina.send(address("lead_answer", row.pk, "agreed"), {"shown_name": ""})
    assert page.status_code == 200
    amina.send(address("lead_answer", row.pk, "agreed"), {"shown_name": "Mina"})
    assert "Mina" in said(as_person("ben"), "opportunity_detail", made.pk)


def test_who_did_not_agree_to_be_asked_is_not(world, made):
    with pytest.raises(Refused):
        ask_to_lead(by=world.cast.sam, opportunity_id=made.pk, person_id=world.member.pk)
    assert not CoFacilitator.objects.exists()


def test_by_telephone_staff_note_the_offer_and_the_answer(as_person, world, made):
    person, sam = someone("Bo Marsh", shown_name="Bo"), as_person("sam")
    sam.send(address("lead_ask", made.pk), {"person": str(person.pk), "what": "told"})
    row = CoFacilitator.objects.get()
    assert row.state == "offered"
    sam.send(address("lead_settle", row.pk, "agreed"), {"words": ""})
    row.refresh_from_db()
    assert (row.state, row.shown_name) == ("agreed", "Bo")


def test_without_a_name_to_show_the_yes_asks_for_one(as_person, world, made):
    person, sam = someone("Bo Marsh"), as_person("sam")
    sam.send(address("lead_ask", made.pk), {"person": str(person.pk), "what": "told"})
    row = CoFacilitator.objects.get()
    page = sam.send(address("lead_settle", row.pk, "agreed"), {"shown_name": ""})
    assert page.status_code == 200
    sam.send(address("lead_settle", row.pk, "agreed"), {"shown_name": "Bo"})
    row.refresh_from_db()
    assert (row.state, row.shown_name) == ("agreed", "Bo")


def test_a_call_is_over_with_the_session(client, world, made):
    Opportunity.objects.filter(pk=made.pk).update(audience="public")
    assert "We look for somebody to lead this" in said(client, "opportunity_detail", made.pk)
    Session.objects.filter(pk=made.session_id).update(status="cancelled", status_reason="Flood")
    assert "We look for somebody to lead this" not in said(client, "opportunity_detail", made.pk)


def test_nobody_offers_where_nobody_is_looked_for(world, amina):
    made = world.opportunity
    assert "lead this with us" not in said(amina, "opportunity_detail", made.pk)
    page = amina.send(address("lead_offer", made.pk), {"shown_name": "Mina"}).content.decode()
    assert "We look for nobody else" in page
    assert not CoFacilitator.objects.exists()


def test_others_neither_settle_nor_answer(as_person, world, made):
    row = offer(world, made)
    for key in ("olu", "cal", "ben"):
        client = as_person(key)
        assert client.get(address("lead_settle", row.pk, "agreed")).status_code == 403
        assert client.get(address("lead_ask", made.pk)).status_code == 403
        assert client.get(address("lead_answer", row.pk, "taken_back")).status_code == 404
    with pytest.raises(Refused):
        answer_lead(by=world.cast.olu, lead_id=row.pk, to="agreed")
    with pytest.raises(Refused):
        answer_lead(by=world.cast.amina, lead_id=row.pk, to="agreed")
    assert as_person("sam").get(address("lead_settle", row.pk, "x")).status_code == 404


def test_the_database_wants_a_name_of_who_leads(world, made):
    row = offer(world, made)
    with pytest.raises(IntegrityError), transaction.atomic():
        CoFacilitator.objects.filter(pk=row.pk).update(state="agreed", shown_name="")


def test_offers_go_with_a_joined_record_and_back(world, made):
    kept, gone = someone("Kept Person"), someone("Gone Person", shown_name="Go")
    offer_to_lead(by=world.cast.ivy, opportunity_id=made.pk, person_id=gone.pk, shown_name="Go")
    assert "Offers to lead it with us" in str(everything_about(gone))
    merged = merge_people(by=world.cast.ivy, kept_id=kept.pk, gone_id=gone.pk, chosen={})
    assert CoFacilitator.objects.get().person == kept
    undo_merge(by=world.cast.ivy, merge_id=merged.pk)
    assert CoFacilitator.objects.get().person == gone


def test_prompts_are_for_those_with_a_place_and_the_agenda_for_everybody(as_person, world, made):
    Opportunity.objects.filter(pk=made.pk).update(
        prompts="What would you change first?\nWhat works?", agenda="10:00 Tea\n10:15 Talk"
    )
    made.refresh_from_db()
    row, amina = world.sign_up, as_person("amina")
    assert "10:15 Talk" in said(as_person("ben"), "opportunity_detail", made.pk)
    assert "What works?" not in said(as_person("ben"), "opportunity_detail", made.pk)
    page = said(amina, "sign_up_detail", row.pk)
    assert "What works?" in page
    assert "10:15 Talk" in page
    SignUp.objects.filter(pk=row.pk).update(status="withdrawn")
    assert "What works?" not in said(amina, "sign_up_detail", row.pk)
    pack = str(pack_data(made, "a4"))
    assert "What works?" in pack
    assert "10:15 Talk" in pack


def test_staff_show_their_own_name_and_take_back_only_their_own(as_person, world, made):
    def save(client, **given) -> None:
        made.refresh_from_db()
        page = client.get(address("opportunity_correct", made.pk)).context["form"]
        known = {name: page.initial[name] for name in ("about", "pays", "audience", "giving")}
        day = page.initial["closes_on"]
        client.send(
            address("opportunity_correct", made.pk),
            known
            | {
                "version": made.version,
                "closes_on_day": day.day,
                "closes_on_month": day.month,
                "closes_on_year": day.year,
                "offer_hours": 48,
            }
            | given,
        )

    sam, ivy = as_person("sam"), as_person("ivy")
    save(sam, organises=["yes"])
    assert "Sam Okafor" in said(as_person("ben"), "opportunity_detail", made.pk)
    save(ivy)
    made.refresh_from_db()
    assert made.organiser == world.cast.sam
    save(sam)
    made.refresh_from_db()
    assert made.organiser is None


def test_by_asks_of_the_system_nobody_is_shown(world, made):
    with pytest.raises(Refused, match="Check the number"):
        ask_to_lead(by=BY, opportunity_id=made.pk, person_id=0)
