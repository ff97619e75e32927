"""The engagement onion: which count belongs to which ring, and where each ring lies. Pure.

A level is recorded on one ladder and may be shown on another. Where it corresponds to one
level there, its records are counted in that ring and said to be mapped. Where it
corresponds to two, the ring is not known: its records stand in one band across both and
are counted in neither.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import cos, radians, sin

from activities.selectors.levels import LevelFact, Levels

HAPPENED, PLANNED = "happened", "planned"
# How many activities a ring names, by state.
NAMED = {HAPPENED: 4, PLANNED: 2}

# How many activities there are by id of the level they are recorded at and state.
Counts = Mapping[tuple[int, str], int]


@dataclass(frozen=True)
class Named:
    """An activity that a ring names."""

    id: int
    title: str
    is_standing: bool
    state: str = HAPPENED


Names = Mapping[tuple[int, str], Sequence[Named]]


@dataclass(frozen=True)
class Ring:
    """One ring: how many happened and are planned, and how many of those are mapped."""

    level: LevelFact
    happened: int = 0
    planned: int = 0
    mapped_happened: int = 0
    mapped_planned: int = 0
    names: tuple[Named, ...] = ()

    @property
    def mapped(self) -> int:
        return self.mapped_happened + self.mapped_planned

    @property
    def total(self) -> int:
        return self.happened + self.planned


@dataclass(frozen=True)
class Band:
    """Records whose level covers two rings: they lie in one of them, which is not known."""

    recorded: LevelFact
    levels: tuple[LevelFact, ...]
    happened: int = 0
    planned: int = 0
    names: tuple[Named, ...] = ()

    @property
    def total(self) -> int:
        return self.happened + self.planned


@dataclass(frozen=True)
class Onion:
    """All rings of one ladder, shallow first, with the bands across them."""

    ladder: str
    rings: tuple[Ring, ...]
    bands: tuple[Band, ...] = ()
    # Records at a level that corresponds to nothing on this ladder.
    elsewhere: int = 0

    @property
    def happened(self) -> int:
        return sum(r.happened for r in self.rings) + sum(b.happened for b in self.bands)

    @property
    def planned(self) -> int:
        return sum(r.planned for r in self.rings) + sum(b.planned for b in self.bands)

    @property
    def mapped(self) -> int:
        return sum(ring.mapped for ring in self.rings)

    @property
    def is_empty(self) -> bool:
        return not (self.happened or self.planned)


@dataclass
class _Part:
    happened: int = 0
    planned: int = 0
    mapped_happened: int = 0
    mapped_planned: int = 0
    names: dict[str, list[Named]] = field(default_factory=lambda: {HAPPENED: [], PLANNED: []})

    def add(self, state: str, count: int, names: Sequence[Named], *, is_mapped: bool) -> None:
        setattr(self, state, getattr(self, state) + count)
        if is_mapped:
            setattr(self, f"mapped_{state}", getattr(self, f"mapped_{state}") + count)
        self.names[state].extend(names)

    def named(self) -> tuple[Named, ...]:
        """A few: standing ones first, and what happened before what is planned."""
        return tuple(
            name
            for state, most in NAMED.items()
            for name in sorted(self.names[state], key=lambda n: not n.is_standing)[:most]
        )


def build_onion(levels: Levels, ladder: str, counts: Counts, names: Names | None = None) -> Onion:
    """Put every count where it belongs on a ladder."""
    named = names or {}
    rings = {level.id: _Part() for level in levels.on(ladder)}
    bands: dict[int, _Part] = {}
    elsewhere = 0
    for (level_id, state), count in counts.items():
        shown = levels.shown_on(level_id, ladder)
        if not shown:
            elsewhere += count
            continue
        if len(shown) == 1:
            part, is_mapped = rings[shown[0].id], shown[0].id != level_id
        else:
            part, is_mapped = bands.setdefault(level_id, _Part()), True
        part.add(state, count, named.get((level_id, state), ()), is_mapped=is_mapped)
    return Onion(
        ladder=ladder,
        rings=tuple(_ring(levels.by_id[key], part) for key, part in rings.items()),
        bands=tuple(
            Band(
                levels.by_id[key],
                levels.shown_on(key, ladder),
                part.happened,
                part.planned,
                part.named(),
            )
            for key, part in sorted(bands.items())
            if part.happened or part.planned
        ),
        elsewhere=elsewhere,
    )


def _ring(level: LevelFact, part: _Part) -> Ring:
    return Ring(
        level, part.happened, part.planned, part.mapped_happened, part.mapped_planned, part.named()
    )


# --- Where the rings lie ---------------------------------------------------------------


# How square an oval is: 2 is an ellipse; a little more leaves its top broad enough for words.
FULLNESS = 2.45


@dataclass(frozen=True)
class Oval:
    """One ring's outline, a superellipse: its middle and its two radii."""

    x: float
    y: float
    across: float
    down: float

    @property
    def top(self) -> float:
        return self.y - self.down

    @property
    def bottom(self) -> float:
        return self.y + self.down

    def at(self, angle: float) -> tuple[float, float]:
        """The point at an angle in degrees: 0 is to the right, 90 at the bottom."""
        right, low = cos(radians(angle)), sin(radians(angle))
        reach = (abs(right) ** FULLNESS + abs(low) ** FULLNESS) ** (-1 / FULLNESS)
        return self.x + self.across * right * reach, self.y + self.down * low * reach

    def points(
        self, first: float = 0, last: float = 360, step: float = 4
    ) -> list[tuple[float, float]]:
        """The outline from one angle to another, both included."""
        count = max(1, round((last - first) / step))
        return [self.at(first + (last - first) * place / count) for place in range(count + 1)]

    def half_width(self, y: float) -> float:
        """How far the outline is from its middle line at a height; 0 outside it."""
        share = abs(y - self.y) / self.down
        return self.across * (1 - share**FULLNESS) ** (1 / FULLNESS) if share < 1 else 0.0

    def depth(self, half_width: float) -> float:
        """How far below its top the outline is this far from its middle line."""
        share = min(abs(half_width) / self.across, 1)
        return self.down * (1 - (1 - share**FULLNESS) ** (1 / FULLNESS))


@dataclass(frozen=True)
class Shape:
    """The measures of a nest: the room above each inner ring, around the core, and below."""

    across: float
    core_across: float
    core_height: float
    gaps: tuple[float, ...]
    below: float
    margin: float = 3.0


def nest(shape: Shape) -> tuple[Oval, ...]:
    """Ovals inside each other, outermost first, with more room above than below.

    The room above is for words; there is one gap fewer than there are rings.
    """
    count = len(shape.gaps) + 1
    bottom = shape.margin + sum(shape.gaps) + shape.core_height + shape.below * (count - 1)
    ovals, top = [], shape.margin
    for place in range(count):
        share = place / (count - 1) if count > 1 else 0
        across = shape.across + (shape.core_across - shape.across) * share
        low = bottom - shape.below * place
        ovals.append(Oval(shape.margin + shape.across, (top + low) / 2, across, (low - top) / 2))
        if place < count - 1:
            top += shape.gaps[place]
    return tuple(ovals)


def planned_slice(oval: Oval, happened: int, planned: int) -> tuple[float, float] | None:
    """The angles between which a ring is hatched: its planned share, round the bottom.

    None when nothing is planned; a whole turn when all is.
    """
    if planned <= 0:
        return None
    half = 180 * planned / (planned + max(happened, 0))
    return 90 - half, 90 + half
