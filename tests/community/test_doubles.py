"""Likely doubles: found by every sign, told to those who may know."""

import pytest

from community.selectors.doubles import likely_doubles, told_to
from tests.community.people import someone

pytestmark = pytest.mark.django_db


@pytest.fixture
def katherine(db):
    return someone(
        "Katherine O'Brien",
        email="kath@example.org",
        phone="07700 900123",
        outward_code="CT14",
        is_hidden=True,
    )


@pytest.mark.parametrize(
    ("typed", "reasons"),
    [
        ({"name": "Catherine O’Brien"}, ("a name that looks alike",)),
        ({"name": "katherine  o'brien"}, ("the same name",)),
        ({"name": "Someone Else", "email": "KATH@example.org "}, ("the same e-mail address",)),
        ({"name": "Someone Else", "phone": "+44 7700-900123"}, ("the same telephone number",)),
        (
            {"name": "Kath O Brien", "outward_code": "ct14"},
            ("a name that looks alike", "the same postcode area"),
        ),
    ],
)
def test_the_same_person_is_found_by_any_sign(katherine, typed, reasons):
    someone("Ravi Patel", email="ravi@example.org", phone="01303 555999", outward_code="CT20")
    found = likely_doubles(**typed)
    assert [(double.person_id, double.reasons) for double in found] == [(katherine.pk, reasons)]


@pytest.mark.parametrize(
    "typed",
    [
        {"name": ""},
        {"name": "Kath Brown"},
        {"name": "Ravi Patel", "outward_code": "CT14"},
        {"phone": "900123"},
        {"name": "\u202eنور"},
        {"name": "%%__"},
    ],
)
def test_others_are_not_taken_for_doubles(katherine, typed):
    assert likely_doubles(**typed) == []


def test_a_record_is_no_double_of_itself(katherine):
    assert likely_doubles(name=katherine.name, other_than=katherine.pk) == []


def test_staff_are_told_only_that_there_is_one(katherine, cast):
    found = likely_doubles(name="Katherine O'Brien")
    assert (told_to(cast.sam, found).is_any, told_to(cast.sam, found).rows) == (True, ())
    assert told_to(cast.ivy, found).rows == tuple(found)
    assert not told_to(cast.ivy, []).is_any
