"""Who may ask before spending, who answers, and what may be done with an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from claims.models import SpendingRequest
from claims.rules.deciding import see_desk_blocker
from core.money import MOST_PENCE, pounds
from core.service import System

State, How = SpendingRequest.State, SpendingRequest.How


@dataclass(frozen=True)
class RequestFacts:
    """What is known of a request when somebody wants to do something with it.

    The last five are about who answers, and are empty for the person themselves.
    """

    owner_account_id: int | None
    state: str
    how: str
    agreed_pence: int | None = None
    answered_by_id: int | None = None
    entered_by_id: int | None = None
    is_in_scope: bool = False
    is_own: bool = False
    is_interested: bool = False
    second_above_pence: int = 0


def own_request_blocker(actor: Any, facts: RequestFacts) -> str | None:
    """Everybody for themselves; the portal itself may do anything."""
    if isinstance(actor, System) or actor.pk == facts.owner_account_id:
        return None
    return _("This belongs to somebody else.")


def ask_blocker(needed_on: date, today: date) -> str | None:
    """Asking is for what is not spent yet."""
    if needed_on >= today:
        return None
    return _("This day is over. Claim it, and tell us why you could not ask first.")


def withdraw_request_blocker(actor: Any, facts: RequestFacts) -> str | None:
    """As long as nothing was booked, given or claimed."""
    if reason := own_request_blocker(actor, facts):
        return reason
    if facts.state in (State.ASKED, State.AGREED):
        return None
    return _("This is settled, so you cannot take it back. Call us if you do not need it any more.")


def carry_blocker(actor: Any, facts: RequestFacts) -> str | None:
    """What was agreed and paid by the person goes into one claim."""
    if reason := own_request_blocker(actor, facts):
        return reason
    if facts.state == State.CARRIED:
        return _("It is in a claim already.")
    if facts.state in (State.BOOKED, State.CASH_GIVEN) or (
        facts.state == State.AGREED and facts.how != How.CLAIM
    ):
        return _("We pay for this ourselves, so there is nothing to claim.")
    if facts.state != State.AGREED:
        return _("Only what we agreed to goes into a claim from here.")
    return None


def see_to_blocker(actor: Any, facts: RequestFacts) -> str | None:
    """Who may answer, book and hand out: never for themselves or somebody they know too well."""
    if reason := see_desk_blocker(actor):
        return reason
    if facts.is_own:
        return "You asked this yourself. Somebody else answers it."
    if facts.is_interested:
        return "You said that you know this person too well. Somebody else answers."
    if not isinstance(actor, System) and actor.pk == facts.entered_by_id:
        return "You wrote this down for the person. Somebody else answers it."
    if not facts.is_in_scope:
        return "This belongs to a service that you do not decide for."
    return None


def answer_blocker(actor: Any, facts: RequestFacts) -> str | None:
    """One answer for each request."""
    if reason := see_to_blocker(actor, facts):
        return reason
    if facts.state == State.WITHDRAWN:
        return "The person took this back. There is nothing to answer."
    return None if facts.state == State.ASKED else "This is answered already."


def agreed_amount_blocker(pence: int) -> str | None:
    """Up to how much."""
    if 0 < pence <= MOST_PENCE:
        return None
    return f"The amount must be more than £0 and no more than {pounds(MOST_PENCE)}."


def declined_words_blocker(reason: str) -> str | None:
    """A no has its reason."""
    return None if reason.strip() else "Say why. The person reads it."


def settle_blocker(actor: Any, facts: RequestFacts, how: str) -> str | None:
    """Booking or handing out what was agreed to be paid that way, by a second person if it is much."""
    if reason := see_to_blocker(actor, facts):
        return reason
    if facts.state in (State.BOOKED, State.CASH_GIVEN):
        return "This is done already."
    if facts.state != State.AGREED:
        return "Only what was agreed to can be booked or paid."
    if facts.how != how:
        return "It was agreed to be paid in another way."
    is_much = (facts.agreed_pence or 0) > facts.second_above_pence
    if is_much and getattr(actor, "pk", None) == facts.answered_by_id:
        return (
            f"You agreed to this, and it is more than {pounds(facts.second_above_pence)}. "
            "A second person has to do this step."
        )
    return None


def given_blocker(pence: int, facts: RequestFacts) -> str | None:
    """No more cash than was agreed."""
    most = facts.agreed_pence or 0
    if 0 < pence <= most:
        return None
    return f"The amount must be more than £0 and no more than the {pounds(most)} that was agreed."
