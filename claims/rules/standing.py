"""What may be said of knowing somebody, and of being away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from core.service import System

DECIDE = "decide_claims"
ARRANGE = "arrange_stand_ins"


@dataclass(frozen=True)
class InterestFacts:
    """What is known of an approver and a person whose claim they look at."""

    may_decide: bool
    is_declared: bool = False


def declare_interest_blocker(facts: InterestFacts) -> str | None:
    """Of somebody whose claims they would decide, and once."""
    if facts.is_declared:
        return "You have said already that you know this person. Their claims are with others."
    if not facts.may_decide:
        return "You do not decide the claims of this person, so there is nothing to say."
    return None


def end_interest_blocker(actor: Any, account_id: int, is_ended: bool) -> str | None:
    """By who said it, as long as it counts."""
    if actor.pk != account_id:
        return "Only the person who said this can end it."
    if is_ended:
        return "This has ended already."
    return None


@dataclass(frozen=True)
class AbsenceFacts:
    """What is known of an absence when somebody enters it."""

    absent_id: int
    first_on: date
    last_on: date
    today: date
    absent_is_approver: bool = True
    stand_in_is_approver: bool = True
    is_same: bool = False
    overlaps: bool = False
    # Why the other person cannot stand in on these days, as words; empty if nothing is known.
    stand_in_away: str = ""


def arrange_blocker(actor: Any, absent_id: int) -> str | None:
    """Approvers for themselves; an administrator for everybody."""
    if isinstance(actor, System) or actor.pk == absent_id:
        return None
    if actor.may("keep_organisation"):
        return None
    return "You can say only of yourself that you are away."


def add_absence_blocker(actor: Any, facts: AbsenceFacts) -> tuple[str, str] | None:
    """The field that is wrong, and why."""
    if reason := arrange_blocker(actor, facts.absent_id):
        return "", reason
    if not facts.absent_is_approver:
        return "absent", "Only somebody who approves claims needs a stand-in."
    if facts.last_on < facts.first_on:
        return "last_on", "The last day must be the first day or later."
    if facts.last_on < facts.today:
        return "last_on", "The last day must be today or later."
    if facts.is_same:
        return "stand_in", "Somebody else has to stand in."
    if not facts.stand_in_is_approver:
        return "stand_in", "Whoever stands in must approve claims too."
    if facts.overlaps:
        return "first_on", "There is a stand-in for some of these days already. End that first."
    if facts.stand_in_away:
        return "stand_in", facts.stand_in_away
    return None


def end_absence_blocker(
    actor: Any, absent_id: int, *, is_ended: bool, last_on: date, today: date
) -> str | None:
    """As long as it counts or will count."""
    if reason := arrange_blocker(actor, absent_id):
        return reason
    if is_ended:
        return "This was ended already."
    if last_on < today:
        return "This is over."
    return None
