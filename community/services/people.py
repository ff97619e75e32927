"""Every write to a person's own record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import F
from django.utils import timezone

from community.models import (
    Look,
    Person,
    PersonGroup,
    PersonInterest,
    PersonService,
    Status,
    StatusMove,
    WayIn,
)
from community.rules.people import change_person_blocker, is_own, move_person_blocker
from community.selectors.people import person_facts, said_of
from core.service import System, acting, bookkeeping, refuse, require_version, service
from users.models import User


@dataclass(frozen=True)
class PersonEntry:
    """What is known of a person; what is not given stays empty."""

    name: str
    shown_name: str = ""
    email: str = ""
    phone: str = ""
    kinds: tuple[str, ...] = ()
    brings: str = ""
    availability: tuple[str, ...] = ()
    meets: tuple[str, ...] = ()
    language: str = ""
    district_id: int | None = None
    outward_code: str = ""
    is_post_wanted: bool = False
    address: str = ""
    is_hidden: bool = False
    asks_a_month: int | None = None
    interest_ids: frozenset[int] = field(default_factory=frozenset)
    group_ids: frozenset[int] = field(default_factory=frozenset)
    service_ids: frozenset[int] = field(default_factory=frozenset)

    def columns(self) -> dict[str, Any]:
        """The values of the record's own columns."""
        found = {
            name: value
            for name, value in vars(self).items()
            if name not in ("interest_ids", "group_ids", "service_ids")
        }
        lists = {name: list(found[name]) for name in ("kinds", "availability", "meets")}
        return found | lists | {"email": self.email.lower()}


@service
def add_person(
    *,
    by: Any,
    entry: PersonEntry,
    way_in: str = WayIn.ONLINE,
    account: User | None = None,
    is_email_confirmed: bool = False,
    status: str = Status.ASKED,
    asked_at: datetime | None = None,
    batch_id: int | None = None,
) -> Person:
    """Add somebody who asks to join. Who is added is a full member from the start.

    People of an earlier list bring where they stand (`status`) and since when (`asked_at`).
    """
    row = Person.objects.create(
        **entry.columns(),
        way_in=way_in,
        account=account,
        is_email_confirmed=is_email_confirmed,
        status=status,
        batch_id=batch_id,
        **({"asked_at": asked_at} if asked_at else {}),
        entered_by=by if isinstance(by, User) and by != account else None,
    )
    _set_links(row, entry)
    acting().subject = row
    _note_move(row, "", status, by=by, why="")
    return row


@service
def change_person(
    *, by: Any, person_id: int, expected: int | None, changes: dict[str, Any]
) -> Person:
    """Change some of what is known of a person: fields of `PersonEntry` by name."""
    row = locked_person(person_id)
    refuse(change_person_blocker(by, person_facts(row)))
    require_version(row, expected, lambda: said_of(row, changes))
    known = PersonEntry.__dataclass_fields__
    if unknown := set(changes) - set(known):
        raise TypeError(f"A person has no {', '.join(sorted(unknown))}.")
    _change_links(row, changes)
    columns = {name: value for name, value in changes.items() if not name.endswith("_ids")}
    if "email" in columns and columns["email"].lower() != row.email:
        columns |= {"is_email_confirmed": False, "email_failed_at": None}
    for name, value in columns.items():
        setattr(row, name, list(value) if isinstance(value, tuple) else value)
    row.email = row.email.lower()
    row.version = F("version") + 1
    if is_own(by, person_facts(row)):
        row.heard_from_at = timezone.now()
        columns |= {"heard_from_at": None}
        # Of who pauses it says that they were reminded of their day: once is enough.
        if row.status != Status.PAUSED:
            row.nudged_at = None
            columns |= {"nudged_at": None}
    row.save(update_fields=[*columns, "version"])
    row.refresh_from_db()
    return row


@service
def move_person(
    *, by: Any, person_id: int, to: str, why: str = "", back_on: date | None = None
) -> Person:
    """Move a person's status: welcome, pause, come back, leave, not now."""
    row = locked_person(person_id)
    facts = person_facts(row)
    refuse(move_person_blocker(by, facts, to, why=why))
    start, row.status = row.status, to
    row.back_on = back_on if to == Status.PAUSED else None
    row.nudged_at = None
    row.version = F("version") + 1
    changed = ["status", "back_on", "nudged_at", "version"]
    # Whoever moves somebody else by hand has spoken with them.
    if not isinstance(by, System):
        row.heard_from_at = timezone.now()
        changed.append("heard_from_at")
    row.save(update_fields=changed)
    row.refresh_from_db()
    acting().reason = why
    _note_move(row, start, to, by=by, why=why, is_own_move=is_own(by, facts))
    return row


@service
def note_heard_from(*, by: Any, person_id: int) -> Person:
    """Note that somebody was heard from, by telephone or face to face, and is still with us."""
    row = locked_person(person_id)
    refuse(change_person_blocker(by, person_facts(row)))
    row.heard_from_at, row.nudged_at = timezone.now(), None
    row.version = F("version") + 1
    row.save(update_fields=["heard_from_at", "nudged_at", "version"])
    row.refresh_from_db()
    return row


@bookkeeping
def note_look(*, by: User, person_id: int, what: str, reason: str = "") -> Look:
    """Note that somebody looked at what a person keeps to few; the person can read it."""
    return Look.objects.create(person_id=person_id, by=by, what=what, reason=reason)


def locked_person(person_id: int) -> Person:
    """The record, locked, as the act's subject; that of another one if it is an alias of it."""
    row = Person.objects.select_for_update().get(pk=person_id)
    if row.merged_into_id:
        row = Person.objects.select_for_update().get(pk=row.merged_into_id)
    acting().subject = row
    return row


def _note_move(
    row: Person, start: str, to: str, *, by: Any, why: str, is_own_move: bool = False
) -> None:
    is_system = isinstance(by, System)
    StatusMove.objects.create(
        person=row,
        start=start,
        to=to,
        by=None if is_system else by,
        system=by.name if is_system else "",
        is_own=is_own_move,
        why=why,
    )


LINKS: dict[str, tuple[type[models.Model], str]] = {
    "interest_ids": (PersonInterest, "interest_id"),
    "group_ids": (PersonGroup, "group_id"),
    "service_ids": (PersonService, "service_id"),
}


def _set_links(row: Person, entry: PersonEntry) -> None:
    _change_links(row, {name: getattr(entry, name) for name in LINKS})


def _change_links(row: Person, changes: dict[str, Iterable[int]]) -> None:
    """Let the chosen words be exactly these; those that stay are not touched."""
    for name in LINKS.keys() & changes.keys():
        model, column = LINKS[name]
        wanted = set(changes[name])
        rows = model._default_manager.filter(person=row)
        there = set(rows.values_list(column, flat=True))
        if gone := there - wanted:
            rows.filter(**{f"{column}__in": gone}).delete()
        model._default_manager.bulk_create(
            [model(**{"person": row, column: value}) for value in sorted(wanted - there)]
        )
