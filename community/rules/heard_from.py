"""When somebody was not heard from for long: when to ask, and when a question went unanswered."""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta

from community.models import Status
from core.periods import add_months, month_of

ASKED_OF = (Status.WELCOMED, Status.ACTIVE)


def months_from(day: date, months: int) -> date:
    """The same day so many months on or back; the last day of a month that has no such day."""
    month = add_months(month_of(day), months)
    return month.replace(day=min(day.day, calendar.monthrange(month.year, month.month)[1]))


def unheard_since(today: date, months: int) -> date:
    """Whoever was last heard from on this day or before is asked."""
    return months_from(today, -months)


def unanswered_since(now: datetime, days: int) -> datetime:
    """Whoever was asked before this and did not answer is paused."""
    return now - timedelta(days=days)


def ask_blocker(status: str, *, is_asked: bool, is_due: bool) -> str | None:
    """Why somebody is not asked whether they still want to take part."""
    if status not in ASKED_OF:
        return "Only those who take part are asked."
    return None if is_due and not is_asked else "This is not due."
