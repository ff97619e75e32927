"""Who may offer, ask, and answer about leading a session together? None, or the reason why not."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from activities.models import CoFacilitator
from activities.rules.sign_up import (
    OpportunityFacts,
    PlaceFacts,
    checks_blocker,
    held_blocker,
    not_taking_part,
)
from core.transitions import transition_blocker

State = CoFacilitator.State
# So long after taking an offer back somebody waits to make it again: each offer writes to staff.
BEFORE_AGAIN = timedelta(hours=1)
# What a person says of themselves. Everything else is said by those who run the session.
OWN = {
    (State.OFFERED, State.TAKEN_BACK),
    (State.AGREED, State.TAKEN_BACK),
    (State.ASKED, State.AGREED),
    (State.ASKED, State.DECLINED),
}


def offer_to_lead_blocker(
    facts: OpportunityFacts,
    place: PlaceFacts,
    now: datetime,
    *,
    is_called: bool,
    state: str,
    since: datetime | None = None,
) -> str | None:
    """Why a member cannot offer to lead a session with us."""
    if reason := _over(facts, now):
        return reason
    if not (place.is_own or place.is_theirs_to_enter):
        return _("You can offer this for yourself. Staff do it for others in their own sessions.")
    if reason := not_taking_part(place):
        return reason
    if state == State.NOT_NOW:
        return _("We have found who leads this session. Thank you for offering.")
    if state in (State.OFFERED, State.ASKED, State.AGREED):
        return _("You have offered this, or were asked, already.")
    is_lately = since is not None and now - since < BEFORE_AGAIN
    if place.is_own and state == State.TAKEN_BACK and is_lately:
        return _("You took this back a short while ago. Offer it again in an hour, or call us.")
    return None if is_called else _("We look for nobody else to lead this session.")


def ask_to_lead_blocker(
    facts: OpportunityFacts, place: PlaceFacts, now: datetime, *, state: str
) -> str | None:
    """Why somebody cannot be asked to lead a session with us."""
    if reason := _over(facts, now):
        return reason
    if place.is_own or not place.is_theirs_to_enter:
        return "Only those who run the session ask people to lead it."
    if reason := not_taking_part(place):
        return reason
    if state == State.OFFERED:
        return "This person has offered it. Say yes to that."
    if state == State.DECLINED:
        return "This person was asked, and does not want to."
    if state in (State.ASKED, State.AGREED):
        return "This person was asked already."
    return checks_blocker(place)


def answer_lead_blocker(
    facts: OpportunityFacts,
    place: PlaceFacts,
    now: datetime,
    *,
    state: str,
    to: str,
) -> str | None:
    """Why somebody's leading cannot be answered so."""
    if facts.begins_at <= now:
        return _("This session has begun.")
    if not place.is_theirs_to_enter and not (place.is_own and (state, to) in OWN):
        return _("Only the person and those who run the session can do this.")
    if reason := transition_blocker(CoFacilitator.TRANSITIONS, state, to):
        return reason
    return lead_place_blocker(facts, place, now) if to == State.AGREED else None


def lead_place_blocker(facts: OpportunityFacts, place: PlaceFacts, now: datetime) -> str | None:
    """Why somebody gets no place as one who leads: what holds for everybody holds for them."""
    return _over(facts, now) or not_taking_part(place) or checks_blocker(place)


def answer_words_blocker(to: str, words: str) -> str | None:
    """Who offered something is told no with a word of why or thanks."""
    if to == State.NOT_NOW and not words:
        return "Write them a kind word: what you chose, and what else they could do"
    return None


def _over(facts: OpportunityFacts, now: datetime) -> str | None:
    if facts.begins_at <= now:
        return _("This session has begun.")
    return held_blocker(facts)
