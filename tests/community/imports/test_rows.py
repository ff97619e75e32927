"""Rows of a members' list: what they mean, and what is asked about them. Pure."""

from datetime import date

import pytest

from community.imports.columns import KEYS
from community.imports.members import ASKED_AGAIN, KnownMembers, check_members
from core.imports.cells import DayOrder

KNOWN = KnownMembers(
    today=date(2026, 11, 1),
    experiences={"researchandpolls": "Research, and polls"},
    interests={"research": "Research", "choosingstaff": "Choosing staff"},
    districts={"thanet": 7},
    district_names={"thanet": "Thanet"},
    days=DayOrder(""),
)


def row(**cells):
    """What becomes of one row with these cells."""
    values = tuple(cells.get(key, "") for key in KEYS)
    return next(check_members([(2, values)], KNOWN))


def test_a_row_is_read_as_people_write_it():
    found = row(
        name="Dana\nWhitlock",
        email="Dana <dana@Example.org>",
        kinds="SU, carer",
        interests="research; Choosing staff",
        experiences="research, and polls",
        district="thanet",
        postcode="ct11 9ab",
        status="yes",
        joined_on="1/4/24",
    ).record
    assert (found.name, found.email) == ("Dana Whitlock", "dana@example.org")
    assert found.kinds == ("service_user", "carer")
    assert found.experience_words == ("Research, and polls",)
    assert found.interest_words == ("Research", "Choosing staff")
    assert (found.district_id, found.outward_code) == (7, "CT11")
    assert (found.status, found.joined_on) == ("active", date(2024, 4, 1))


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"name": " - "}, "name is missing"),
        ({"name": "x" * 121}, "longer than 120"),
        ({"name": "A", "email": "a at b"}, "not an email address"),
        ({"name": "A", "phone": "0163"}, "not a telephone number"),
        ({"name": "A", "postcode": "Ramsgate"}, "not a postcode"),
        ({"name": "A", "kinds": "carrer"}, "as whom they take part"),
        ({"name": "A", "interests": "Knitting"}, "not in the list of interests"),
        ({"name": "A", "experiences": "Knitting"}, "list of what people have done before"),
        ({"name": "A", "district": "Thannet"}, "There is no district"),
        ({"name": "A", "status": "perhaps"}, "where somebody stands"),
        ({"name": "A", "joined_on": "1/4/2030"}, "in the future"),
        ({"name": "A", "joined_on": "31/2/2024"}, "not a day"),
        ({"name": "A", "consents": "parties"}, "what they agreed to"),
        # A yes in a column that may be about anything is asked about.
        ({"name": "A", "consents": "yes"}, "what they agreed to"),
    ],
)
def test_what_cannot_be_says_what_to_do(cells, says):
    assert any(says in problem.sentence for problem in row(**cells).problems)


def test_a_slip_of_the_pen_is_met_with_the_word_that_was_meant():
    assert row(name="A", district="Thannet").problems[0].suggestions == ("Thanet",)


def test_consent_counts_only_with_date_words_and_how():
    whole = {
        "name": "A",
        "consents": "newsletter",
        "consent_on": "1/4/2024",
        "consent_words": "Send me news by email.",
        "consent_how": "On paper",
    }
    assert row(**whole).record.consent.purposes == ("newsletter",)
    for missing in ("consent_on", "consent_words", "consent_how"):
        found = row(**{**whole, missing: ""})
        assert found.record.consent is None
        assert ASKED_AGAIN in found.notes
    assert row(name="A", consents="no").record.consent is None


@pytest.mark.parametrize("name", ["Cher", "O’Brien", "李小龙", "عمر الشريف", "Zoë 🌻 Müller"])
def test_names_of_any_kind_come_in(name):
    assert row(name=name).record.name == name


def test_two_rows_of_one_person_meet():
    one, other = row(name="A", phone="+44 1632 960123"), row(name="a", phone="01632 960 123")
    assert one.same_as == other.same_as
    assert row(name="A", email="A@x.org").same_as == row(name="B", email="a@x.org").same_as


def test_the_district_follows_from_a_postcode_that_lies_in_one():
    assert row(name="A", postcode="CT11 9AB").record.district_id == 7
    # TN12 lies in three.
    assert row(name="A", postcode="TN12").record.district_id is None
