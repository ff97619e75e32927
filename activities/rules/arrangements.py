"""Who may answer travel and cover that people asked for? None, or the reason why not."""

from __future__ import annotations

from typing import Any

from activities.models import Arrangement
from activities.rules.sign_up import HOLDING
from community.rules.people import KEEP, may


def arrange_blocker(actor: Any, state: str, wanted: str, *, is_past: bool) -> str | None:
    """Why what somebody asked for cannot be answered."""
    if not may(actor, KEEP):
        return "Only the involvement team reads and answers what people ask for."
    if is_past:
        return "The day of this session is over."
    if state not in HOLDING:
        return "They have no place at this session."
    return None if wanted else "They do not ask for this any more."


def call_off_blocker(actor: Any, *, is_unwanted: bool) -> str | None:
    """Why what was booked cannot be ticked off as cancelled."""
    if not may(actor, KEEP):
        return "Only the involvement team books and cancels what people ask for."
    return None if is_unwanted else "Nothing that was booked has to be cancelled here any more."


def words_blocker(outcome: str, words: str) -> str | None:
    """Why an answer is not complete: a no without a reason leaves somebody alone with it."""
    if outcome == Arrangement.Outcome.CANNOT and not words.strip():
        return "Say why, and what they can do instead. They read it."
    return None


def changed_blocker(read: str, wanted: str) -> str | None:
    """Why an answer does not fit: the person asks for something else by now."""
    if read == wanted:
        return None
    return "They changed what they ask for while you had this open. Read it again, then answer."
