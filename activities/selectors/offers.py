"""Offers of places that their people do not know of yet, for the start page of who runs them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from activities.models import SignUp
from activities.selectors.opportunities import called
from activities.selectors.told import OFFERED, PURPOSE
from community.models import ByHand, HeldMessage
from community.rules.people import KEEP


@dataclass(frozen=True)
class OfferLine:
    """An offer that its person does not know of yet."""

    opportunity_id: int
    name: str
    title: str
    until: datetime


def offers_to_pass_on(viewer: Any, most: int) -> list[OfferLine]:
    """Offers that wait for a message by hand: the team sees all, others those they run."""
    mine = {"person": OuterRef("person"), "purpose": PURPOSE}
    by_hand = Exists(ByHand.objects.filter(done_at__isnull=True, **mine))
    held = Exists(HeldMessage.objects.filter(**mine))
    rows = SignUp.objects.filter(
        Q(by_hand) | Q(held), status=OFFERED, told=OFFERED, offer_ends_at__gt=timezone.now()
    )
    if not viewer.may(KEEP):
        activity = "opportunity__session__activity"
        rows = rows.filter(
            Q(opportunity__organiser=viewer)
            | Q(**{f"{activity}__logged_by": viewer})
            | Q(**{f"{activity}__led_by": viewer})
        )
    rows = rows.select_related("person", "opportunity__session__activity")
    return [
        OfferLine(
            row.opportunity_id,
            called(row.person, row.shown_name, viewer),
            row.opportunity.session.activity.title,
            row.offer_ends_at,
        )
        for row in rows.order_by("offer_ends_at", "pk")[:most]
        if row.offer_ends_at
    ]
