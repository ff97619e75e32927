"""What waits for the involvement team with people and partners, counted for their start page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, IntegerField, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from community.models import ByHand, Person, RightsRequest, Status
from community.selectors.needs import people_due
from community.selectors.partners import steps_due

State = RightsRequest.State


@dataclass(frozen=True)
class Waits:
    """Some things that wait: how many, in words, and the page that shows them."""

    count: int
    words: str
    href: str


def waiting_for_team(viewer: Any, today: date) -> list[Waits]:
    """What waits, what is late by law first; one query. What nobody waits for is left out."""
    people = Person.objects.filter(merged_into__isnull=True)
    requests = RightsRequest.objects.filter(state__in=[State.ASKED, State.ACKNOWLEDGED])
    lists: list[tuple[QuerySet, str, str, str]] = [
        (
            requests.filter(due_on__lt=today),
            "request about someone’s own record is late",
            "requests about someone’s own record are late",
            reverse("community:rights_request_list"),
        ),
        (
            requests.filter(due_on__gte=today),
            "request about someone’s own record is open",
            "requests about someone’s own record are open",
            reverse("community:rights_request_list"),
        ),
        (
            people.filter(status=Status.ASKED),
            "person waits for a welcome",
            "people wait for a welcome",
            _people("waiting"),
        ),
        (
            ByHand.objects.filter(done_at__isnull=True),
            "message is to be told, texted or posted",
            "messages are to be told, texted or posted",
            reverse("community:by_hand_list"),
        ),
        (
            people.filter(email_failed_at__isnull=False),
            "person’s email came back",
            "people’s emails came back",
            _people("bounced"),
        ),
        (
            people_due(viewer, today),
            "person’s needs should be looked at again",
            "people’s needs should be looked at again",
            reverse("community:need_due_list"),
        ),
        (
            steps_due().filter(due_on__lte=today),
            "next step with a partner is due",
            "next steps with partners are due",
            reverse("community:step_due_list"),
        ),
    ]
    values = {f"list_{place}": _counted(rows) for place, (rows, *_) in enumerate(lists)}
    counts = Person.objects.order_by().annotate(**values).values_list(*values)[:1]
    found = next(iter(counts), (0,) * len(lists))
    return [
        Waits(count, one if count == 1 else many, href)
        for count, (_rows, one, many, href) in zip(found, lists, strict=True)
        if count
    ]


def _counted(rows: QuerySet) -> Coalesce:
    one = rows.order_by().annotate(all=Value(1)).values("all").annotate(count=Count("pk"))
    return Coalesce(Subquery(one.values("count")), Value(0), output_field=IntegerField())


def _people(to_do: str) -> str:
    return f"{reverse('community:person_list')}?{urlencode({'to_do': to_do})}"
