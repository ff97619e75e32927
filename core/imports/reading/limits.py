"""How large a file may be, and what is said of one that cannot be read.

Excel's own limits where it has them (Microsoft, "Excel specifications and limits").
"""

from __future__ import annotations

MOST_BYTES = 200_000_000
MOST_ROWS = 1_048_576
MOST_COLUMNS = 200
MOST_IN_A_CELL = 32_767  # characters
MOST_IN_A_ROW = 1_000_000  # characters, all cells of it together
MOST_CHARACTERS = 1_000_000_000  # of all rows together

# A workbook is a zip file. What it may hold, by its own list and again while it is unpacked.
MOST_UNPACKED = 2_000_000_000  # bytes of one sheet: a million full rows come to about a quarter
MOST_TIMES = 400  # larger than its packed form; rows that are all alike come to about 60
MOST_LISTED = 1_000_000  # bytes of the list of its parts
MOST_IN_A_PART = 64_000_000  # bytes of a part that is read whole: names of sheets, styles
MOST_SHEETS = 500
MOST_STYLES = 100_000

LOOKED_AT = 100  # rows with something in them, to find the table in a sheet
LOOKED_THROUGH = 5_000  # rows of any kind
LOOKED_UNPACKED = 16_000_000  # bytes of one sheet


class Unreadable(Exception):  # noqa: N818 - the answer to a file, not a failure of ours
    """The file as a whole cannot be read. `sentence` says why and what to do.

    `row` is the row of the file where it went wrong, as the person sees it in Excel; 0 is the
    file itself.
    """

    def __init__(self, sentence: str, *, row: int = 0) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.row = row


def too_long_a_row(row: int) -> Unreadable:
    return Unreadable(
        f"Row {row} is longer than a row can be. A quotation mark or a line end may be missing: "
        "open the file in Excel, look at that row, and save the file again.",
        row=row,
    )


def too_many_rows() -> Unreadable:
    return Unreadable(
        f"The file has more than {MOST_ROWS:,} rows. Share them out over several files.",
        row=MOST_ROWS + 1,
    )


def too_many_columns() -> Unreadable:
    return Unreadable(
        f"The sheet has more than {MOST_COLUMNS} columns, the most we can read. "
        "Delete the columns you do not need and save the file again."
    )
