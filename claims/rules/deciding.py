"""Who may decide a cost, how much they may agree to, and when a second person is needed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from claims.judging import Judgement, Reason
from claims.models import Claim, Decision, Line
from core.money import pounds
from core.service import System
from users.models import User

DECIDE = "decide_claims"
WAITING = (Claim.State.SENT, Claim.State.ASKED)
TO_DECIDE = (Line.State.OPEN, Line.State.FIRST)
APPROVE, PART, REFUSE = Decision.Outcome.APPROVE, Decision.Outcome.PART, Decision.Outcome.REFUSE
# What somebody who decides may make an exception of, saying why. The limit is none of it.
EXCEPTIONS = frozenset({"late", "not_asked", "receipt", "invoice", "hours"})

Actor = User | System


@dataclass(frozen=True)
class DeskFacts:
    """What is known of a claim when somebody wants to decide about it."""

    state: str
    is_in_scope: bool
    is_own: bool
    is_interested: bool
    holder_id: int | None = None
    # Staff who wrote the claim down for the person.
    entered_by_id: int | None = None


@dataclass(frozen=True)
class CostFacts:
    """What is known of one cost that is to be decided.

    `first_by` and `first_pence` are of whoever agreed first, where a second person is needed.
    """

    desk: DeskFacts
    state: str
    claimed_pence: int
    judgement: Judgement
    second_above_pence: int = 0
    is_declared: bool = False
    first_by: int | None = None
    first_pence: int = 0

    @property
    def most_pence(self) -> int:
        """The policy is the limit, and so is what was asked for."""
        return min(self.claimed_pence, self.judgement.pence_when_mended)

    @property
    def exceptions(self) -> tuple[Reason, ...]:
        """What an exception would have to be made of."""
        return tuple(each for each in self.judgement.reasons if each.code in EXCEPTIONS)

    def needs_second(self, pence: int) -> bool:
        """Whether so much needs two different people."""
        return pence > 0 and (pence > self.second_above_pence or self.is_declared)

    def is_final(self, pence: int) -> bool:
        """Whether so much is decided by this. More than the first agreed to is a new first."""
        if self.first_by is not None:
            return pence <= self.first_pence
        return not self.needs_second(pence)


def see_desk_blocker(actor: Actor) -> str | None:
    """The portal itself may do anything."""
    if isinstance(actor, System) or actor.may(DECIDE):
        return None
    return "Your account does not let you decide claims."


def desk_blocker(actor: Actor, facts: DeskFacts) -> str | None:
    """Whether somebody may decide anything about a claim."""
    if reason := see_desk_blocker(actor):
        return reason
    if facts.is_own:
        return "This is your own claim. Somebody else decides it."
    if facts.entered_by_id is not None and facts.entered_by_id == getattr(actor, "pk", None):
        return "You wrote this claim down for the person. Somebody else decides it."
    if facts.is_interested:
        return "You said that you know this person too well to decide. Hand the claim on."
    if not facts.is_in_scope:
        return "This claim belongs to a service that you do not decide for."
    return None


def waiting_blocker(actor: Actor, facts: DeskFacts) -> str | None:
    """Whether there is anything left to do with a claim."""
    if reason := desk_blocker(actor, facts):
        return reason
    if facts.state in WAITING:
        return None
    if facts.state == Claim.State.WITHDRAWN:
        return "The person took this claim back. There is nothing to decide."
    return "This claim is decided. There is nothing left to decide."


def decide_blocker(actor: Any, facts: CostFacts) -> str | None:
    """Whether somebody may decide one cost now."""
    if reason := waiting_blocker(actor, facts.desk):
        return reason
    if facts.state == Line.State.ASKED:
        return "We asked the person about this. Wait for the answer, or go on without one."
    if facts.state not in TO_DECIDE:
        return "This cost is decided. Nobody can change that."
    if facts.first_by is not None and facts.first_by == getattr(actor, "pk", None):
        return "You agreed to this already. A second person has to look at it."
    return None


def amount_blocker(facts: CostFacts, outcome: str, pence: int) -> str | None:
    """How much may be agreed to: no more than was asked for and than the policy pays."""
    if outcome == REFUSE:
        return None
    most = facts.most_pence
    if not most:
        return "The policy pays nothing for this. Ask a question, or do not agree."
    if pence > most:
        return f"The policy pays up to {pounds(most)} for this. Agree to that or to less."
    if outcome == PART and pence >= facts.claimed_pence:
        return "This is all that was asked for. Choose “Agree”."
    return None


def reason_blocker(outcome: str, *, has_reason: bool, words: str) -> str | None:
    """Whoever gets less than they asked for is told why."""
    if outcome == APPROVE or has_reason or words.strip():
        return None
    return "Choose a reason. The person reads it."


def exception_blocker(facts: CostFacts, outcome: str, words: str) -> str | None:
    """Who makes an exception says why."""
    if outcome == REFUSE or not facts.exceptions or words.strip():
        return None
    return "This is an exception from the policy. Say why you make it."


def is_plain(actor: Any, facts: CostFacts) -> bool:
    """Whether the policy alone says what is paid for a cost."""
    return (
        not decide_blocker(actor, facts)
        and facts.most_pence > 0
        and not facts.exceptions
        and (facts.most_pence == facts.claimed_pence or bool(limit_words(facts)))
    )


def limit_words(facts: CostFacts) -> str:
    """Why the policy pays less, as it says itself."""
    return " ".join(
        each.sentence
        for each in facts.judgement.reasons
        if each.code in ("over_limit", "over_agreed")
    )


def ask_blocker(actor: Any, facts: CostFacts) -> str | None:
    """Who may decide may ask first."""
    if facts.state == Line.State.ASKED and facts.desk.state in WAITING:
        return waiting_blocker(actor, facts.desk) or "You asked already. Wait for the answer."
    return decide_blocker(actor, facts)


def question_blocker(*, has_reason: bool, words: str) -> str | None:
    """A question asks something."""
    return None if has_reason or words.strip() else "Choose a question, or write one."


def go_on_blocker(actor: Actor, facts: DeskFacts, *, is_open: bool) -> str | None:
    """Going on without an answer."""
    if reason := waiting_blocker(actor, facts):
        return reason
    return None if is_open else "This question was answered, or somebody went on without."


def take_blocker(actor: Actor, facts: DeskFacts) -> str | None:
    """Taking a claim onto one's own desk."""
    if reason := waiting_blocker(actor, facts):
        return reason
    if facts.holder_id == getattr(actor, "pk", None):
        return "This claim is on your desk already."
    return None


def hand_on_blocker(actor: Actor, facts: DeskFacts, *, may_hold: bool) -> str | None:
    """Giving a claim to a colleague; who must not decide it may do that too."""
    if reason := see_desk_blocker(actor):
        return reason
    if not facts.is_in_scope or facts.is_own:
        return desk_blocker(actor, facts)
    if facts.state not in WAITING:
        return waiting_blocker(actor, facts)
    return None if may_hold else "Choose somebody who may decide this claim and is not away."
