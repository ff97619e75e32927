"""Pages of imports, from choosing a file to taking it out again."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.imports.services.batches import stop_import
from core.models import ImportBatch, ImportQuestion
from core.service import Refused
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
    upload_of,
)
from tests.core.imports.pages import at, versioned, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plain_kind")]

# --- Choosing a file --------------------------------------------------------------------------


def test_the_first_page_says_what_it_takes_and_offers_an_example(as_person):
    page = as_person("sam").get(at("start", None, "things"))
    said = words(page)
    assert "CSV, TXT or XLSX, up to 200 MB" in said or "XLSX" in said
    assert "Name of the thing (needed)" in said
    assert at("example", None, "things", "xlsx") in page.content.decode()


def test_the_example_file_is_understood_without_help(as_person, cast):
    sam = as_person("sam")
    data = b"".join(sam.get(at("example", None, "things", "csv")).streaming_content)
    response = sam.send(at("start", None, "things"), {"file": upload_of(data, "example.csv")})
    do_due()
    batch = ImportBatch.objects.get()
    assert response.url == at("detail", batch)
    assert set(batch.columns) == {"name", "colour", "many", "day", "set"}
    assert matched(cast.sam, batch).counts["ready"] == 1


def test_a_file_that_is_none_of_ours_is_refused_beside_the_field(as_person):
    page = as_person("sam").send(
        at("start", None, "things"), {"file": upload_of(b"%PDF-1.7 hello", "log.pdf")}
    )
    assert page.status_code == 200
    assert "PDF" in words(page)
    assert not ImportBatch.objects.exists()


def test_no_file_is_said_beside_the_field(as_person):
    assert "Choose a file" in words(as_person("sam").send(at("start", None, "things"), {}))


def test_sending_the_same_page_twice_makes_one_import(as_person):
    sam, key = as_person("sam"), "0198c0de-0000-7000-8000-000000000001"
    for _ in range(2):
        file = upload_of(csv_of(*GOOD))
        sam.post(at("start", None, "things"), {"submission_key": key, "file": file})
    assert ImportBatch.objects.count() == 1


def test_the_progress_can_be_left_and_found_again(as_person, cast):
    sam = as_person("sam")
    sam.send(at("start", None, "things"), {"file": upload_of(csv_of(*GOOD))})
    batch = ImportBatch.objects.get()
    assert "You can close this page" in words(sam.get(at("detail", batch)))
    assert "Being read" in words(sam.get(at("list")))
    assert "Being read" in words(as_person("ivy").get(at("detail", batch)))
    do_due()
    assert sam.get(at("detail", batch)).url == at("columns", batch)
    assert "Match the columns" in words(sam.get(at("list")))


def test_every_page_counts_the_rows_of_the_file_alike(as_person, cast):
    nothing = ("", "", "", "", "", "")
    sam, batch = as_person("sam"), read(cast.sam, GOOD[0], nothing, nothing, HEADINGS, GOOD[1])
    assert "We found 5 rows" in words(sam.get(at("columns", batch)))
    batch = matched(cast.sam, batch)
    page = words(sam.get(at("detail", batch)))
    assert "Rows in the file 5" in page
    assert "Left out: empty, or the headings again 3" in page
    assert re.search(r"old list.csv .* Rows 5 Where it stands", words(sam.get(at("list"))))


def test_what_has_come_in_says_how_to_change_it_and_what_has_ended_is_not_stopped(as_person, cast):
    sam, batch = as_person("sam"), loaded(cast.sam, checked(cast.sam, *GOOD))
    for page in ("columns", "problems", "doubles", "load"):
        assert "Bring the file in again to change what is in it." in words(sam.get(at(page, batch)))
    with pytest.raises(Refused, match="This has ended already"):
        stop_import(by=cast.sam, batch_id=batch.pk)


def test_what_is_wrong_with_a_row_names_it_once(cast):
    batch = read(cast.sam, GOOD[0], ("Cup", "red", "word " * 60_000, "", "", ""))
    assert batch.state == "unreadable"
    assert batch.trouble.startswith("Row 3 is longer than a row can be.")


def test_work_can_be_stopped_and_begun_again(as_person, cast):
    sam = as_person("sam")
    sam.send(at("start", None, "things"), {"file": upload_of(csv_of(*GOOD))})
    batch = ImportBatch.objects.get()
    sam.send(at("stop", batch))
    assert "It was stopped" in words(sam.get(at("detail", batch)))
    sam.send(at("resume", batch), {"going_on": "on"})
    do_due()
    assert fresh(batch).state == "columns"


# --- Columns ----------------------------------------------------------------------------------


def test_columns_are_matched_by_suggestion(as_person, cast):
    sam, batch = as_person("sam"), read(cast.sam, *GOOD)
    page = sam.get(at("columns", batch))
    assert "We found 4 rows, with the headings in row 1" in words(page)
    assert "For example “Cup”, “Plate”" in words(page)
    form = page.context["form"]
    given = {name: field.initial or "" for name, field in form.fields.items()}
    response = sam.send(at("columns", batch), versioned(batch, **given))
    assert response.status_code == 302, words(response)
    do_due()
    assert fresh(batch).counts["ready"] == 4


def test_what_is_missing_is_asked_for(as_person, cast):
    sam, batch = as_person("sam"), read(cast.sam, *GOOD)
    page = sam.send(at("columns", batch), versioned(batch, column_2="many"))
    said = words(page)
    assert "Choose a column for “Name of the thing”" in said
    assert 'href="#id_column_0"' in page.content.decode()
    assert "Choose a column for “Colour”, or say it once for all rows" in said


def test_a_field_takes_one_column(as_person, cast):
    sam, batch = as_person("sam"), read(cast.sam, *GOOD)
    given = {"column_0": "name", "column_1": "colour", "column_2": "name"}
    page = sam.send(at("columns", batch), versioned(batch, **given))
    assert "has a column already" in words(page)


def test_one_word_can_be_said_for_all_rows(as_person, cast):
    sam, batch = as_person("sam"), read(cast.sam, *GOOD)
    given = {"column_0": "name", "said_colour": "blue"}
    sam.send(at("columns", batch), versioned(batch, **given))
    do_due()
    assert [line[1] for line in fresh(batch).preview] == ["blue"] * 4
    assert "Colour, for all rows blue" in words(sam.get(at("detail", batch)))


def test_a_stale_page_of_columns_keeps_what_was_typed(as_person, cast):
    sam, batch = as_person("sam"), read(cast.sam, *GOOD)
    given = {"column_0": "name", "said_colour": "blue"}
    stale = versioned(batch, **given)
    matched(cast.sam, batch)
    page = sam.send(at("columns", batch), stale)
    assert page.status_code == 200
    assert "changed while you had it open" in words(page)


def test_another_sheet_can_be_chosen(as_person, cast):
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    book.active.append(["Read me"])
    for number in (1, 2):
        sheet = book.create_sheet(f"Log {number}")
        for row in (("Thing", "Colour"), *[(f"Cup {number}", "red")] * 3):
            sheet.append(row)
    data = io.BytesIO()
    book.save(data)
    sam = as_person("sam")
    upload = upload_of(data.getvalue(), "logs.xlsx")
    sam.send(at("start", None, "things"), {"file": upload})
    do_due()
    batch = ImportBatch.objects.get()
    assert "on the sheet Log 1" in words(sam.get(at("columns", batch)))
    sam.send(at("layout", batch), versioned(batch, sheet="2", header_row="1"))
    do_due()
    assert "on the sheet Log 2" in words(sam.get(at("columns", batch)))


def test_a_row_that_is_not_there_is_said_in_words_and_can_be_put_right(as_person, cast):
    sam, batch = as_person("sam"), read(cast.sam, *GOOD)
    sam.send(at("layout", batch), versioned(batch, sheet="0", header_row="900"))
    do_due()
    page = sam.get(at("detail", batch))
    assert "Choose another sheet or row" in words(page)
    sam.send(at("layout", batch), versioned(batch, sheet="0", header_row="1"))
    do_due()
    assert fresh(batch).state == "columns"


# --- Bringing in, and the report -------------------------------------------------------------


def test_the_last_page_says_what_will_happen_and_it_happens(as_person, cast):
    sam, batch = as_person("sam"), checked(cast.sam, *GOOD, BAD)
    said = words(sam.get(at("load", batch)))
    assert "Coming in: 4 rows: 3 things" in said
    assert "1 row with problems stays out" in said
    assert "Repair the others first Bring in the good rows" in said
    sam.send(at("load", batch), versioned(batch))
    do_due()
    assert sam.get(at("detail", batch)).url == at("report", batch)
    assert len(things(batch)) == 3


def test_without_problems_there_is_nothing_to_choose(as_person, cast):
    sam, batch = as_person("sam"), checked(cast.sam, *GOOD)
    said = words(sam.get(at("load", batch)))
    assert "later. Bring them in" in said
    assert "Repair" not in said
    sam.send(at("load", batch), versioned(batch))
    do_due()
    assert (fresh(batch).state, fresh(batch).mode) == ("loaded", "all")


def test_a_problem_that_came_up_meanwhile_is_seen_before_the_good_rows_come_in(as_person, cast):
    sam, batch = as_person("sam"), checked(cast.sam, *GOOD, BAD)
    question = ImportQuestion.objects.get(batch_id=batch.pk)
    sam.send(at("problems", batch), versioned(batch, **{f"q{question.pk}": "use0"}))
    do_due()
    seen = versioned(batch)
    sam.send(
        re.search(
            r'action="([^"]*/problems/\d+/drop/)"', sam.get(at("problems", batch)).content.decode()
        )[1],
        versioned(batch),
    )
    do_due()
    assert "changed while you had it open" in words(sam.send(at("load", batch), seen))
    assert not things(batch)


def test_the_report_tells_who_when_how_and_what(as_person, cast):
    sam, batch = as_person("sam"), checked(cast.sam, *GOOD, BAD, ("Pan", "mauve", "", "", "", ""))
    question = ImportQuestion.objects.get(batch_id=batch.pk, value="vermilion")
    sam.send(at("problems", batch), versioned(batch, **{f"q{question.pk}": "use0"}))
    do_due()
    sam.send(at("load", batch), versioned(batch))
    do_due()
    said = words(sam.get(at("report", batch)))
    assert "4 things, by Sam Okafor on" in said
    assert "Only the good rows" in said
    assert "Colour: vermilion Reads “red” (Sam Okafor)" in said
    assert "1 row did not come in" in said


def test_an_import_is_given_up_by_its_page(as_person, cast):
    sam, batch = as_person("sam"), checked(cast.sam, *GOOD)
    sam.send(at("drop", batch), versioned(batch))
    assert fresh(batch).state == "dropped"
    assert "Nothing of it came in" in words(sam.get(at("detail", batch)))


# --- Who, and how many queries ----------------------------------------------------------------


def test_others_do_not_find_it_and_the_team_goes_on_with_it(as_person, cast):
    batch = checked(cast.sam, *GOOD)
    for page in ("detail", "columns", "problems", "rows", "doubles", "load", "undo", "drop"):
        assert as_person("olu").get(at(page, batch)).status_code == 404
        assert as_person("ivy").get(at(page, batch)).status_code == 200
    assert as_person("amina").get(at("list")).status_code == 403
    assert batch.file_name not in words(as_person("olu").get(at("list")))
    assert batch.file_name in words(as_person("ivy").get(at("list")))


@pytest.mark.parametrize("page", ["detail", "columns", "problems", "doubles", "load"])
def test_pages_ask_as_much_of_a_long_file_as_of_a_short_one(as_person, cast, page):
    sam, asked = as_person("sam"), []
    for many in (2, 60):
        rows = [(f"Cup {n}", f"mauve {n}", "", "", "", "") for n in range(many)]
        doubles = [("Cup", "red", "", "", "", "")] * many
        batch = checked(cast.sam, *rows, *doubles)
        sam.get(at(page, batch))
        with CaptureQueriesContext(connection) as queries:
            assert sam.get(at(page, batch)).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 16
