"""What people see of their own record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404

from community.models import Look, Person, Purpose, RightsRequest, Status, StatusMove
from community.rules.people import own_move_blocker
from community.selectors.consents import latest_consents
from community.selectors.people import all_ids, before_pause, own_record, person_facts
from community.selectors.rights import open_erasure, requests_of
from community.selectors.roles import Holding, holding

MOST = 200


def found_record(account: Any) -> Person:
    """The record of whoever is signed in; 404 while there is none."""
    person = own_record(account)
    if person is None:
        raise Http404
    return person


@dataclass(frozen=True)
class OwnPage:
    """What the first page of one's own record shows."""

    person: Person
    agreed: tuple[str, ...]
    looks: int
    open_requests: tuple[RightsRequest, ...]
    forgotten_at: datetime | None
    forget_request: RightsRequest | None
    holding: Holding
    # Why the team said "not now"; empty for everybody else.
    not_now_why: str = ""

    @property
    def is_paused(self) -> bool:
        return self.person.status == "paused"

    @property
    def is_not_now(self) -> bool:
        """Whether they asked to join and the team said that it cannot be now."""
        return self.person.status == "not_now"

    @property
    def has_left(self) -> bool:
        return self.person.status in ("left", "not_now")


def own_page(account: Any) -> OwnPage | None:
    """The first page of somebody's own record; None while there is none."""
    person = own_record(account)
    if person is None:
        return None
    given = {purpose for (purpose, _), row in latest_consents(person).items() if row.is_given}
    waiting = open_erasure(person)
    requests = [row for row in requests_of(person)[:20] if row.state in ("asked", "acknowledged")]
    return OwnPage(
        person=person,
        agreed=tuple(str(each.label) for each in Purpose if each in given),
        looks=Look.objects.filter(person__in=all_ids(person)).exclude(by=account).count(),
        open_requests=tuple(requests),
        forgotten_at=waiting.planned_at if waiting else None,
        forget_request=waiting,
        holding=holding(person),
        not_now_why=_not_now_why(person),
    )


def _not_now_why(person: Person) -> str:
    if person.status != Status.NOT_NOW:
        return ""
    moves = StatusMove.objects.filter(person__in=all_ids(person), to=Status.NOT_NOW)
    return moves.order_by("-at", "-id").values_list("why", flat=True).first() or ""


def looks_at(person: Person) -> list[Look]:
    """Who looked at what, the newest first."""
    found = Look.objects.filter(person__in=all_ids(person)).select_related("by")
    return list(found.order_by("-at", "-id")[:MOST])


def moves_of(person: Person) -> list[StatusMove]:
    """How the status moved, the newest first."""
    found = StatusMove.objects.filter(person__in=all_ids(person)).select_related("by")
    return list(found.order_by("-at", "-id")[:MOST])


def why_not_move(account: Any, person: Person, to: str) -> str | None:
    """Why somebody cannot move their own status so."""
    return own_move_blocker(account, person_facts(person), to)


def way_back(person: Person) -> str:
    """Where somebody stands when they come back: as before a break, or as one who asks to join."""
    return before_pause(person) if person.status == Status.PAUSED else Status.ASKED
