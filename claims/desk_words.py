"""A claim in words for those who decide: what to do next, each cost, and all that is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone

from claims.claim_words import line_words, payee_words, proof_of, receipt_rows, title_of
from claims.hints import Hint
from claims.models import Claim, Decision, Line, Question, Receipt
from claims.reason_words import said
from claims.rules import deciding as rules
from claims.selectors.deciding import DeskLine, Load, is_open
from core.money import pounds

COLOURS = {
    Line.State.OPEN: "blue",
    Line.State.ASKED: "grey",
    Line.State.FIRST: "yellow",
    Line.State.APPROVED: "green",
    Line.State.PART: "green",
    Line.State.REFUSED: "red",
    Line.State.WITHDRAWN: "grey",
}
STATES = {
    Line.State.OPEN: "To decide",
    Line.State.ASKED: "Asked a question",
    Line.State.FIRST: "Needs a second person",
}


def day(on: Any) -> str:
    """3 May 2026."""
    return f"{on:%-d %B %Y}" if on else ""


def load_words(load: Load) -> dict[str, Any]:
    """What waits on one's own desk."""
    return {"claims": load.claims, "late": load.late, "sum": pounds(load.pence)}


def next_step(viewer: Any, claim: Claim, lines: Sequence[DeskLine], blocker: str | None) -> str:
    """What whoever reads this does next, in one or two sentences."""
    if blocker:
        return blocker
    mine = [each for each in lines if not rules.decide_blocker(viewer, each.facts)]
    promised = f"An answer is promised by {day(claim.decide_by)}."
    if claim.decide_by and claim.decide_by < timezone.localdate():
        promised = f"This is late: an answer was promised by {day(claim.decide_by)}."
    if mine:
        count = "one cost" if len(mine) == 1 else f"{len(mine)} costs"
        return f"Decide {count} below. {promised}"
    if claim.state == Claim.State.ASKED:
        return f"Wait for the person to answer, or go on without. {promised}"
    return f"A second person has to look at this. You agreed already. {promised}"


def facts_rows(claim: Claim, came: bool | None, asked: int) -> Iterator[dict[str, Any]]:
    """What a claim is about."""
    what = title_of(claim)
    if claim.session:
        what = f"{what}, {claim.session.when_words}"
    attended = {True: "Yes", False: "The list of the session does not say so", None: ""}
    rows = {
        "Who": claim.person.name,
        "What for": what,
        "They came": attended[came],
        "Asked for": pounds(asked),
        "Sent": day(timezone.localdate(claim.sent_at)) if claim.sent_at else "",
        "Why it comes late": claim.late_reason,
        "Service": str(claim.service) if claim.service else "None: any approver may decide it",
        "Cost centre": claim.cost_centre,
        "Who is paid": payee_words(claim).replace("You:", f"{claim.person.name}:", 1),
        "On the desk of": claim.holder.display_name if claim.holder else "Nobody",
    }
    yield from ({"key": key, "value": value} for key, value in rows.items() if value)
    if claim.way != Claim.Way.ONLINE:
        yield _way_row(claim)


def _way_row(claim: Claim) -> dict[str, Any]:
    """How a claim came that staff wrote down, and the signed form to save."""
    said = [str(claim.get_way_display())]
    if claim.entered_by:
        said.append(f"written down by {claim.entered_by.display_name}")
    if claim.agreed_on:
        said.append(f"agreed to by the person on {day(claim.agreed_on)}")
    row = {"key": "How it came", "value": ", ".join(said)}
    if claim.signed_paper_id:
        row["href"] = reverse("claims:desk_paper", args=[claim.pk])
        row["action"] = "Save the signed form"
    return row


def cost_rows(
    viewer: Any,
    lines: Iterable[DeskLine],
    hints: Mapping[int, Sequence[Hint]],
    receipts: Iterable[Receipt],
) -> Iterator[dict[str, Any]]:
    """Each cost with what the policy says, what helps to look at, and what was decided."""
    shown = list(receipt_rows(receipts))
    for each in lines:
        line = each.line
        yield {
            "line": line,
            "label": line.get_category_display(),
            "amount": pounds(line.pence or 0),
            "words": line_words(line),
            "proof": "" if each.check.receipts else proof_of(each.check),
            "policy": policy_words(each.facts),
            "reasons": [reason.sentence for reason in each.facts.judgement.reasons],
            "hints": [hint.sentence for hint in hints.get(line.pk, ())],
            "receipts": [row for row in shown if row["receipt"].line_id == line.pk],
            "state": STATES.get(Line.State(line.state)) or line.get_state_display(),
            "colour": COLOURS[Line.State(line.state)],
            "decisions": [decision_words(decision) for decision in each.decisions],
            "questions": [question_row(question) for question in each.questions],
            "may_decide": not rules.decide_blocker(viewer, each.facts),
        }


def policy_words(facts: rules.CostFacts) -> str:
    """How much the policy pays of a cost."""
    most = facts.most_pence
    if not most:
        return "The policy pays nothing for this."
    paid = "all of it" if most == facts.claimed_pence else f"{pounds(most)} of it"
    if facts.exceptions:
        return f"The policy pays {paid} only as an exception."
    if facts.needs_second(most):
        return f"The policy pays {paid}. Two people decide."
    return f"The policy pays {paid}."


def decision_words(decision: Decision) -> str:
    """Who decided what, and why."""
    who = decision.by.display_name if decision.by else "The portal"
    amount = "" if decision.outcome == Decision.Outcome.REFUSE else f", {pounds(decision.pence)}"
    first = "" if decision.is_final else " (first of two)"
    words = f"{who}{first}: {decision.get_outcome_display()}{amount}."
    return f"{words} {said(decision)}".strip()


def question_row(question: Question) -> dict[str, Any]:
    """What was asked, and what came of it."""
    who = question.asked_by.display_name if question.asked_by else "The portal"
    return {
        "question": question,
        "asked": f"{who} asked: {said(question)}",
        "answer": question.answer,
        "is_open": is_open(question),
    }


def rest_rows(lines: Iterable[DeskLine]) -> list[dict[str, Any]]:
    """Costs that are agreed to together, each with how much."""
    return [
        {
            "key": f"{each.line.get_category_display()}, {pounds(each.facts.claimed_pence)}",
            "value": policy_words(each.facts),
        }
        for each in lines
    ]
