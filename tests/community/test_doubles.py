"""Likely doubles: found by every sign, told to those who may know."""

import pytest

from community.models import Compared, LikelyPair, Status
from community.selectors.doubles import doubles_to_review, likely_doubles, told_to
from community.services.doubles import MOST_BESIDE
from community.services.people import change_person
from community.tasks import compare_people
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
        ({"name": "Someone Else", "email": "KATH@example.org "}, ("the same email address",)),
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


def test_staff_learn_nothing_of_who_is_hidden(katherine, cast, as_person):
    found = likely_doubles(email="kath@example.org")
    assert (told_to(cast.sam, found).is_any, told_to(cast.sam, found).rows) == (False, ())
    assert told_to(cast.ivy, found).rows == tuple(found)
    typed = {"name": "Katherine O'Brien", "email": "kath@example.org", "phone": "07700 900123"}
    asked, nobody = "/community/people/doubles/check/", {"name": "Zoltan Quist"}
    sam = as_person("sam")
    assert sam.post(asked, typed).content == sam.post(asked, nobody).content
    # Entered a second time all the same, they are a pair for the team to join.
    someone("Kath O'Brien", by=cast.sam, email="kath@example.org")
    assert len(reviewed()) == 1


def test_staff_are_told_only_that_there_is_one(katherine, cast):
    type(katherine).objects.filter(pk=katherine.pk).update(is_hidden=False)
    found = likely_doubles(name="Katherine O'Brien")
    assert (told_to(cast.sam, found).is_any, told_to(cast.sam, found).rows) == (True, ())
    assert told_to(cast.ivy, found).rows == tuple(found)
    assert not told_to(cast.ivy, []).is_any


# --- The review list ---------------------------------------------------------------------


def reviewed() -> set[tuple[str, str, str]]:
    """The pairs of the list once the timed job has run."""
    compare_people()
    pairs = doubles_to_review().pairs
    return {(pair.first.name, pair.second.name, pair.get_sign_display()) for pair in pairs}


def test_people_who_share_an_address_or_a_telephone_are_reviewed(cast):
    someone("Anna Berg", email="home@example.org", phone="01622 700 700")
    someone("Carl Dietz", email="home@example.org")
    someone("Eva Frei", phone="+44 1622 700700", status=Status.LEFT)
    assert reviewed() == {
        ("Anna Berg", "Carl Dietz", "the same email address"),
        ("Anna Berg", "Eva Frei", "the same telephone number"),
    }


def test_the_oldest_records_are_compared_by_name_too(cast):
    """Three hundred came after the first two: they are a pair all the same."""
    someone("Katherine O'Brien")
    someone("Catherine O'Brien")
    for number in range(300):
        someone(f"{chr(97 + number % 26) * 5} {chr(97 + number // 26) * 5}{number}")
    found = reviewed()
    assert ("Katherine O'Brien", "Catherine O'Brien", "names that look alike") in found


def test_less_is_enough_in_one_postcode_area(cast):
    someone("Kath O'Brien", outward_code="CT14")
    someone("Katherine O'Brien", outward_code="CT14")
    someone("Jo Hargreaves", outward_code="CT14")
    someone("Joanna Hargreave", outward_code="ME1")
    assert reviewed() == {("Kath O'Brien", "Katherine O'Brien", "names that look alike")}


def test_a_changed_record_is_compared_anew(cast):
    one = someone("Katherine O'Brien")
    other = someone("Catherine O'Brien")
    assert len(reviewed()) == 1
    change_person(by=cast.ivy, person_id=other.pk, expected=None, changes={"name": "Zoltan Quist"})
    assert doubles_to_review().waiting == 1
    assert reviewed() == set()
    assert doubles_to_review().waiting == 0
    change_person(by=cast.ivy, person_id=one.pk, expected=None, changes={"name": "Zoltan Quisk"})
    assert len(reviewed()) == 1


def test_the_page_tells_what_is_not_compared_yet(as_person, cast):
    someone("Katherine O'Brien")
    ivy = as_person("ivy")
    page = "/community/people/doubles/"
    assert "still to be compared with all others: 1" in ivy.get(page).content.decode()
    compare_people()
    shown = ivy.get(page).content.decode()
    assert "still to be compared" not in shown
    assert "No two records look alike" in shown


def test_many_of_one_name_do_not_fill_the_list_without_end(cast):
    for _number in range(30):
        someone("Mary Smith")
    compare_people()
    assert LikelyPair.objects.count() <= 30 * MOST_BESIDE
    assert Compared.objects.count() == 30


def test_what_joined_or_forgotten_people_leave_is_not_listed(cast):
    one, other = someone("Katherine O'Brien"), someone("Catherine O'Brien")
    compare_people()
    type(one).objects.filter(pk=other.pk).update(merged_into=one)
    assert doubles_to_review().pairs == ()
