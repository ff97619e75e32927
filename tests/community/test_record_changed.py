"""When staff change what matters to somebody, the person is told of what kind of thing it was."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from community.models import ByHand, HeldMessage, Person
from core.models import Message
from tests.community.people import someone
from tests.users.post import letters

pytestmark = pytest.mark.django_db
SUBJECT = "We changed something in your record"


@pytest.fixture
def dana() -> Person:
    return someone("Dana Whitlock", email="dana@home.example", phone="01227 555123")


def change(client, person: Person, part: str, **typed) -> None:
    person.refresh_from_db()
    page = reverse("community:person_change", args=[person.pk, part])
    answer = client.send(page, {"version": person.version, **typed})
    assert answer.status_code == 302, answer.content.decode()


def told() -> list:
    return [each for each in letters() if SUBJECT in each.subject]


@pytest.mark.parametrize(
    ("part", "typed", "kind"),
    [
        ("name", {"name": "Dana Miller"}, "your name"),
        ("reach", {"email": "dana@home.example", "phone": "01634 1"}, "how we reach you"),
        ("hidden", {"is_hidden": "on"}, "who can see you"),
        ("limit", {"asks_a_month": "1"}, "how often we may ask you"),
    ],
)
def test_the_person_is_told_the_kind_of_thing_and_nothing_of_it(as_person, dana, part, typed, kind):
    change(as_person("ivy"), dana, part, **typed)
    (letter,) = told()
    assert letter.to == "dana@home.example"
    assert f"- {kind}" in letter.text
    for private in ("Whitlock", "Miller", "01634", "01227 555123"):
        assert private not in letter.text


def test_once_a_day_at_most(as_person, dana):
    ivy = as_person("ivy")
    change(ivy, dana, "name", name="Dana M")
    change(ivy, dana, "limit", asks_a_month="1")
    assert len(told()) == 1
    Message.objects.update(created_at=timezone.now() - timedelta(days=1))
    change(ivy, dana, "limit", asks_a_month="2")
    assert len(told()) == 2


def test_of_a_new_address_the_old_one_is_told(as_person, dana):
    change(as_person("ivy"), dana, "reach", email="mistyped@home.example", phone=dana.phone)
    assert [each.to for each in told()] == ["dana@home.example"]
    dana.refresh_from_db()
    assert dana.email == "mistyped@home.example"


def test_other_parts_and_the_same_again_tell_nobody(as_person, dana):
    ivy = as_person("ivy")
    change(ivy, dana, "language", language="Welsh")
    change(ivy, dana, "name", name="Dana Whitlock")
    assert told() == []


def test_who_changes_their_own_record_is_not_told(as_person, cast, dana):
    Person.objects.filter(pk=dana.pk).update(account=cast.amina)
    page = reverse("community:own_record_change", args=["name"])
    as_person("amina").send(page, {"name": "D", "version": dana.version})
    assert told() == []


def test_who_has_no_email_is_told_by_hand(as_person):
    eve = someone("Eve Hart", phone="01227 555123")
    change(as_person("ivy"), eve, "name", name="Eve Harte")
    (row,) = ByHand.objects.filter(person=eve)
    assert (row.purpose, row.subject) == ("record_changed", SUBJECT)


def test_an_address_nobody_vouched_for_is_asked_first_and_the_change_is_saved(as_person):
    eve = someone("Eve Hart", email="eve@typed.example", is_address_theirs=False)
    change(as_person("ivy"), eve, "name", name="Eve Harte")
    assert HeldMessage.objects.filter(person=eve, purpose="record_changed").count() == 1
    assert told() == []
    eve.refresh_from_db()
    assert eve.name == "Eve Harte"
