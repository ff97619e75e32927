"""Who may say for whom what they agree to, and who keeps the words of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from community.rules.people import ENTER, KEEP
from core.service import System


@dataclass(frozen=True)
class ConsentFacts:
    """What the rules need to know of whose consent it is."""

    account_id: int | None
    entered_by_id: int | None
    is_alias: bool = False


def record_consents_blocker(actor: Any, facts: ConsentFacts) -> str | None:
    """Why somebody cannot record what a person agrees to.

    The person may, and the involvement team for them; staff for somebody they entered.
    """
    if facts.is_alias:
        return "This record was put together with another one. Change that one."
    if isinstance(actor, System) or facts.account_id == actor.pk or actor.may(KEEP):
        return None
    if actor.may(ENTER) and facts.entered_by_id == actor.pk:
        return None
    return "Only the person and the involvement team can change this."


def said_at_blocker(at: datetime | None, now: datetime) -> str | None:
    """Why something cannot have been said at that time."""
    if at is not None and at > now:
        return "The day they told you must be today or in the past."
    return None


def words_blocker(*, is_there: bool) -> str | None:
    """Why a yes cannot be recorded for that day: nobody knows what it was said to."""
    if is_there:
        return None
    return "We have no words of that day. Add the words they agreed to first."


def earlier_blocker(at: datetime, last_at: datetime | None) -> str | None:
    """Why something said earlier cannot undo what was said later."""
    if last_at is None or last_at <= at:
        return None
    return f"On {last_at:%-d %B %Y} they told us something else. That is later, so it counts."


def add_wording_blocker(actor: Any) -> str | None:
    """Why somebody cannot add words that people agree to."""
    if isinstance(actor, System) or actor.may(KEEP):
        return None
    return "Only the involvement team can change these words."


def same_words_blocker(text: str, present: str) -> str | None:
    """Why this is no new version."""
    return "These are the words in use now. Change them." if text == present else None
