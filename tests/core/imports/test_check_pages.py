"""Pages of imports between the check and the load: what was found, problems, likely doubles."""

from __future__ import annotations

import csv
import io
import re

import pytest

from core.models import ImportDouble, ImportQuestion
from core.work.worker import do_due
from tests.core.imports.files import BAD, GOOD, checked, fresh, loaded, read
from tests.core.imports.pages import at, versioned, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plain_kind")]


def test_the_check_shows_numbers_the_first_rows_and_what_is_left_to_do(as_person, cast):
    batch = checked(cast.sam, *GOOD, BAD, GOOD[0])
    said = words(as_person("sam").get(at("detail", batch)))
    assert "Rows in the file 6 Will come in 4 rows: 3 things" in said
    assert "Left out: likely doubles 1 With a problem 1" in said
    assert "1 to answer, 1 row" in said
    assert "Name Cup Colour red How many 2" in said
    assert "Numbers with “about” are kept as about so many. (1 row)" in said


@pytest.mark.parametrize(
    "given",
    [
        {"{q}": "use1"},
        {"{q}": "other", "{q}_other": "blue"},
        {"{q}": "type", "{q}_type": "blue"},
        # Without JavaScript the boxes stand open, whichever answer is chosen or none.
        {"{q}_other": "blue"},
        {"{q}_type": "blue"},
        {"{q}": "use1", "{q}_type": "green"},
    ],
)
def test_a_problem_is_answered_once_for_all_rows_like_it(as_person, cast, given):
    sam = as_person("sam")
    batch = checked(cast.sam, *GOOD, BAD, BAD)
    page = sam.get(at("problems", batch))
    assert "Colour: “vermilion” (2 rows, the first is row 6)" in words(page)
    name = f"q{ImportQuestion.objects.get(batch_id=batch.pk).pk}"
    data = {key.replace("{q}", name): value for key, value in given.items()}
    response = sam.send(at("problems", batch), versioned(batch, **data))
    assert response.status_code == 302, words(response)
    do_due()
    assert fresh(batch).counts["to_repair"] == 0
    said = words(sam.get(at("problems", batch)))
    assert "No problem is left" in said
    assert "Colour: vermilion Reads “blue”" in said


def test_only_what_is_certain_is_taken_at_once_and_the_page_says_first_what_that_is(
    as_person, cast
):
    sam = as_person("sam")
    slips = [("Pan", "bluee", "", "", "", ""), ("Lid", "bluee", "", "", "", "")]
    batch = checked(cast.sam, BAD, *slips)
    said = words(sam.get(at("problems", batch)))
    assert "Your file says Colour: “bluee” It will be read as “blue” Rows 2" in said
    assert "1 other question stays for you to answer" in said
    sam.send(at("problems", batch), versioned(batch, accept="1"))
    do_due()
    batch = fresh(batch)
    assert [line[:2] for line in batch.preview] == [["Pan", "blue"], ["Lid", "blue"]]
    assert ImportQuestion.objects.get(batch_id=batch.pk).value == "vermilion"
    assert "Take what is listed here" not in words(sam.get(at("problems", batch)))


def test_a_press_takes_nothing_where_nothing_is_certain(as_person, cast):
    batch = checked(cast.sam, BAD)
    page = as_person("sam").send(at("problems", batch), versioned(batch, accept="1"))
    assert "Choose an answer for at least one problem" in words(page)
    assert fresh(batch).counts["to_repair"] == 1


@pytest.mark.parametrize(
    ("way", "sentence"),
    [
        ("other", "Choose from the list what should stand in place of “vermilion”"),
        ("type", "Type what should stand in place of “vermilion”"),
    ],
)
def test_an_answer_that_is_not_given_is_named(as_person, cast, way, sentence):
    batch = checked(cast.sam, BAD)
    name = f"q{ImportQuestion.objects.get(batch_id=batch.pk).pk}"
    page = as_person("sam").send(at("problems", batch), versioned(batch, **{name: way}))
    assert sentence in words(page)
    assert f'href="#id_{name}_{way}"' in page.content.decode()
    assert "This field is required" not in words(page)


def test_of_two_boxes_filled_in_without_an_answer_neither_is_dropped(as_person, cast):
    batch = checked(cast.sam, BAD)
    name = f"q{ImportQuestion.objects.get(batch_id=batch.pk).pk}"
    given = {f"{name}_other": "blue", f"{name}_type": "green"}
    page = as_person("sam").send(at("problems", batch), versioned(batch, **given))
    assert "You chose from the list and typed as well" in words(page)
    assert 'value="green"' in page.content.decode()
    assert fresh(batch).counts["to_repair"] == 1


def test_the_numbers_of_the_check_add_up_to_the_rows_of_the_file(as_person, cast):
    sam, empty = as_person("sam"), ("", "", "", "", "", "")
    never = ("Never", "red", "", "", "", "")
    total = ("Total", "", "34", "", "", "")
    batch = checked(cast.sam, *GOOD, empty, GOOD[0], BAD, never, total)
    question = ImportQuestion.objects.get(batch_id=batch.pk, field="")
    sam.send(at("problems", batch), versioned(batch, **{f"q{question.pk}": "leave_out"}))
    do_due()
    for page in ("detail", "load"):
        said = words(sam.get(at(page, batch)))
        assert "4 rows: 3 things" in said
    said = words(sam.get(at("detail", batch)))
    assert (
        "Rows in the file 9 Will come in 4 rows: 3 things Left out: likely doubles 1 "
        "Left out by you 1 Left out: totals 1 Left out: empty, or the headings again 1 "
        "With a problem 1"
    ) in said
    sam.send(at("doubles", batch), versioned(batch, all="in"))
    said = words(sam.get(at("detail", batch)))
    assert "Will come in 5 rows, 1 of them likely doubles: 4 things" in said


def test_an_answer_is_taken_back(as_person, cast):
    sam, batch = as_person("sam"), checked(cast.sam, BAD)
    question = ImportQuestion.objects.get(batch_id=batch.pk)
    sam.send(at("problems", batch), versioned(batch, **{f"q{question.pk}": "use0"}))
    do_due()
    page = sam.get(at("problems", batch))
    address = re.search(r'action="([^"]*/problems/\d+/drop/)"', page.content.decode())[1]
    sam.send(address, versioned(batch))
    do_due()
    assert fresh(batch).counts["to_repair"] == 1


def test_only_those_who_keep_word_lists_are_offered_to_add(as_person, cast):
    batch = checked(cast.sam, BAD)
    assert "to the list" not in words(as_person("sam").get(at("problems", batch)))
    assert "Add “vermilion” to the list" in words(as_person("ivy").get(at("problems", batch)))


def test_no_answer_at_all_is_said(as_person, cast):
    batch = checked(cast.sam, BAD)
    page = as_person("sam").send(at("problems", batch), versioned(batch))
    assert "Choose an answer for at least one problem" in words(page)


def test_every_fault_is_listed_by_row_and_column_and_can_be_fetched(as_person, cast):
    sam = as_person("sam")
    batch = checked(cast.sam, *GOOD, BAD, ("Pan", "red", "lots", "", "", ""))
    page = sam.get(at("rows", batch))
    assert re.search(r"6 Column Color Meant for Colour .*vermilion", words(page))
    data = b"".join(sam.get(f"{at('rows', batch)}?download=csv").streaming_content)
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert [line[0] for line in lines[1:]] == ["6", "7"]


def test_doubles_are_decided_one_by_one_or_all_at_once(as_person, cast):
    sam, batch = as_person("sam"), checked(cast.sam, GOOD[0], GOOD[0], GOOD[0])
    page = sam.get(at("doubles", batch))
    assert "2 rows look like another one" in words(page)
    assert "Row 3 Name: Cup Colour: red How many: 2" in words(page)
    assert "Row 2 of this file Name: Cup Colour: red How many: 2" in words(page)
    sam.send(at("doubles", batch), versioned(batch, bring_in="3"))
    assert ImportDouble.objects.get(batch_id=batch.pk, is_brought_in=True).number == 3
    chosen = ImportDouble.objects.filter(batch_id=batch.pk, is_brought_in=True)
    sam.send(at("doubles", batch), versioned(batch, all="in"))
    assert chosen.count() == 2
    sam.send(at("doubles", batch), versioned(batch, all="out"))
    assert chosen.count() == 0


def test_a_double_stands_beside_the_record_that_it_is_like(as_person, cast):
    loaded(cast.sam, checked(cast.sam, GOOD[0]))
    batch = checked(cast.sam, ("CUP", "blue", "7", "1 May", "", ""))
    said = words(as_person("sam").get(at("doubles", batch)))
    assert "Row 2 Name: CUP Colour: blue How many: 7" in said
    assert "Cup is there already Name: Cup Colour: red How many: 2" in said


def test_the_same_file_again_is_warned_about_with_who_and_when(as_person, cast):
    loaded(cast.olu, checked(cast.olu, *GOOD))
    batch = read(cast.sam, *GOOD)
    for page in ("detail", "load"):
        assert "Olu Adeyemi chose the same file on" in words(as_person("ivy").get(at(page, batch)))


def test_who_may_not_see_an_import_of_the_same_file_learns_of_it_without_a_name(as_person, cast):
    first, sam = checked(cast.olu, *GOOD), as_person("sam")
    batch = read(cast.sam, *GOOD)
    said = words(sam.get(at("columns", batch)))
    assert "Somebody chose the same file on" in said
    assert "It has not come in." in said
    loaded(cast.olu, first)
    batch = read(cast.sam, *GOOD)
    for page in ("detail", "load"):
        said = words(sam.get(at(page, batch)))
        assert "Olu" not in said
        assert "It has come in." in said
