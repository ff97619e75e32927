"""Who may keep the welcome, and when it is done."""

from __future__ import annotations

from typing import Any

from community.models import Status
from community.rules.people import KEEP, PersonFacts, may


def welcome_blocker(actor: Any, facts: PersonFacts) -> str | None:
    """Why this person cannot tick the steps of somebody's welcome."""
    if not may(actor, KEEP):
        return "Only the involvement team keeps the welcome."
    if facts.is_alias:
        return "This record was put together with another one. Use that one."
    if facts.status in (Status.LEFT, Status.NOT_NOW):
        return "They do not take part now. Once they come back, the welcome goes on."
    return None


def contact_blocker(*, is_known: bool) -> str | None:
    """Why somebody cannot be a named contact."""
    return None if is_known else "Choose somebody of the involvement team."


def keep_steps_blocker(actor: Any, *, is_taken: bool) -> str | None:
    """Why the list of steps cannot be changed so."""
    if not may(actor, KEEP):
        return "Only the involvement team keeps the steps of the welcome."
    return "There is already a step of these words." if is_taken else None
