"""What the figures of claims mean, each once. Pure: counts in, figures out."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from organisation.selectors.special_days import working_days_between

NOWHERE = "Not known"


@dataclass(frozen=True)
class Decided:
    """So many costs that were sent on one day and decided for good on another, alike in all else.

    A cost is one line of a claim as it was claimed: neither a correction nor a top-up. Whoever
    looked first where two decide does not count.
    """

    sent_on: date
    decided_on: date
    promised_by: date | None
    category: str
    directorate: str
    level: str
    outcome: str
    reason: str
    count: int


@dataclass(frozen=True)
class Times:
    """How long decisions took. `half` and `most` are working days, None where there are none."""

    name: str
    count: int
    half: int | None
    most: int | None
    on_time: int

    @property
    def late(self) -> int:
        return self.count - self.on_time


@dataclass(frozen=True)
class Why:
    """How often one reason was given for agreeing to nothing, or to less."""

    reason: str
    refused: int
    in_part: int


def share_within(waits: Sequence[tuple[int, int]], percent: int) -> int | None:
    """The fewest working days within which so many of a hundred costs were decided.

    `waits` are pairs of days and how many costs took them. The median is that of 50.
    """
    total = sum(count for _days, count in waits)
    needed, seen = math.ceil(total * percent / 100), 0
    for days, count in sorted(waits):
        seen += count
        if seen >= needed:
            return days
    return None


def times(name: str, rows: Iterable[Decided]) -> Times:
    """How long the decisions of some costs took, and how many came by the promised day.

    In working days from the day a claim was sent: that day does not count, the day of the
    decision does. What is decided on the same day took 0.
    """
    rows = list(rows)
    waits = [(working_days_between(row.sent_on, row.decided_on), row.count) for row in rows]
    return Times(
        name=name,
        count=sum(row.count for row in rows),
        half=share_within(waits, 50),
        most=share_within(waits, 90),
        on_time=sum(
            row.count for row in rows if row.promised_by and row.decided_on <= row.promised_by
        ),
    )


def times_by(rows: Iterable[Decided], part_of: Callable[[Decided], str]) -> list[Times]:
    """The same for each part, the one with most costs first."""
    parts: dict[str, list[Decided]] = {}
    for row in rows:
        parts.setdefault(part_of(row) or NOWHERE, []).append(row)
    found = [times(name, of) for name, of in parts.items()]
    return sorted(found, key=lambda each: (-each.count, each.name))


def reasons(rows: Iterable[Decided]) -> list[Why]:
    """Why less was agreed to, the reason given most first. Words beside a reason do not count."""
    found: dict[str, list[int]] = {}
    for row in rows:
        if row.outcome in ("refuse", "part"):
            counts = found.setdefault(row.reason, [0, 0])
            counts[row.outcome == "part"] += row.count
    whys = [Why(reason, refused, part) for reason, (refused, part) in found.items()]
    return sorted(whys, key=lambda each: (-each.refused - each.in_part, each.reason))
