"""What waits for the involvement team with people and partners, counted for their start page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from community.models import HeldMessage, Person, RightsRequest, Status
from community.rules.contact import HELD_FOR
from community.selectors.contact import by_hand_open
from community.selectors.induction import late_welcomes
from community.selectors.needs import people_due
from community.selectors.partners import steps_due
from community.selectors.roles import lacking_rows

State = RightsRequest.State


@dataclass(frozen=True)
class Waits:
    """Some things that wait: how many, in words, and the page that shows them."""

    count: int
    words: str
    href: str


def waiting_for_team(viewer: Any, today: date) -> list[Waits]:
    """What waits, what is late by law first; one query. What nobody waits for is left out."""
    lists = _lists(viewer, today)
    values = {f"list_{place}": _counted(rows) for place, (rows, *_) in enumerate(lists)}
    counts = Person.objects.order_by().annotate(**values).values_list(*values)[:1]
    found = next(iter(counts), (0,) * len(lists))
    return [
        Waits(count, one if count == 1 else many, href)
        for count, (_rows, one, many, href) in zip(found, lists, strict=True)
        if count
    ]


# The rows that wait, the words for one and for many, and the page.
Waiting = tuple[QuerySet, str, str, str]


def _lists(viewer: Any, today: date) -> list[Waiting]:
    """Everything that can wait, in the order in which it is told."""
    return [*_rights(today), *_welcomes_and_mail(), *_reviews(viewer, today)]


def _rights(today: date) -> list[Waiting]:
    requests = RightsRequest.objects.filter(state__in=[State.ASKED, State.ACKNOWLEDGED])
    return [
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
    ]


def _welcomes_and_mail() -> list[Waiting]:
    people = Person.objects.filter(merged_into__isnull=True)
    waiting = HeldMessage.objects.filter(
        person=OuterRef("pk"), created_at__lt=timezone.now() - HELD_FOR
    )
    return [
        (
            people.filter(late_welcomes(timezone.localdate())),
            "welcome is late",
            "welcomes are late",
            _people("late"),
        ),
        (
            people.filter(status=Status.ASKED),
            "person waits for a welcome",
            "people wait for a welcome",
            _people("waiting"),
        ),
        (
            by_hand_open(),
            "message is to be told, texted or posted",
            "messages are to be told, texted or posted",
            reverse("community:by_hand_list"),
        ),
        (
            people.filter(email_failed_at__isnull=False),
            "person cannot be reached by email",
            "people cannot be reached by email",
            _people("bounced"),
        ),
        (
            people.filter(Exists(waiting)),
            "person has a message waiting until they say that the email address is theirs",
            "people have messages waiting until they say that the email address is theirs",
            _people("unsure"),
        ),
    ]


def _reviews(viewer: Any, today: date) -> list[Waiting]:
    return [
        (
            people_due(viewer, today),
            "person’s needs should be looked at again",
            "people’s needs should be looked at again",
            reverse("community:need_due_list"),
        ),
        (
            lacking_rows(),
            "role is held without training or a check it needs",
            "roles are held without training or a check they need",
            reverse("community:lacking_list"),
        ),
        (
            steps_due().filter(due_on__lte=today),
            "next step with a partner is due",
            "next steps with partners are due",
            reverse("community:step_due_list"),
        ),
    ]


def _counted(rows: QuerySet) -> Coalesce:
    one = rows.order_by().annotate(all=Value(1)).values("all").annotate(count=Count("pk"))
    return Coalesce(Subquery(one.values("count")), Value(0), output_field=IntegerField())


def _people(to_do: str) -> str:
    return f"{reverse('community:person_list')}?{urlencode({'to_do': to_do})}"
