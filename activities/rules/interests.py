"""Who may be told of new sessions, and how often? None, or the reason why not."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from activities.rules.sign_up import PlaceFacts, not_taking_part

MOST_SAVED = 10


def save_interest_blocker(place: PlaceFacts, *, saved: int, is_there: bool) -> str | None:
    """Why somebody cannot save what they look for."""
    if not (place.is_own or place.is_theirs_to_enter):
        return "Only the person and the involvement team can say this."
    if reason := not_taking_part(place):
        return reason
    if is_there:
        return _("You have saved this already.")
    if saved >= MOST_SAVED:
        return _("You have saved %(n)d. End one of them first.") % {"n": MOST_SAVED}
    return None


def end_interest_blocker(*, is_own: bool, is_theirs_to_enter: bool) -> str | None:
    """Why somebody cannot end what is saved."""
    if is_own or is_theirs_to_enter:
        return None
    return "Only the person and the involvement team can do this."


def is_told_today(last_on: date | None, today: date) -> bool:
    """Whether somebody had their one message of the day."""
    return last_on is not None and last_on >= today
