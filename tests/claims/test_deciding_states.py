"""Whatever people do with a claim, in whatever order, it stays in order."""

from __future__ import annotations

import random

import pytest

from claims.models import Claim, Line, Question
from claims.services.claims import withdraw_claim
from claims.services.deciding import decide_rest, hand_on_claim, take_claim
from claims.services.questions import answer_question, go_on_without_answer
from core.service import Refused
from tests.claims.claiming import amina_of, bus, in_force, lines_of
from tests.claims.deciders import approver, canterbury
from tests.claims.deciding import a_sent_claim, ask, decide

pytestmark = pytest.mark.django_db
STEPS = 14


def open_question(claim: Claim) -> int:
    found = Question.objects.filter(line__claim=claim, answered_at=None, closed_at=None).first()
    return found.pk if found else 0


def one_step(chance: random.Random, claim: Claim, two: list) -> None:
    """Something that somebody tries; it may be refused."""
    who, line = chance.choice(two), chance.choice(lines_of(claim))
    person = claim.person.account
    tries = {
        "approve": lambda: decide(who, line, words="It is fine"),
        "part": lambda: decide(who, line, "part", pence=chance.randint(1, 500)),
        "refuse": lambda: decide(who, line, "refuse"),
        "ask": lambda: ask(who, line),
        "answer": lambda: answer_question(
            by=person,
            question_id=open_question(claim),
            answer="So",
            pence=chance.choice([None, 99]),
        ),
        "go on": lambda: go_on_without_answer(by=who, question_id=open_question(claim)),
        "rest": lambda: decide_rest(by=who, claim_id=claim.pk, expected=None),
        "take": lambda: take_claim(by=who, claim_id=claim.pk),
        "hand on": lambda: hand_on_claim(by=who, claim_id=claim.pk, to_id=two[0].pk),
    }
    # Taking back ends it, so it comes seldom.
    names = [*tries] * 3 + ["withdraw"]
    tries["withdraw"] = lambda: withdraw_claim(by=person, claim_id=claim.pk)
    tries[chance.choice(names)]()


def faults(claim: Claim, before: dict[int, Line]) -> list[str]:
    """What is out of order."""
    lines = lines_of(claim)
    states = {line.state for line in lines} - {Line.State.WITHDRAWN}
    found = []
    if (Line.State.ASKED in states) != (claim.state == Claim.State.ASKED):
        found.append("asked and not asked")
    is_done = bool(states) and states <= set(Line.DECIDED)
    if is_done != (claim.state == Claim.State.DECIDED):
        found.append("decided and not decided")
    for line in lines:
        was, finals = before[line.pk], list(line.decisions.filter(is_final=True))
        if was.state in Line.DECIDED and (was.state, was.decided_pence, was.version) != (
            line.state,
            line.decided_pence,
            line.version,
        ):
            found.append("a decided line changed")
        if (line.state in Line.DECIDED) != (len(finals) == 1):
            found.append("a line without one final decision")
        if line.no_receipt_reason and line.decided_pence:
            found += _by_two(line)
    return found


def _by_two(line: Line) -> list[str]:
    last = list(line.decisions.order_by("-pk")[:2])
    if len(last) == 2 and last[0].by != last[1].by and last[0].pence <= last[1].pence:
        return []
    return ["a lost receipt paid without two"]


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_tried_a_claim_stays_in_order(cast, seed):
    in_force()
    two = [approver("cal", canterbury()), approver("dee", canterbury())]
    lost = bus(pence=900, no_receipt_reason="Lost")
    claim = a_sent_claim(amina_of(cast), bus(), lost)
    chance = random.Random(seed)
    for _step in range(STEPS):
        before = {line.pk: line for line in lines_of(claim)}
        try:
            one_step(chance, claim, two)
        except Refused:
            continue
        claim.refresh_from_db()
        assert faults(claim, before) == []
