"""Lists as files: the same rows and columns as the screen, and nothing a spreadsheet would run."""

import csv
import io
from datetime import UTC, date, datetime, time
from decimal import Decimal

import openpyxl
import pytest
from django.test import RequestFactory
from django.utils.safestring import mark_safe

from core.tables import Column, Table, Tag, downloads, list_page
from organisation.models import Directorate, Post, Service

PLACES = Table(
    name="directorates",
    caption="Directorates: all [of them]",
    columns=(
        Column("name", "Name", ("name", "pk"), cell=lambda n, pk: (n, f"/d/{pk}/"), sort="name"),
        Column("valid_from", "From", "valid_from", sort="valid_from"),
        Column("version", "Changes", "version", numeric=True),
        Column("old_name", "=Older name", "old_name", cell=lambda old: Tag(old, "red")),
    ),
    order="-name",
    empty="",
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


@pytest.fixture
def places(db):
    for model in (Post, Service, Directorate):
        model.objects.all().delete()
    return Directorate


def get(query: str):
    request = RequestFactory().get(f"/d/{query}")
    return list_page(request, PLACES, Directorate.objects.all()).response


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
    assert csv_rows(get("?download=csv"))[2] == ["A", "2026-05-05", "12", ""]
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
    found = downloads._plain(value)
    if isinstance(found, datetime):
        found = downloads._csv_value(found)
    assert found == written


def test_a_long_list_is_cut_and_says_so(places, monkeypatch):
    monkeypatch.setattr(downloads, "MOST_ROWS", 3)
    places.objects.bulk_create(places(name=f"Place {n}") for n in range(5))
    rows = csv_rows(get("?download=csv"))
    assert len(rows) == 5
    assert rows[-1][0].startswith("This file stops after 3 rows.")
    assert sheet_of(get("?download=xlsx"))["A5"].value.startswith("This file stops after 3 rows.")


def test_a_wrong_filter_gives_a_page_with_the_message_not_an_unfiltered_file(places):
    assert get("?download=pdf") is None
    assert get("?download=csv&download=") is not None
