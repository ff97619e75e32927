"""Wherever the team reads somebody's record, number, address or consents, they can read who did."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from community.models import ByHand, Letter, Look, Person, SharedWith
from community.services.needs import NeedEntry, note_found_by_need, set_needs
from community.services.people import change_person
from community.services.rights import Noted, note_requests, take_copy_for
from community.services.support import ContactEntry, set_emergency_contact
from tests.community.people import BY, someone

pytestmark = pytest.mark.django_db

PHONE, STREET, EMAIL = "01227 960 123", "1 High Street", "dana@home.example"


@pytest.fixture
def dana():
    return someone("Dana", phone=PHONE, is_post_wanted=True, address=STREET, email=EMAIL)


def address_of(page: str, person, cast) -> str:
    """The page of this name, about this person."""
    if page == "person_change":
        return reverse("community:person_change", args=[person.pk, "reach"])
    if page == "merge_add":
        return reverse("community:merge_add", args=[someone("Dana W", phone="1").pk, person.pk])
    if page == "person_restore":
        change_person(by=cast.ivy, person_id=person.pk, expected=None, changes={"phone": "1"})
        return reverse("community:person_restore", args=[person.pk, person.version])
    if page.startswith("letter_"):
        letter = Letter.objects.create(person=person, made_by=cast.sam, is_by_post=True)
        return reverse(f"community:{page}", args=[letter.pk])
    if page.startswith("by_hand"):
        way = {"by_hand_finish": "telephone", "by_hand_letters": "post"}[page]
        row = ByHand.objects.create(
            person=person, channel=way, purpose="rights", subject="x", words="x"
        )
        return reverse(f"community:{page}", args=[row.pk] if page == "by_hand_finish" else [])
    return reverse(f"community:{page}", args=[person.pk])


PAGES = {
    "person_detail": "Takes part as",
    "person_consents": "Newsletter",
    "person_change": PHONE,
    "merge_add": PHONE,
    "person_restore": PHONE,
    "by_hand_finish": PHONE,
    "by_hand_letters": STREET,
    "letter_detail": STREET,
    "letter_pdf": "",
    "person_take_over": EMAIL,
    "person_reach": PHONE,
}


@pytest.mark.parametrize("page", PAGES)
def test_the_person_reads_who_saw_how_to_reach_them(as_person, cast, dana, page):
    ivy, address = as_person("ivy"), address_of(page, dana, cast)
    shown = ivy.get(address)
    assert shown.status_code == 200
    if PAGES[page]:
        assert PAGES[page] in shown.content.decode()
    assert [(look.by, look.what) for look in dana.looks.all()] == [(cast.ivy, Look.What.RECORD)]
    if page != "person_reach":
        # Leafing back and forth is one look.
        ivy.get(address)
        assert dana.looks.count() == 1


def test_who_keeps_their_own_record_is_no_look(as_person, cast):
    own = someone("Ivy Marsh", account=cast.ivy, phone=PHONE)
    as_person("ivy").get(reverse("community:person_change", args=[own.pk, "reach"]))
    assert not own.looks.exists()


def test_the_history_says_that_a_number_changed_and_not_what_it_was(as_person, cast, dana):
    amina = someone("Amina", account=cast.amina, phone=PHONE)
    for person in (dana, amina):
        new = {"phone": "01634 555 000", "address": "2 New Road", "is_post_wanted": True}
        change_person(by=cast.ivy, person_id=person.pk, expected=None, changes=new)
        change_person(by=cast.ivy, person_id=person.pk, expected=None, changes={"name": "D. W"})
    page = as_person("ivy").get(reverse("community:person_detail", args=[dana.pk]))
    shown = page.content.decode()
    assert "Telephone number: changed" in shown
    assert "Postal address: changed" in shown
    assert "to “D. W”" in shown
    for private in (PHONE, "01634 555 000", STREET, "2 New Road"):
        assert private not in shown
    own = as_person("amina").get(reverse("community:own_history")).content.decode()
    assert PHONE in own
    assert "01634 555 000" in own


# --- Found by a need ----------------------------------------------------------------------

PEOPLE = "/community/people/"
QUIET = "place_quiet"
FOUND = "Looked for people who need: A quiet room to go to"


def needs_quiet(person):
    set_needs(by=BY, person_id=person.pk, entries=[NeedEntry(QUIET, SharedWith.TEAM)])
    return person


def noted(person) -> list:
    return list(person.looks.values_list("by__name", "what", "reason"))


def test_who_is_found_by_a_need_can_read_it(as_person, cast):
    amina = needs_quiet(someone("Amina", account=cast.amina))
    other, ivy = someone("Ben"), as_person("ivy")
    for _ in range(2):
        # Leafing back and forth that day is one look.
        assert "Amina" in ivy.get(PEOPLE, {"need": QUIET}).content.decode()
    assert noted(amina) == [("Ivy Marsh", "needs", FOUND)]
    assert noted(other) == []
    assert FOUND in as_person("amina").get(reverse("community:own_looks")).content.decode()
    # Without that filter a list is no look; on another day it is another one.
    ivy.get(PEOPLE)
    assert amina.looks.count() == 1
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        note_found_by_need(by=cast.ivy, rows=Person.objects.filter(pk=amina.pk), code=QUIET)
    assert amina.looks.count() == 2


def test_only_those_on_the_page_and_not_oneself(as_person, cast):
    for place in range(60):
        needs_quiet(someone(f"Person {place:02}"))
    needs_quiet(someone("Person 00 Ivy", account=cast.ivy))
    shown = as_person("ivy").get(PEOPLE, {"need": QUIET}).content.decode()
    looked_at = set(Look.objects.values_list("person__name", flat=True))
    assert looked_at
    assert looked_at == {f"Person {n:02}" for n in range(60) if f"Person {n:02}</a>" in shown}
    assert len(looked_at) < 60


def test_a_file_of_people_by_need_is_a_look_at_all_of_them(as_person):
    people = [needs_quiet(someone(f"Person {place:02}")) for place in range(60)]
    sent = as_person("ivy").get(PEOPLE, {"need": QUIET, "download": "csv"})
    assert b"Person 59" in b"".join(sent.streaming_content)
    assert Look.objects.filter(person__in=people, reason=FOUND).count() == 60


def test_the_list_by_need_asks_as_much_however_many_there_are(as_person):
    ivy = as_person("ivy")
    needs_quiet(someone("Person 00"))
    ivy.get(PEOPLE, {"need": QUIET})
    with CaptureQueriesContext(connection) as few:
        ivy.get(PEOPLE, {"need": QUIET})
    for place in range(1, 25):
        needs_quiet(someone(f"Person {place:02}"))
    with CaptureQueriesContext(connection) as many:
        ivy.get(PEOPLE, {"need": QUIET})
    assert len(many) == len(few)


def test_whom_to_call_in_a_copy_that_is_handed_over_is_a_look_of_its_own(cast, dana):
    today = timezone.localdate()
    told = Noted("telephone", today, "I called the number in the record")
    [asked] = note_requests(by=cast.ivy, person_id=dana.pk, kinds=["access"], words="", noted=told)
    take_copy_for(by=cast.ivy, request_id=asked.pk)
    assert not dana.looks.filter(what=Look.What.EMERGENCY_CONTACT).exists()
    entry = ContactEntry("Mum", "01634 960 001")
    set_emergency_contact(by=BY, person_id=dana.pk, entry=entry)
    take_copy_for(by=cast.ivy, request_id=asked.pk)
    look = dana.looks.get(what=Look.What.EMERGENCY_CONTACT)
    assert look.by == cast.ivy
    assert look.reason == f"To hand it over, as asked for on {today:%-d %B %Y}"


def test_who_opens_a_record_stands_in_the_persons_own_list(as_person, cast):
    amina = someone("Amina", account=cast.amina, shown_name="Mina")
    detail = reverse("community:person_detail", args=[amina.pk])
    # Staff at large read no more than what others see, which is no look.
    as_person("sam").get(detail)
    assert "Nobody has looked yet" in own_looks(as_person)
    as_person("ivy").get(detail)
    assert "by Ivy" in own_looks(as_person)
    assert "opens your record" in own_looks(as_person)


def own_looks(as_person) -> str:
    return as_person("amina").get(reverse("community:own_looks")).content.decode()


# --- What to know before a call that the team makes ---------------------------------------


def test_who_calls_reads_first_how_somebody_wants_to_be_reached(as_person, cast, dana):
    entry = NeedEntry("contact_phone", SharedWith.TEAM, "After two, and let it ring")
    set_needs(by=BY, person_id=dana.pk, entries=[entry])
    row = ByHand.objects.create(
        person=dana, purpose="joined", channel="telephone", subject="Welcome", words="Hello."
    )
    page = as_person("ivy").get(reverse("community:by_hand_finish", args=[row.pk]))
    shown = page.content.decode()
    assert shown.index("After two, and let it ring") < shown.index(PHONE)
    assert ("Ivy Marsh", "needs") in dana.looks.values_list("by__name", "what")
