"""May somebody be asked to come, and why might it suit them? Reasons in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

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
    """What of a person fits a session. `has_training`: whether any is needed, and is there.

    `needs` are codes of what they need and the place has, `lacks` of what it does not have: only
    those that the viewer may read.
    """

    interests: tuple[str, ...] = ()
    experiences: tuple[str, ...] = ()
    district: str = ""
    is_free: bool = False
    can_meet: bool = False
    has_training: bool = False
    needs: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()


# What is known of a place or of the way of meeting, beside what somebody needs, by its code.
HAS_WHAT_THEY_NEED = {
    "place_step_free": "The place is step-free, which they need",
    "place_toilet": "There is an accessible toilet, which they need",
    "support_hearing_loop": "There is a hearing loop, which they need",
    "place_remote": "They can join from home, which they need",
}
LACKS_WHAT_THEY_NEED = {
    "place_step_free": "But the place is not step-free, which they need",
    "place_toilet": "But there is no accessible toilet, which they need",
    "support_hearing_loop": "But there is no hearing loop, which they need",
    "place_remote": "But nobody can join from home, which they need",
}


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


def decline_blocker(
    facts: OpportunityFacts,
    state: str,
    now: datetime,
    *,
    is_declined: bool,
    is_own: bool,
    is_theirs_to_enter: bool,
) -> str | None:
    """Why nobody can say "no, thank you" to being asked. It is never held against anybody."""
    if not (is_own or is_theirs_to_enter):
        return _("Only the person and those who run the session can do this.")
    if is_declined:
        return _("You have told us already. Thank you.")
    if state in UNDER_WAY:
        return _("You have signed up. If you cannot come, say so on the page of your sign-up.")
    if facts.gone_at <= now or not facts.is_planned:
        return _("This session is over, or does not take place.")
    return None


def reasons(fit: Fit) -> tuple[str, ...]:
    """Why a session may suit somebody, the strongest first."""
    found = (
        f"Interested in {', '.join(fit.interests)}" if fit.interests else "",
        f"Has done before: {', '.join(fit.experiences)}" if fit.experiences else "",
        f"Lives in {fit.district}" if fit.district else "",
        "Usually free then" if fit.is_free else "",
        "Can meet this way" if fit.can_meet else "",
        "Has the training it needs" if fit.has_training else "",
        *(HAS_WHAT_THEY_NEED[code] for code in fit.needs),
        *(LACKS_WHAT_THEY_NEED[code] for code in fit.lacks),
    )
    return tuple(each for each in found if each)


def access_of(
    *,
    is_in_person: bool,
    is_online: bool,
    is_step_free: bool | None,
    has_toilet: bool | None,
    has_hearing_loop: bool | None,
) -> dict[str, bool]:
    """What is there of what people may need, by the need's code; what nobody knows is left out."""
    found: dict[str, bool | None] = {"place_remote": is_online}
    if is_in_person:
        found["place_step_free"] = is_step_free
        found["place_toilet"] = has_toilet
        found["support_hearing_loop"] = has_hearing_loop
    return {code: is_there for code, is_there in found.items() if is_there is not None}


def limit_words(number: int) -> str:
    """How many fit but were asked as often as may be."""
    if number == 0:
        return ""
    who = "One more person fits" if number == 1 else f"{number} more people fit"
    return (
        f"{who}, but cannot be asked now: they were asked as often as they want, "
        "or as often as we ask anybody."
    )


def past_words(past: Past) -> tuple[str, ...]:
    """When somebody was asked and came last."""
    asked = f"Last asked on {past.asked_on:%-d %B %Y}" if past.asked_on else "Never asked so far"
    came = f"Last came on {past.came_on:%-d %B %Y}" if past.came_on else "Has not come so far"
    return asked, came
