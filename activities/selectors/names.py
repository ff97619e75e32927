"""What people are called on the pages of a session, by those who run it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from activities.models import SignUp
from community.models import Person
from community.rules.people import KEEP


def called(person: Person, shown_name: str, viewer: Any) -> str:
    """What those who run a session call somebody: the name they show, or at least their number."""
    if shown_name or person.shown_name:
        return shown_name or person.shown_name
    return person.name if viewer.may(KEEP) else f"{person.known_as} (P{person.pk:05d})"


def names_of(rows: Iterable[SignUp], viewer: Any) -> dict[int, str]:
    """What they are called on a list, by person. Two who show the same name have their number."""
    return told_apart({row.person_id: called(row.person, row.shown_name, viewer) for row in rows})


def told_apart(names: Mapping[int, str]) -> dict[int, str]:
    """Names by person, with the number beside each that two of them have."""
    count = Counter(name.casefold() for name in names.values())
    return {
        pk: f"{name} (P{pk:05d})" if count[name.casefold()] > 1 else name
        for pk, name in names.items()
    }
