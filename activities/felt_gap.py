"""How deep it felt beside how deep it was logged: each number defined once, in words. Pure.

An answer is compared where somebody chose one of the five statements, and where the activity
happened at a level that stands for one of the five. Answers of those who were marked as not
having come after all, of sessions that do not take place, and of records that were joined with
another, are left out before this.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from activities.models import Felt
from activities.rules.felt import FEWEST

PEOPLE, STAFF = Felt.Side.PEOPLE, Felt.Side.STAFF
SIDES = (PEOPLE, STAFF)


@dataclass(frozen=True)
class Counted:
    """So many equal answers about one activity, from one side."""

    activity_id: int
    title: str
    # The place of the level on the ladder, 1 for the shallowest; None where it is not known.
    logged: int | None
    side: str
    felt: int | None
    used: str
    count: int
    written_down: int = 0


@dataclass(frozen=True)
class Figure:
    """What one side said, of one activity or of all."""

    answers: int  # everybody who said anything
    shallower: int
    same: int
    deeper: int
    steps: int  # felt minus logged, added up
    used: tuple[tuple[str, int], ...]
    written_down: int

    @property
    def is_shown(self) -> bool:
        """Whether there are answers enough: with fewer than FEWEST somebody could be guessed."""
        return self.compared >= FEWEST

    @property
    def compared(self) -> int:
        """Answers of which both levels are known."""
        return self.shallower + self.same + self.deeper

    @property
    def gap(self) -> Fraction | None:
        """The gap: how many levels deeper it felt than it was logged, on average; negative if less.

        Each compared answer counts the same, whichever activity it is about. None where there are
        fewer than FEWEST.
        """
        return Fraction(self.steps, self.compared) if self.is_shown else None


def figure(rows: Iterable[Counted], side: str) -> Figure:
    """What one side said in these rows."""
    mine = [row for row in rows if row.side == side]
    known = [(row.felt - row.logged, row.count) for row in mine if row.felt and row.logged]
    return Figure(
        answers=sum(row.count for row in mine),
        shallower=sum(count for step, count in known if step < 0),
        same=sum(count for step, count in known if step == 0),
        deeper=sum(count for step, count in known if step > 0),
        steps=sum(step * count for step, count in known),
        used=tuple(
            (used, sum(row.count for row in mine if row.used == used)) for used in Felt.Used.values
        ),
        written_down=sum(row.written_down for row in mine),
    )


def gap_words(gap: Fraction | None) -> str:
    """The gap in words, to one decimal, halves away from nought."""
    if gap is None:
        return "too few to say"
    tenths = (abs(gap) * 20 + 1) // 2
    if not tenths:
        return "as deep as logged"
    said = f"{tenths // 10}.{tenths % 10}"
    return f"{said} less deep" if gap < 0 else f"{said} deeper"
