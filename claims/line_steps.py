"""One cost asked one question at a time: which questions there are, and which comes next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from claims.models import Category, Vehicle
from claims.rules.claims import BY_THE_HOUR

FIRST = "day"
# By the last part of their address: the boxes of the form that each page shows.
QUESTIONS: Mapping[str, tuple[str, ...]] = {
    FIRST: ("cost_on",),
    "travel": ("vehicle",),
    "way": ("from_place", "to_place"),
    "miles": ("miles",),
    "passengers": ("passengers",),
    "hours": ("hours",),
    "amount": ("amount",),
    "what": ("words",),
}


@dataclass(frozen=True)
class Place:
    """Where a question stands among those of its cost; the first is 1."""

    number: int
    of: int
    following: str | None
    before: str | None


def questions_of(category: str, vehicle: str = "") -> list[str]:
    """What is asked of one sort of cost, in order."""
    return list(_asked(category, vehicle))


def _asked(category: str, vehicle: str) -> Iterator[str]:
    yield FIRST
    if category == Category.MILEAGE:
        yield from ("travel", "way", "miles")
        # Nobody is paid for taking somebody on a bicycle.
        if vehicle in ("", Vehicle.CAR):
            yield "passengers"
        return
    if category in BY_THE_HOUR:
        yield "hours"
    yield from ("amount", "what")


def place_of(question: str, category: str, vehicle: str = "") -> Place | None:
    """Where a question stands; None where it is not asked of this sort of cost."""
    asked = questions_of(category, vehicle)
    if question not in asked:
        return None
    at = asked.index(question)
    return Place(
        number=at + 1,
        of=len(asked),
        following=asked[at + 1] if at + 1 < len(asked) else None,
        before=asked[at - 1] if at else None,
    )


def first_open(line: Any) -> str | None:
    """The first question of a cost that has to be answered and was not."""
    answers = {
        "travel": line.vehicle,
        "way": line.from_place and line.to_place,
        "miles": line.tenths,
        "hours": line.minutes,
        "amount": line.pence,
    }
    asked = questions_of(line.category, line.vehicle)
    return next((each for each in asked if each in answers and not answers[each]), None)
