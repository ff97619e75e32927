"""Offers of places that their people do not know of yet, for the start page of who runs them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from activities.models import Notice, SignUp
from activities.selectors.names import called
from activities.selectors.team import organised_by
from activities.selectors.told import OFFERED, goes_by_hand, is_held
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
    last = Notice.objects.filter(sign_up=OuterRef("pk")).order_by("-id")
    rows = SignUp.objects.filter(
        status=OFFERED, told=OFFERED, offer_ends_at__gt=timezone.now()
    ).annotate(told_at=Subquery(last.values("at")[:1]))
    mine = ("person", "opportunity", "told_at")
    rows = rows.filter(Q(goes_by_hand(*mine)) | Q(is_held(*mine)))
    if not viewer.may(KEEP):
        rows = rows.filter(organised_by(viewer, "opportunity__session__"))
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
