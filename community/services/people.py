"""Every write to a person's own record."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Case, F, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from community.models import (
    Look,
    Person,
    PersonExperience,
    PersonGroup,
    PersonInterest,
    PersonService,
    Status,
    StatusMove,
    WayIn,
)
from community.rules.contact import GOES_ON
from community.rules.people import (
    PersonFacts,
    change_person_blocker,
    is_for_them,
    is_own,
    move_person_blocker,
)
from community.selectors.people import person_facts, said_of, this_morning
from community.services.stopping import stop_waiting
from core.service import System, acting, bookkeeping, refuse, require_version, service
from users.models import User

# Why nothing more goes out of what waited.
STOPPED_AT: dict[str, str] = {
    Status.LEFT: "The person has left.",
    Status.NOT_NOW: "The person was told “not now”.",
    Status.PAUSED: "The person has paused.",
}
# What is known of an address ends with the address.
NEW_ADDRESS = {
    "is_email_confirmed": False,
    "is_address_theirs": False,
    "email_failed_at": None,
    "address_asked_at": None,
}


# Leafing back and forth is one look.
ONE_LOOK = timedelta(minutes=30)


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
    experience_ids: frozenset[int] = field(default_factory=frozenset)
    group_ids: frozenset[int] = field(default_factory=frozenset)
    service_ids: frozenset[int] = field(default_factory=frozenset)

    def columns(self) -> dict[str, Any]:
        """The values of the record's own columns."""
        found = {name: value for name, value in vars(self).items() if name not in LINKS}
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
    if way_in != WayIn.IMPORT:
        act_for(row, by=by)
    note_move(row, "", status, by=by, why="")
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
        columns |= NEW_ADDRESS
    for name, value in columns.items():
        setattr(row, name, list(value) if isinstance(value, tuple) else value)
    row.email = row.email.lower()
    row.version = F("version") + 1
    row.save(update_fields=[*columns, "version"])
    if is_own(by, person_facts(row)):
        hear_from(by=by, person_ids=[row.pk])
    row.refresh_from_db()
    return row


@service
def move_person(
    *, by: Any, person_id: int, to: str, why: str = "", back_on: date | None = None
) -> Person:
    """Move a person's status: welcome, pause, come back, leave, not now.

    What waits for them, and may not be sent to who stands there, is stopped.
    """
    row = locked_person(person_id)
    facts = person_facts(row)
    refuse(move_person_blocker(by, facts, to, why=why))
    start, row.status = row.status, to
    row.back_on = back_on if to == Status.PAUSED else None
    row.nudged_at = None
    row.version = F("version") + 1
    changed = ["status", "back_on", "nudged_at", "version"]
    if to == Status.ASKED:
        # Who comes back waits for a welcome from now on.
        row.asked_at = timezone.now()
        changed.append("asked_at")
    # Whoever moves somebody else by hand has spoken with them.
    if not isinstance(by, System):
        row.heard_from_at = timezone.now()
        changed.append("heard_from_at")
    row.save(update_fields=changed)
    if to in GOES_ON:
        stop_waiting(row, by=by, reason=STOPPED_AT[to], kept=GOES_ON[to])
    row.refresh_from_db()
    acting().reason = why
    if is_for_them(by, facts, to):
        act_for(row, by=by)
    note_move(row, start, to, by=by, why=why, facts=facts)
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
def hear_from(*, by: Any, person_ids: Iterable[int]) -> None:
    """Note that people were heard from: by what they did, or by what they told staff to do.

    Each act of theirs says so. Of who was heard from today nothing is written again, unless
    they were asked whether they are still with us: that is their answer.
    """
    # Of who pauses it says that they were reminded of their day: once is enough.
    is_asked = Q(nudged_at__isnull=False) & ~Q(status=Status.PAUSED)
    rows = Person.objects.filter(
        Q(heard_from_at__lt=this_morning()) | is_asked,
        pk__in=list(person_ids),
        erased_at__isnull=True,
    )
    # In the order of their numbers, so that two who note many never wait for each other.
    found = list(rows.order_by("pk").select_for_update(of=("self",), no_key=True))
    Person.objects.filter(pk__in=[row.pk for row in found]).update(
        heard_from_at=timezone.now(),
        nudged_at=Case(When(status=Status.PAUSED, then=F("nudged_at"))),
    )


@bookkeeping
def note_look(*, by: User, person_id: int, what: str, reason: str = "") -> Look:
    """Note that somebody looked at what a person keeps to few; the person can read it."""
    return Look.objects.create(person_id=person_id, by=by, what=what, reason=reason)


@bookkeeping
def note_looks(*, by: User, people: Iterable[Person], what: str = Look.What.RECORD) -> None:
    """Note whose record somebody read, unless it is their own or was just noted."""
    seen = Look.objects.filter(by=by, what=what, at__gte=timezone.now() - ONE_LOOK)
    read = {person.pk for person in people if person.account_id != by.pk}
    noted = set(seen.filter(person__in=read).values_list("person", flat=True))
    Look.objects.bulk_create(Look(person_id=pk, by=by, what=what) for pk in sorted(read - noted))


def locked_person(person_id: int) -> Person:
    """The record, locked, as the act's subject; that of another one if it is an alias of it.

    The alias itself is not locked: who merges locks both by their numbers, and would wait for
    who holds one of them and wants the other.
    """
    kept = Person.objects.filter(pk=person_id, merged_into__isnull=False).values("merged_into")
    row = _lock(Coalesce(Subquery(kept), person_id))
    if row.merged_into_id:
        # It became an alias while it was waited for.
        row = _lock(row.merged_into_id)
    acting().subject = row
    return row


def locked_people(person_ids: Collection[int]) -> dict[int, Person]:
    """The same of several at once, with their accounts, by the numbers that were asked for."""
    kept = dict(
        Person.objects.filter(pk__in=person_ids).values_list("pk", Coalesce("merged_into", "pk"))
    )
    rows = Person.objects.select_for_update(of=("self",)).select_related("account")
    found = {row.pk: row for row in rows.filter(pk__in=set(kept.values())).order_by("pk")}
    # One that became an alias while it was waited for.
    late = {row.pk: _lock(row.merged_into_id) for row in found.values() if row.merged_into_id}
    return {person: late.get(pk, found[pk]) for person, pk in kept.items()}


@bookkeeping
def free_people(*, by: Any, person_ids: Iterable[int]) -> set[int]:
    """Those of these that nobody else is at, locked; who works through many waits for nobody."""
    rows = Person.objects.select_for_update(of=("self",), skip_locked=True)
    return set(rows.filter(pk__in=set(person_ids)).order_by("pk").values_list("pk", flat=True))


def _lock(person_id: Any) -> Person:
    return Person.objects.select_for_update(of=("self",)).get(pk=person_id)


def act_for(person: Person, *, by: Any) -> None:
    """Say in the act that somebody does this for a person who asked them to.

    Whether they do it themselves or ask staff to: they were heard from.
    """
    if not isinstance(by, User):
        return
    if by.pk != person.account_id:
        acting().for_whom, acting().on_behalf_of = person, person.account
    hear_from(by=by, person_ids=[person.pk])


def note_move(
    row: Person, start: str, to: str, *, by: Any, why: str, facts: PersonFacts | None = None
) -> None:
    """Write down one move of a status: by whom, why, and with `facts` from before for whom."""
    is_system = isinstance(by, System)
    StatusMove.objects.create(
        person=row,
        start=start,
        to=to,
        by=None if is_system else by,
        system=by.name if is_system else "",
        is_own=facts is not None and is_own(by, facts),
        is_for_person=facts is not None and is_for_them(by, facts, to),
        why=why,
    )


LINKS: dict[str, tuple[type[models.Model], str]] = {
    "interest_ids": (PersonInterest, "interest_id"),
    "experience_ids": (PersonExperience, "experience_id"),
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
