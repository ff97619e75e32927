"""Who may say what is needed at a session? None, or the reason why not."""

from __future__ import annotations

from collections.abc import Set

from django.utils.translation import gettext as _

from activities.rules.sign_up import UNDER_WAY


def change_needs_blocker(state: str, *, is_own: bool, runs: bool, is_over: bool) -> str | None:
    """Why somebody cannot change what the organiser is told.

    The person says it, or those who run the session write down what the person told them.
    """
    if not (is_own or runs):
        return _("Only the person and those who run the session can do this.")
    if is_over:
        return _("This session has begun.")
    if state in UNDER_WAY:
        return None
    if is_own:
        return _("You are not signed up for this session.")
    return _("This person is not signed up any more.")


def tick_blocker(wanted: Set[int], offered: Set[int]) -> str | None:
    """Why these needs cannot be ticked: only those that were shown can."""
    return None if wanted <= offered else "Choose from the list. What they need may have changed."
