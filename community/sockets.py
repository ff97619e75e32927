"""Where higher apps take part in what is done with a person as a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from core.sockets import Socket


@dataclass(frozen=True)
class Section:
    """Part of the copy a person gets of everything about them: a heading and its rows.

    Each row is a mapping from words to values that JSON can hold.
    """

    key: str
    heading: str
    rows: Sequence[Mapping[str, Any]]


class PersonData(Protocol):
    """What an app keeps about people, and how that leaves, moves and goes."""

    def sections(self, person: Any) -> Sequence[Section]:
        """Everything this app keeps about the person."""

    def erase(self, person: Any) -> int:
        """Blank or remove it, history included; how many rows were touched."""

    def move(self, gone: Any, kept: Any) -> list[dict[str, Any]]:
        """Give what belongs to one record to another; what was done, so that it can be undone."""

    def move_back(self, gone: Any, kept: Any, moved: Sequence[Mapping[str, Any]]) -> None:
        """Undo `move`."""


@dataclass(frozen=True)
class Panel:
    """A part of a person's page: its heading, its template and what the template shows."""

    heading: str
    template: str
    context: Mapping[str, Any]


PERSON_DATA: Socket[PersonData] = Socket("community.person_data")
# For (viewer, person): the last day, until today, of a session that the viewer leads and the
# person comes to; None if there is none.
SESSION_LEADERS: Socket[Callable[[Any, Any], date | None]] = Socket("community.session_leaders")
# For (person, viewer); None: nothing to show to them.
PERSON_PANELS: Socket[Callable[[Any, Any], Panel | None]] = Socket("community.person_panels")
