"""Who works where, from–to."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q

from core.service import acting, refuse, service
from organisation.models import Directorate, Post, Service
from organisation.rules import PartFacts, PostFacts, add_post_blocker, end_post_blocker
from organisation.selectors import part_facts
from users.permissions import Role
from users.selectors import hold_account


@service
def add_post(
    *,
    by: Any,
    person_id: int,
    duty: str = Post.Duty.MEMBER,
    service_id: int | None = None,
    directorate_id: int | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    batch_id: int | None = None,
) -> Post:
    """Give a person a post in a service or in a directorate itself (exactly one of the two)."""
    place: Service | Directorate
    if service_id is not None:
        place = Service.objects.select_for_update(no_key=True).get(pk=service_id)
        where = Q(service=place)
    elif directorate_id is not None:
        place = Directorate.objects.select_for_update(no_key=True).get(pk=directorate_id)
        where = Q(directorate=place)
    else:
        raise TypeError("add_post: name a service or a directorate.")
    person = hold_account(person_id)
    facts = PostFacts(
        person=person.display_name,
        is_active=person.is_active,
        holds_trust_role=bool(person.role_set - {Role.CO_CREATOR}),
        place=part_facts(place),
        valid_from=valid_from,
        valid_to=valid_to,
        holds_it_already=_overlapping(where & Q(person=person, duty=duty), valid_from, valid_to),
    )
    refuse(add_post_blocker(by, facts))
    row = Post.objects.create(
        person=person,
        duty=duty,
        service=place if isinstance(place, Service) else None,
        directorate=place if isinstance(place, Directorate) else None,
        valid_from=valid_from,
        valid_to=valid_to,
        batch_id=batch_id,
    )
    acting().subject = row
    return row


def _overlapping(which: Q, start: date | None, end: date | None) -> bool:
    rows = Post.objects.filter(which)
    if start:
        rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=start))
    if end:
        rows = rows.filter(Q(valid_from__isnull=True) | Q(valid_from__lt=end))
    return rows.exists()


@service
def end_post(*, by: Any, post_id: int, ends_on: date, reason: str = "") -> Post:
    """End a post: the person no longer holds it on that day."""
    row = Post.objects.select_for_update(of=["self"]).select_related("person").get(pk=post_id)
    acting().subject, acting().reason = row, reason
    facts = PartFacts(str(row), row.valid_from, row.valid_to)
    refuse(end_post_blocker(by, facts, ends_on), field="ends_on")
    row.valid_to = ends_on
    row.save(update_fields=["valid_to"])
    return row
