"""What people may ask about their own record, and by when it must be answered."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from community.models import RightsRequest
from community.rules.people import KEEP
from core.service import System
from core.transitions import transition_blocker

Kind, State = RightsRequest.Kind, RightsRequest.State
OPEN = (State.ASKED, State.ACKNOWLEDGED)
# A complaint must be acknowledged in 30 days (Data (Use and Access) Act 2025).
COMPLAINT_DAYS = timedelta(days=30)


@dataclass(frozen=True)
class RequestFacts:
    """What the rules need to know of a request."""

    account_id: int | None
    kind: str
    state: str


def due_on(kind: str, asked_on: date) -> date:
    """The day by which the next step is due: one month, or 30 days for a complaint.

    A month ends on the same day of the next one, or on its last (UK GDPR article 12.3).
    """
    if kind == Kind.COMPLAINT:
        return asked_on + COMPLAINT_DAYS
    year, month = asked_on.year + asked_on.month // 12, asked_on.month % 12 + 1
    return date(year, month, min(asked_on.day, monthrange(year, month)[1]))


def ask_right_blocker(
    actor: Any, account_id: int | None, kind: str, *, has_open_erasure: bool
) -> str | None:
    """Why somebody cannot ask this about a record: its owner may, and the team for them."""
    if not isinstance(actor, System) and actor.pk != account_id and not actor.may(KEEP):
        return "Only the person and the involvement team can ask this."
    if kind == Kind.ERASURE and has_open_erasure:
        return "You asked this already. It is on its way."
    return None


def answer_right_blocker(actor: Any, facts: RequestFacts) -> str | None:
    """Why somebody cannot answer: the team does, never about themselves."""
    if not isinstance(actor, System):
        if not actor.may(KEEP):
            return "Only the involvement team can answer this."
        if actor.pk == facts.account_id:
            return "You asked this yourself. Somebody else of the team answers."
    if facts.kind == Kind.ERASURE:
        return "This is done by the portal on its day. There is nothing to answer."
    return transition_blocker(RightsRequest.TRANSITIONS, facts.state, State.ANSWERED)


def acknowledge_right_blocker(actor: Any, facts: RequestFacts) -> str | None:
    """Why somebody cannot say that a request has arrived and is looked at."""
    if not isinstance(actor, System) and not actor.may(KEEP):
        return "Only the involvement team can say this."
    return transition_blocker(RightsRequest.TRANSITIONS, facts.state, State.ACKNOWLEDGED)


def take_back_right_blocker(actor: Any, facts: RequestFacts) -> str | None:
    """Why a request cannot be taken back: its owner may, as long as it is not done."""
    if not isinstance(actor, System) and actor.pk != facts.account_id and not actor.may(KEEP):
        return "Only the person and the involvement team can take this back."
    return transition_blocker(RightsRequest.TRANSITIONS, facts.state, State.TAKEN_BACK)


def take_out_blocker(actor: Any, account_id: int | None) -> str | None:
    """Why somebody cannot take out the whole copy: it is handed to the person alone."""
    if actor.pk == account_id:
        return None
    return "Only the person themselves can take out everything about them."


def erase_blocker(
    planned_at: datetime | None,
    now: datetime,
    *,
    is_mail_under_way: bool,
    is_file_under_way: bool = False,
) -> str | None:
    """Why somebody cannot be forgotten yet."""
    if planned_at is None:
        return "Nobody asked that this person be forgotten."
    if planned_at > now:
        return f"This is done on {planned_at:%-d %B %Y}, not before."
    if is_mail_under_way:
        return "A message to this person is being handed over at this moment."
    if is_file_under_way:
        return "A file that may name this person is being read or made at this moment."
    return None
