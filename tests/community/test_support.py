"""Adjustments met or not, whom to call and who looked, and concerns that are not kept here."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from community.models import Adjustment, Concern, EmergencyContact, Look
from community.selectors.data import everything_about
from community.services.support import ContactEntry, pass_on_concern, set_emergency_contact
from core.models import Draft
from core.service import Refused
from tests.community.people import BY, someone
from users.permissions import PERMISSIONS, Role

pytestmark = pytest.mark.django_db

BILAL = ContactEntry("Bilal Yusuf", "01227 555 019", relation="my brother")
STORY = "She told me that her uncle hits her when"
TODAY = {"passed_to": "adults", "passed_on_day": "today"}


@pytest.fixture
def amina(cast):
    return someone("Amina Yusuf", account=cast.amina)


def page(person, name, *more):
    return reverse(f"community:{name}", args=[person.pk, *more])


def said(response) -> str:
    return response.content.decode()


def test_an_adjustment_that_was_not_met_says_why(as_person, amina):
    ivy, amina_ = as_person("ivy"), as_person("amina")
    sent = {"offered": "BSL interpreter", "offered_on_day": "today"}
    assert ivy.send(page(amina, "adjustment_add"), sent).status_code == 302
    row = Adjustment.objects.get()
    answer = reverse("community:adjustment_answer", args=[row.pk])
    assert "There is a problem" in said(amina_.send(answer, {"version": 1, "is_met": "no"}))
    amina_.send(answer, {"version": 1, "is_met": "no", "why_not": "Nobody was booked"})
    shown = said(amina_.get(page(amina, "needs_detail")))
    assert "Not met" in shown
    assert "Nobody was booked" in shown
    with pytest.raises(IntegrityError), transaction.atomic():
        Adjustment.objects.update(why_not="")


def test_a_worker_in_the_evening_finds_whom_to_call(as_person, amina):
    set_emergency_contact(by=BY, person_id=amina.pk, entry=BILAL)
    ivy = as_person("ivy")
    asked = ivy.get(page(amina, "emergency_look"))
    assert "01227" not in said(asked)
    assert "There is a problem" in said(ivy.send(page(amina, "emergency_look"), {}))
    assert not Look.objects.exists()
    done = ivy.send(page(amina, "emergency_look"), {"why": "missing"})
    shown = said(ivy.get(done.url))
    assert 'href="tel:01227555019"' in shown
    own = said(as_person("amina").get(page(amina, "emergency_detail")))
    assert "Ivy Marsh" in own
    assert "They did not arrive" in own


def test_a_look_is_for_its_own_person_and_a_quarter_of_an_hour(as_person, cast, amina):
    set_emergency_contact(by=BY, person_id=amina.pk, entry=BILAL)
    other = someone("Other")
    set_emergency_contact(by=BY, person_id=other.pk, entry=ContactEntry("X", "01634 555 000"))
    ivy = as_person("ivy")
    ivy.send(page(amina, "emergency_look"), {"why": "danger"})
    look = Look.objects.get()
    assert ivy.get(page(amina, "emergency_show", look.pk)).status_code == 200
    assert ivy.get(page(other, "emergency_show", look.pk)).status_code == 302
    usual = {"person": amina, "what": "emergency", "reason": "Ill", "at": timezone.now()}
    sams = Look.objects.create(**usual, by=cast.sam)
    old = Look.objects.create(**usual | {"at": usual["at"] - timedelta(minutes=16)}, by=cast.ivy)
    for other_look in (sams, old):
        assert ivy.get(page(amina, "emergency_show", other_look.pk)).status_code == 302


@pytest.mark.parametrize("key", ["sam", "ada", "ben", "amina"])
def test_the_right_to_look_is_a_right_of_its_own(as_person, amina, key):
    client, address = as_person(key), page(amina, "emergency_look")
    assert client.get(address).status_code == 404
    assert client.send(address, {"why": "danger"}).status_code == 404
    assert not Look.objects.exists()


def _looks_without_seeing_people(client, person, name: str) -> None:
    """Asked why first, nothing but whom to call after it, and the person reads of it."""
    address = page(person, "emergency_look")
    asked = said(client.get(address))
    assert "Amina" not in asked
    assert "01227" not in asked
    assert f"P{person.pk:05d}" in asked
    assert "There is a problem" in said(client.send(address, {}))
    shown = said(client.get(client.send(address, {"why": "missing"}).url))
    assert 'href="tel:01227555019"' in shown
    assert "Amina" not in shown
    look = Look.objects.get()
    assert look.by.name == name
    assert "They did not arrive" in look.reason
    for other in ("person_list", "needs_detail", "person_detail"):
        args = [] if other == "person_list" else [person.pk]
        answer = client.get(reverse(f"community:{other}", args=args))
        assert answer.status_code in (403, 404), other


def test_the_right_can_be_given_without_any_sight_of_people(as_person, cast, amina, monkeypatch):
    """Cal may see nobody. With this right alone Cal can call somebody, and nothing more."""
    set_emergency_contact(by=BY, person_id=amina.pk, entry=BILAL)
    monkeypatch.setitem(PERMISSIONS, "see_emergency_contacts", frozenset({Role.CLAIMS_APPROVER}))
    _looks_without_seeing_people(as_person("cal"), amina, "Cal Dunmore")
    own = said(as_person("amina").get(reverse("community:own_looks")))
    assert "Your emergency contact" in own
    assert "They did not arrive" in own


def test_nobody_to_call_is_said_before_any_reason(as_person, amina):
    shown = said(as_person("ivy").get(page(amina, "emergency_look")))
    assert "call 999" in shown
    assert "Why do you need it?" not in shown


def test_the_team_replaces_whom_to_call_without_seeing_who(as_person, amina):
    set_emergency_contact(by=BY, person_id=amina.pk, entry=BILAL)
    ivy = as_person("ivy")
    assert "Bilal" not in said(ivy.get(page(amina, "emergency_change")))
    sent = {"name": "Hana", "phone": "07700 900 982"}
    assert ivy.send(page(amina, "emergency_change"), sent).status_code == 302
    assert EmergencyContact.objects.get().name == "Hana"
    own = as_person("amina")
    assert "Hana" in said(own.get(page(amina, "emergency_change")))
    wrong = {"name": "Hana", "phone": "ask me", "version": 2}
    assert "Enter a telephone number" in said(own.send(page(amina, "emergency_change"), wrong))
    own.send(page(amina, "emergency_remove"))
    assert not EmergencyContact.objects.exists()


def test_two_tabs_that_showed_nobody_do_not_overwrite_each_other(as_person, amina):
    own, address = as_person("amina"), page(amina, "emergency_change")
    assert 'name="version" value="0"' in said(own.get(address))
    assert own.send(address, {"name": "Hana", "phone": "07700 900 982"}).status_code == 302
    other = {"name": "Bilal", "phone": "07700 900 111", "version": 0}
    shown = said(own.send(address, other))
    assert "Hana" in shown
    assert EmergencyContact.objects.get().name == "Hana"
    assert own.send(address, {**other, "version": 1}).status_code == 302
    assert EmergencyContact.objects.get().name == "Bilal"


def test_a_story_in_the_wrong_box_is_refused_and_kept_nowhere(as_person, cast, amina):
    sam, address = as_person("sam"), page(amina, "concern_add")
    for reference in (STORY, STORY * 20, "she said: help", "He hits her", "hit her 3 times"):
        shown = said(sam.send(address, {**TODAY, "reference": reference}))
        assert "Never write here what was said" in shown
        assert "A reference is a short number" in shown
    with pytest.raises(Refused, match="short number"):
        pass_on_concern(
            by=cast.sam,
            person_id=amina.pk,
            passed_to="adults",
            passed_on=timezone.localdate(),
            reference=STORY,
        )
    assert not Concern.objects.exists()
    assert not Draft.objects.exists()


def test_that_it_was_passed_on_is_for_the_team_alone(as_person, amina):
    sam, address = as_person("sam"), page(amina, "concern_add")
    assert sam.send(address, {**TODAY, "reference": "SG/2026 114"}).status_code == 302
    assert "SG/2026 114" not in said(sam.get(address))
    assert "SG/2026 114" in said(as_person("ivy").get(address))
    assert "SG/2026" not in said(as_person("amina").get(page(amina, "needs_detail")))
    assert as_person("amina").get(address).status_code == 403


def test_the_copy_she_fetches_alone_says_nothing_of_it(cast, amina):
    set_emergency_contact(by=BY, person_id=amina.pk, entry=BILAL)
    pass_on_concern(
        by=cast.sam,
        person_id=amina.pk,
        passed_to="adults",
        passed_on=timezone.localdate(),
        reference="SG/2026 114",
    )
    copy = str([(section.key, section.rows) for section in everything_about(amina)])
    assert "Bilal" in copy
    assert "SG/2026" not in copy
    assert "concern" not in copy


def test_tomorrow_is_not_yet_passed_on(as_person, amina):
    day = timezone.localdate() + timedelta(days=1)
    sent = {
        "passed_to": "police",
        "passed_on_day": day.day,
        "passed_on_month": day.month,
        "passed_on_year": day.year,
    }
    answer = as_person("sam").send(page(amina, "concern_add"), sent)
    assert "must be today or in the past" in said(answer)
