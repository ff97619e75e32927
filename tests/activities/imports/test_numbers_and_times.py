"""How many came, and at what time: a text and what it means, or a sentence."""

from datetime import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.imports.guesses import read_guesses
from activities.imports.numbers import read_people
from activities.imports.times import read_times


def told(text: str) -> str:
    """ "about 20 = 8 carer": the total, then the kinds."""
    found = []
    for people in read_people(text).value or ():
        counts = [("", people.total)] if people.total else []
        counts += [(str(count.kind), count) for count in people.by_kind]
        found.append(
            ", ".join(
                f"{'about ' if count.is_estimate else ''}{count.number} {kind}".strip()
                for kind, count in counts
            )
        )
    return " | ".join(found)


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("20", "20"),
        ("20.0", "20"),
        ("1,200", "1200"),
        ("0", "0"),
        ("twenty", "20"),
        ("twenty-five", "25"),
        ("a dozen", "12"),
        ("about 20", "about 20"),
        ("c. 20", "about 20"),
        ("approx 20", "about 20"),
        ("~20", "about 20"),
        ("20+", "about 20"),
        ("20ish", "about 20"),
        ("over 100", "about 100"),
        ("12-15", "about 13"),
        ("12 to 16", "about 14"),
        ("20 people", "20"),
        ("20 attendees", "20"),
        ("Carers: 8", "8 carer"),
        ("about twenty five carers", "about 25 carer"),
        ("8 SU and 2 staff", "8 service_user, 2 staff"),
        ("SU 5; carers 3", "5 service_user, 3 carer"),
        ("8 carers, 12 service users", "8 carer, 12 service_user"),
        ("20 (8 carers)", "20, 8 carer"),
        ("about 20 (8 carers, 4 staff)", "about 20, 8 carer, 4 staff"),
        ("8 carers and 3 others", "8 carer, 3 unknown"),
        ("12\n15\n9", "12 | 15 | 9"),
        ("n/a", ""),
        ("-", ""),
        ("unknown", ""),
    ],
)
def test_a_number_of_people_is_understood(text, means):
    assert not read_people(text).sentence
    assert told(text) == means


@pytest.mark.parametrize(
    ("text", "said", "suggestions"),
    [
        ("lots", "is no number", ()),
        ("well attended", "is no number", ()),
        ("20.5", "cannot read", ()),
        ("-5", "cannot read", ("5",)),
        ("15-12", "cannot read", ("15", "12")),
        ("10 + 5", "cannot read", ("10", "5")),
        ("5 staff, 5 staff", "cannot read", ("5",)),
        ("200000", "more than we can believe", ()),
        ("1e5", "cannot read", ("1", "5")),
        ("٣", "cannot read", ()),
        ("9" * 400, "too long", ()),
    ],
)
def test_what_is_no_number_says_what_to_do(text, said, suggestions):
    reading = read_people(text)
    assert said in reading.sentence
    assert reading.suggestions == suggestions


def test_a_range_is_noted():
    assert "12-15" in read_people("12-15").note
    assert not read_people("12").note


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("10:30", time(10, 30), None),
        ("10.30am", time(10, 30), None),
        ("10:00:00", time(10), None),
        ("1330", time(13, 30), None),
        ("0.4375", time(10, 30), None),
        ("noon", time(12), None),
        ("2 pm", time(14), None),
        ("12am", time(0), None),
        ("10-12", time(10), time(12)),
        ("10am to 12pm", time(10), time(12)),
        ("9.30-12.30", time(9, 30), time(12, 30)),
        ("11am-1pm", time(11), time(13)),
        ("2-4pm", time(14), time(16)),
        ("11-1", time(11), time(13)),
        ("1-3", time(13), time(15)),
        ("11-1pm", time(11), time(13)),
        ("13:30 – 15:00", time(13, 30), time(15)),
    ],
)
def test_a_time_is_understood(text, start, end):
    clock = read_times(text).value
    assert (clock.start, clock.end) == (start, end)


def test_an_afternoon_that_was_guessed_is_noted():
    assert "afternoon" in read_times("2-4").note
    assert not read_times("2-4pm").note
    assert "left out" in read_times("morning").note


@pytest.mark.parametrize("text", ["25:00", "11pm-1am", "5pm-3pm", "10-11-12", "soon", "13pm"])
def test_what_is_no_time_says_what_to_do(text):
    assert "Write" in read_times(text).sentence


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=50), st.text("0123456789 -:.apm,()+carestf~", max_size=30)))
def test_any_text_is_read_or_refused_in_words(text):
    for read in (read_people, read_times):
        reading = read(text)
        assert not (reading.value is not None and reading.sentence)
        assert reading.sentence == "" or reading.sentence.endswith(".")


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("Carers and family who came", {"carer"}),
        ("staff who came; Of a kind not known", {"staff", "unknown"}),
        ("Yes", {"service_user", "carer", "partner", "public", "staff", "unknown"}),
        ("No", None),
        ("-", None),
    ],
)
def test_which_numbers_are_guesses_is_read_as_our_own_files_say_it(text, means):
    assert read_guesses(text).value == means


def test_a_guess_of_nobody_we_count_is_asked_about():
    found = read_guesses("Hedgehogs who came")
    assert "names no column of people" in found.sentence
    assert found.suggestions == ("Yes", "No")
