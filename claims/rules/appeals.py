"""Whether a decision can be looked at again, and who may answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from claims.models import Appeal, Claim
from claims.rules.claims import ClaimFacts, own_blocker
from core.money import pounds
from core.service import System

ANSWER = "answer_appeals"
# Long enough to get advice and to find a paper; the books of the year are still open then.
WITHIN = timedelta(days=60)


@dataclass(frozen=True)
class AppealFacts:
    """What is known of a claim when its person wants a decision looked at again.

    `decided_on` is the day of the last decision by which something was not agreed to, None
    where all was, or where all that was not has been looked at again already.
    """

    claim: ClaimFacts
    today: date
    decided_on: date | None
    is_open: bool = False

    @property
    def until(self) -> date | None:
        """The last day."""
        return self.decided_on + WITHIN if self.decided_on else None


def appeal_blocker(actor: Any, facts: AppealFacts) -> str | None:
    """Whether somebody can ask for another look."""
    if reason := own_blocker(actor, facts.claim):
        return reason
    if facts.is_open:
        return _("You have asked already. You get an answer soon.")
    if facts.claim.state not in (Claim.State.DECIDED, Claim.State.PAID):
        return _("We have not decided everything yet. Wait for our answer first.")
    if facts.until is None:
        return _("There is nothing to look at again.")
    if facts.today > facts.until:
        return _("You could ask until %(day)s. Call or write to us about it.") % {
            "day": f"{facts.until:%-d %B %Y}"
        }
    return None


def take_back_blocker(actor: Any, facts: ClaimFacts, state: str) -> str | None:
    """As long as nobody has answered."""
    if reason := own_blocker(actor, facts):
        return reason
    if state == Appeal.State.OPEN:
        return None
    if state == Appeal.State.WITHDRAWN:
        return _("You have taken this back already.")
    return _("We have answered this already.")


@dataclass(frozen=True)
class AnswerFacts:
    """What is known of an appeal and of who wants to answer it."""

    state: str
    is_addressed: bool
    has_decided: bool = False
    is_own: bool = False
    is_interested: bool = False


def answer_blocker(actor: Any, facts: AnswerFacts) -> str | None:
    """By whom it is addressed to, and never by who decided."""
    if isinstance(actor, System) or not actor.may(ANSWER):
        return "Your account does not let you answer this."
    if facts.is_own:
        return "This is about your own claim. Somebody else answers it."
    if facts.has_decided:
        return "You decided this claim. Somebody else looks at it again."
    if facts.is_interested:
        return "You said that you know this person. Somebody else answers this."
    if facts.state == Appeal.State.WITHDRAWN:
        return "The person took this back. There is nothing to answer."
    if facts.state == Appeal.State.ANSWERED:
        return "This is answered already."
    if not facts.is_addressed:
        return "Somebody else answers this."
    return None


def more_blocker(asked_pence: int, agreed_pence: int, more_pence: int) -> str | None:
    """No more than was asked for."""
    left = asked_pence - agreed_pence
    if more_pence > left:
        return f"The most you can add here is {pounds(left)}: all that was asked for."
    return None
