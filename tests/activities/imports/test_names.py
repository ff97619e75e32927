"""Levels, statuses, ways to meet, words and places by the names that logs have for them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.imports.cells import read_kept, read_person, read_title, read_venue
from activities.imports.choices import read_mode, read_status
from activities.imports.known import NewWords
from activities.imports.levels import read_level
from activities.imports.places import read_directorate, read_where
from activities.imports.readings import squeezed
from activities.imports.words import ListWords, read_kind, read_words
from tests.activities.imports.logs import checked, known, names

KNOWN = known()
NAME_OF = {level.id: level.name for level in KNOWN.levels}
THEMES = KNOWN.words["themes"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Involve", "Involve"),
        ("  INVOLVE ", "Involve"),
        ("Involving", "Involve"),
        ("3", "Involve"),
        ("3.0", "Involve"),
        ("Level 3", "Involve"),
        ("L3", "Involve"),
        ("3 - Involve", "Involve"),
        ("3. involving", "Involve"),
        ("cocreate", "Co-create"),
        ("Co-creation", "Co-create"),
        ("Co production", "Co-production"),
        ("CO-PRODUCED", "Co-production"),
        ("collaboration", "Collaboration"),
        ("informed  decision-making", "Informed decision making"),
        ("Ring 4", "Informed decision making"),
        ("5 - Collaboration", "Collaboration"),
    ],
)
def test_a_level_is_understood(text, name):
    reading = read_level(text, KNOWN)
    assert NAME_OF.get(reading.value) == name, reading.sentence


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Consultation", "Engage"),
        ("consult", "Engage"),
        ("Engagement", "Engage"),
        ("Participation", "Involve"),
        ("Involv", "Involve"),
        ("Co-design", "Co-create"),
        ("Information sharing", "Inform"),
        ("3 - Consultation", "Involve"),
        ("2 - Involve", "Involve"),
    ],
)
def test_a_guess_at_a_level_is_only_offered(text, first):
    reading = read_level(text, KNOWN)
    assert reading.value is None
    assert reading.suggestions[0] == first


@pytest.mark.parametrize("text", ["9", "Ring 7", "Tea and cake"])
def test_an_unknown_level_says_which_there_are(text):
    assert "Inform" in read_level(text, KNOWN).sentence


@pytest.mark.parametrize(
    ("text", "status"),
    [("Done", "happened"), ("took place", "happened"), ("Upcoming", "planned"),
     ("CANCELED", "cancelled"), ("Signed off", "closed"), ("On-going", "standing")],
)  # fmt: skip
def test_a_status_is_understood(text, status):
    assert read_status(text).value == status


def test_an_unclear_status_is_asked_about():
    assert read_status("Postponed").suggestions == ("Planned", "Cancelled")
    assert "Happened" in read_status("banana").sentence


@pytest.mark.parametrize(
    ("text", "mode"),
    [("F2F", "in_person"), ("face to face", "in_person"), ("MS Teams", "online"),
     ("Virtual", "online"), ("Blended", "hybrid"), ("In-person", "in_person")],
)  # fmt: skip
def test_how_people_met_is_understood(text, mode):
    assert read_mode(text).value == mode


def test_a_telephone_is_no_way_to_meet_that_we_know():
    assert len(read_mode("By phone").suggestions) == 3


# --- Words of a list ------------------------------------------------------------------------


def words(text, new=None):
    return read_words(text, THEMES, new or NewWords(), ListWords("theme"))


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Crisis care", (1,)),
        ("crisis-CARE; peer support", (1, 2)),
        ("Peer support, Crisis care", (2, 1)),
        ("Crisis care\nCrisis care", (1,)),
        ("Getting help & waiting", (3,)),
        ("Crisis care / Peer support", (1, 2)),
        ("- Crisis care\n- Peer support", (1, 2)),
    ],
)
def test_words_of_a_cell_are_found(text, ids):
    assert words(text).value == ids


@pytest.mark.parametrize("beside", ["Crisis care; ", "Getting help & waiting\n- ", "Crisis care, "])
def test_an_unknown_word_is_asked_about_in_the_same_way_beside_any_others(beside):
    reading = words(f"{beside}Peer suport,")
    assert reading.sentence == "“Peer suport” is no theme in our list."
    assert (reading.entry, reading.suggestions) == ("Peer suport", ("Peer support",))
    assert reading.others == ()


def test_each_unknown_word_of_a_cell_is_a_problem_of_its_own():
    row = checked(themes="Zebra; Crisis care; Yak")
    assert [(p.field, p.value) for p in row.problems] == [("themes", "Zebra"), ("themes", "Yak")]


def test_a_word_is_only_added_by_choice():
    assert words("Art").sentence
    assert words("Art; Crisis care", NewWords({"art": -1}, {-1: "Art"})).value == (-1, 1)


@pytest.mark.parametrize(
    ("text", "first"), [("Board meeting", "Committee or board"), ("Questionnaire", "Survey")]
)
def test_a_kind_is_offered_by_a_word_in_it(text, first):
    reading = read_kind(text, KNOWN.words["kind"], NewWords())
    assert reading.value is None
    assert reading.suggestions[0] == first
    assert "Something else" in reading.suggestions


def test_a_plural_is_the_same_kind():
    assert read_kind("Workshops", KNOWN.words["kind"], NewWords()).value == 1


# --- Places ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "ids", "is_trust_wide"),
    [
        ("Canterbury Community Mental-Health Team", (1,), False),
        ("Canterbury CMHT", (1,), False),
        ("Dover & Folkestone CMHT", (2,), False),
        ("Willow wards; Memory assessment service", (4, 3), False),
        ("Willow wards, Memory assessment service", (4, 3), False),
        ("Willow wards and Canterbury CMHT", (4, 1), False),
        ("All services of East Kent", (1, 2), False),
        ("Trust-wide", (), True),
        ("TRUST WIDE", (), True),
        ("Care groups", (), True),
    ],
)
def test_a_service_is_understood(text, ids, is_trust_wide):
    reading = read_where(text, KNOWN)
    assert not reading.sentence, reading.sentence
    assert (reading.value.service_ids, reading.value.is_trust_wide) == (ids, is_trust_wide)


def test_care_groups_are_told_apart_in_the_notes():
    assert "care groups" in read_where("Care groups", KNOWN).value.note_to_keep


@pytest.mark.parametrize(
    ("text", "said", "first"),
    [
        ("East Kent", "is a directorate", "All services of East Kent"),
        ("Empty", "no service yet", "Trust-wide"),
        ("Wilow ward", "no service that we know", "Willow wards"),
        ("Canterbury community mental heath team", "no service", "Canterbury community mental health team"),
    ],
)  # fmt: skip
def test_what_is_no_service_says_what_to_do(text, said, first):
    reading = read_where(text, KNOWN)
    assert said in reading.sentence
    assert reading.suggestions[0] == first
    assert not read_where(first, KNOWN).sentence


def test_a_directorate_column_may_hold_its_repair():
    assert read_directorate("east kent", KNOWN).value.name == "East Kent"
    assert read_directorate("All services of East Kent", KNOWN).value.service_ids == (1, 2)
    assert read_directorate("Willow wards", KNOWN).value.service_ids == (4,)
    assert read_directorate("Est Kent", KNOWN).suggestions == ("East Kent",)


def test_a_directorate_column_may_name_several_as_our_own_files_do():
    both = read_directorate("East Kent; Older people", KNOWN).value
    assert (both.name, both.is_directorate) == ("East Kent; Older people", True)
    assert set(both.service_ids) == {1, 2, 3, 4}
    repair = "All services of East Kent; All services of Older people"
    assert set(read_where(repair, KNOWN).value.service_ids) == {1, 2, 3, 4}
    assert read_directorate("East Kent; Nowhere", KNOWN).sentence


# --- Names that need not be known -----------------------------------------------------------


def test_a_name_nobody_knows_is_kept_in_the_notes():
    found = read_kept("Medway Carers; The Choir", names("Medway Carers"), "Partners")
    assert found.value == ((1,), ("Partners (in the old log): The Choir",))
    assert "kept in the notes" in found.note


def test_a_name_spelled_nearly_the_same_is_taken_and_noted():
    found = read_kept("Medway Carer's", names("Medway Carers"), "Partners")
    assert found.value[0] == (1,)


@pytest.mark.parametrize(
    ("text", "name", "is_taken"),
    [
        ("Medway Careers", "Medway Carers", True),
        ("Harbour Lane comunity hall", "Harbour Lane community hall", True),
        ("Library room 12", "Library room 13", False),
        ("East Kent Mind", "West Kent Mind", False),
        ("Medway carers group 1", "Medway carers group 2", False),
    ],
)
def test_a_name_is_taken_for_another_only_if_one_letter_is_wrong(text, name, is_taken):
    kept = () if is_taken else (f"Partners (in the old log): {text}",)
    assert read_kept(text, names(name), "Partners").value == ((1,) if is_taken else (), kept)
    venue = read_venue(text, known(venues=names(name)))
    assert venue.value[0] == (1 if is_taken else None)
    assert ("spelled nearly the same" in venue.note) == is_taken


def test_a_venue_may_be_a_way_to_meet():
    assert read_venue("MS Teams", KNOWN).value == (None, (), "online")
    assert read_venue("Harbour lane Community Hall", KNOWN).value[0] == 1
    assert read_venue("Costa, High Street", KNOWN).value[1] == (
        "Venue (in the old log): Costa, High Street",
    )


@pytest.mark.parametrize("text", ["sam@portal.example", "SAM@portal.example", "Sam Okafor"])
def test_a_colleague_is_known_by_address_and_name(text):
    assert read_person(text, KNOWN).value == ((7,), ())


@pytest.mark.parametrize("text", ["Two Names", "A stranger"])
def test_a_colleague_who_is_not_known_for_certain_is_kept_in_the_notes(text):
    assert read_person(text, KNOWN).value == ((), (f"Led by (in the old log): {text}",))


@pytest.mark.parametrize(
    ("text", "said"),
    [("---", "no letter"), ("long " * 50, "At most 200 fit")],
)
def test_a_title_that_cannot_be(text, said):
    assert said in read_title(text).sentence


def test_a_title_that_begins_like_a_formula_is_text():
    found = read_title("=1+1 makes three")
    assert (found.value, found.sentence) == ("=1+1 makes three", "")
    assert "as text" in found.note


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_read_or_refused_in_plain_words(text):
    for reading in (
        read_level(text, KNOWN),
        read_where(text, KNOWN),
        read_directorate(text, KNOWN),
        words(text),
        read_kind(text, KNOWN.words["kind"], NewWords()),
        read_status(text),
        read_mode(text),
        read_title(text),
    ):
        assert not (reading.sentence and reading.value)
        assert len(reading.suggestions) <= 3


@pytest.mark.parametrize(
    ("title", "kind", "note"),
    [
        ("Coffee morning with carers", "Drop-in", "was worked out from the title"),
        ("Time to talk", "Something else", "You can say one kind for all rows"),
    ],
)
def test_the_kind_is_told_by_the_title_or_the_check_says_that_it_is_not(title, kind, note):
    kinds = names("Drop-in", "Something else")
    found = known(words={**known().words, "kind": kinds})
    row = checked(found, title=title, kind="")
    assert row.record.entry.kind_id == kinds.ids[squeezed(kind)]
    assert any(note in said for said in row.notes)
