"""What the cells of an old log are compared with, read once for a whole file.

Names are `squeezed`. Words that will only be added on loading have ids below zero until then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Names:
    """The entries of one list: ids by squeezed name, and the names as people write them."""

    ids: Mapping[str, int] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LevelName:
    """A rung: its name, its place on its ladder, and whether that ladder is the one in use."""

    id: int
    code: str
    name: str
    position: int
    is_default: bool


@dataclass(frozen=True)
class Place:
    """A service or a directorate. `service_ids` are its own id, or those of all its services."""

    name: str
    service_ids: tuple[int, ...]
    is_directorate: bool = False


@dataclass(frozen=True)
class NewWords:
    """Words of one list that are added on loading: stand-in ids below zero, by squeezed word."""

    ids: Mapping[str, int] = field(default_factory=dict)
    labels: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """Everything that cells are compared with, and what was said about the whole file.

    `words` holds the word lists by field; `to_add` the words among them to be added;
    `publications` the kinds that are read, not attended.
    `places` maps a squeezed name to a service or directorate, `all_of` the phrase "all services
    of …"; `directorate_by_service` is the directorate of today. `people` maps names and e-mail
    addresses of those who may log to their account, or to 0 where two share a name.
    """

    today: date
    levels: tuple[LevelName, ...] = ()
    level_ids: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[str, Names] = field(default_factory=dict)
    publications: frozenset[int] = frozenset()
    venues: Names = field(default_factory=Names)
    partners: Names = field(default_factory=Names)
    projects: Names = field(default_factory=Names)
    places: Mapping[str, Place] = field(default_factory=dict)
    all_of: Mapping[str, Place] = field(default_factory=dict)
    directorate_by_service: Mapping[int, int] = field(default_factory=dict)
    people: Mapping[str, int] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, bool | str] = field(default_factory=dict)
    to_add: Mapping[str, NewWords] = field(default_factory=dict)
