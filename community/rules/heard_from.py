"""When somebody was not heard from for long: when to ask, and when a question went unanswered."""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from community.models import Status
from community.rules.people import PersonFacts, is_own
from core.periods import add_months, month_of
from core.service import System

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


def still_here_blocker(actor: Any, facts: PersonFacts) -> str | None:
    """Why somebody cannot say for themselves that they still take part: the link says it, or they.

    Who was paused meanwhile comes back as always, so that no old mail moves anybody.
    """
    if not isinstance(actor, System) and not is_own(actor, facts):
        return _("Only the person can say this.")
    if facts.status == Status.PAUSED:
        return _("Your part is paused, so we do not ask you to things.")
    if facts.status in (Status.LEFT, Status.NOT_NOW):
        return _("You do not take part at the moment.")
    return None


def still_due_blocker(*, is_due: bool) -> str | None:
    """Why somebody is not written to or paused any more: they were heard from meanwhile."""
    return None if is_due else "This is not due any more."
