"""Who may say what is needed at a session? None, or the reason why not."""

from __future__ import annotations

from activities.rules.sign_up import UNDER_WAY


def change_needs_blocker(state: str, *, is_own: bool, is_over: bool) -> str | None:
    """Why somebody cannot change what the organiser is told."""
    if not is_own:
        return "Only the person can say who knows what they need."
    if is_over:
        return "This session is over."
    return None if state in UNDER_WAY else "You are not down for this session."
