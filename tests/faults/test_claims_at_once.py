"""Claims under haste: the same press fifty times, several people deciding at the same instant."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable

import pytest
from django.db import connection
from django.urls import reverse

from claims.models import Claim, Decision, Line, Question
from claims.services.claims import send_claim, withdraw_claim
from claims.services.deciding import decide_line, decide_rest
from claims.services.lines import add_line
from claims.services.questions import answer_question, ask_question
from core.models import Message, Submission
from core.service import Refused, Stale
from tests.claims.claiming import a_claim, attended, bus, in_force
from tests.claims.deciders import approver, canterbury, sent
from tests.community.people import someone
from tests.conftest import PortalClient
from tests.faults.test_once import AT_ONCE, at_once
from users.models import User

ROUNDS = 40
# Above what one person alone may agree to.
MUCH = 12_000


@pytest.fixture
def amina(committed_db):
    in_force()
    account = User.objects.get(email="amina@portal.example")
    return someone("Amina Yusuf", account=account, email=account.email)


@pytest.fixture
def approvers(amina) -> list[User]:
    return [approver(key, canterbury()) for key in ("cal", "kim", "lou")]


def test_fifty_presses_start_one_claim_and_send_it_once(amina):
    """R7: the same reference in every answer, one promise, one message."""
    session = attended(amina)
    start = {"what": str(session.pk), "submission_key": str(uuid.uuid4())}
    clients = [PortalClient().sign_in(amina.account) for _ in range(AT_ONCE)]
    page = reverse("claims:claim_start")
    answers = at_once(AT_ONCE, lambda place: clients[place].post(page, start))
    claim = Claim.objects.get()
    own = reverse("claims:claim_detail", args=[claim.pk])
    assert {getattr(each, "url", each) for each in answers} == {own}
    cost = add_line(by=amina.account, claim_id=claim.pk, entry=bus())
    send = reverse("claims:claim_send", args=[claim.pk])
    key = {"submission_key": str(uuid.uuid4())}
    answers = at_once(AT_ONCE, lambda place: clients[place].post(send, key))
    assert {getattr(each, "url", each) for each in answers} == {own}
    claim.refresh_from_db()
    assert claim.state == Claim.State.SENT
    assert Message.objects.filter(purpose="claim", address=amina.email).count() == 1
    assert Submission.objects.count() == 2
    assert list(claim.lines.all()) == [cost]
    connection.close()


def _waiting(amina, *, pence: int = MUCH) -> Claim:
    session = attended(amina, title=f"Session {uuid.uuid4().hex[:6]}")
    claim = a_claim(amina, bus(pence=pence, no_receipt_reason="Lost"), session=session)
    send_claim(by=amina.account, claim_id=claim.pk)
    return sent(claim, canterbury())


def answered(do: Callable[[], object]) -> str:
    """What came of it: "done", or why not."""
    try:
        do()
    except Stale:
        return "stale"
    except Refused:
        return "refused"
    return "done"


def test_at_the_same_instant_one_decision_counts_and_the_others_are_told(amina, approvers):
    """R8: on the version seen; nobody decides over somebody else unseen."""
    claim = _waiting(amina, pence=900)
    line = claim.lines.get()

    def decide(place: int) -> str:
        who = approvers[place % len(approvers)]
        return answered(
            lambda: decide_line(
                by=who, line_id=line.pk, expected=line.version, outcome="refuse", words="No"
            )
        )

    answers = at_once(9, decide)
    assert sorted(answers) == ["done"] + ["stale"] * 8
    assert Decision.objects.filter(line=line).count() == 1
    claim.refresh_from_db()
    assert claim.state == Claim.State.DECIDED
    connection.close()


def test_whatever_comes_at_once_two_people_agree_to_what_is_paid(amina, approvers):
    """R8: random haste over the whole life of a cost that needs two people.

    Each seed is a schedule: who decides what, who asks, the person who answers with another
    amount or takes the claim back. However they meet, the books are right.
    """
    for seed in range(ROUNDS):
        claim = _waiting(amina)
        line = claim.lines.get()
        chance = random.Random(seed)
        for _turn in range(6):
            line.refresh_from_db()
            claim.refresh_from_db()
            if line.state in (*Line.DECIDED, Line.State.WITHDRAWN):
                break
            moves = [_move(chance, amina, approvers, claim, line) for _ in range(4)]
            at_once(len(moves), lambda place, moves=moves: answered(moves[place]))
        _books_are_right(line.pk)
    decided = Line.objects.filter(state__in=Line.DECIDED).count()
    assert decided > ROUNDS / 4, "too few of the schedules came to an end to say anything"
    connection.close()


def _move(
    chance: random.Random, amina, approvers: list[User], claim: Claim, line: Line
) -> Callable[[], object]:
    who = chance.choice(approvers)
    question = Question.objects.filter(line=line, answered_at=None, closed_at=None).first()
    pence = chance.randrange(1, line.pence + 1)
    seen = {"by": who, "line_id": line.pk, "expected": line.version, "words": "Because"}
    moves: list[Callable[[], object]] = [
        lambda: decide_line(outcome="approve", **seen),
        lambda: decide_line(outcome="approve", **seen),
        lambda: decide_line(outcome="part", pence=pence, **seen),
        lambda: decide_line(outcome="refuse", **seen),
        lambda: decide_rest(by=who, claim_id=claim.pk, expected=claim.version),
        lambda: ask_question(**seen),
    ]
    if question:
        amount = chance.choice([None, 9_000, 15_000])
        moves += [
            lambda: answer_question(
                by=amina.account, question_id=question.pk, answer="So it was", pence=amount
            )
        ] * 4
    if chance.random() < 0.1:
        moves = [lambda: withdraw_claim(by=amina.account, claim_id=claim.pk)]
    return chance.choice(moves)


def _books_are_right(line_id: int) -> None:
    line = Line.objects.select_related("claim").get(pk=line_id)
    decisions = list(Decision.objects.filter(line=line).order_by("pk"))
    final = [each for each in decisions if each.is_final]
    versions = [each.line_version for each in decisions]
    assert len(versions) == len(set(versions)), "two decisions of one version"
    if line.state not in Line.DECIDED:
        assert not final
        assert line.decided_pence is None
        return
    assert [each.pence for each in final] == [line.decided_pence]
    assert line.claim.state == Claim.State.DECIDED
    if line.decided_pence > 10_000:
        agreed = {each.by_id for each in decisions if each.pence >= line.decided_pence}
        assert len(agreed) >= 2, "one person alone agreed to it"
