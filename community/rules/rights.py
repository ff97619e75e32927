"""What people may ask about their own record, and by when it must be answered."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from community.models import RightsRequest
from community.rules.people import ENTER, KEEP
from core.service import System
from core.transitions import transition_blocker

Kind, State = RightsRequest.Kind, RightsRequest.State
OPEN = (State.ASKED, State.ACKNOWLEDGED)
# A complaint must be acknowledged in 30 days (Data (Use and Access) Act 2025).
COMPLAINT_DAYS = timedelta(days=30)
KEPT_FROM_COPY = (
    "This person asked that you are not shown what they need, and the copy holds that."
    " Ask a colleague to take it out and hand it over."
)


@dataclass(frozen=True)
class RequestFacts:
    """What the rules need to know of a request."""

    account_id: int | None
    kind: str
    state: str
    due_on: date | None = None
    is_extended: bool = False
    way: str = RightsRequest.Way.ONLINE
    # Of who would hand over the copy: whether the person keeps their needs from them.
    is_kept_from: bool = False


def due_on(kind: str, asked_on: date) -> date:
    """The day by which the next step is due: one month, or 30 days for a complaint.

    A month ends on the same day of the next one, or on its last (UK GDPR article 12.3).
    """
    if kind == Kind.COMPLAINT:
        return asked_on + COMPLAINT_DAYS
    return months_later(asked_on, 1)


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last."""
    whole = day.year * 12 + day.month - 1 + months
    year, month = whole // 12, whole % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def extended_due_on(asked_on: date) -> date:
    """Two months more, for what is many or hard (UK GDPR article 12.3)."""
    return months_later(asked_on, 3)


def ask_right_blocker(
    actor: Any, account_id: int | None, kind: str, *, has_open_erasure: bool, is_seen: bool
) -> str | None:
    """Why somebody cannot ask this about a record: its owner may, and staff who see it for them."""
    is_other = not isinstance(actor, System) and actor.pk != account_id
    if is_other and not (is_seen and (actor.may(KEEP) or actor.may(ENTER))):
        return "Only the person, and staff for them, can ask this."
    if is_other and kind == Kind.ERASURE and not actor.may(KEEP):
        # Nobody can undo it, so it takes those who know the person.
        return "Ask the involvement team to write this down. Nobody can undo it later."
    if kind == Kind.ERASURE and has_open_erasure:
        return "This was asked already. It is on its way."
    return None


def asked_on_blocker(asked_on: date, today: date) -> str | None:
    """Why somebody cannot have asked on that day."""
    return "The day they asked must be today or in the past." if asked_on > today else None


def checked_blocker(checked: str) -> str | None:
    """Why a request cannot be written down for somebody."""
    return None if checked.strip() else "Say how you know that it is them."


def extend_right_blocker(actor: Any, facts: RequestFacts, today: date) -> str | None:
    """Why no more time can be taken: once, for a reason, and told before the month is over."""
    if not isinstance(actor, System) and not actor.may(KEEP):
        return "Only the involvement team can take more time."
    if facts.state not in OPEN:
        return "This is answered already."
    if facts.kind in (Kind.ERASURE, Kind.COMPLAINT, Kind.OBJECTION):
        return "The law gives no more time for this."
    if facts.is_extended:
        return "More time was taken already. It can be taken once."
    if facts.due_on is not None and facts.due_on < today:
        return "The month is over. More time must be told before it ends."
    return None


def hand_over_blocker(actor: Any, facts: RequestFacts) -> str | None:
    """Why the team cannot take the whole copy to hand it over: only while somebody asked for it."""
    if not actor.may(KEEP):
        return "Only the involvement team can hand a copy over."
    if actor.pk == facts.account_id:
        return "This is your own copy. Take it under My involvement."
    if facts.kind != Kind.ACCESS or facts.state not in OPEN:
        return "The copy can be taken only while somebody asks for it."
    if facts.way == RightsRequest.Way.ONLINE:
        return "This person can take the copy themselves, signed in."
    if facts.is_kept_from:
        return KEPT_FROM_COPY
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


def reached_blocker(*, is_sent: bool, why_not: str, handed_over: str) -> str | None:
    """Why an answer is none yet: it reaches the person by a message, or by hand."""
    if is_sent or handed_over:
        return None
    return f"We cannot send this answer. {why_not} Give it yourself, and say here how you did."


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
        day = timezone.localtime(planned_at)
        return f"This is done on {day:%-d %B %Y}, not before."
    if is_mail_under_way:
        return "A message to this person is being handed over at this moment."
    if is_file_under_way:
        return "A file that may name this person is being read or made at this moment."
    return None
