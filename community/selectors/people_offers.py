"""What can be chosen on the forms of a record, with what was chosen earlier."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from community.models import Person
from community.selectors.people import chosen_ids
from organisation.selectors import areas, services_in_force, word_list

Pairs = list[tuple[int, str]]


def _words(name: str, chosen: str) -> Callable[[Person], Pairs]:
    return lambda person: [
        (word.id, word.label) for word in word_list(name, also=chosen_ids(person, chosen))
    ]


# By the part of a record: each list that its form offers, by name.
_OFFERS: dict[str, dict[str, Callable[[Person], Pairs]]] = {
    "interests": {
        "interests": _words("interests", "interest_ids"),
        "experiences": _words("experiences", "experience_ids"),
    },
    "groups": {"groups": _words("groups", "group_ids")},
    "where": {"districts": lambda person: [(area.id, area.name) for area in areas()]},
    "services": {
        "services": lambda person: [
            (each.id, f"{each.name} ({each.directorate})") for each in services_in_force()
        ],
    },
}


def offers(person: Person, part: str) -> Mapping[str, Pairs]:
    """The lists that the form of one part needs."""
    return {name: read(person) for name, read in _OFFERS.get(part, {}).items()}
