"""What the page of a person says, row by row, in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from community.forms import people as forms
from community.models import Person
from community.selectors.people import labels_of
from community.tables.people import free_said, kinds_said, meets_said, roles_said

Row = dict[str, str]


@dataclass(frozen=True)
class Part:
    """A part of a record that is changed on a page of its own."""

    title: str
    form: type[forms.PartForm]
    said: Callable[[Person], str]

    @property
    def names(self) -> tuple[str, ...]:
        """What it changes, as the record names it."""
        return tuple(self.form.base_fields)


def _name(person: Person) -> str:
    shown = person.shown_name or "nobody sees a name"
    return f"{person.name} (others see: {shown})"


def _listed(name: str) -> Callable[[Person], str]:
    return lambda person: "; ".join(labels_of(person, name))


def _reach(person: Person) -> str:
    ways = [("e-mail", person.email), ("telephone", person.phone), ("post", person.address)]
    return ", ".join(way for way, there in ways if there).capitalize()


def _limit(person: Person) -> str:
    most = person.asks_a_month
    return "" if most is None else "Do not ask" if most == 0 else f"At most {most} a month"


def _where(person: Person) -> str:
    return ", ".join(filter(None, [str(person.district or ""), person.outward_code]))


PARTS: dict[str, Part] = {
    "name": Part("Name", forms.NameForm, _name),
    "reach": Part("How to reach them", forms.ReachForm, _reach),
    "kinds": Part("As whom", forms.KindsForm, lambda person: kinds_said(person.kinds)),
    "interests": Part("Interests", forms.BringsForm, _listed("interest_ids")),
    "when": Part(
        "When and how",
        forms.WhenForm,
        lambda person: ", ".join(
            filter(None, [free_said(person.availability), meets_said(person.meets)])
        ),
    ),
    "where": Part("District", forms.WhereForm, _where),
    "language": Part("Preferred language", forms.LanguageForm, lambda person: person.language),
    "services": Part("Services they know", forms.ServicesForm, _listed("service_ids")),
    "groups": Part("Wants to hear of", forms.GroupsForm, _listed("group_ids")),
    "limit": Part("Limit on being asked", forms.LimitForm, _limit),
    "hidden": Part(
        "Who can see them",
        forms.HiddenForm,
        lambda person: "The involvement team alone" if person.is_hidden else "Staff, with little",
    ),
}


def whole_rows(person: Person) -> list[Row]:
    """The record as the involvement team reads it, each part with a way to change it."""
    rows: list[Row] = []
    for key, part in PARTS.items():
        href = reverse("community:person_change", args=[person.pk, key])
        rows.append({"key": part.title, "value": part.said(person), "href": href})
        if key == "interests":
            rows.append({"key": "What they can bring", "value": person.brings, "href": href})
    return rows


def open_rows(person: Person, roles: list[str]) -> list[Row]:
    """The little that staff at large read."""
    rows = [
        ("District", str(person.district or "")),
        ("Interests", "; ".join(labels_of(person, "interest_ids"))),
        ("Roles", roles_said(roles)),
        ("Usually free", free_said(person.availability)),
        ("Can meet", meets_said(person.meets)),
    ]
    return [{"key": key, "value": value} for key, value in rows]


def contact_rows(person: Person) -> list[Row]:
    """How to reach somebody."""
    confirmed = "confirmed" if person.is_email_confirmed else "not confirmed yet"
    said: list[tuple[str, Any]] = [
        ("Telephone", person.phone),
        ("E-mail", f"{person.email} ({confirmed})" if person.email else ""),
        ("Post", person.address),
        ("Preferred language", person.language),
    ]
    return [{"key": key, "value": value} for key, value in said]
