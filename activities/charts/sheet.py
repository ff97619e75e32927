"""One drawing in the making: its measures, its colours, and where the rings lie."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from activities.onion import Band, Onion, Oval, Shape, nest
from core.charts import Colour, depth_colours, text_width, wrap

# The address of the list behind a ring: level code and state in, address out; "" for none.
Link = Callable[[str, str], str]


def no_link(_code: str, _state: str) -> str:
    return ""


@dataclass(frozen=True)
class Look:
    """The measures of one drawing. Lengths are CSS pixels at full size."""

    across: float  # half the width of the outermost ring
    core_across: float
    core_height: float
    gap: float
    band: float
    below: float
    name: float  # sizes of type
    count: float
    small: float
    names_from: float = 0  # where the column of names begins; 0 for none
    width: float = 0


WIDE = Look(256, 120, 146, 97, 30, 20, 17, 26, 14, names_from=596, width=960)
NARROW = Look(141, 76, 116, 81, 26, 9, 15, 20, 13, width=288)


@dataclass
class Sheet:
    """One drawing in the making."""

    name: str
    onion: Onion
    look: Look
    link: Link
    colours: tuple[Colour, ...] = ()
    ovals: tuple[Oval, ...] = ()
    band_edges: dict[int, Band] = field(default_factory=dict)

    def __post_init__(self) -> None:
        positions = {ring.level.id: place for place, ring in enumerate(self.onion.rings)}
        for band in self.onion.bands:
            self.band_edges[max(positions[level.id] for level in band.levels)] = band
        self.colours = depth_colours(len(self.onion.rings))
        # How far down the words begin depends on how flat the ring is, and that on the
        # room of all words: a few rounds settle it.
        for _round in range(4):
            self.ovals = self._ovals()

    def _ovals(self) -> tuple[Oval, ...]:
        last = len(self.onion.rings) - 1
        return nest(
            Shape(
                self.look.across,
                self.look.core_across,
                self.look.core_height + self._more_lines(last),
                tuple(self._room(place) for place in range(last)),
                self.look.below,
            )
        )

    def _room(self, place: int) -> float:
        """The room a ring needs above the next: its words, and its half of a band."""
        room = self.look.gap + self._more_lines(place) + self.words_from(place) - self.look.name
        return room + (self.look.band * 0.6 if place + 1 in self.band_edges else 0)

    def _more_lines(self, place: int) -> float:
        return (len(self.lines(place)) - 1) * self.look.name * 1.2

    def words_from(self, place: int) -> float:
        """How far below a ring's top its first line stands: where the ring is wide enough."""
        if not self.ovals:
            return self.look.name
        half = text_width(self.lines(place)[0], self.look.name, is_bold=True) / 2 + 6
        inset = self.look.band * 0.5 if place in self.band_edges else 0
        return inset + max(self.ovals[place].depth(half + inset), self.look.name * 0.7)

    def lines(self, place: int) -> list[str]:
        """A ring's name in as many lines as its width allows."""
        last = max(len(self.onion.rings) - 1, 1)
        across = self.look.across + (self.look.core_across - self.look.across) * place / last
        share = 1.5 if place == last else 1.35
        return wrap(
            self.onion.rings[place].level.name, across * share, self.look.name, is_bold=True
        )

    @property
    def height(self) -> float:
        return self.ovals[0].bottom + 3
