"""What people asked about their own record."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from community.models import Erased, Person, RightsRequest
from community.rules.people import KEEP
from community.rules.rights import OPEN, RequestFacts
from community.selectors.people import all_ids

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
    row = RightsRequest.objects.select_related("person__account", "noted_by").filter(pk=pk).first()
    if row is None or not (viewer.may(KEEP) or row.person.account_id == viewer.pk):
        raise Http404
    return row


def request_facts(row: RightsRequest) -> RequestFacts:
    """What the rules need to know."""
    return RequestFacts(
        account_id=row.person.account_id,
        kind=row.kind,
        state=row.state,
        due_on=row.due_on,
        is_extended=row.extended_at is not None,
        way=row.way,
    )


def open_erasure(person: Person) -> RightsRequest | None:
    """The wish to be forgotten that has not been done yet."""
    found = RightsRequest.objects.filter(
        person__in=all_ids(person), kind=Kind.ERASURE, state__in=OPEN
    )
    return found.first()


def due_erasures(now: datetime | None = None) -> list[int]:
    """The people to be forgotten now."""
    found = RightsRequest.objects.filter(
        kind=Kind.ERASURE, state__in=OPEN, planned_at__lte=now or timezone.now()
    )
    return list(found.order_by("planned_at").values_list("person_id", flat=True))


def erasures() -> list[tuple[str, datetime]]:
    """Who was forgotten, as keys, and when."""
    return list(Erased.objects.order_by("id").values_list("key", "at"))


def restored_people() -> list[tuple[int, datetime]]:
    """Everybody who is not forgotten, with when they joined."""
    found = Person.objects.filter(erased_at__isnull=True, merged_into__isnull=True)
    return list(found.values_list("pk", "asked_at"))
