"""What is there already of sessions that repeat, and which of them can be opened like another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from django.utils import timezone

from activities.models import Opportunity, Session
from activities.rules.repeating import MOST_DAYS
from activities.selectors.sign_ups import begins_at


def days_there(activity_id: int, starts_at: time | None, days: Iterable[date]) -> list[date]:
    """Those of the days on which the activity has a session at this time."""
    rows = Session.objects.filter(
        activity=activity_id, precision="day", starts_at=starts_at, held_on__in=list(days)
    ).exclude(status=Session.Status.CANCELLED)
    return list(rows.order_by("held_on").values_list("held_on", flat=True).distinct())


def begun_from(session: Session) -> Opportunity | None:
    """What the form for a session begins with: what was said last for one of the same activity."""
    rows = Opportunity.objects.filter(session__activity=session.activity_id)
    return rows.exclude(session=session).select_related("session").order_by("-pk").first()


def sessions_to_open(opportunity: Opportunity, now: datetime | None = None) -> list[Session]:
    """Sessions to come of the same activity that nobody has prepared for sign-up yet."""
    now = now or timezone.now()
    rows = Session.objects.filter(
        activity=opportunity.session.activity_id,
        status=Session.Status.PLANNED,
        precision="day",
        held_on__gte=timezone.localdate(now),
        opportunity__isnull=True,
        starts_at__isnull=False,
    ).order_by("held_on", "starts_at", "id")
    return [row for row in rows[:MOST_DAYS] if begins_at(row) > now]
