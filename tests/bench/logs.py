"""Old logs of any length for measuring: as people write them, and as a machine would.

The same rows twice: `log_file` as a spreadsheet of a directorate, with a share of bad cells;
`machine_file` with ids and ISO dates, which the limit copies in without understanding anything.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from activities.selectors.levels import DEFAULT_LADDER, all_levels
from organisation.models import ActivityKind, Group, Service, Theme

HEADINGS = (
    "Date of event", "Title", "Type of engagement", "Level", "Team", "Start time", "End time",
    "No. service users", "No. carers", "Purpose", "Target group", "Key themes", "F2F/virtual",
    "Comments",
)  # fmt: skip
# What stands in these columns is known by the import's own suggestions, but for what is said here.
BAD = ("31/2/2024", "Consultation", "Somewhere else", "lots")
FORMS = ("%d/%m/%Y", "%-d %B %Y", "%d.%m.%y", "%a %-d %b %Y")
FIRST = date(2023, 1, 2)


@dataclass(frozen=True)
class Lists:
    """What rows choose from: (name, id) of each."""

    levels: list[tuple[str, int]]
    kinds: list[tuple[str, int]]
    themes: list[tuple[str, int]]
    groups: list[tuple[str, int]]
    services: list[tuple[str, int, int]]


def lists() -> Lists:
    def pairs(model) -> list[tuple[str, int]]:
        return list(model.objects.order_by("pk").values_list("label", "pk"))

    return Lists(
        levels=[(row.name, row.id) for row in all_levels().on(DEFAULT_LADDER)],
        kinds=pairs(ActivityKind),
        themes=pairs(Theme),
        groups=pairs(Group),
        services=list(
            Service.objects.filter(valid_to=None)
            .order_by("pk")
            .values_list("name", "pk", "directorate_id")
        ),
    )


@dataclass(frozen=True)
class Line:
    """One row, before it is written in one way or the other."""

    number: int
    day: date
    hour: int
    users: int
    carers: int
    picks: tuple[int, ...]

    @property
    def title(self) -> str:
        return f"Talking about waiting well, group {self.number}"

    @property
    def notes(self) -> str:
        return f"People said the letter of month {self.number % 12 + 1} was hard to read."


def lines(rows: int) -> Iterator[Line]:
    """The same rows every time, spread like chance."""
    for number in range(rows):
        spread = number * 2_654_435_761 % 2**32
        picks = tuple(spread >> shift for shift in (3, 7, 11, 15, 19))
        day = FIRST + timedelta(days=spread % 1_000)
        yield Line(number, day, 9 + spread % 8, 3 + spread % 17, spread % 5, picks)


def _pick(items: list, place: int):
    return items[place % len(items)]


def log_file(folder: Path, rows: int, found: Lists, *, bad_in_100: int = 0) -> Path:
    """A log with so many of each hundred rows that cannot come in."""
    path = folder / f"log-{rows}-{bad_in_100}.csv"
    if path.exists():
        return path
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(HEADINGS)
        for line in lines(rows):
            kind, level, service, theme, group = line.picks
            cells = [
                f"{line.day:{FORMS[line.number % 4]}}",
                line.title,
                _pick(found.kinds, kind)[0],
                _pick(found.levels, level)[0],
                _pick(found.services, service)[0],
                f"{line.hour}:00",
                f"{line.hour + 2}:00",
                f"about {line.users}" if line.number % 3 == 0 else str(line.users),
                str(line.carers),
                "To hear what people think and to change what they name.",
                _pick(found.groups, group)[0],
                _pick(found.themes, theme)[0],
                ("F2F", "Online", "Face to face")[line.number % 3],
                line.notes,
            ]
            if line.number % 100 < bad_in_100:
                cells[(0, 3, 4, 7)[line.number % 4]] = BAD[line.number % 4]
            out.writerow(cells)
    return path


def machine_file(folder: Path, rows: int, found: Lists) -> Path:
    """The same rows as COPY takes them: no word is looked up, no date understood."""
    path = folder / f"machine-{rows}.tsv"
    if path.exists():
        return path
    with path.open("w", encoding="utf-8") as file:
        for line in lines(rows):
            kind, level, service, theme, group = line.picks
            place = _pick(found.services, service)
            cells = (
                line.day.isoformat(), line.title, _pick(found.kinds, kind)[1],
                _pick(found.levels, level)[1], place[1], place[2], f"{line.hour}:00",
                f"{line.hour + 2}:00", line.users, line.carers,
                "To hear what people think and to change what they name.",
                _pick(found.groups, group)[1], _pick(found.themes, theme)[1],
                ("in_person", "online", "in_person")[line.number % 3], line.notes,
                "t" if line.number % 3 == 0 else "f",
            )  # fmt: skip
            file.write("\t".join(map(str, cells)) + "\n")
    return path
