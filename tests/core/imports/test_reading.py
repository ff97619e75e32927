"""Reading a file of any layout: the right rows, or one sentence that says what to do."""

import pytest

from core.imports.reading import Unreadable, layout_of, look_at, rows_of
from tests.core.imports.corpus import (
    BUILT_IN_DAY,
    CLOCK,
    DAY,
    DAY_AND_TIME,
    HOURS,
    LOG,
    PERCENT,
    POUNDS,
    SIX_DIGITS,
    TITLE,
    WORD_DAYS,
    book_files,
    cell,
    sheet,
    text_files,
    words,
    workbook,
)
from tests.core.imports.hostile import refused_files


def read(path, **options):
    """What is found without being told anything: (headings, {row number: cells})."""
    layout = look_at(path).layout
    rows = rows_of(path, layout.sheet, layout.header_row, **options)
    return layout.headings, dict(rows)


def test_a_plain_csv_gives_its_rows(saved):
    path = saved("Date,Title\n5/3/2026,Tea\n\n6/3/2026, Walk \n")
    assert read(path) == (("Date", "Title"), {2: ["5/3/2026", "Tea"], 4: ["6/3/2026", "Walk"]})


@pytest.mark.parametrize(
    ("kind", "style", "value", "text"),
    [
        ("n", 0, "12", "12"),
        ("n", 0, "12.0", "12"),
        ("n", 0, "0.30000000000000004", "0.3"),
        ("n", 0, "1E5", "100000"),
        ("n", 0, "447700900123", "447700900123"),
        ("n", DAY, "46086", "2026-03-05"),
        ("n", BUILT_IN_DAY, "46086", "2026-03-05"),
        ("n", DAY, "1", "1900-01-01"),
        ("n", DAY_AND_TIME, "46086.604166666664", "2026-03-05 14:30"),
        ("n", CLOCK, "0.60416666666666663", "14:30"),
        ("n", HOURS, "1.1041666666666667", "26:30"),
        ("n", SIX_DIGITS, "1234", "001234"),
        ("n", WORD_DAYS, "2.5", "2.5"),
        ("n", POUNDS, "12.5", "12.5"),
        ("n", PERCENT, "0.25", "0.25"),
        ("n", DAY, "-5", "-5"),
        ("n", DAY, "99999999", "99999999"),
        ("b", 0, "1", "Yes"),
        ("b", 0, "0", "No"),
        ("e", 0, "#REF!", "#REF!"),
        ("d", 0, "2026-03-05T00:00:00", "2026-03-05"),
        ("d", 0, "2026-03-05T14:30:00Z", "2026-03-05 14:30"),
        ("str", 0, "  from a formula ", "from a formula"),
        ("inlineStr", 0, "_x000D_line&#10;two", "line\ntwo"),
    ],
)
def test_a_cell_reads_as_people_see_it(saved, kind, style, value, text):
    path = saved(
        workbook(
            sheet(words(1, "Title", "Value"), f'<row r="2">{cell("B2", value, kind, style)}</row>')
        )
    )
    assert dict(rows_of(path, 0, 1)) == {2: ["", text]}


def test_a_formula_without_its_value_is_a_fault_and_never_worked_out(saved):
    row = cell("A2", "", formula="1+1") + cell("B2", "2", formula="1+1")
    path = saved(workbook(sheet(words(1, "Title", "Value"), f'<row r="2">{row}</row>')))
    assert dict(rows_of(path, 0, 1)) == {2: ["#NOT WORKED OUT!", "2"]}


def test_the_person_may_choose_another_row(saved):
    path = saved("Log of 2025,,\nDate,Title,Staff\n5/3/2026,Tea,3\n")
    assert look_at(path).layout.header_row == 2
    assert layout_of(path, 0, 1).headings == ("Log of 2025", "Column B", "Column C")
    with pytest.raises(Unreadable, match="no headings in row"):
        layout_of(path, 0, 9)


@pytest.mark.parametrize("name", text_files())
def test_a_text_file_of_any_kind_gives_the_same_rows(saved, name):
    headings, rows = read(saved(text_files()[name]))
    flat = [[" ".join(text.split()) for text in cells] for cells in rows.values()]
    assert (headings, *map(tuple, flat)) == LOG
    assert list(rows) == [2, 3]


@pytest.mark.parametrize("name", book_files())
def test_a_workbook_of_any_kind_gives_the_same_rows(saved, name):
    headings, rows = read(saved(book_files()[name]))
    assert headings == LOG[0]
    assert rows == {2: ["2026-03-05", TITLE, "3"], 3: ["2026-03-06", "Walk, talk", "4"]}


@pytest.mark.parametrize("name", refused_files())
def test_what_is_no_list_is_refused_in_words(saved, name):
    content, sentence = refused_files()[name]
    with pytest.raises(Unreadable) as refusal:
        read(saved(content))
    assert sentence in refusal.value.sentence
    assert refusal.value.sentence.endswith(".")
