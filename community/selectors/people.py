"""Which people somebody may see, and one person's record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, TypeVar

from django.db import models
from django.db.models import F, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from community.models import (
    KIND_WORDS,
    InductionStep,
    Person,
    PersonExperience,
    PersonGroup,
    PersonInterest,
    PersonService,
    RoleHeld,
    Status,
    StatusMove,
)
from community.rules.people import KEEP, SEE, PersonFacts

# Seen by staff at large: those who take part now, by the name they show.
OPEN_STATUSES = (Status.WELCOMED, Status.ACTIVE)

# Who has joined and has not gone: nobody is vetted, so whoever asked to join is a member.
MEMBER_STATUSES = (Status.ASKED, *OPEN_STATUSES, Status.PAUSED)


def visible_to(viewer: Any) -> QuerySet[Person]:
    """The people whose records a viewer may open; aliases of merged records never.

    The involvement team sees everybody; staff those who take part now, except who is hidden;
    anybody else only themselves.
    """
    rows = Person.objects.filter(merged_into__isnull=True, erased_at__isnull=True)
    if viewer.may(KEEP):
        return rows
    if viewer.may(SEE):
        return rows.filter(status__in=OPEN_STATUSES, is_hidden=False)
    return rows.filter(account=viewer)


def find_person(viewer: Any, person_id: int) -> Person:
    """One person; 404 if there is none, or none for this viewer. An alias leads to its record."""
    alias = Person.objects.filter(pk=person_id).values_list("merged_into", flat=True).first()
    row = visible_to(viewer).filter(pk=alias or person_id).first()
    if row is None:
        raise Http404
    return row


def own_record(account: Any) -> Person | None:
    """The record of the person who is signed in; None while there is none."""
    if not account.is_authenticated:
        return None
    return Person.objects.filter(account=account, merged_into__isnull=True).first()


def is_address_of_another(person: Person, email: str) -> bool:
    """Whether another record has an address as its confirmed one, which only one can."""
    others = Person.objects.filter(email=email, is_email_confirmed=True, merged_into__isnull=True)
    return others.exclude(pk=person.pk).exists()


def this_morning() -> datetime:
    """When this day began."""
    return timezone.make_aware(datetime.combine(timezone.localdate(), time.min))


def is_heard_from(person: Person) -> bool:
    """Whether nothing is to be noted where somebody is heard from again today."""
    is_asked = person.nudged_at is not None and person.status != Status.PAUSED
    return person.heard_from_at >= this_morning() and not is_asked


def all_ids(person: Person) -> list[int]:
    """The ids under which things about a person are kept: its own and those of its aliases."""
    return [person.pk, *Person.objects.filter(merged_into=person).values_list("pk", flat=True)]


def records_of(person: Person) -> QuerySet[Person, Any]:
    """The same as a part of another query, which then needs none of its own for it."""
    return Person.objects.filter(Q(pk=person.pk) | Q(merged_into=person.pk)).values("pk")


def records_of_many(people: Iterable[Person]) -> QuerySet[Person, Any]:
    """The same of several."""
    ids = [person.pk for person in people]
    return Person.objects.filter(Q(pk__in=ids) | Q(merged_into__in=ids)).values("pk")


Row = TypeVar("Row", bound=models.Model)


def by_person(people: Iterable[Person], rows: QuerySet[Row, Row]) -> dict[int, list[Row]]:
    """Rows about several people, by the person they are kept under or whose alias has them."""
    found: dict[int, list[Row]] = {person.pk: [] for person in people}
    of_records = rows.filter(person__in=records_of_many(people))
    for row in of_records.annotate(kept_as=F("person__merged_into")):
        for whose in {row.person_id, row.kept_as} & found.keys():  # type: ignore[attr-defined]
            found[whose].append(row)
    return found


def person_facts(person: Person) -> PersonFacts:
    """What the rules need to know of a record."""
    is_new = person.status in (Status.ASKED, Status.PAUSED)
    return PersonFacts(
        account_id=person.account_id,
        status=person.status,
        is_alias=person.merged_into_id is not None,
        has_named_contact=person.named_contact_id is not None,
        missing_steps=missing_steps(person) if is_new else (),
        before_pause=before_pause(person) if person.status == Status.PAUSED else "",
    )


def missing_steps(person: Person) -> tuple[str, ...]:
    """Steps of the welcome that somebody has not been through."""
    steps = InductionStep.objects.filter(is_in_use=True)
    done = person.steps_done.values("step")
    return tuple(steps.exclude(pk__in=done).values_list("label", flat=True))


def before_pause(person: Person) -> str:
    """Where somebody stood before they paused: where they come back to.

    Who came paused, with an earlier list or by records made one, comes back to taking part.
    """
    moves = StatusMove.objects.filter(person=person, to=Status.PAUSED).order_by("-at", "-id")
    start = moves.values_list("start", flat=True).first()
    is_way = start != Status.LEFT and start in Person.TRANSITIONS[Status.PAUSED]
    return start if start and is_way else Status.ACTIVE


# What a person chose from lists: the name of the choice, its rows, and the word of each.
LISTS: dict[str, tuple[Any, str, str]] = {
    "interest_ids": (PersonInterest, "interest", "label"),
    "experience_ids": (PersonExperience, "experience", "label"),
    "group_ids": (PersonGroup, "group", "label"),
    "service_ids": (PersonService, "service", "name"),
}


def chosen_ids(person: Person, name: str) -> list[int]:
    """The ids somebody chose from a list."""
    model, column, _label = LISTS[name]
    return list(model.objects.filter(person=person).values_list(f"{column}_id", flat=True))


@dataclass(frozen=True)
class Chosen:
    """What somebody chose from lists, in words, by name."""

    interests: tuple[str, ...] = ()
    experiences: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    district: str = ""


def chosen_words(person: Person) -> Chosen:
    """What somebody chose from lists, for the page that shows it."""
    return Chosen(
        interests=labels_of(person, "interest_ids"),
        experiences=labels_of(person, "experience_ids"),
        groups=labels_of(person, "group_ids"),
        services=labels_of(person, "service_ids"),
        district=str(person.district or ""),
    )


def labels_of(person: Person, name: str) -> tuple[str, ...]:
    """The words somebody chose from a list, by name."""
    model, column, label = LISTS[name]
    words = model.objects.filter(person=person).values_list(f"{column}__{label}", flat=True)
    return tuple(sorted(words))


def roles_now(person: Person) -> list[str]:
    """The roles somebody holds today."""
    held = RoleHeld.objects.filter(person=person).held_on(timezone.localdate())
    return list(held.values_list("role", flat=True))


def said_of(person: Person, names: Iterable[str]) -> dict[str, str]:
    """What a record says now, in the words of its forms: for who changed it at the same time."""
    return {name: _said(person, name) for name in names}


def _said(person: Person, name: str) -> str:
    return ", ".join(labels_of(person, name)) if name in LISTS else column_said(person, name)


def column_said(row: Any, name: str) -> str:
    """What a column of a record says, or of a stored state of one."""
    if name == "district_id":
        return str(row.district or "Not known")
    value = getattr(row, name)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        field = Person._meta.get_field(name)
        words = dict(field.base_field.choices)  # type: ignore[union-attr]
        if name == "kinds":
            words = dict(KIND_WORDS)
        return ", ".join(str(words.get(each, each)) for each in value)
    return "" if value is None else str(value)
