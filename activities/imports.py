"""The onion file: a CSV of ring, activity and scope, read and checked row by row.

Pure: bytes and known names in, rows or faults out. `activities.services.imports` writes.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.forms import clean_text

COLUMNS = ("ring", "activity", "scope")
LARGEST_FILE = 2_000_000  # bytes
MOST_ROWS = 5_000
LONGEST_TITLE = 200
LONGEST_SHOWN = 60
FORMULA_STARTS = "=+-@＝＋－＠"

TRUST_WIDE = frozenset({"trustwide", "trust", "wholetrust", "thewholetrust"})
ALL_DIRECTORATES = frozenset(
    {"caregroups", "caregroup", "allcaregroups", "directorates", "alldirectorates"}
)
CARE_GROUPS_NOTE = "Recorded for the care groups (now directorates), not for the trust as a whole."

# The kind of a standing activity by a word in its name; the file has no column for it.
KIND_BY_WORD = (
    ("recovery college", "Recovery college course"),
    ("interview panel", "Interview panel"),
    ("training", "Training"),
    ("magazine", "Newsletter or magazine"),
    ("newsletter", "Newsletter or magazine"),
    ("social media", "Website or social media"),
    ("website", "Website or social media"),
    ("development of information", "Project group"),
    ("information pack", "Information pack or leaflet"),
    ("leaflet", "Information pack or leaflet"),
    ("display board", "Information pack or leaflet"),
    ("you said", "Information pack or leaflet"),
    ("learning event", "Learning event"),
    ("conference", "Conference"),
    ("friends and family", "Survey"),
    ("survey", "Survey"),
    ("committee", "Committee or board"),
    ("council", "Committee or board"),
    ("network", "Committee or board"),
    ("expert by experience", "Expert by experience group"),
    ("experts by experience", "Expert by experience group"),
    ("user group", "Expert by experience group"),
    ("programme", "Project group"),
    ("meet the", "Meeting"),
)
OTHER_KIND = "Something else"


@dataclass(frozen=True)
class Fault:
    """What is wrong, where, and what to do. Row 1 is the header; row 0 the file itself."""

    row: int
    column: str
    sentence: str

    def __str__(self) -> str:
        place = f"Row {self.row}" if self.row else "The file"
        return f"{place}{f', {self.column}' if self.column else ''}: {self.sentence}"


class Unreadable(Exception):  # noqa: N818 - the answer to a file, not a failure of ours
    """The file cannot be read as a whole; `fault` says why."""

    def __init__(self, sentence: str, *, row: int = 0) -> None:
        super().__init__(sentence)
        self.fault = Fault(row, "", sentence)


@dataclass(frozen=True)
class RawRow:
    """One line of the file as it stands, with its number in the file."""

    number: int
    ring: str
    activity: str
    scope: str


@dataclass(frozen=True)
class OnionRow:
    """One standing activity, ready to be logged."""

    number: int
    title: str
    level_id: int
    kind_id: int
    service_ids: tuple[int, ...]
    is_trust_wide: bool
    notes: str

    @property
    def key(self) -> tuple[str, int]:
        """What makes it the same activity: its name, however spelled, and its level."""
        return squeezed(self.title), self.level_id


@dataclass(frozen=True)
class Known:
    """What the file's words are compared with; names are `squeezed`.

    `services` maps a name to ids of services: one, or all of a directorate. `names` are the
    names of directorates and services as people write them; `kinds` maps a label to an id.
    """

    levels: Mapping[str, int]
    level_names: Sequence[str]
    services: Mapping[str, tuple[int, ...]]
    names: Sequence[str]
    kinds: Mapping[str, int]


def squeezed(text: str) -> str:
    """A name without case, spaces, hyphens and other marks: two spellings meet here."""
    return re.sub(r"[\W_]+", "", text.casefold())


def read_onion(data: bytes) -> list[RawRow]:
    """The file's rows. Raises `Unreadable` when it is no such file."""
    lines = _lines(_decoded(data))
    try:
        header = next(lines, None)
        if header is None:
            raise Unreadable("It is empty. The first row must be: ring, activity, scope.")
        places = _places(header)
        rows = [
            _raw(number, cells, places)
            for number, cells in enumerate(lines, start=2)
            if any(cell.strip() for cell in cells)
        ]
    except csv.Error as problem:
        raise Unreadable(
            "A cell is too long or a quotation mark does not end. Save it as CSV again."
        ) from problem
    if not rows:
        raise Unreadable("There is no activity in it, only the header.")
    if len(rows) > MOST_ROWS:
        raise Unreadable(f"It has {len(rows):,} rows. At most {MOST_ROWS:,} can be read at once.")
    return rows


def _decoded(data: bytes) -> str:
    if len(data) > LARGEST_FILE:
        raise Unreadable("It is larger than 2 MB. Split it into smaller files.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("It is saved as UTF-16. Save it as “CSV UTF-8” and try again.")
    if data.startswith(b"PK"):
        raise Unreadable("It is a workbook, not a CSV file. Save it as “CSV UTF-8” and try again.")
    if b"\x00" in data:
        raise Unreadable("It holds bytes that are no text. Save it as “CSV UTF-8” and try again.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        row = data[: problem.start].count(b"\n") + 1
        raise Unreadable(
            "A letter cannot be read. Save the file as “CSV UTF-8” and try again.", row=row
        ) from problem


def _lines(text: str):
    """The cells of each line; comma, semicolon or tab, whichever the header has."""
    header = text.lstrip("\r\n").partition("\n")[0]
    mark = max(",;\t", key=header.count)
    return csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)


def _places(header: Sequence[str]) -> tuple[int, ...]:
    found = [squeezed(cell) for cell in header[: len(COLUMNS) + 1]]
    if len(header) != len(COLUMNS) or sorted(found) != sorted(COLUMNS):
        seen = ", ".join(shown(cell) for cell in header[:5])
        more = f" and {len(header) - 5:,} more" if len(header) > 5 else ""
        raise Unreadable(
            f"The columns must be ring, activity and scope. It has: {seen}{more}.", row=1
        )
    return tuple(found.index(column) for column in COLUMNS)


def _raw(number: int, cells: Sequence[str], places: Sequence[int]) -> RawRow:
    if len(cells) != len(COLUMNS):
        raise Unreadable(
            f"There are {len(cells):,} cells, not 3. Put a text with a comma in quotation marks.",
            row=number,
        )
    return RawRow(number, *(clean_text(cells[place]).strip() for place in places))


def check_onion(raw: Iterable[RawRow], known: Known) -> tuple[list[OnionRow], list[Fault]]:
    """Every row as an activity to log, and every fault of the others."""
    rows: list[OnionRow] = []
    faults: list[Fault] = []
    first: dict[tuple[str, int], int] = {}
    for line in raw:
        row, wrong = _checked(line, known)
        faults += wrong
        if row is None:
            continue
        if row.key in first:
            faults.append(
                Fault(line.number, "activity", f"It repeats row {first[row.key]}. Take one out.")
            )
            continue
        first[row.key] = line.number
        rows.append(row)
    return rows, faults


def _checked(line: RawRow, known: Known) -> tuple[OnionRow | None, list[Fault]]:
    level_id = known.levels.get(squeezed(line.ring))
    kind_id = _kind(line.activity, known.kinds)
    where = squeezed(line.scope)
    is_for_all = where in TRUST_WIDE or where in ALL_DIRECTORATES
    service_ids = () if is_for_all else known.services.get(where, ())
    wrong = [
        ("ring", "" if level_id else _unknown(line.ring, known.level_names, "ring or level")),
        ("activity", _title_fault(line.activity)),
        ("activity", "" if kind_id else "There is no kind of activity yet. Add one first."),
        ("scope", "" if is_for_all or service_ids else _scope_fault(line.scope, known)),
    ]
    faults = [Fault(line.number, column, said) for column, said in wrong if said]
    if faults or level_id is None or kind_id is None:
        return None, faults
    notes = CARE_GROUPS_NOTE if where in ALL_DIRECTORATES else ""
    row = OnionRow(line.number, line.activity, level_id, kind_id, service_ids, is_for_all, notes)
    return row, []


def _title_fault(title: str) -> str:
    if not title:
        return "It is empty. Give the activity a name, or take the row out."
    if title[0] in FORMULA_STARTS:
        return f"{shown(title)} begins like a formula. Type the activity's name."
    if len(title) > LONGEST_TITLE:
        return f"It has {len(title):,} characters. At most {LONGEST_TITLE} fit."
    if not squeezed(title):
        return f"{shown(title)} has no letter in it. Type the activity's name."
    return ""


def _scope_fault(scope: str, known: Known) -> str:
    if squeezed(scope) in known.services:
        return f"{shown(scope)} has no service yet. Add one first, or write “Trust-wide”."
    names = ["Trust-wide", "Care groups", *known.names]
    return _unknown(scope, names, "directorate or service")


def _unknown(text: str, names: Sequence[str], what: str) -> str:
    """That a name is not known, with the names that are nearest to it."""
    if not text:
        return f"It is empty. Give the {what}."
    by_key = {squeezed(name): name for name in names}
    near = difflib.get_close_matches(squeezed(text[:LONGEST_TITLE]), by_key, n=3, cutoff=0.6)
    if near:
        offered = " or ".join(f"“{by_key[key]}”" for key in near)
        return f"{shown(text)} is no {what} we know. Did you mean {offered}?"
    some = ", ".join(list(by_key.values())[:12])
    return f"{shown(text)} is no {what} we know. We know: {some}."


def shown(text: str) -> str:
    """What somebody wrote, short enough and harmless for a message on a screen."""
    plain = " ".join(clean_text(text).split())
    return f"“{plain if len(plain) <= LONGEST_SHOWN else plain[: LONGEST_SHOWN - 1] + '…'}”"


def _kind(title: str, kinds: Mapping[str, int]) -> int | None:
    """The kind that a word of the title points to, else the one for everything else."""
    words = title.casefold()
    for word, label in KIND_BY_WORD:
        if word in words and label in kinds:
            return kinds[label]
    return kinds.get(OTHER_KIND) or next(iter(kinds.values()), None)
