"""What is certain enough to be taken with one press: a known name with one slip of the pen in it."""

import pytest

from core.imports.slips import meant_by


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Thanet comunity mental health team", "Thanet community mental health team"),
        ("thanet communitty mental health team", "Thanet community mental health team"),
        ("Involvment", "Involvement"),
        ("Wrokshop", "Workshop"),
        ("Workshap", "Workshop"),
    ],
)
def test_one_letter_is_a_slip(text, name):
    assert meant_by(text, [name, "Something else"]) == name


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("East Kent team", ["West Kent team"]),
        ("Willow ward 3", ["Willow ward 2"]),
        ("Ward 12", ["Ward 2"]),
        ("Inpatient team", ["Outpatient team"]),
        ("Larch ward", ["Birch ward"]),
        ("Memory team", ["Memory assessment team"]),
        ("-5", ["5"]),
        ("31/2/2023", ["28 February 2023", "February 2023"]),
        ("5/13/2023", ["13 May 2023"]),
        ("Consultation", ["Engage"]),
        ("Asford team", ["Ashford team", "Axford team"]),
        ("Coffee morning", ["Drop-in", "Something else"]),
        ("", ["Trust-wide"]),
    ],
)
def test_what_may_mean_something_else_is_left_to_the_person(text, names):
    assert meant_by(text, names) == ""
