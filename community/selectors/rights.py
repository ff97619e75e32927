"""What people asked about their own record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone

from community.models import Erased, Person, RightsRequest
from community.rules.people import KEEP
from community.rules.rights import OPEN, RequestFacts
from community.selectors.needs import is_kept_from
from community.selectors.people import all_ids, by_person, records_of

Kind = RightsRequest.Kind


def requests_of(person: Person) -> QuerySet[RightsRequest]:
    """Everything somebody asked, the newest first."""
    found = RightsRequest.objects.filter(person__in=all_ids(person))
    return found.select_related("answered_by", "noted_by").order_by("-asked_at", "-id")


def open_requests() -> QuerySet[RightsRequest]:
    """What waits for the team, overdue ones on top."""
    return RightsRequest.objects.filter(state__in=OPEN)


def find_request(viewer: Any, pk: int) -> RightsRequest:
    """One request; 404 unless it is the viewer's own or they belong to the team."""
    rows = RightsRequest.objects.select_related("person__merged_into__account", "person__account")
    row = rows.select_related("noted_by").filter(pk=pk).first()
    if row is None or not (viewer.may(KEEP) or owner_of(row).account_id == viewer.pk):
        raise Http404
    return row


def owner_of(row: RightsRequest) -> Person:
    """Whose request it is: of one that stayed with an alias the record it was joined with."""
    return row.person.merged_into or row.person


def person_of_request(pk: int) -> int:
    """The number of the record whose request it is, that of the kept one for an alias."""
    whose = RightsRequest.objects.annotate(whose=Coalesce("person__merged_into", "person"))
    return whose.values_list("whose", flat=True).get(pk=pk)


def request_facts(row: RightsRequest) -> RequestFacts:
    """What the rules need to know."""
    return RequestFacts(
        account_id=owner_of(row).account_id,
        kind=row.kind,
        state=row.state,
        due_on=row.due_on,
        is_extended=row.extended_at is not None,
        way=row.way,
    )


def hand_over_facts(viewer: Any, row: RightsRequest) -> RequestFacts:
    """The same for who would hand the copy over, which holds what the person needs."""
    kept = is_kept_from(viewer, all_ids(owner_of(row)))
    return replace(request_facts(row), is_kept_from=kept)


def open_erasure(person: Person) -> RightsRequest | None:
    """The wish to be forgotten that has not been done yet, of several the one that is due first."""
    return open_erasures(person).first()


def open_erasures(person: Person) -> QuerySet[RightsRequest]:
    """Every such wish: each of two joined records may hold one."""
    found = RightsRequest.objects.filter(person__in=records_of(person), kind=Kind.ERASURE)
    return found.filter(state__in=OPEN).order_by("planned_at", "pk")


def who_wants_erasure(people: Sequence[Person]) -> set[int]:
    """Those of these people who have such a wish."""
    rows = RightsRequest.objects.filter(kind=Kind.ERASURE, state__in=OPEN)
    return {person for person, wishes in by_person(people, rows).items() if wishes}


def due_erasures(now: datetime | None = None) -> list[int]:
    """The people to be forgotten now, each once; of joined records the kept one."""
    found = RightsRequest.objects.filter(
        kind=Kind.ERASURE, state__in=OPEN, planned_at__lte=now or timezone.now()
    )
    whose = found.annotate(whose=Coalesce("person__merged_into", "person")).order_by("planned_at")
    return list(dict.fromkeys(whose.values_list("whose", flat=True)))


def erasures() -> list[tuple[str, datetime]]:
    """Who was forgotten, as keys, and when."""
    return list(Erased.objects.order_by("id").values_list("key", "at"))


def restored_people() -> list[tuple[int, datetime]]:
    """Everybody who is not forgotten, with when they joined."""
    found = Person.objects.filter(erased_at__isnull=True, merged_into__isnull=True)
    return list(found.values_list("pk", "asked_at"))
