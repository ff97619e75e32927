"""A list of the day that was filled in elsewhere: read row by row, whatever the file holds.

People are told apart by their number alone. Names and anything else in the file are neither kept
nor shown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.imports.reading import look_at, rows_of

NUMBER, CAME = "number", "came"
# The headings of the file we give out.
HEADINGS = ("Number", "Name", "Came")
YES = frozenset({"yes", "y", "x", "1", "came", "here", "✓", "✔", "true"})
NO = frozenset({"no", "n", "0", "missed", "did not come", "false"})
MOST_ROWS = 2_000
_PERSON = re.compile(r"'?\s*[Pp]?\s*0*(\d{1,9})")


@dataclass
class SheetRead:
    """Who came and who did not by the file, and the rows that say neither, or both."""

    came: set[int] = field(default_factory=set)
    missed: set[int] = field(default_factory=set)
    unclear: list[int] = field(default_factory=list)
    # The rows in which each person is said to have come or not.
    rows: dict[int, list[int]] = field(default_factory=dict)
    has_columns: bool = True
    is_too_long: bool = False


def read_sheet(path: Path) -> SheetRead:
    """What a CSV file or workbook says. Raises `Unreadable` for a file that is neither."""
    layout = look_at(path).layout
    places = _places(layout.headings)
    if places is None:
        return SheetRead(has_columns=False)
    found = SheetRead()
    for place, (number, cells) in enumerate(rows_of(path, layout.sheet, layout.header_row)):
        if place >= MOST_ROWS:
            found.is_too_long = True
            break
        _read_row(found, number, cells[places[0]], cells[places[1]])
    _leave_out_both(found)
    return found


def _leave_out_both(found: SheetRead) -> None:
    """Who stands there twice and differently is somebody to ask about, and is not marked."""
    both = found.came & found.missed
    found.came -= both
    found.missed -= both
    unclear = [*found.unclear, *(row for person in both for row in found.rows[person])]
    found.unclear = sorted(unclear)


def _places(headings: Sequence[str]) -> tuple[int, int] | None:
    names = [heading.strip().casefold() for heading in headings]
    if NUMBER not in names or CAME not in names:
        return None
    return names.index(NUMBER), names.index(CAME)


def _read_row(found: SheetRead, row: int, number: str, said: str) -> None:
    person = _PERSON.fullmatch(number.strip())
    word = said.strip().lstrip("'").casefold()
    if person is None or (word and word not in YES | NO):
        found.unclear.append(row)
    elif word:
        (found.came if word in YES else found.missed).add(int(person[1]))
        found.rows.setdefault(int(person[1]), []).append(row)
