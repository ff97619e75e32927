"""A row of an old log: what it becomes, and what is said where it cannot come in."""

from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.imports.columns import FIELDS, KEYS
from activities.imports.merging import merged, preview_line
from activities.imports.rows import Checker
from organisation.models import WORD_LISTS
from tests.activities.imports.logs import GOOD, KIND, checked, known, values

CHECKER = Checker(known())


def problems(row) -> dict[str, str]:
    return {problem.field: problem.sentence for problem in row.problems}


def people(row) -> list[list[tuple[str, int, bool]]]:
    return [
        [(h.kind, h.number, h.is_estimate) for h in session.headcounts]
        for session in row.record.sessions
    ]


# --- When -----------------------------------------------------------------------------------


def test_a_day_becomes_a_session_that_was_held():
    record = checked(starts_at="10-12", mode="Teams").record
    (session,) = record.sessions
    assert (session.held_on, session.precision) == (date(2023, 5, 3), "day")
    assert (session.starts_at, session.ends_at) == (time(10), time(12))
    assert (session.status, session.mode, record.entry.status) == ("held", "online", "happened")
    assert record.entry.starts_on is None


def test_how_people_met_is_never_made_up():
    row = checked()
    assert [session.mode for session in row.record.sessions] == [""]
    assert any("not said how people met" in note for note in row.notes)
    for said in ({"mode": "Face to face"}, {"venue": "MS Teams"}):
        assert not any("how people met" in note for note in checked(**said).notes)


def test_over_a_leaflet_nobody_met():
    names = known(publications=frozenset({3}))
    for said in ({}, {"mode": "In person"}):
        row = checked(names, kind="Survey", **said)
        assert [session.mode for session in row.record.sessions] == [""]
        assert not any("how people met" in note for note in row.notes)


def test_a_day_to_come_is_planned():
    record = checked(date="1 December 2026").record
    assert (record.entry.status, record.sessions[0].status) == ("planned", "planned")


def test_an_activity_with_a_held_session_happened_though_another_is_to_come():
    record = checked(date="1 May 2026; 1 December 2026").record
    assert record.entry.status == "happened"
    assert [session.status for session in record.sessions] == ["held", "planned"]


def test_a_longer_time_is_the_activitys_own():
    for said in ({"date": "3-5 May 2023"}, {"date": "3 May 2023", "ends": "5 May 2023"}):
        record = checked(**said).record
        assert (record.entry.starts_on, record.entry.ends_on) == (
            date(2023, 5, 3),
            date(2023, 5, 5),
        )
        assert [session.held_on for session in record.sessions] == [date(2023, 5, 3)]


@pytest.mark.parametrize("text", ["about 3 May 2023", "early May 2023"])
def test_a_day_that_is_only_about_right_is_not_made_exact(text):
    row = checked(date=text)
    (session,) = row.record.sessions
    assert (session.held_on, session.precision) == (date(2023, 5, 1), "month")
    assert (row.record.entry.starts_on, row.record.entry.ends_on) == (None, None)
    assert f"Date in the old log: {text}" in row.record.entry.notes
    assert any("about right" in note for note in row.notes)


def test_a_quarter_is_kept_as_such_and_in_its_own_words():
    row = checked(date="Q2 22/23")
    entry = row.record.entry
    assert (entry.starts_on, entry.ends_on, entry.precision) == (
        date(2022, 7, 1),
        date(2022, 9, 1),
        "month",
    )
    assert "Date in the old log: Q2 22/23" in entry.notes
    assert any("first month" in note for note in row.notes)


@pytest.mark.parametrize(
    "said", [{"date": "goes on all the time"}, {"date": "", "status": "Ongoing"}]
)
def test_what_goes_on_is_standing_and_has_no_session(said):
    record = checked(**said).record
    assert record.entry.is_standing
    assert record.entry.status == "happened"
    assert record.sessions == ()


def test_without_a_date_the_sentence_says_both_ways_out():
    row = checked(date="")
    assert "goes on all the time" in problems(row)["date"]
    # Not suggested: one press for all suggestions must not make it count for ever.
    assert row.problems[0].suggestions == ()


def test_what_happened_cannot_be_to_come():
    assert "still to come" in problems(checked(date="1 Dec 2026", status="Done"))["date"]


def test_an_old_plan_stays_a_plan_and_is_noted():
    row = checked(status="Planned")
    assert row.record.entry.status == "planned"
    assert any("still planned" in note for note in row.notes)


def test_a_cancelled_one_has_a_reason():
    record = checked(status="Cancelled", reason="Snow").record
    assert (record.entry.status, record.status_reason) == ("cancelled", "Snow")
    assert record.sessions[0].status == "cancelled"
    assert checked(status="Cancelled").record.status_reason


def test_a_time_needs_an_exact_day():
    row = checked(date="May 2023", starts_at="10:30")
    assert row.record.sessions[0].starts_at is None
    assert any("time was left out" in note for note in row.notes)


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"starts_at": "11:00", "ends_at": "10:00"}, "ends_at", "after the start"),
        ({"ends_at": "12:00"}, "ends_at", "start time as well"),
        ({"date": "26 March 2023", "starts_at": "12.30am-1.30am"}, "starts_at", "did not happen"),
        ({"ends": "1 May 2023"}, "ends", "after the first"),
        ({"date": "May 2023", "ends": "5 May 2023"}, "ends", "both dates as days"),
    ],
)
def test_days_and_times_that_cannot_be(said, field, sentence):
    found = problems(checked(**said))
    assert sentence in found[field]


# --- Who came -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        ({"people": "about 20"}, [("unknown", 20, True)]),
        ({"service_users": "8", "carers": "4"}, [("service_user", 8, False), ("carer", 4, False)]),
        ({"people": "12", "service_users": "8", "carers": "4"},
         [("service_user", 8, False), ("carer", 4, False)]),
        ({"people": "14", "service_users": "8", "staff": "6"},
         [("service_user", 8, False), ("staff", 6, False)]),
        ({"people": "20", "carers": "8"}, [("carer", 8, False), ("unknown", 12, False)]),
        ({"people": "20 (8 carers)"}, [("carer", 8, False), ("unknown", 12, False)]),
        ({"staff": "3"}, [("staff", 3, False)]),
        ({}, []),
    ],
)  # fmt: skip
def test_headcounts(said, counts):
    assert people(checked(**said)) == [counts]


def test_as_many_numbers_as_dates_are_one_each():
    row = checked(date="3 and 10 May 2023", people="12\n15")
    assert people(row) == [[("unknown", 12, False)], [("unknown", 15, False)]]


def test_one_number_for_several_dates_goes_to_the_first_and_is_noted():
    row = checked(date="3 and 10 May 2023", people="12")
    assert people(row) == [[("unknown", 12, False)], []]
    assert any("counted once, with the first date" in note for note in row.notes)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"people": "5", "carers": "9"}, "add up to 9"),
        ({"people": "5\n6\n7"}, "3 numbers of people for one date"),
        ({"date": "3 and 10 May 2023", "people": "5\n6", "carers": "1"}, "none by kind"),
    ],
)
def test_numbers_that_cannot_be_true_together(said, sentence):
    assert sentence in problems(checked(**said))["people"]


# --- What, where, by whom -------------------------------------------------------------------


def test_a_kind_is_worked_out_from_the_title_and_noted():
    row = checked(kind="", title="Staff survey results")
    assert row.record.entry.kind_id == 3
    assert any("from the title" in note for note in row.notes)
    assert checked(kind="", title="Choir").record.entry.kind_id == 4


def test_a_directorate_alone_asks_for_the_service():
    row = checked(service="", directorate="East Kent")
    assert row.problems[0].field == "directorate"
    assert row.problems[0].suggestions == ("All services of East Kent",)
    assert checked(
        service="", directorate="All services of East Kent"
    ).record.entry.service_ids == (1, 2)


def test_a_service_is_enough_beside_its_directorate():
    assert checked(directorate="Older people").record.entry.service_ids == (1,)


def test_what_has_no_field_of_its_own_is_kept_in_the_notes():
    record = checked(
        venue="Costa", led_by="A stranger", partners="The Choir", project="Gardens",
        reference="22-014", notes="Went well", service="Care groups",
    ).record  # fmt: skip
    assert record.entry.is_trust_wide
    lines = record.entry.notes.split("\n")
    assert lines[0] == "Went well"
    assert {line.split(":")[0] for line in lines[2:]} == {
        "Partners (in the old log)",
        "Project (in the old log)",
        "Led by (in the old log)",
        "Venue (in the old log)",
        "Number in the old log",
    }


def test_the_reach_of_something_that_is_read():
    assert checked(reach="about 1,200").record.entry.publication_reach == 1200


def test_every_fault_of_a_row_is_named_at_once():
    row = checked(level="Consultation", date="31/2/2023", service="East Kent", title="---")
    assert set(problems(row)) == {"title", "level", "date", "service"}


def test_an_empty_row_says_all_that_is_missing():
    row = CHECKER.row(2, values(title="x"))
    assert set(problems(row)) == {"level", "service", "date"}


@pytest.mark.parametrize("key", ["title", "level", "date", "service"])
def test_a_dash_is_as_good_as_nothing(key):
    assert key in problems(checked(**{key: "-"}))


# --- Rows of one activity -------------------------------------------------------------------


def test_rows_of_one_activity_and_rows_that_say_the_same():
    one, again, later = checked(), checked(title="PATIENT council"), checked(date="10 May 2023")
    other = checked(level="Engage")
    assert one.belongs == again.belongs == later.belongs != other.belongs
    assert one.same_as == again.same_as != later.same_as
    assert checked(known(choices={})).belongs == ""


def test_sessions_of_several_rows_become_one_activity():
    rows = [
        checked(date="10 May 2023", people="5", themes="Crisis care", notes="One"),
        checked(date="3 May 2023", people="7", themes="Peer support", notes="One", aim="To hear"),
        checked(date="17 May 2023", status="Cancelled"),
    ]
    record = merged([row.record for row in rows])
    assert [session.held_on.day for session in record.sessions] == [3, 10, 17]
    assert [session.status for session in record.sessions] == ["held", "held", "cancelled"]
    assert (record.entry.status, record.entry.aim, record.entry.notes) == (
        "happened",
        "To hear",
        "One",
    )
    assert record.entry.theme_ids == (1, 2)
    assert record.session_reason
    line = preview_line([row.record for row in rows], known())
    assert line == (
        "Patient council",
        "3 sessions from 3 May 2023 to 17 May 2023",
        "Workshop",
        "Happened",
        "Involve",
        "Canterbury community mental health team",
        "12",
    )


# --- Any row at all -------------------------------------------------------------------------

CELL = st.one_of(
    st.just(""),
    st.text(max_size=30),
    st.sampled_from(
        [*GOOD.values(), "about 20", "12-15", "Q2 22/23", "goes on all the time", "East Kent",
         "Cancelled", "3/5/23; 10/5/23", "2pm-4pm", "Consultation", "n/a", "20 (8 carers)"]
    ),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(CELL, min_size=len(KEYS), max_size=len(KEYS)))
def test_any_row_comes_in_or_says_why_not(cells):
    row = CHECKER.row(7, cells)
    assert bool(row.problems) != bool(row.record)
    for problem in row.problems:
        assert problem.field in KEYS
        assert problem.sentence.endswith((".", "?"))
    if row.record:
        assert row.record.entry.title
        assert row.same_as


def test_every_field_says_what_headings_it_knows_once():
    seen: dict[str, str] = {}
    for field in FIELDS:
        for name in field.names:
            assert seen.setdefault(name, field.key) == field.key, name
        assert not field.word_list or field.word_list in WORD_LISTS


def test_the_example_is_a_row_that_comes_in():
    example = {field.key: field.example for field in FIELDS if field.example}
    row = checked(
        **{key: text for key, text in example.items() if key not in ("themes", "place_kind")}
    )
    assert row.record, row.problems


def test_every_option_is_understood():
    places = known()
    for key in ("level", "status", "date", "service", "mode", "kind", "themes", "directorate"):
        for text, _label in KIND.options(Checker(places), key):
            if key == "status" and text in ("Closed", "Planned"):
                continue
            row = checked(**{key: text} | ({"service": ""} if key == "directorate" else {}))
            assert key not in problems(row), (key, text)


def test_a_text_that_could_lead_to_a_person_is_told_and_comes_in():
    row = checked(
        notes="Ring Dave on 07700 900123", aim="Room 12, 40 chairs", reference="07700 900124"
    )
    assert row.record.entry.notes.startswith("Ring Dave")
    assert [note for note in row.notes if "looks as if" in note] == [
        "A text looks as if it holds a telephone number. All staff will be able to read it"
    ]
