"""Rows of an old log for tests, and the names that they are compared with."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from activities.imports.columns import KEYS, SESSIONS
from activities.imports.kind import Activities
from activities.imports.known import Known, LevelName, Names, NewWords, Place
from activities.imports.readings import squeezed
from activities.imports.rows import Checker
from core.imports.kinds import Checked, Told

KIND = Activities()
TODAY = date(2026, 11, 22)
GOOD = {
    "title": "Patient council",
    "level": "Involve",
    "date": "3 May 2023",
    "service": "Canterbury community mental health team",
    "kind": "Workshop",
}


def names(*labels: str) -> Names:
    keys = [squeezed(label) for label in labels]
    return Names(dict(zip(keys, range(1, 100), strict=False)), dict(zip(keys, labels, strict=True)))


def level_names() -> tuple[LevelName, ...]:
    five = ["Inform", "Engage", "Involve", "Collaborate", "Co-create"]
    rings = ["Information giving", "Stimulating thinking", "Understanding thinking",
             "Informed decision making", "Collaboration", "Co-production"]  # fmt: skip
    return tuple(
        LevelName(10 * (not of_five) + place, name.lower().replace(" ", "-"), name, place, of_five)
        for ladder, of_five in ((five, True), (rings, False))
        for place, name in enumerate(ladder, start=1)
    )


def known(**changes) -> Known:
    """A small trust: two directorates, four services, some words."""
    levels = level_names()
    places = {
        "Canterbury community mental health team": (1,),
        "Dover and Folkestone community mental health team": (2,),
        "Memory assessment service": (3,),
        "Willow wards": (4,),
    }
    found = {squeezed(name): Place(name, ids) for name, ids in places.items()}
    whole = {"East Kent": (1, 2), "Older people": (3, 4), "Empty": ()}
    for name, ids in whole.items():
        found[squeezed(name)] = Place(name, ids, is_directorate=True)
    groups = names("Carers and families", "Young people", "Veterans")
    facts = {
        "today": TODAY,
        "levels": levels,
        "level_ids": {squeezed(level.name): level.id for level in levels},
        "words": {
            "kind": names("Workshop", "Committee or board", "Survey", "Something else"),
            "themes": names("Crisis care", "Peer support", "Getting help and waiting"),
            "groups_meant": groups,
            "groups_reached": groups,
            "place_kind": names("Library", "Hospital ward"),
        },
        "venues": names("Harbour Lane community hall"),
        "partners": names("Medway Carers"),
        "projects": names("Ward gardens"),
        "places": found,
        "all_of": {squeezed(f"All services of {n}"): Place(n, ids) for n, ids in whole.items()},
        "directorate_by_service": {1: 1, 2: 1, 3: 2, 4: 2},
        "people": {"sam@portal.example": 7, "samokafor": 7, "twonames": 0},
        "choices": {SESSIONS: True},
    }
    return Known(**(facts | changes))


def values(**said: str) -> tuple[str, ...]:
    """The cells of one row, in the order of the fields."""
    assert set(said) <= set(KEYS)
    return tuple(said.get(key, "") for key in KEYS)


def checked(known_names: Known | None = None, **said: str) -> Checked:
    """A row that says what `GOOD` says, but for what is given; "" takes a text out."""
    return Checker(known_names or known()).row(2, values(**(GOOD | said)))


def told(**said) -> Told:
    """What a person said about a whole file, as the columns page proposes it."""
    choices = {choice.key: choice.is_on for choice in KIND.choices}
    return Told(
        said=said.get("said", {}),
        choices=choices | said.get("choices", {}),
        to_add=said.get("to_add", {}),
    )


def groups_of(rows: Iterable[Checked]) -> list[list[Checked]]:
    """The rows of each record together, as the kernel gives them."""
    found: dict[str, list[Checked]] = {}
    for row in rows:
        found.setdefault(row.belongs or f"row {row.number}", []).append(row)
    return list(found.values())


__all__ = [
    "GOOD",
    "KIND",
    "TODAY",
    "NewWords",
    "checked",
    "groups_of",
    "known",
    "names",
    "told",
    "values",
]
