"""When invented things happened."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone


def midday(day: date) -> datetime:
    """The middle of a day, or now, if that has not come yet: nothing invented lies ahead of us."""
    return min(timezone.make_aware(datetime.combine(day, time(12))), timezone.now())
