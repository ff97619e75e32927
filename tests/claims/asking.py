"""What Amina asks before she spends, and Cal who answers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from claims.models import SpendingRequest
from claims.services.requests import RequestEntry, agree_request, ask_first
from community.models import Person
from organisation.models import Post, Service


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def a_taxi(**said: Any) -> RequestEntry:
    given = {"category": "taxi", "words": "A taxi", "needed_on": in_days(0), "pence": 2_000}
    return RequestEntry(**{**given, **said})


def asked(person: Person, **said: Any) -> SpendingRequest:
    return ask_first(by=person.account, person_id=person.pk, entry=a_taxi(**said))


def agreed(by: Any, row: SpendingRequest, *, pence: int = 2_000, how: str = "claim") -> Any:
    return agree_request(by=by, request_id=row.pk, expected=None, pence=pence, how=how)


def answers_everywhere(account: Any) -> None:
    """An approver with a post, who may also answer what belongs to no service."""
    Post.objects.create(person=account, duty=Post.Duty.APPROVER, service=Service.objects.first())
