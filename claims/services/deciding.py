"""Deciding a claim: each cost by the version seen, by two people where the policy says so."""

from __future__ import annotations

from typing import Any

from claims.models import CategoryRule, Claim, Decision, DecisionReason, Line
from claims.rules import deciding as rules
from claims.selectors import deciding as selectors
from claims.selectors.deciders import next_holder
from claims.selectors.policy import edition_on
from claims.services.claims import GONE, lock_claim
from claims.services.closing import finish_claim
from core.money import pounds
from core.service import Refused, refuse, require_version, service
from users.models import User

STATES = {
    Decision.Outcome.APPROVE: Line.State.APPROVED,
    Decision.Outcome.PART: Line.State.PART,
    Decision.Outcome.REFUSE: Line.State.REFUSED,
}


def locked_line(line_id: int) -> tuple[Claim, Line]:
    """A cost and its claim under their locks, the claim first."""
    claim_id = Line.objects.filter(pk=line_id).values_list("claim_id", flat=True).first()
    if claim_id is None:
        raise Refused(GONE)
    claim, _facts = lock_claim(claim_id)
    return claim, Line.objects.select_for_update().get(pk=line_id)


def line_facts(by: Any, claim: Claim, line: Line) -> rules.CostFacts:
    """What the rules ask of one cost, read again under the lock."""
    desk = selectors.desk_facts(by, claim)
    found = (each for each in selectors.desk_lines(claim, desk) if each.line.pk == line.pk)
    if each := next(found, None):
        return each.facts
    raise Refused("The person took this cost back.")


def as_said(line: Line) -> dict[str, str]:
    """A cost as it stands now, for who saw it otherwise."""
    return {"amount": pounds(line.pence or 0), "state": str(line.get_state_display())}


@service
def decide_line(
    *,
    by: Any,
    line_id: int,
    expected: int | None,
    outcome: str,
    pence: int | None = None,
    reason_id: int | None = None,
    words: str = "",
) -> Decision:
    """Agree to a cost, to a part of it, or not; who sees another version of it is told.

    Where two people are needed the first decision waits for the second. What both agreed to
    counts: the second may agree to less or refuse, more waits for somebody else again.
    """
    claim, line = locked_line(line_id)
    require_version(line, expected, lambda: as_said(line))
    facts = line_facts(by, claim, line)
    amount = _amount(facts, outcome, pence)
    refuse(rules.decide_blocker(by, facts))
    refuse(rules.amount_blocker(facts, outcome, amount), field="pence")
    reason = _reason(reason_id, outcome)
    refuse(
        rules.reason_blocker(outcome, has_reason=reason is not None, words=words), field="reason"
    )
    refuse(rules.exception_blocker(facts, outcome, words), field="words")
    decision = _write(by, line, facts, outcome, amount, reason, words.strip())
    _go_on(by, claim)
    return decision


@service
def decide_rest(*, by: Any, claim_id: int, expected: int | None) -> Claim:
    """Agree to all that the policy pays and that needs no word of anybody.

    What it pays in part is agreed to in part, for the reason that the policy gives. What would
    be an exception, was asked about, or waits for another person stays.
    """
    claim, _facts = lock_claim(claim_id)
    require_version(claim, expected, lambda: {"state": str(claim.get_state_display())})
    desk = selectors.desk_facts(by, claim)
    refuse(rules.waiting_blocker(by, desk))
    lines = [each for each in selectors.desk_lines(claim, desk) if rules.is_plain(by, each.facts)]
    if not lines:
        raise Refused("Each cost here needs a decision of its own. Open them one by one.")
    for each in lines:
        line = Line.objects.select_for_update().get(pk=each.line.pk)
        most = each.facts.most_pence
        is_all = most == each.facts.claimed_pence
        outcome = Decision.Outcome.APPROVE if is_all else Decision.Outcome.PART
        why = "" if is_all else rules.limit_words(each.facts)
        _write(by, line, each.facts, outcome, most, None, why)
    _go_on(by, claim)
    return claim


def _amount(facts: rules.CostFacts, outcome: str, pence: int | None) -> int:
    if outcome == Decision.Outcome.REFUSE:
        return 0
    if outcome == Decision.Outcome.APPROVE:
        return facts.claimed_pence
    if not pence:
        raise Refused("Say how much you agree to.", field="pence")
    return pence


def _reason(reason_id: int | None, outcome: str) -> DecisionReason | None:
    if reason_id is None or outcome == Decision.Outcome.APPROVE:
        return None
    found = selectors.reasons_for(outcome).filter(pk=reason_id).first()
    if found is None:
        raise Refused("This reason is not offered any more. Choose another one.", field="reason")
    return found


def _write(
    by: Any,
    line: Line,
    facts: rules.CostFacts,
    outcome: str,
    pence: int,
    reason: DecisionReason | None,
    words: str,
) -> Decision:
    """The decision, and the line as it is then."""
    is_final = facts.is_final(pence)
    decision = Decision.objects.create(
        line=line,
        outcome=outcome,
        pence=pence,
        reason=reason,
        words=words,
        by=by if isinstance(by, User) else None,
        line_version=line.version,
        is_final=is_final,
    )
    line.version += 1
    line.state = Line.State.FIRST
    if is_final:
        line.state = STATES[Decision.Outcome(outcome)]
        line.decided_pence = pence
        line.edition = edition_on(line.cost_on) if line.cost_on else None
        line.subjective_code = _subjective_code(line)
    line.save()
    return decision


def _subjective_code(line: Line) -> str:
    rule = CategoryRule.objects.filter(edition=line.edition, category=line.category).first()
    return rule.subjective_code if rule else ""


def _go_on(by: Any, claim: Claim) -> None:
    """After a decision: the claim is decided, or on the right desk for what is left."""
    finish_claim(by=by, claim=claim)
    if claim.state == Claim.State.DECIDED:
        return
    first = selectors.first_deciders(claim)
    if first and (claim.holder_id is None or claim.holder_id in first):
        claim.holder = next_holder(claim, without=first)
    claim.version += 1
    claim.save(update_fields=["holder", "version"])


@service
def take_claim(*, by: Any, claim_id: int) -> Claim:
    """Put a claim onto one's own desk."""
    claim, _facts = lock_claim(claim_id)
    refuse(rules.take_blocker(by, selectors.desk_facts(by, claim)))
    return _held(claim, by)


@service
def hand_on_claim(*, by: Any, claim_id: int, to_id: int) -> Claim:
    """Put a claim onto the desk of a colleague who may decide it."""
    claim, _facts = lock_claim(claim_id)
    to = selectors.colleagues(claim, by).filter(pk=to_id).first()
    desk = selectors.desk_facts(by, claim)
    refuse(rules.hand_on_blocker(by, desk, may_hold=to is not None), field="to")
    return _held(claim, to)


def _held(claim: Claim, holder: User | None) -> Claim:
    claim.holder = holder
    claim.version += 1
    claim.save(update_fields=["holder", "version"])
    return claim
