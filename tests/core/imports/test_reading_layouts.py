"""Where the table of a file begins and what its columns are called, however it is laid out."""

import pytest

from core.imports.reading import (
    fault_of,
    fingerprint,
    layout_of,
    look_at,
    looks_like_totals,
    rows_of,
)
from tests.core.imports.corpus import NOTES, cell, log_sheet, sheet, words, workbook

ROWS = "5/3/2026,Tea,3,1.5\n12/3/2026,Walk,4,2\n19/3/2026,Talk,12,2\n"


@pytest.fixture
def laid_out(saved):
    """The layout that is found for a CSV."""
    return lambda text: look_at(saved(text)).layout


@pytest.mark.parametrize(
    ("above", "row"),
    [
        ("", 1),
        ("East Kent engagement log,,,\n", 2),
        ("East Kent engagement log\n\nKept by: Sam,,2026,\n\n", 5),
        ("Log,,,\nDirectorate:,East Kent,,\nYear:,2026,,\nLast changed:,4/5/2026,,\n", 5),
        ("Write one line for each activity and tell us who came and what they said,,,\n", 2),
    ],
)
def test_titles_above_the_table_are_passed_over(laid_out, above, row):
    layout = laid_out(f"{above}Date,Title,Staff,Hours\n{ROWS}")
    assert layout.header_row == row
    assert layout.headings == ("Date", "Title", "Staff", "Hours")
    assert layout.samples[:2] == (("5/3/2026", "12/3/2026", "19/3/2026"), ("Tea", "Walk", "Talk"))


def test_words_nobody_foresaw_are_headings_by_what_is_below_them(laid_out):
    layout = laid_out(f"Our list,,,\nTag,Wotsit,Bums on seats,Spell\n{ROWS}")
    assert layout.header_row == 2


def test_a_list_of_words_only_begins_with_its_first_row(laid_out):
    rows = "Inform,Leaflet,East Kent\nEngage,Coffee morning,All\nInvolve,Panel,West Kent\n"
    assert laid_out(f"ring,activity,scope\n{rows}").header_row == 1


def test_two_lines_of_headings_are_put_together(laid_out):
    layout = laid_out(f",,Attendance,\nDate,Title,Staff,Hours\n{ROWS}")
    assert (layout.header_row, layout.headings) == (2, ("Date", "Title", "Staff", "Hours"))
    layout = laid_out(f"Date,Title,Attendance,\n,,Staff,Hours\n{ROWS}")
    assert (layout.header_row, layout.headings) == (2, ("Date", "Title", "Staff", "Hours"))
    layout = laid_out(f"When,,Planned,Done\nDate,Title,Hours,Hours\n{ROWS}")
    assert layout.header_row == 2
    assert layout.headings == ("Date", "Title", "Planned: Hours", "Done: Hours")


def test_a_table_without_headings_keeps_its_first_row(saved):
    path = saved(ROWS)
    layout = look_at(path).layout
    assert (layout.header_row, layout.headings[0]) == (0, "Column A")
    assert [number for number, _cells in rows_of(path, 0, 0)] == [1, 2, 3]


def test_only_headings_is_a_table_with_no_rows(saved):
    path = saved("Date,Title,Staff\n")
    assert look_at(path).layout.headings == ("Date", "Title", "Staff")
    assert list(rows_of(path, 0, 1)) == []


def test_empty_and_repeated_headings_get_names_of_their_own(laid_out):
    layout = laid_out("Date,,Notes,notes,\n5/3/2026,Tea,a,b,c\n6/3/2026,Tea,a,b,c\n")
    assert layout.headings == ("Date", "Column B", "Notes", "notes (column D)", "Column E")


def test_short_rows_are_filled_up_and_long_ones_keep_what_is_too_much(saved):
    rows = "5/3/2026,Tea\n6/3/2026,Walk,4,\n" * 60 + "7/3/2026,Talk,4,oh,,dear\n"
    path = saved(f"Date,Title,Staff\n{rows}")
    found = [cells for _number, cells in rows_of(path, 0, 1)]
    assert found[:2] == [["5/3/2026", "Tea", ""], ["6/3/2026", "Walk", "4"]]
    assert found[-1] == ["7/3/2026", "Talk", "4", "oh, dear"]


def test_a_day_that_is_written_once_goes_down_on_request(saved):
    path = saved("Date,Title,Staff\n5/3/2026,Tea,3\n,Walk,\n6/3/2026,Talk,\n")
    assert [cells[0] for _number, cells in rows_of(path, 0, 1)] == ["5/3/2026", "", "6/3/2026"]
    filled = [cells for _number, cells in rows_of(path, 0, 1, fill_down={0})]
    assert filled == [["5/3/2026", "Tea", "3"], ["5/3/2026", "Walk", ""], ["6/3/2026", "Talk", ""]]


def test_a_merged_cell_says_its_text_once(saved):
    merged = (
        log_sheet()
        .replace("</worksheet>", '<mergeCells><mergeCell ref="A2:A3"/></mergeCells></worksheet>')
        .replace('<c r="A3" s="1" t="n"><v>46087</v></c>', '<c r="A3" s="1"/>')
    )
    path = saved(workbook(merged))
    assert [cells[0] for _number, cells in rows_of(path, 0, 1)] == ["2026-03-05", ""]
    assert [cells[0] for _number, cells in rows_of(path, 0, 1, fill_down=[0])] == ["2026-03-05"] * 2


def test_the_sheet_with_the_list_is_found_and_another_may_be_chosen(saved):
    path = saved(
        workbook(
            NOTES,
            log_sheet(first=4, above=[words(2, "Log of East Kent")]),
            names=("Read me", "Log"),
        )
    )
    look = look_at(path)
    assert [(sheet.name, sheet.number, sheet.rows_seen) for sheet in look.sheets] == [
        ("Read me", 0, 3),
        ("Log", 1, 4),
    ]
    assert (look.layout.sheet, look.layout.header_row) == (1, 4)
    assert look.reasons == (
        "Sheet “Log” looks most like a list.",
        "Row 4 looks like the headings of what is below it.",
    )
    assert layout_of(path, 0, 1).headings == ("How to fill in this workbook",)


def test_errors_and_missing_values_of_formulae_say_what_to_do(saved):
    row = cell("A2", "#REF!", "e") + cell("B2", "", formula="1+1") + cell("C2", "3")
    path = saved(workbook(sheet(words(1, "Date", "Title", "Staff"), f'<row r="2">{row}</row>')))
    [(_number, cells)] = rows_of(path, 0, 1)
    assert "shows #REF!" in fault_of(cells[0])
    assert "never worked out" in fault_of(cells[1])
    assert fault_of(cells[2]) is None
    assert fault_of("#1 priority") is None


def test_a_cell_longer_than_excel_allows_is_a_fault_of_its_own(saved):
    path = saved(f"Date,Title\n5/3/2026,{'x' * 32_767}\n6/3/2026,{'x' * 32_768}\n7/3/2026,Tea\n")
    lengths = {number: cells[1] for number, cells in rows_of(path, 0, 1)}
    assert len(lengths[2]) == 32_767
    assert "longer than Excel allows" in fault_of(lengths[3])
    assert lengths[4] == "Tea"


def test_a_list_of_days_in_a_cell_is_no_open_quote(saved):
    path = saved(
        'Date,Title,Staff\n5/3/2026,"Met on\n6/3/2026, 7/3/2026",3\n8/3/2026,"10,20\n30",1\n'
    )
    assert [cells[2] for _number, cells in rows_of(path, 0, 1)] == ["3", "1"]


def test_a_number_that_is_wrapped_to_keep_its_zeros_is_unwrapped(saved):
    path = saved('Team,Code\nA,="00123"\nB,"=""00456"""\nC,=1+1\n')
    assert [cells[1] for _number, cells in rows_of(path, 0, 1)] == ["00123", "00456", "=1+1"]


@pytest.mark.parametrize(
    ("cells", "answer"),
    [
        (["Total", "", "45"], True),
        (["", "Grand total:", "45", "£1,200.50"], True),
        (["Total recall workshop", "3/4/2026", "45"], False),
        (["Total", "A film night", "45"], False),
        (["", ""], False),
    ],
)
def test_a_row_of_totals_is_known_by_its_word_and_numbers(cells, answer):
    assert looks_like_totals(cells) is answer


def test_one_layout_has_one_fingerprint_however_it_is_spelled():
    assert fingerprint(("Date of event", "Cost (£)")) == fingerprint((" date  of Event:", "COST £"))
    assert fingerprint(("Date", "Cost")) != fingerprint(("Cost", "Date"))
    assert "date" not in fingerprint(("Date", "Cost"))
