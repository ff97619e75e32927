"""What is there already on the days of sessions that repeat."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time

from activities.models import Session


def days_there(activity_id: int, starts_at: time | None, days: Iterable[date]) -> list[date]:
    """Those of the days on which the activity has a session at this time."""
    rows = Session.objects.filter(
        activity=activity_id, precision="day", starts_at=starts_at, held_on__in=list(days)
    ).exclude(status=Session.Status.CANCELLED)
    return list(rows.order_by("held_on").values_list("held_on", flat=True).distinct())
