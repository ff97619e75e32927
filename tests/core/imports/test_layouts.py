"""A layout that is known: columns for everybody, answers for the person who gave them."""

from __future__ import annotations

import pytest

from core.imports.services.batches import choose_layout, undo_import
from core.models import ImportAnswer
from core.work.worker import do_due
from tests.core.imports.files import GOOD, HEADINGS, checked, fresh, loaded, matched, read
from tests.core.imports.pages import at, words
from tests.core.imports.test_steps import BAD, answered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plain_kind")]
LID = ("Lid", "vermilion", "", "", "", "")


def repaired(by, text="red"):
    """An import that came in with “vermilion” read as another colour."""
    row = (f"Spoon of {by}", *BAD[1:])
    return loaded(by, answered(by, checked(by, row), "replace", text))


def test_a_layout_is_remembered_with_its_repairs(cast):
    batch = answered(cast.sam, checked(cast.sam, *GOOD, BAD), "replace", "red")
    loaded(cast.sam, batch)
    another = read(cast.sam, ("Lid", "vermilion", "1", "", "", ""))
    assert another.is_layout_known
    assert (another.state, another.counts["ready"]) == ("checked", 1)


def test_the_report_tells_no_repair_that_met_no_row(as_person, cast):
    both = answered(cast.sam, checked(cast.sam, BAD, ("Lid", "puce", "", "", "", "")), "replace",
                    "red", value="vermilion")  # fmt: skip
    loaded(cast.sam, answered(cast.sam, both, "replace", "blue"))
    again = loaded(cast.sam, read(cast.sam, ("Pot", "VERMILION", "", "", "", "")))
    assert again.came_in == {"things": 1}
    sam = as_person("sam")
    page = words(sam.get(at("report", again)))
    assert "What was repaired" in page
    assert "Colour: vermilion Reads “red”" in page
    assert "puce" not in page
    # None was needed: then nothing is said to have been repaired.
    plain = loaded(cast.sam, read(cast.sam, ("Jug", "red", "", "", "", "")))
    assert "What was repaired" not in words(sam.get(at("report", plain)))
    # All are there for the file after it.
    assert read(cast.sam, LID).counts["ready"] == 1


def test_of_another_persons_layout_only_the_columns_are_taken(cast):
    batch = read(cast.sam, *GOOD, BAD)
    columns = {**batch.columns, "many": [], "set": [5]}
    batch = matched(cast.sam, batch, columns=columns, said={"many": "7"})
    loaded(cast.sam, answered(cast.sam, batch, "replace", "red"))
    theirs = read(cast.olu, ("Lid", "vermilion", "", "", "", ""))
    assert (theirs.state, theirs.is_layout_known, theirs.columns) == ("checked", True, columns)
    assert (theirs.said, theirs.counts["ready"], theirs.counts["to_repair"]) == ({}, 0, 1)
    assert not ImportAnswer.objects.filter(batch=theirs).exists()
    mine = read(cast.sam, ("Lid", "vermilion", "", "", "", ""))
    assert (mine.said, mine.preview) == ({"many": "7"}, [["Lid", "red", "7"]])


def test_two_people_have_each_their_own_answers(cast):
    repaired(cast.sam)
    repaired(cast.olu, text="blue")
    assert read(cast.sam, LID).preview == [["Lid", "red", "0"]]
    assert read(cast.olu, LID).preview == [["Lid", "blue", "0"]]


def test_who_helped_with_a_file_has_their_own_answers_again(cast):
    """The involvement team repairs what another began: the answer is theirs."""
    batch = checked(cast.sam, *GOOD, BAD)
    loaded(cast.ivy, answered(cast.ivy, batch, "replace", "red"))
    assert read(cast.ivy, LID).counts["ready"] == 1
    assert read(cast.sam, LID).counts["ready"] == 0


def test_what_was_taken_out_again_teaches_nothing(cast):
    repaired(cast.sam, text="blue")
    second = read(cast.sam, LID, GOOD[1])
    answer = ImportAnswer.objects.get(batch=second)
    ImportAnswer.objects.filter(pk=answer.pk).update(text="green")
    second = loaded(cast.sam, matched(cast.sam, second))
    undo_import(by=cast.sam, batch_id=second.pk, expected=second.version)
    do_due()
    assert fresh(second).state == "undone"
    assert read(cast.sam, LID).preview == [["Lid", "blue", "0"]]


def taken_out(by, batch):
    undo_import(by=by, batch_id=batch.pk, expected=batch.version)
    do_due()
    return fresh(batch)


def test_the_very_same_file_knows_all_that_was_said_of_it_though_it_was_taken_out(cast):
    rows = (*GOOD, BAD, ("Never", "red", "", "", "", ""))
    first = read(cast.sam, *rows)
    columns = {**first.columns, "many": [], "set": [5]}
    first = matched(cast.sam, first, columns=columns, said={"many": "7"})
    first = answered(cast.sam, first, "replace", "red", value="vermilion")
    first = answered(cast.sam, first, "leave_out", value="")
    assert taken_out(cast.sam, loaded(cast.sam, first)).state == "undone"
    again = read(cast.sam, *rows)
    assert (again.state, again.columns, again.said) == ("checked", columns, {"many": "7"})
    assert (again.counts["to_repair"], again.counts["left_out"]) == (0, 1)
    # Neither another person nor another file learns from what was taken out.
    assert read(cast.olu, *rows).state == "columns"
    assert read(cast.sam, *rows, GOOD[0]).state == "columns"


def test_the_very_same_file_is_read_from_the_row_that_was_chosen(cast):
    first = read(cast.sam, *GOOD)
    choose_layout(
        by=cast.sam, batch_id=first.pk, expected=first.version, sheet=first.sheet, header_row=0
    )
    do_due()
    first = matched(cast.sam, fresh(first), columns={"name": [0], "colour": [1]})
    taken_out(cast.sam, loaded(cast.sam, first, mode="good"))
    again = read(cast.sam, *GOOD)
    assert (again.state, again.header_row) == ("checked", 0)
    assert again.columns == {"name": [0], "colour": [1]}


def test_an_answer_that_was_taken_back_does_not_return(cast):
    repaired(cast.sam)
    second = read(cast.sam, GOOD[1])
    ImportAnswer.objects.filter(batch=second).delete()
    loaded(cast.sam, matched(cast.sam, second))
    assert read(cast.sam, LID).counts["to_repair"] == 1


@pytest.mark.parametrize("at", [0, 3, len(HEADINGS)])
def test_a_file_with_our_two_columns_is_known_wherever_they_stand(cast, at):
    first = read(cast.sam, *GOOD)
    loaded(cast.sam, matched(cast.sam, first, columns={**first.columns, "many": []}))

    def with_ours(cells, ours):
        return (*cells[:at], *ours, *cells[at:])

    headings = with_ours(HEADINGS, ("Row in the first file", "Why it did not come in"))
    row = with_ours(("Mug", "red", "5", "", "", ""), ("6", "“mauve” is no colour we know."))
    again = read(cast.sam, row, headings=headings)
    assert (again.state, again.is_layout_known) == ("checked", True)
    assert again.preview == [["Mug", "red", "0"]]
