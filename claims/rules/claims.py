"""What somebody may do with a claim of theirs, and what is wanting before it can be sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from claims.judging import NO_EVIDENCE, Judgement, Terms
from claims.models import MOST_LINES, MOST_RECEIPTS, Category, Claim, Payee
from core.service import System

CLAIM = "claim_costs"
ENTER = "enter_claims"
# What has to be put right before a claim is sent. Whether something should have been asked
# first is for those who decide.
STOPS_SENDING = frozenset(
    {
        "no_edition",
        "not_offered",
        "future",
        "no_rate",
        "amount",
        "receipt",
        "invoice",
        "hours",
        "late",
    }
)
# Time counts for these, whatever the limit is counted by.
BY_THE_HOUR = frozenset(
    {
        Category.CHILD_CARE,
        Category.REPLACEMENT_CARE,
        Category.SUPPORT_WORKER,
        Category.INTERPRETER,
    }
)


@dataclass(frozen=True)
class ClaimFacts:
    """What is known of a claim when somebody wants to do something with it."""

    owner_account_id: int | None
    state: str
    lines: int = 0
    receipts: int = 0
    # Who wrote it down for the person, and whether the person agreed to what it says.
    entered_by_id: int | None = None
    is_agreed: bool = False


def own_blocker(actor: Any, facts: ClaimFacts) -> str | None:
    """Everybody for themselves; the portal itself may do anything."""
    if isinstance(actor, System) or actor.pk == facts.owner_account_id:
        return None
    return _("This claim belongs to somebody else.")


def is_entering(actor: Any, facts: ClaimFacts) -> bool:
    """Whether somebody writes this down for another person, as long as it is not sent."""
    if isinstance(actor, System) or actor.pk == facts.owner_account_id:
        return False
    is_draft = facts.state == Claim.State.DRAFT
    return is_draft and actor.pk == facts.entered_by_id and actor.may(ENTER)


def write_blocker(actor: Any, facts: ClaimFacts) -> str | None:
    """Everybody for themselves; staff what they enter for somebody, until it is sent."""
    return None if is_entering(actor, facts) else own_blocker(actor, facts)


def change_blocker(actor: Any, facts: ClaimFacts) -> str | None:
    """A claim is written until it is sent."""
    if reason := write_blocker(actor, facts):
        return reason
    if facts.state != Claim.State.DRAFT:
        return _("You have sent this claim, so you cannot change it. You can take it back.")
    return None


def session_blocker(came: bool) -> str | None:
    """A claim begins with a session that somebody was at, or with a purpose."""
    if came:
        return None
    return _("The list of that session does not say that you came. Choose something else.")


def add_line_blocker(actor: Any, facts: ClaimFacts) -> str | None:
    """So many costs in one claim."""
    if facts.lines >= MOST_LINES:
        return _("A claim can have %(most)s costs. Send this one and start another.") % {
            "most": MOST_LINES
        }
    return change_blocker(actor, facts)


def add_receipts_blocker(actor: Any, facts: ClaimFacts, more: int) -> str | None:
    """So many receipts in one claim."""
    return receipts_blocker(facts, more) or change_blocker(actor, facts)


def receipts_blocker(facts: ClaimFacts, more: int) -> str | None:
    """Whether there is room for more receipts."""
    left = MOST_RECEIPTS - facts.receipts
    if more <= left:
        return None
    return _("A claim can have %(most)s receipts, so you can add %(left)s more.") % {
        "most": MOST_RECEIPTS,
        "left": max(left, 0),
    }


def answer_blocker(actor: Any, facts: ClaimFacts, *, is_open: bool) -> str | None:
    """A question is answered once, by whom it was put to."""
    if reason := own_blocker(actor, facts):
        return reason
    if facts.state != Claim.State.ASKED or not is_open:
        return _("This question needs no answer any more.")
    return None


def day_blocker(category: str, cost_on: date, today: date, terms: Terms | None) -> str | None:
    """A day that has come, and on which the policy paid for this."""
    if cost_on > today:
        return _("The day must be today or in the past.")
    if terms is None:
        return _("There was no claims policy on that day. Ask us about it.")
    rule = terms.categories.get(category)
    if rule is None or not rule.is_offered:
        return _("The policy of that day does not pay for this.")
    return None


def payee_blocker(kind: str, name: str) -> str | None:
    """Anybody else has a name."""
    if kind != Payee.Kind.SELF and not name.strip():
        return _("Enter the name of who is paid.")
    return None


def joined_blocker(cost_on: date, joined_on: date, has_attended: bool | None) -> str | None:
    """Costs from before somebody joined; who was there may have been entered later."""
    if has_attended or cost_on >= joined_on:
        return None
    return _("This was before you joined. Ask us if you think we should pay for it.")


def missing(judgement: Judgement, evidence: str) -> list[str]:
    """What has to be put right, in sentences.

    Somebody who says why there is no invoice may send it: those who decide look at that.
    """
    return [
        reason.sentence
        for reason in judgement.reasons
        if reason.code in STOPS_SENDING
        and not (reason.code == "invoice" and evidence != NO_EVIDENCE)
    ]


def send_blocker(actor: Any, facts: ClaimFacts, faults: list[str]) -> str | None:
    """Something is claimed, and nothing is wanting."""
    if reason := change_blocker(actor, facts):
        return reason
    if not facts.lines:
        return _("Add what you paid for first.")
    if faults:
        return faults[0]
    if is_entering(actor, facts) and not facts.is_agreed:
        return "The person has to agree to it first."
    return None


def withdraw_blocker(actor: Any, facts: ClaimFacts) -> str | None:
    """As long as nobody has decided."""
    if reason := own_blocker(actor, facts):
        return reason
    if facts.state in (Claim.State.SENT, Claim.State.ASKED):
        return None
    if facts.state == Claim.State.DRAFT:
        return _("You have not sent this claim yet.")
    if facts.state == Claim.State.WITHDRAWN:
        return _("You have taken this claim back already.")
    return _("This claim is decided, so you cannot take it back.")
