"""May this person add or take away a file? Pure answers: None, or the reason why not."""

from __future__ import annotations

from activities.models.attachment import MOST
from activities.rules.log import ActivityFacts, Actor, correct_blocker, edit_blocker


def add_blocker(actor: Actor, facts: ActivityFacts, count: int) -> str | None:
    """Who may correct an activity may add a file to it, up to `MOST`."""
    not_editable = edit_blocker(actor, facts)
    if not_editable:
        return not_editable
    if count >= MOST:
        return (
            f"This activity has {MOST} files already. Remove one first, "
            "or put several pictures into one PDF."
        )
    return None


def remove_blocker(actor: Actor, facts: ActivityFacts, reason: str) -> str | None:
    """Who may correct an activity may take a file away, from a closed one too: somebody in a
    photo may no longer agree to it."""
    not_theirs = correct_blocker(actor, facts)
    if not_theirs:
        return not_theirs
    return None if reason.strip() else "Say why you remove it."
