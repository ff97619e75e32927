"""Lists as files: the same rows and columns as the screen, and nothing a spreadsheet would run."""

import csv
import io
from datetime import UTC, date, datetime, time
from decimal import Decimal

import openpyxl
import pytest
from django.test import RequestFactory
from django.utils import timezone
from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from core.tables import Column, Table, Tag, downloads, list_page, workbooks
from core.tables.codebook import About
from core.tables.csv_files import csv_cell
from core.tables.formulas import as_written, harmless
from core.tables.values import plain
from organisation.models import Directorate
from tests.cast import Cast

PLACES = Table(
    name="directorates",
    caption="Directorates: all [of them]",
    columns=(
        Column("name", "Name", ("name", "pk"), cell=lambda n, pk: (n, f"/d/{pk}/"), sort="name"),
        Column("valid_from", "From", "valid_from", sort="valid_from"),
        Column(
            "version",
            "Changes",
            "version",
            numeric=True,
            meaning="How often it was changed",
            values=lambda: ("0: never", "more"),
            unit="changes",
            origin="counted",
        ),
        Column("old_name", "=Older name", "old_name", cell=lambda old: Tag(old, "red")),
    ),
    order="-name",
    empty="",
    only_in_files=(Column("short_name", "Short name", "short_name"),),
)
FORMULAS = [
    "=1+1",
    "+44 1632 960001",
    "-2",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "  =1",
    "\ufeff=1",
    "\u200b=1",
    "\u200e=1",
    "\u200f=1",
    "\u00ad=1",
    '=HYPERLINK("http://x","y")',
    "=cmd|' /C calc'!A0",
]
HARMLESS = ['Tea, cake & "chat"', "O'Brien", "1-2-1", "a=b", "Łódź ☕", "two\nlines"]


def get(query: str):
    request = RequestFactory().get(f"/d/{query}")
    request.user = Cast().fin
    return list_page(request, PLACES, Directorate.objects.all(), long_at="/make/").response


def body(response) -> bytes:
    data = b"".join(response.streaming_content)
    close(response)
    return data


def close(response) -> None:
    """Free what the response holds, without ending the test's database connection."""
    for closer in response._resource_closers:
        closer()


def csv_rows(response) -> list[list[str]]:
    text = body(response).decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline="")))


def sheet_of(response):
    return openpyxl.load_workbook(io.BytesIO(body(response))).worksheets[0]


def test_a_file_holds_every_row_and_column_of_the_screen_in_its_order(places):
    places.objects.bulk_create(places(name=f"Place {n:03}") for n in range(130))
    rows = csv_rows(get("?download=csv"))
    assert [row[0] for row in rows[1:]] == [f"Place {n:03}" for n in reversed(range(130))]
    assert [row[0] for row in csv_rows(get("?download=csv&sort=name"))[1:3]] == [
        "Place 000",
        "Place 001",
    ]
    assert sheet_of(get("?download=xlsx")).max_row == 131


def test_the_headings_leave_before_the_database_is_asked_for_a_row(
    places, django_assert_num_queries
):
    places.objects.bulk_create(places(name=f"Place {n}") for n in range(3))
    answer = get("?download=csv")
    parts = iter(answer.streaming_content)
    with django_assert_num_queries(0):
        assert next(parts).decode("utf-8-sig").startswith('"Name","From"')
    assert next(parts).count(b"Place") == 3
    close(answer)


def test_files_have_plain_names(places):
    assert get("?download=csv")["Content-Disposition"] == (
        f'attachment; filename="directorates-{date.today().isoformat()}.csv"'  # noqa: DTZ011
    )
    answer = get("?download=xlsx")
    assert answer["Content-Disposition"].endswith('.xlsx"')
    assert "spreadsheetml" in answer["Content-Type"]
    close(answer)


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_looks_like_a_formula_stays_text(places, text):
    places.objects.create(name=text, old_name=text)
    row = csv_rows(get("?download=csv"))[1]
    assert row[0] == row[3] == f"'{text}"
    assert as_written(row[0]) == text
    cell = sheet_of(get("?download=xlsx")).cell(2, 1)
    assert cell.data_type == "s"
    assert cell.value == text.replace("\r", "\n")


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_comes_back_as_it_was(places, text):
    places.objects.create(name=text)
    assert csv_rows(get("?download=csv"))[1][0] == text
    assert sheet_of(get("?download=xlsx")).cell(2, 1).value == text


@pytest.mark.parametrize("text", ["Tea;=1+1", "Tea\t=1+1"])
def test_no_cell_comes_apart_at_other_separators(places, text):
    places.objects.create(name=text)
    assert f'\n"{text}",' in body(get("?download=csv")).decode()


def test_numbers_and_dates_stay_numbers_and_dates(places):
    places.objects.create(name="A", valid_from=date(2026, 5, 5), version=12)
    places.objects.create(name="B", valid_from=date(1848, 7, 5))
    assert csv_rows(get("?download=csv"))[2] == ["A", "2026-05-05", "12", "", ""]
    sheet = sheet_of(get("?download=xlsx"))
    assert sheet["B3"].value == datetime(2026, 5, 5)  # noqa: DTZ001
    assert sheet["B3"].is_date
    assert (sheet["C3"].value, sheet["C3"].data_type) == (12, "n")
    assert sheet["B2"].value == "1848-07-05"


def test_a_heading_is_no_formula_either(places):
    assert csv_rows(get("?download=csv"))[0][3] == "'=Older name"
    assert sheet_of(get("?download=xlsx"))["D1"].data_type == "s"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""),
        (True, "Yes"),
        (Decimal("1.50"), Decimal("1.50")),
        (time(14, 30), time(14, 30)),
        (["a", "b"], "a, b"),
        (mark_safe("<b>bold</b>"), "bold"),
        (datetime(2026, 7, 1, 12, tzinfo=UTC), "2026-07-01 13:00"),
    ],
)
def test_values_of_every_sort_are_written_as_what_they_are(value, written):
    found = plain(value)
    if isinstance(found, datetime):
        found = csv_cell(found).strip('"')
    assert found == written


def test_a_list_that_would_take_long_is_left_to_a_worker(places, monkeypatch):
    monkeypatch.setitem(downloads.MOST_AT_ONCE, "csv", 3)
    places.objects.bulk_create(places(name=f"Place {n}") for n in range(3))
    assert len(csv_rows(get("?download=csv"))) == 4
    places.objects.create(name="One more")
    answer = get("?download=csv&sort=name")
    assert (answer.status_code, answer.url) == (
        302,
        "/make/?address=%2Fd%2F%3Fsort%3Dname&form=csv",
    )


def test_a_codebook_says_what_was_taken_out_and_what_the_columns_mean(places):
    places.objects.create(name="A", valid_from=date(2026, 5, 5))
    told = {row[0]: row[1:] for row in csv_rows(get("?download=columns")) if row}
    assert told["What this is"] == ["Directorates: all [of them]"]
    assert told["Rows"] == ["1"]
    assert told["Made by"] == ["Fin Aldridge"]
    assert told["Order"] == ["Name, Z to A"]
    assert told["Changes"] == ["How often it was changed", "0: never\nmore", "changes", "counted"]
    sheets = openpyxl.load_workbook(io.BytesIO(body(get("?download=xlsx")))).worksheets
    assert [sheet.title for sheet in sheets] == [
        "Directorates  all  of them",
        "What the columns mean",
    ]
    in_book = {
        row[0]: [cell or "" for cell in row[1:]] for row in sheets[1].values if row[0] is not None
    }
    assert in_book["Changes"] == told["Changes"]
    assert in_book["Rows"][0] == "1"


def test_files_may_hold_columns_that_the_screen_has_no_room_for(places):
    places.objects.create(name="A", short_name="a")
    assert csv_rows(get("?download=csv"))[0][-1] == "Short name"
    assert csv_rows(get("?download=csv"))[1][-1] == "a"


@pytest.mark.parametrize("text", [*FORMULAS, *HARMLESS, "'=1", "''=1", "'' =1", "'tis", "'", ""])
def test_what_was_made_harmless_can_be_made_whole_again(text):
    assert as_written(harmless(text)) == text


@given(st.text(alphabet=st.sampled_from("'=+-@\t\r\n ＝\u200b\ufeffa1"), max_size=6))
def test_whatever_was_made_harmless_can_be_made_whole_again(text):
    guarded = harmless(text)
    assert as_written(guarded) == text
    assert guarded.lstrip(" \u200b\ufeff")[:1] not in set("=+-@\t\r\n＝")


@pytest.mark.parametrize(
    "text",
    [
        "_x0041_",
        "👩🏽‍⚕️" * 20,
        "محمد",
        "\ud7ff\ue000",
        "a\nb\n",
        " lead and end ",
    ],
)
def test_odd_characters_come_through_a_workbook(places, text):
    places.objects.create(name=text)
    # openpyxl hands over the way workbooks write such a text; Excel shows what is meant.
    assert unescape(sheet_of(get("?download=xlsx")).cell(2, 1).value) == text


def test_what_no_cell_can_hold_is_left_out_of_a_workbook(places):
    places.objects.create(name="Te\x01a\x0b\ufffe", old_name="\uffff\x1f")
    sheet = sheet_of(get("?download=xlsx"))
    assert (sheet.cell(2, 1).value, sheet.cell(2, 4).value or "") == ("Tea", "")


def test_a_text_longer_than_a_cell_is_cut_and_says_so(places, tmp_path):
    rows = [("👍" * 40_000, 1, None, 1, "", "")]
    out = io.BytesIO()
    about = About("Long", (), "", "Fin Aldridge", timezone.now())
    with workbooks.Workbook(out, about, tmp_path) as book:
        book.fill(book.add("Long", PLACES), iter(rows))
    text = openpyxl.load_workbook(out).worksheets[0].cell(2, 1).value
    assert text.startswith("👍👍")
    assert text.endswith("A CSV file has all of it.)")
    assert len(text.encode("utf-16-le")) // 2 <= workbooks.LONGEST_CELL


def test_more_rows_than_a_sheet_holds_go_on_in_a_second_one(places, monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_ROWS", 3)
    places.objects.bulk_create(places(name=f"Place {n}") for n in range(5))
    book = openpyxl.load_workbook(io.BytesIO(body(get("?download=xlsx&sort=name"))))
    assert book.sheetnames == [
        "Directorates  all  of them",
        "Directorates  all  of them (2)",
        "Directorates  all  of them (3)",
        "What the columns mean",
    ]
    found = [row[0] for sheet in book.worksheets[:3] for row in list(sheet.values)[1:]]
    assert found == [f"Place {n}" for n in range(5)]
    assert {sheet.cell(1, 1).value for sheet in book.worksheets[:3]} == {"Name"}


def test_sheets_of_like_names_get_names_of_their_own(places, tmp_path):
    about = About("Names", (), "", "Fin Aldridge", timezone.now())
    out = io.BytesIO()
    with workbooks.Workbook(out, about, tmp_path) as book:
        for name in ("Who came", "WHO CAME", "History", "[]:*?/\\'", "x" * 40, "x" * 50):
            book.fill(book.add(name, PLACES), iter(()))
    names = openpyxl.load_workbook(out).sheetnames
    assert names == [
        "Who came",
        "WHO CAME (2)",
        "History (2)",
        "Sheet",
        "x" * 31,
        "x" * 27 + " (2)",
        "What the columns mean",
    ]


def test_a_wrong_filter_gives_a_page_with_the_message_not_an_unfiltered_file(places):
    assert get("?download=pdf") is None
    assert get("?download=csv&download=") is not None
