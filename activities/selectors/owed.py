"""What organisers owe those who came, and what was written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from activities.models import OwedAnswer, Session
from activities.selectors.team import organised_by


@dataclass(frozen=True)
class Owes:
    """An answer whose day comes soon, or is over."""

    opportunity_id: int
    title: str
    due_on: date
    is_late: bool


def owed_of(session: Session) -> OwedAnswer | None:
    """What is owed for a session, or was written."""
    return OwedAnswer.objects.filter(session=session).first()


def next_words(session: Session) -> str:
    """What happens next, for those who came; empty while nobody wrote it."""
    found = owed_of(session)
    return found.words if found else ""


SOON = timedelta(days=7)


def answers_due(account: Any, today: date, most: int) -> list[Owes]:
    """What somebody owes within a week for sessions they organise, the longest late first."""
    rows = OwedAnswer.objects.filter(
        organised_by(account, "session__"),
        written_at__isnull=True,
        due_on__lte=today + SOON,
        session__opportunity__isnull=False,
    ).exclude(session__status=Session.Status.CANCELLED)
    columns = ("session__opportunity__pk", "session__activity__title", "due_on")
    found = rows.order_by("due_on", "pk").values_list(*columns)[:most]
    return [Owes(pk, title, on, on < today) for pk, title, on in found]
