"""From a file to what came in and out again: each step, done by the worker."""

from __future__ import annotations

import pytest

from core.imports.services.answers import (
    Answer,
    answer_questions,
    decide_doubles,
    take_answer_back,
)
from core.imports.services.batches import (
    choose_layout,
    drop_import,
    load_import,
    resume_import,
    stop_import,
    undo_import,
)
from core.models import Draft, ImportAnswer, ImportDouble, ImportProblem, ImportQuestion, Work
from core.service import Refused, Stale
from core.work.worker import do_due
from tests.core.imports.files import (
    BAD,
    GOOD,
    HEADINGS,
    checked,
    csv_of,
    fresh,
    loaded,
    matched,
    read,
    things,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plain_kind")]


def answered(by, batch, action, text="", value=None):
    """Give the first question (or that about a value) an answer, and have it checked again."""
    questions = ImportQuestion.objects.filter(batch_id=batch.pk).order_by("pk")
    question = questions.get(value=value) if value is not None else questions.first()
    answer = Answer(question.pk, action, text)
    answer_questions(by=by, batch_id=batch.pk, expected=batch.version, answers=[answer])
    do_due()
    return fresh(batch)


# --- Reading and matching ---------------------------------------------------------------------


def test_a_file_is_read_and_its_columns_are_suggested(cast):
    batch = read(cast.sam, *GOOD)
    assert (batch.state, batch.row_count, batch.header_row) == ("columns", 4, 1)
    assert batch.columns == {"name": [0], "colour": [1], "many": [2], "day": [3, 4], "set": [5]}


def test_a_file_without_rows_says_so(cast):
    batch = read(cast.sam)
    assert batch.state == "unreadable"
    assert batch.trouble


def test_another_row_of_headings_can_be_chosen(cast):
    batch = read(cast.sam, ("My things", "", "", "", "", ""), HEADINGS, *GOOD)
    choose_layout(by=cast.sam, batch_id=batch.pk, expected=batch.version, sheet=0, header_row=3)
    do_due()
    batch = fresh(batch)
    assert (batch.header_row, batch.row_count, batch.headings[0]) == (3, 4, "Thing")


def test_rows_are_checked_and_counted(cast):
    batch = checked(cast.sam, *GOOD, BAD)
    assert batch.state == "checked"
    numbers = {name: batch.counts[name] for name in ("rows", "ready", "to_repair")}
    assert numbers == {"rows": 5, "ready": 4, "to_repair": 1}
    assert batch.counts["coming_in"] == {"rows": 4, "records": 3, "parts": 0}
    assert batch.counts["notes"] == [["Numbers with “about” are kept as about so many.", 1]]
    assert batch.preview == [["Cup", "red", "2"], ["Plate", "blue", "20"], ["Fork", "green", "12"]]


def test_one_word_for_all_rows_fills_empty_cells(cast):
    batch = read(cast.sam, ("Cup", "", "", "", "", ""), ("Plate", "blue", "", "", "", ""))
    batch = matched(cast.sam, batch, said={"colour": "red"})
    assert [line[1] for line in batch.preview] == ["red", "blue"]


def test_a_row_of_totals_stays_out_by_itself(cast):
    batch = checked(cast.sam, *GOOD, ("Total", "", "34", "", "", ""))
    assert (batch.counts["ready"], batch.counts["to_repair"], batch.counts["totals"]) == (4, 0, 1)


# --- Repairing --------------------------------------------------------------------------------


def test_problems_that_read_the_same_are_one_question(cast):
    other = ("Pan", "vermilion", "1", "", "", "")
    batch = checked(cast.sam, *GOOD, BAD, other)
    question = ImportQuestion.objects.get(batch_id=batch.pk)
    assert (question.value, question.row_count, question.first_row) == ("vermilion", 2, 6)
    assert ImportProblem.objects.filter(batch_id=batch.pk).count() == 2


def test_one_answer_repairs_all_like_it(cast):
    other = ("Pan", "vermilion", "1", "", "", "")
    batch = checked(cast.sam, *GOOD, BAD, other)
    batch = answered(cast.sam, batch, "replace", "red")
    assert (batch.counts["to_repair"], batch.counts["ready"]) == (0, 6)
    loaded(cast.sam, batch)
    assert [thing["colour"] for thing in things()].count("red") == 3


SPELLED = ("Vermilion", "VERMILION", "vermilion", "Vermilion", "dark  Vermilion", "Dark vermilion")


@pytest.mark.parametrize(
    ("action", "text", "ready"), [("replace", "red", 4), ("add", "", 4), ("leave_out", "", 0)]
)
def test_cells_that_differ_in_capitals_and_spaces_alone_are_one_question(cast, action, text, ready):
    rows = [(f"Pan {n}", colour, "1", "", "", "") for n, colour in enumerate(SPELLED)]
    batch = checked(cast.sam, *rows)
    asked = ImportQuestion.objects.filter(batch_id=batch.pk).order_by("pk")
    found = {q.value: (q.row_count, q.first_row) for q in asked}
    assert found == {"Vermilion": (4, 2), "dark  Vermilion": (2, 6)}
    assert "“Vermilion” is no colour" in asked.get(value="Vermilion").sentence
    batch = answered(cast.ivy, batch, action, text, value="Vermilion")
    assert (batch.counts["ready"], batch.counts["questions"]) == (ready, 1)
    # What stands in the file is shown as it stands there.
    problems = ImportProblem.objects.filter(batch_id=batch.pk).values_list("value", flat=True)
    assert {"dark  Vermilion", "Dark vermilion"} <= set(problems)


def test_a_repair_is_for_cells_with_a_problem_only(cast):
    """The same text elsewhere is right and stays."""
    batch = checked(cast.sam, ("red", "Cup", "", "", "", ""), ("Cup", "red", "", "", "", ""))
    batch = answered(cast.sam, batch, "replace", "blue", value="Cup")
    loaded(cast.sam, batch)
    assert [(t["name"], t["colour"]) for t in things()] == [("red", "blue"), ("Cup", "red")]


def test_a_repaired_cell_may_need_another_repair(cast):
    batch = checked(cast.sam, BAD)
    batch = answered(cast.sam, batch, "replace", "crimson")
    assert ImportQuestion.objects.get(batch_id=batch.pk).value == "crimson"
    batch = answered(cast.sam, batch, "replace", "red")
    assert batch.counts["ready"] == 1


def test_a_cell_is_left_empty_where_it_may_be(cast):
    batch = checked(cast.sam, ("Cup", "red", "lots", "", "", ""))
    batch = answered(cast.sam, batch, "empty")
    assert batch.preview == [["Cup", "red", "0"]]


def test_a_cell_that_must_say_something_is_not_left_empty(cast):
    batch = checked(cast.sam, BAD)
    with pytest.raises(Refused, match="cannot be left empty"):
        answered(cast.sam, batch, "empty")


def test_a_word_is_added_only_by_those_who_keep_the_list(cast):
    batch = checked(cast.sam, BAD)
    with pytest.raises(Refused, match="keep the word lists"):
        answered(cast.sam, batch, "add")
    batch = answered(cast.ivy, batch, "add")
    assert batch.preview == [["Spoon", "vermilion", "6"]]


def test_rows_can_be_left_out_by_a_problem(cast):
    batch = checked(cast.sam, *GOOD, BAD, ("Never", "red", "", "", "", ""))
    batch = answered(cast.sam, batch, "leave_out", value="vermilion")
    batch = answered(cast.sam, batch, "leave_out", value="")
    assert (batch.counts["to_repair"], batch.counts["left_out"]) == (0, 2)
    assert len(things(loaded(cast.sam, batch))) == 3


def test_a_repair_can_be_taken_back(cast):
    batch = answered(cast.sam, checked(cast.sam, BAD), "replace", "red")
    answer = ImportAnswer.objects.get(batch=batch)
    take_answer_back(by=cast.sam, batch_id=batch.pk, expected=batch.version, answer_id=answer.pk)
    do_due()
    assert fresh(batch).counts["to_repair"] == 1


def test_an_error_of_a_formula_is_a_problem_of_its_cell(cast):
    batch = checked(cast.sam, ("Cup", "red", "#REF!", "", "", ""))
    question = ImportQuestion.objects.get(batch_id=batch.pk)
    assert "formula" in question.sentence
    assert answered(cast.sam, batch, "replace", "5").preview == [["Cup", "red", "5"]]


# --- Doubles ----------------------------------------------------------------------------------


def test_rows_that_say_the_same_come_in_once(cast):
    batch = checked(cast.sam, GOOD[0], GOOD[1], ("CUP", "red", "2", "1 May", "", ""))
    double = ImportDouble.objects.get(batch_id=batch.pk)
    assert (double.number, double.like_number) == (4, 2)
    assert [thing["name"] for thing in things(loaded(cast.sam, batch))] == ["Cup", "Plate"]


def test_a_double_comes_in_when_somebody_says_so(cast):
    batch = checked(cast.sam, GOOD[0], GOOD[0])
    decide_doubles(by=cast.sam, batch_id=batch.pk, expected=batch.version, bring_in=[3])
    assert len(things(loaded(cast.sam, fresh(batch)))) == 2


def test_what_is_there_already_is_a_double(cast):
    loaded(cast.sam, checked(cast.sam, *GOOD[:2]))
    batch = checked(cast.sam, *GOOD[:2], ("Bowl", "red", "", "", "", ""))
    assert ImportDouble.objects.filter(batch_id=batch.pk, words__contains="already").count() == 2
    assert [thing["name"] for thing in things(loaded(cast.sam, batch))] == ["Bowl"]


def test_a_decision_about_doubles_outlives_a_check(cast):
    batch = checked(cast.sam, GOOD[0], GOOD[0], BAD)
    decide_doubles(by=cast.sam, batch_id=batch.pk, expected=batch.version, all_in=True)
    answered(cast.sam, fresh(batch), "replace", "red")
    assert ImportDouble.objects.get(batch_id=batch.pk).is_brought_in


def test_a_double_that_is_repaired_away_is_forgotten(cast):
    batch = checked(cast.sam, GOOD[0], GOOD[0])
    batch = matched(cast.sam, batch, columns={**batch.columns, "name": [5]})
    assert not ImportDouble.objects.filter(batch_id=batch.pk).exists()


# --- Bringing in ------------------------------------------------------------------------------


def test_rows_of_one_record_come_in_together(cast):
    batch = loaded(cast.sam, checked(cast.sam, GOOD[2], GOOD[0], GOOD[3]))
    assert (batch.state, batch.came_in) == ("loaded", {"things": 2})
    assert [thing["rows"] for thing in things(batch)] == [[2, 4], [3]]


def test_all_or_nothing_with_one_bad_row_is_nothing(cast):
    batch = checked(cast.sam, *GOOD, BAD)
    with pytest.raises(Refused, match="1 row is still to be repaired"):
        load_import(by=cast.sam, batch_id=batch.pk, expected=batch.version, mode="all")
    assert not things()


def test_only_the_good_rows_come_in_when_asked(cast):
    batch = loaded(cast.sam, checked(cast.sam, *GOOD, BAD), mode="good")
    assert batch.state == "loaded"
    assert len(things(batch)) == 3


def test_nothing_comes_in_if_something_fits_no_longer(cast, plain_kind, monkeypatch):
    batch = checked(cast.sam, *GOOD)
    monkeypatch.setattr(type(plain_kind), "learn", lambda self, *, by, told: KnownWithout("green"))
    batch = loaded(cast.sam, batch)
    do_due()
    batch = fresh(batch)
    assert (batch.state, batch.counts["to_repair"]) == ("checked", 2)
    assert not things()


class KnownWithout:
    """What is known once a colour has been put away."""

    def __init__(self, colour):
        self.colours = {"red": "red", "blue": "blue", "green": "green"}
        del self.colours[colour]


def test_a_database_rule_that_says_no_leaves_nothing_and_says_so(cast, plain_kind, monkeypatch):
    usual = plain_kind.load

    def load(**options):
        usual(**options)
        Draft.objects.create(by=cast.sam, page=Draft.objects.latest("pk").page, values={})

    monkeypatch.setattr(plain_kind, "load", load, raising=False)
    batch = loaded(cast.sam, checked(cast.sam, *GOOD))
    assert (batch.state, batch.mode) == ("checked", "")
    assert "nothing has come in" in batch.trouble
    assert not things()


# --- Undo, giving up, and the wrong order -----------------------------------------------------


def test_what_came_in_is_taken_out_whole(cast):
    batch = loaded(cast.sam, checked(cast.sam, *GOOD))
    undo_import(by=cast.sam, batch_id=batch.pk, expected=batch.version)
    do_due()
    batch = fresh(batch)
    assert (batch.state, batch.taken_out) == ("undone", {"things": 3})
    assert not things()
    with pytest.raises(Refused, match="already"):
        undo_import(by=cast.sam, batch_id=batch.pk, expected=batch.version)


@pytest.mark.parametrize("goes_too", [False, True])
def test_what_was_changed_since_stays_unless_it_is_chosen(cast, goes_too):
    batch = loaded(cast.sam, checked(cast.sam, *GOOD))
    touched = Draft.objects.filter(page__startswith="thing").first()
    Draft.objects.filter(pk=touched.pk).update(values={**touched.values, "touched": True})
    also = [touched.pk] if goes_too else []
    undo_import(by=cast.sam, batch_id=batch.pk, expected=batch.version, also=also)
    do_due()
    assert len(things()) == (0 if goes_too else 1)


def test_steps_in_the_wrong_order_are_refused(cast):
    batch = read(cast.sam, *GOOD)
    with pytest.raises(Refused, match="Match the columns first"):
        load_import(by=cast.sam, batch_id=batch.pk, expected=batch.version, mode="good")
    with pytest.raises(Refused, match="nothing to take out"):
        undo_import(by=cast.sam, batch_id=batch.pk, expected=batch.version)


def test_a_stale_page_changes_nothing(cast):
    batch = read(cast.sam, *GOOD)
    matched(cast.sam, batch)
    with pytest.raises(Stale):
        matched(cast.sam, batch)


def test_only_its_owner_and_the_team_go_on_with_an_import(cast):
    batch = checked(cast.sam, *GOOD)
    with pytest.raises(Refused):
        loaded(cast.olu, batch)
    assert loaded(cast.ivy, fresh(batch)).loaded_by == cast.ivy


def test_an_import_is_given_up_while_it_is_checked(cast):
    batch = read(cast.sam, *GOOD)
    batch.said = {}
    drop_import(by=cast.sam, batch_id=batch.pk, expected=batch.version)
    assert fresh(batch).state == "dropped"
    with pytest.raises(Refused):
        drop_import(by=cast.sam, batch_id=batch.pk, expected=batch.version + 1)


def test_a_step_that_is_stopped_can_be_begun_again_or_left(cast):
    batch = checked(cast.sam, *GOOD)
    load_import(by=cast.sam, batch_id=batch.pk, expected=batch.version, mode="all")
    with pytest.raises(Refused, match="being worked on"):
        resume_import(by=cast.sam, batch_id=batch.pk, is_going_on=True)
    stop_import(by=cast.sam, batch_id=batch.pk)
    resume_import(by=cast.sam, batch_id=batch.pk, is_going_on=False)
    assert fresh(batch).state == "checked"
    load_import(by=cast.sam, batch_id=batch.pk, expected=fresh(batch).version, mode="all")
    stop_import(by=cast.sam, batch_id=batch.pk)
    resume_import(by=cast.sam, batch_id=batch.pk, is_going_on=True)
    do_due()
    assert fresh(batch).state == "loaded"


def test_what_breaks_three_times_can_be_left(cast, plain_kind, monkeypatch):
    monkeypatch.setattr(plain_kind, "check", lambda rows, known: 1 / 0, raising=False)
    batch = read(cast.sam, *GOOD)
    batch = matched(cast.sam, batch)
    do_due()
    do_due()
    assert Work.objects.get(kind="imports.check").state == "failed"
    resume_import(by=cast.sam, batch_id=batch.pk, is_going_on=False)
    assert fresh(batch).state == "columns"


def test_a_file_of_many_chunks_keeps_records_whole(cast, monkeypatch):
    monkeypatch.setattr("core.imports.checking.CHUNK", 3)
    rows = [(f"Thing {n}", "red", "1", "", "", f"set {n // 5}") for n in range(23)]
    batch = loaded(cast.sam, checked(cast.sam, *rows))
    assert [len(thing["rows"]) for thing in things(batch)] == [5, 5, 5, 5, 3]


def test_the_file_may_hold_anything_that_copy_takes_for_its_own(cast):
    name = r"\N back\slash"
    data = csv_of((name, "red", "1", "", "", ""), ("tab\there", "red", "2", "", "", ""))
    assert b"\\" in data
    batch = checked(cast.sam, (name, "red", "1", "", "", ""), ("two\nlines", "red", "", "", "", ""))
    assert [thing["name"] for thing in things(loaded(cast.sam, batch))] == [name, "two\nlines"]
