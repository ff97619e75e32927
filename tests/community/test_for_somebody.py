"""Where staff do something for a person, the act names the person, and the person reads it."""

from __future__ import annotations

import html
import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from community.models import ByHand, Channel, Merge, Person, Status, StatusMove
from community.selectors.data import everything_about
from community.selectors.person_page import timeline
from community.services.addresses import answer_address
from community.services.consents import record_consents
from community.services.contact import finish_by_hand, finish_letters, note_bounce
from community.services.heard_from import pause_unanswered
from community.services.joining import finish_joining
from community.services.merging import merge_people
from community.services.needs import NeedEntry, set_needs
from community.services.people import change_person, move_person
from community.services.rights import Noted, leave, note_requests, take_back_right
from community.services.support import ContactEntry, set_emergency_contact
from core.models import Act
from core.service import Refused, System
from tests.community.people import someone
from tests.community.test_entries import answer, begun

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina(cast):
    return someone("Amina Yusuf", account=cast.amina, email="amina@home.example")


def newest(person: Person) -> Act:
    return Act.objects.filter(subject_type="community.person", subject_id=person.pk).latest("id")


def read(client, name: str, *args) -> str:
    shown = client.get(reverse(name, args=args)).content.decode()
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", shown)))


def told_a_consent(by, person):
    record_consents(
        by=by, person_id=person.pk, choices={("newsletter", "email"): True}, source="telephone"
    )


def noted_a_need(by, person):
    set_needs(by=by, person_id=person.pk, entries=[NeedEntry("place_step_free", "team")])


def asked_by_telephone(by, person):
    noted = Noted("telephone", timezone.localdate(), "I called the number in the record")
    note_requests(by=by, person_id=person.pk, kinds=["access"], words="", noted=noted)


def took_it_back(by, person):
    asked_by_telephone(by, person)
    take_back_right(by=by, request_id=person.rights_requests.get().pk)


def named_whom_to_call(by, person):
    set_emergency_contact(by=by, person_id=person.pk, entry=ContactEntry("Mum", "01634 960 001"))


def took_a_break(by, person):
    move_person(by=by, person_id=person.pk, to=Status.PAUSED, why="Going abroad")


def left(by, person):
    leave(by=by, person_id=person.pk, is_to_be_forgotten=False)


DONE = {
    told_a_consent: "Recorded what this person agrees to",
    noted_a_need: "Added what this person needs",
    asked_by_telephone: "Wrote down what this person asked",
    took_it_back: "Took back what this person asked",
    named_whom_to_call: "Changed whom to call for this person",
    took_a_break: "Changed where this person stands",
    left: "Ended the part of this person",
}


@pytest.mark.parametrize("do", DONE)
def test_what_staff_do_for_somebody_says_so_to_them(as_person, cast, amina, do):
    do(cast.ivy, amina)
    act = newest(amina)
    assert (act.by, act.on_behalf_of, act.is_for_subject) == (cast.ivy, cast.amina, True)
    told = read(as_person("amina"), "community:own_history")
    assert re.search(rf"{DONE[do]}.{{1,60}}, by A member of staff, for you", told)
    # The copy of everything says so too.
    acts = next(each for each in everything_about(amina) if each.key == "core.act")
    assert acts.rows[-1]["for"] == "you"
    # And the team reads it on the person's page.
    page = read(as_person("ivy"), "community:person_detail", amina.pk)
    assert re.search(rf"{DONE[do]}.{{1,60}}, by Ivy Marsh, for them", page)


@pytest.mark.parametrize("do", [do for do in DONE if do not in (asked_by_telephone, took_it_back)])
def test_what_they_do_themselves_is_for_nobody_else(cast, amina, do):
    do(cast.amina, amina)
    act = newest(amina)
    assert (act.by, act.on_behalf_of, act.is_for_subject) == (cast.amina, None, False)


def test_a_break_taken_by_staff_says_for_whom_beside_the_status(as_person, cast, amina):
    took_a_break(cast.ivy, amina)
    move_person(by=cast.ivy, person_id=amina.pk, to=Status.ACTIVE)
    told = read(as_person("amina"), "community:own_history")
    assert told.count("by Ivy Marsh, for you") == 2
    assert told.count("by A member of staff, for you") == 2
    assert [step.who for step in timeline([amina.pk])][:2] == ["Ivy Marsh, for them"] * 2


def test_not_now_is_the_team_s_own_word(cast):
    dana = someone("Dana", status=Status.ASKED)
    move_person(by=cast.ivy, person_id=dana.pk, to=Status.NOT_NOW, why="We are full.")
    assert not newest(dana).is_for_subject
    assert not StatusMove.objects.latest("id").is_for_person


def test_what_the_portal_does_by_schedule_is_for_nobody(cast, amina):
    long_ago = timezone.now() - timezone.timedelta(days=800)
    Person.objects.filter(pk=amina.pk).update(heard_from_at=long_ago, nudged_at=long_ago)
    pause_unanswered(by=System("ask_unheard"), person_id=amina.pk)
    assert not newest(amina).is_for_subject
    assert not StatusMove.objects.latest("id").is_for_person


def test_joined_records_and_corrections_are_the_team_s(cast, amina):
    change_person(by=cast.ivy, person_id=amina.pk, expected=None, changes={"phone": "01634 960 1"})
    assert not newest(amina).is_for_subject
    other = someone("Amina Y", status=Status.PAUSED)
    merge_people(by=cast.ivy, kept_id=amina.pk, gone_id=other.pk, chosen={"status": "gone"})
    assert Merge.objects.exists()
    assert not newest(amina).is_for_subject
    assert not StatusMove.objects.filter(is_for_person=True).exists()


@pytest.mark.parametrize("way_in", ["telephone", "in_person"])
def test_who_was_entered_by_staff_without_an_account_is_named(as_person, cast, way_in):
    start = begun(as_person("sam"), way_in)
    answer(as_person("sam"), start, "who", name="Rose Tate")
    joining_id = start.rstrip("/").rsplit("/", 1)[-1]
    rose = finish_joining(by=cast.sam, joining_id=joining_id)
    act = newest(rose)
    assert (act.service, act.by, act.on_behalf_of) == ("community.finish_joining", cast.sam, None)
    assert act.is_for_subject
    assert (act.subject_type, act.subject_id) == ("community.person", rose.pk)
    # Once the record is theirs, they read who entered them.
    Person.objects.filter(pk=rose.pk).update(account=cast.amina)
    told = read(as_person("amina"), "community:own_history")
    assert re.search(r"Made a member of this person.{1,60}, by A member of staff, for you", told)


def test_the_database_knows_nobody_for_whom_the_portal_acts(cast):
    with pytest.raises(IntegrityError, match="act_for_somebody"), transaction.atomic():
        Act.objects.create(system="x", service="x", is_for_subject=True)


# --- Who may ------------------------------------------------------------------------------


def by_hand(person, channel=Channel.POST) -> ByHand:
    return ByHand.objects.create(
        person=person, channel=channel, purpose="rights", subject="x", words="x"
    )


def test_only_the_team_ticks_off_messages_by_hand(cast, amina):
    row = by_hand(amina)
    with pytest.raises(Refused, match="Only the involvement team gives these messages"):
        finish_by_hand(by=cast.sam, by_hand_id=row.pk, outcome=ByHand.Outcome.DONE)
    with pytest.raises(Refused, match="Only the involvement team posts these letters"):
        finish_letters(by=cast.sam, by_hand_ids=[row.pk])
    row.refresh_from_db()
    assert row.done_at is None
    assert finish_letters(by=cast.ivy, by_hand_ids=[row.pk]) == 1


def test_the_page_of_a_message_that_was_given_says_so(as_person, cast, amina):
    row = by_hand(amina)
    finish_by_hand(by=cast.ivy, by_hand_id=row.pk, outcome=ByHand.Outcome.DONE)
    assert "This is done already." in read(as_person("ivy"), "community:by_hand_finish", row.pk)


def test_only_the_team_and_the_portal_say_that_an_address_fails(cast, amina):
    with pytest.raises(Refused, match="Only the involvement team"):
        note_bounce(by=cast.sam, person_id=amina.pk, address=amina.email)
    note_bounce(by=cast.ivy, person_id=amina.pk, address=amina.email)
    amina.refresh_from_db()
    assert amina.email_failed_at


def test_nobody_says_for_them_that_an_address_is_theirs(cast):
    dana = someone("Dana", email="dana@home.example", is_address_theirs=False)
    with pytest.raises(Refused, match="by the link in it"):
        answer_address(by=cast.ivy, person_id=dana.pk, address=dana.email, is_theirs=True)
    dana.refresh_from_db()
    assert not dana.is_address_theirs
