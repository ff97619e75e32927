"""A person's record: who sees it, who changes it, how its status moves."""

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404

from community.models import Kind, Person, Status, StatusMove
from community.selectors.people import find_person, visible_to
from community.services.people import PersonEntry, add_person, change_person, move_person
from core.service import Refused, Stale
from organisation.models import Interest
from tests.community.people import someone

pytestmark = pytest.mark.django_db


def test_a_person_is_added_with_what_they_said(cast):
    interest = Interest.objects.get(label="Research")
    entry = PersonEntry(
        name="Dana Whitlock",
        email="Dana@Example.org",
        kinds=(Kind.CARER, Kind.SERVICE_USER),
        interest_ids=frozenset({interest.pk}),
    )
    person = add_person(by=cast.sam, entry=entry, way_in="telephone")
    assert (person.status, person.email, person.entered_by) == (
        "asked",
        "dana@example.org",
        cast.sam,
    )
    assert list(person.interests.all()) == [interest]
    assert [(m.to, m.by) for m in person.moves.all()] == [("asked", cast.sam)]


def test_who_sees_whom(cast):
    open_one, hidden = someone("Open"), someone("Hidden", is_hidden=True)
    asked, own = someone("Asked", status=Status.ASKED), someone("Own", account=cast.amina)
    assert set(visible_to(cast.ivy)) == {open_one, hidden, asked, own}
    assert set(visible_to(cast.sam)) == {open_one, own}
    assert set(visible_to(cast.amina)) == {own}
    assert set(visible_to(cast.ada)) == set()
    with pytest.raises(Http404):
        find_person(cast.sam, hidden.pk)


def test_an_alias_leads_to_its_record(cast):
    kept, gone = someone("Kept"), someone("Gone")
    Person.objects.filter(pk=gone.pk).update(merged_into=kept)
    assert find_person(cast.ivy, gone.pk) == kept
    assert list(visible_to(cast.ivy)) == [kept]


def test_only_the_person_and_the_team_change_a_record(cast):
    person = someone(account=cast.amina)
    changes = {"shown_name": "Dana", "interest_ids": [Interest.objects.first().pk]}
    with pytest.raises(Refused, match="involvement team"):
        change_person(by=cast.sam, person_id=person.pk, expected=None, changes=changes)
    changed = change_person(
        by=cast.amina, person_id=person.pk, expected=person.version, changes=changes
    )
    assert (changed.shown_name, changed.interests.count()) == ("Dana", 1)
    with pytest.raises(Stale):
        change_person(by=cast.ivy, person_id=person.pk, expected=person.version, changes=changes)


def test_a_new_address_is_not_confirmed(cast):
    person = someone(email="a@example.org", is_email_confirmed=True)
    changed = change_person(
        by=cast.ivy, person_id=person.pk, expected=None, changes={"email": "b@example.org"}
    )
    assert not changed.is_email_confirmed


def test_a_person_pauses_and_comes_back_alone(cast):
    person = someone(account=cast.amina)
    move_person(by=cast.amina, person_id=person.pk, to=Status.PAUSED, why="Exams")
    move_person(by=cast.amina, person_id=person.pk, to=Status.ACTIVE)
    moves = StatusMove.objects.filter(person=person).order_by("id")
    assert [(m.start, m.to, m.is_own, m.why) for m in moves][1:] == [
        ("active", "paused", True, "Exams"),
        ("paused", "active", True, ""),
    ]


def test_not_now_needs_the_team_and_its_reason(cast):
    person = someone(status=Status.ASKED, account=cast.amina)
    for by, why, words in (
        (cast.amina, "No", "involvement team"),
        (cast.ivy, " ", "Say why"),
    ):
        with pytest.raises(Refused, match=words):
            move_person(by=by, person_id=person.pk, to=Status.NOT_NOW, why=why)
    move_person(by=cast.ivy, person_id=person.pk, to=Status.NOT_NOW, why="You live in Wales.")
    assert Person.objects.get(pk=person.pk).status == Status.NOT_NOW


def test_the_database_keeps_the_shape(cast):
    person = someone()
    for values in (
        {"address": "1 High Street"},
        {"outward_code": "1CT"},
        {"kinds": ["robot"]},
        {"is_email_confirmed": True},
        {"name": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Person.objects.filter(pk=person.pk).update(**values)
