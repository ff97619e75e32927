"""What the page of a person says, row by row, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from community.models import Person
from community.selectors.people import Chosen
from community.tables.people import free_said, kinds_said, meets_said, roles_said

Row = dict[str, str]


@dataclass(frozen=True)
class Part:
    """A part of a record: what it is called, and what the record says there."""

    title: str
    said: Callable[[Person, Chosen], str]


def _name(person: Person, _chosen: Chosen) -> str:
    shown = f": {person.shown_name}" if person.shown_name else " no name"
    return f"{person.name} (others see{shown})"


def _reach(person: Person, _chosen: Chosen) -> str:
    ways = [("email", person.email), ("telephone", person.phone), ("post", person.address)]
    return ", ".join(way for way, there in ways if there).capitalize()


def _limit(person: Person, _chosen: Chosen) -> str:
    most = person.asks_a_month
    return "" if most is None else "Do not ask" if most == 0 else f"At most {most} a month"


def _where(person: Person, chosen: Chosen) -> str:
    return ", ".join(filter(None, [chosen.district, person.outward_code]))


def _when(person: Person, _chosen: Chosen) -> str:
    return ", ".join(filter(None, [free_said(person.availability), meets_said(person.meets)]))


def _hidden(person: Person, _chosen: Chosen) -> str:
    if person.is_hidden:
        return "The involvement team alone"
    return (
        "Staff too: the name others see, district, interests, what they have done, roles and times"
    )


# By the names of the forms that change them (`community.forms.people.PARTS`).
PARTS: dict[str, Part] = {
    "name": Part("Name", _name),
    "reach": Part("How to reach them", _reach),
    "kinds": Part("Takes part as", lambda person, _chosen: kinds_said(person.kinds)),
    "interests": Part("Interests", lambda _person, chosen: "; ".join(chosen.interests)),
    "when": Part("When and how", _when),
    "where": Part("District", _where),
    "language": Part("Preferred language", lambda person, _chosen: person.language),
    "services": Part("Services they know", lambda _person, chosen: "; ".join(chosen.services)),
    "groups": Part("Wants to be asked about", lambda _person, chosen: "; ".join(chosen.groups)),
    "limit": Part("Limit on being asked", _limit),
    "hidden": Part("Who can see them", _hidden),
}


def whole_rows(person: Person, chosen: Chosen) -> list[Row]:
    """The record as the involvement team reads it, each part with a way to change it."""
    rows: list[Row] = []
    for key, part in PARTS.items():
        href = reverse("community:person_change", args=[person.pk, key])
        rows.append({"key": part.title, "value": part.said(person, chosen), "href": href})
        if key == "interests":
            done = "; ".join(chosen.experiences)
            rows.append({"key": "What they have done before", "value": done, "href": href})
            rows.append({"key": "What they can bring", "value": person.brings, "href": href})
    return rows


def open_rows(person: Person, chosen: Chosen, roles: list[str]) -> list[Row]:
    """The little that staff at large read."""
    rows = [
        ("District", chosen.district),
        ("Interests", "; ".join(chosen.interests)),
        ("What they have done before", "; ".join(chosen.experiences)),
        ("Roles", roles_said(roles)),
        ("Usually free", free_said(person.availability)),
        ("Can meet", meets_said(person.meets)),
    ]
    return [{"key": key, "value": value} for key, value in rows]


def contact_rows(person: Person, needs: Mapping[str, str]) -> list[Row]:
    """How to reach somebody, with what they need when we do: that is read before a number."""
    if person.is_email_confirmed:
        confirmed = "confirmed"
    elif person.is_address_theirs:
        confirmed = "they said it is theirs"
    else:
        confirmed = "they have not said yet that it is theirs"
    said: list[tuple[str, Any]] = [
        ("Telephone", person.phone),
        ("Email", f"{person.email} ({confirmed})" if person.email else ""),
        ("Post", person.address),
        ("Preferred language", person.language),
    ]
    rows = [*needs.items(), *said]
    return [{"key": key, "value": value} for key, value in rows]
