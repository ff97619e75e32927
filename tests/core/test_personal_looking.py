"""Texts that seem to hold something personal, and texts that only come near."""

import pytest

from core.text import personal_looking


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("ring 01622 724100 after two", "a telephone number"),
        ("07700 900123", "a telephone number"),
        ("Tel:(01622) 724100.", "a telephone number"),
        ("+44 (0)1622 724100", "a telephone number"),
        ("0044 7700 900123", "a telephone number"),
        ("0300-123-4567", "a telephone number"),
        ("write to a.o'brien@kent.example", "an email address"),
        ("NHS number 943 476 5919", "an NHS number"),
        ("4857773457", "an NHS number"),
        ("she lives in ME14 4AA", "a postcode"),
        ("me16 9qq", "a postcode"),
        ("SW1A 1AA", "a postcode"),
    ],
)
def test_what_looks_personal_is_named(text, what):
    assert personal_looking(text) == (what,)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "01/02/2024",
        "01-02-2024",
        "01.02.2024 to 03.02.2024",
        "2024-05-01 and 2024-06-01",
        "0900-1030",
        "09:00-10:30",
        "£01234567890",
        "£1,200,000 over 3 years",
        "cost centre 4451234567",
        "cost code E01234 567890",
        "budget 0123456789012345",
        "20 came, 15-20 expected, 1 2 3 4 5 6 7 8 9 10",
        "485 777 3456",
        "me @ home",
        "activity A00012",
        "Room M1 2nd floor, E1 3pm",
        "Band 6 4hr",
        "Unit 4b, ward 2",
    ],
)
def test_what_only_comes_near_is_left_alone(text):
    assert personal_looking(text) == ()


def test_each_is_named_once():
    text = "07700 900123 or 07700 900124, a@b.example"
    assert personal_looking(text) == ("a telephone number", "an email address")
