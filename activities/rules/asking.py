"""May somebody be asked to come, and why might it suit them? Reasons in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from activities.rules.sign_up import (
    UNDER_WAY,
    OpportunityFacts,
    PlaceFacts,
    not_taking_part,
    open_refusal,
)

# So many are suggested, and so many can be asked with one press.
MOST_SUGGESTED = 20


@dataclass(frozen=True)
class Fit:
    """What of a person fits a session. `training`: whether any is needed, and is there."""

    interests: tuple[str, ...] = ()
    district: str = ""
    is_free: bool = False
    can_meet: bool = False
    has_training: bool = False


@dataclass(frozen=True)
class Past:
    """When somebody was asked last, and when they last came to something."""

    asked_on: date | None
    came_on: date | None


def ask_blocker(
    facts: OpportunityFacts, place: PlaceFacts, now: datetime, *, is_asked: bool
) -> str | None:
    """Why somebody cannot be asked to this session, whatever limits there are on asking."""
    if reason := open_refusal(facts, now):
        return reason
    if place.is_own or not place.is_theirs_to_enter:
        return "Only those who run the session ask people to it."
    if reason := not_taking_part(place):
        return reason
    if place.state in UNDER_WAY:
        return "This person is signed up already."
    if is_asked:
        return "This person was asked already."
    if place.missing_checks:
        return f"This session needs first: {', '.join(place.missing_checks)}."
    return None


def reasons(fit: Fit) -> tuple[str, ...]:
    """Why a session may suit somebody, the strongest first."""
    found = (
        f"Interested in {', '.join(fit.interests)}" if fit.interests else "",
        f"Lives in {fit.district}" if fit.district else "",
        "Usually free then" if fit.is_free else "",
        "Can meet this way" if fit.can_meet else "",
        "Has the training it needs" if fit.has_training else "",
    )
    return tuple(each for each in found if each)


def past_words(past: Past) -> tuple[str, ...]:
    """When somebody was asked and came last."""
    asked = f"Last asked on {past.asked_on:%-d %B %Y}" if past.asked_on else "Never asked so far"
    came = f"Last came on {past.came_on:%-d %B %Y}" if past.came_on else "Has not come so far"
    return asked, came
