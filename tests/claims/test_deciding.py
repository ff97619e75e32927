"""Deciding a claim: each cost by the version seen, with a reason, by two where that is needed."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, InternalError, transaction

from claims.models import Claim, Decision, Line, Question
from claims.services.claims import withdraw_claim
from claims.services.deciding import decide_line, decide_rest, hand_on_claim, take_claim
from claims.services.questions import answer_question, ask_question, go_on_without_answer
from core.models import Message
from core.service import Refused, Stale
from organisation.selectors.special_days import working_day_after
from tests.claims.claiming import amina_of, bus, days_ago, in_force, lines_of
from tests.claims.deciders import approver, canterbury, knows, thanet
from tests.claims.deciding import a_sent_claim, ask, decide, line_of, reason
from tests.core.files import files

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina(cast):
    in_force()
    return amina_of(cast)


@pytest.fixture
def cal(cast):
    return approver("cal", canterbury())


@pytest.fixture
def dee(cast):
    return approver("dee", canterbury())


# --- One person -------------------------------------------------------------------------------


def test_a_cost_that_is_agreed_to_makes_the_claim_decided_and_its_person_told(amina, cal):
    claim = a_sent_claim(amina)
    assert claim.holder == cal
    decision = decide(cal, line_of(claim))
    claim.refresh_from_db()
    line = line_of(claim)
    assert (decision.pence, decision.by, decision.is_final) == (460, cal, True)
    assert (line.state, line.decided_pence) == ("approved", 460)
    assert (claim.state, claim.holder) == ("decided", None)
    told = Message.objects.filter(purpose="claim").latest("pk")
    assert "We decided your claim" in told.subject
    assert "Agreed: £4.60" in told.body
    paid_by = working_day_after(days_ago(0), 10)
    assert f"You get the money by {paid_by:%A %-d %B %Y}" in told.body


def test_less_than_asked_for_says_why(amina, cal):
    claim = a_sent_claim(amina)
    with pytest.raises(Refused, match="Choose a reason"):
        decide(cal, line_of(claim), "part", pence=300, reason_id=None)
    with pytest.raises(Refused, match="Say how much"):
        decide(cal, line_of(claim), "part")
    with pytest.raises(Refused, match="all that was asked for"):
        decide(cal, line_of(claim), "part", pence=460)
    decide(cal, line_of(claim), "part", pence=300, words="The bus back was free.")
    told = Message.objects.filter(purpose="claim").latest("pk").body
    assert "The bus back was free." in told
    assert "Together: £3" in told


def test_nothing_is_refused_without_a_reason_that_is_offered(amina, cal):
    claim = a_sent_claim(amina)
    with pytest.raises(Refused, match="Choose a reason"):
        decide(cal, line_of(claim), "refuse", reason_id=None)
    with pytest.raises(Refused, match="not offered any more"):
        decide(cal, line_of(claim), "refuse", reason_id=reason("part").pk)
    decide(cal, line_of(claim), "refuse")
    assert (line_of(claim).state, line_of(claim).decided_pence) == ("refused", 0)


def test_a_claim_of_several_costs_is_decided_with_the_last(amina, cal):
    claim = a_sent_claim(amina, bus(), bus(words="Bus back", pence=300))
    first, second = lines_of(claim)
    decide(cal, first)
    claim.refresh_from_db()
    assert claim.state == "sent"
    decide(cal, second, "refuse")
    claim.refresh_from_db()
    assert claim.state == "decided"
    assert Message.objects.filter(purpose="claim").count() == 2


# --- The policy is the limit ------------------------------------------------------------------


def test_nobody_agrees_to_more_than_the_policy_pays(amina, cal):
    dear_parking = bus(category="parking", pence=2_000, no_receipt_reason="The machine kept it")
    claim = a_sent_claim(amina, dear_parking)
    with pytest.raises(Refused, match="pays up to £15"):
        decide(cal, line_of(claim))
    with pytest.raises(Refused, match="pays up to £15"):
        decide(cal, line_of(claim), "part", pence=1_501)
    decide(cal, line_of(claim), "part", pence=1_500)
    assert line_of(claim).state == "first"


def test_what_was_agreed_for_the_same_day_on_another_claim_counts(amina, cal):
    parking = bus(category="parking", pence=1_000, no_receipt_reason="Lost")
    one, other = a_sent_claim(amina, parking), a_sent_claim(amina, parking)
    dee = approver("dee", canterbury())
    for who in (cal, dee):
        decide(who, line_of(one))
    with pytest.raises(Refused, match="pays up to £5 for this"):
        decide(cal, line_of(other))


def test_an_exception_says_why_it_is_made(amina, cal):
    taxi = bus(category="taxi", pence=1_200, no_receipt_reason="Lost")
    claim = a_sent_claim(amina, taxi)
    with pytest.raises(Refused, match="exception from the policy"):
        decide(cal, line_of(claim))
    decide(cal, line_of(claim), words="The last bus had gone.")
    assert line_of(claim).state == "first"


# --- Two people -------------------------------------------------------------------------------


@pytest.fixture
def lost(amina, cal, dee):
    """A claim of £9 whose receipt was lost: two people decide."""
    return a_sent_claim(amina, bus(pence=900, no_receipt_reason="It fell into the sea"))


def test_a_second_person_makes_it_final(lost, cal, dee):
    decide(cal, line_of(lost))
    lost.refresh_from_db()
    assert (line_of(lost).state, lost.state, lost.holder) == ("first", "sent", dee)
    with pytest.raises(Refused, match="A second person"):
        decide(cal, line_of(lost))
    decide(dee, line_of(lost))
    lost.refresh_from_db()
    assert (line_of(lost).state, lost.state) == ("approved", "decided")


def test_the_second_may_agree_to_less_or_refuse(lost, cal, dee):
    decide(cal, line_of(lost))
    decide(dee, line_of(lost), "part", pence=500)
    assert line_of(lost).decided_pence == 500


def test_more_than_the_first_agreed_to_waits_for_somebody_again(lost, cal, dee):
    decide(cal, line_of(lost), "part", pence=500)
    decide(dee, line_of(lost))
    assert line_of(lost).state == "first"
    decide(cal, line_of(lost))
    assert (line_of(lost).state, line_of(lost).decided_pence) == ("approved", 900)


def test_refusing_needs_nobody_else(lost, cal):
    decide(cal, line_of(lost), "refuse")
    assert line_of(lost).state == "refused"


# --- Who may not ------------------------------------------------------------------------------


def test_nobody_decides_their_own_claim(amina, cal):
    claim = a_sent_claim(amina)
    account = amina.account
    account.roles = ["co_creator", "claims_approver"]
    account.save()
    approver_too = approver("amina", canterbury())
    with pytest.raises(Refused, match="your own claim"):
        decide(approver_too, line_of(claim))
    with pytest.raises(InternalError, match="their own claim"), transaction.atomic():
        Decision.objects.create(
            line=line_of(claim), outcome="approve", pence=460, by=account, line_version=1
        )


def test_who_knows_somebody_hands_the_claim_on(amina, cal, dee):
    claim = a_sent_claim(amina)
    knows(cal, amina)
    with pytest.raises(Refused, match="know this person too well"):
        decide(cal, line_of(claim))
    hand_on_claim(by=cal, claim_id=claim.pk, to_id=dee.pk)
    claim.refresh_from_db()
    assert claim.holder == dee


def test_another_service_is_decided_by_others(amina, cal, cast):
    claim = a_sent_claim(amina, service=thanet())
    for who, why in ((cal, "do not decide for"), (cast.sam, "does not let you")):
        with pytest.raises(Refused, match=why):
            decide(who, line_of(claim))


def test_a_claim_is_handed_only_to_who_may_decide_it(amina, cal, dee, cast):
    claim = a_sent_claim(amina)
    for other in (cast.sam, amina.account, approver("eve", thanet())):
        with pytest.raises(Refused, match="Choose somebody"):
            hand_on_claim(by=cal, claim_id=claim.pk, to_id=other.pk)
    Claim.objects.filter(pk=claim.pk).update(holder=cal)
    with pytest.raises(Refused, match="on your desk already"):
        take_claim(by=cal, claim_id=claim.pk)
    assert take_claim(by=dee, claim_id=claim.pk).holder == dee


# --- The version seen -------------------------------------------------------------------------


def test_a_decision_about_another_version_is_not_made(amina, cal, dee):
    claim = a_sent_claim(amina)
    line = line_of(claim)
    answer_question(
        by=amina.account, question_id=ask(cal, line).pk, answer="It was less", pence=300
    )
    with pytest.raises(Stale):
        decide_line(by=dee, line_id=line.pk, expected=line.version, outcome="approve")
    assert not Decision.objects.exists()


def test_what_is_decided_is_not_decided_again(amina, cal, dee):
    claim = a_sent_claim(amina)
    decide(cal, line_of(claim))
    with pytest.raises(Refused, match="nothing left to decide"):
        decide(dee, line_of(claim), "refuse")


def test_what_was_taken_back_is_not_decided(amina, cal):
    claim = a_sent_claim(amina)
    line = line_of(claim)
    withdraw_claim(by=amina.account, claim_id=claim.pk)
    with pytest.raises(Stale):
        decide_line(by=cal, line_id=line.pk, expected=line.version, outcome="approve")
    with pytest.raises(Refused, match="took this"):
        decide(cal, line)


def test_what_is_decided_of_a_claim_stays_when_the_rest_is_taken_back(amina, cal):
    claim = a_sent_claim(amina, bus(), bus(pence=300))
    first, second = lines_of(claim)
    decide(cal, first)
    ask(cal, second)
    withdraw_claim(by=amina.account, claim_id=claim.pk)
    claim.refresh_from_db()
    assert claim.state == "decided"
    assert [line.state for line in lines_of(claim)] == ["approved", "withdrawn"]
    assert not Question.objects.filter(closed_at=None).exists()


# --- The database keeps it --------------------------------------------------------------------


def decision(line, by, **said):
    given = {"outcome": "approve", "pence": line.pence, "line_version": line.version, **said}
    with transaction.atomic():
        return Decision.objects.create(line=line, by=by, **given)


@pytest.mark.parametrize(
    "said",
    [
        {"line_version": 7},
        {"pence": 500},
        {"outcome": "refuse", "pence": 0},
        {"outcome": "part", "pence": 100, "words": ""},
        {"by": None},
    ],
)
def test_the_database_refuses_what_no_service_writes(amina, cal, said):
    line = line_of(a_sent_claim(amina))
    with pytest.raises(DatabaseError):
        decision(line, said.pop("by", cal), **said)


def test_the_database_wants_two_people_above_the_amount(amina, cal):
    line = line_of(a_sent_claim(amina))
    Line.objects.filter(pk=line.pk).update(pence=20_000)
    line.refresh_from_db()
    with pytest.raises(DatabaseError, match="two people"):
        decision(line, cal)


def test_a_line_is_not_decided_without_a_decision(amina):
    line = line_of(a_sent_claim(amina))
    with pytest.raises(DatabaseError, match="decided by a decision"), transaction.atomic():
        Line.objects.filter(pk=line.pk).update(state="refused", decided_pence=0, edition_id=1)


def test_a_decision_is_neither_changed_nor_removed(amina, cal):
    made = decide(cal, line_of(a_sent_claim(amina)))
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.filter(pk=made.pk).update(pence=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.filter(pk=made.pk).delete()


# --- The whole claim at once ------------------------------------------------------------------


def test_all_that_the_policy_pays_is_agreed_to_at_once(amina, cal):
    claim = a_sent_claim(
        amina,
        bus(),
        bus(category="taxi", pence=1_200, no_receipt_reason="Lost"),
        bus(category="parking", pence=400),
    )
    decide_rest(by=cal, claim_id=claim.pk, expected=claim.version)
    assert [line.state for line in lines_of(claim)] == ["approved", "open", "approved"]
    claim.refresh_from_db()
    with pytest.raises(Refused, match="one by one"):
        decide_rest(by=cal, claim_id=claim.pk, expected=claim.version)
    with pytest.raises(Stale):
        decide_rest(by=cal, claim_id=claim.pk, expected=1)


# --- Questions --------------------------------------------------------------------------------


def test_a_question_is_asked_answered_and_then_decided(amina, cal, files_folder):
    claim = a_sent_claim(amina)
    line = line_of(claim)
    question = ask(cal, line)
    claim.refresh_from_db()
    assert (claim.state, line_of(claim).state) == ("asked", "asked")
    assert "Which bus was it?" in Message.objects.filter(purpose="claim").latest("pk").body
    with pytest.raises(Refused, match="Wait for the answer"):
        decide(cal, line_of(claim))
    with pytest.raises(Refused, match="asked already"):
        ask(cal, line_of(claim))
    answer_question(
        by=amina.account,
        question_id=question.pk,
        answer="Bus 7",
        pence=400,
        uploads=[files.sent("a.pdf", files.PDF)],
    )
    claim.refresh_from_db()
    line = line_of(claim)
    assert (claim.state, line.state, line.pence, line.receipts.count()) == ("sent", "open", 400, 1)
    assert claim.decide_by == working_day_after(days_ago(0), 5)
    with pytest.raises(Refused, match="no answer any more"):
        answer_question(by=amina.account, question_id=question.pk, answer="Again")
    decide(cal, line)
    assert line_of(claim).decided_pence == 400


def test_a_question_undoes_a_first_yes(lost, cal, dee):
    decide(cal, line_of(lost))
    ask(dee, line_of(lost))
    question = Question.objects.get()
    answer_question(by=lost.person.account, question_id=question.pk, answer="Yes", pence=800)
    decide(dee, line_of(lost))
    assert line_of(lost).state == "first"
    decide(cal, line_of(lost))
    assert line_of(lost).decided_pence == 800


def test_only_its_person_answers_and_only_who_decides_asks(amina, cal, cast):
    claim = a_sent_claim(amina)
    line = line_of(claim)
    with pytest.raises(Refused, match="does not let you"):
        ask_question(by=cast.sam, line_id=line.pk, expected=None, words="Why?")
    with pytest.raises(Refused, match="Choose a question"):
        ask(cal, line, "")
    question = ask(cal, line)
    with pytest.raises(Refused, match="somebody else"):
        answer_question(by=cast.ben, question_id=question.pk, answer="Me")


def test_who_decides_goes_on_without_an_answer(amina, cal):
    claim = a_sent_claim(amina)
    question = ask(cal, line_of(claim))
    promised = claim.decide_by
    go_on_without_answer(by=cal, question_id=question.pk)
    claim.refresh_from_db()
    assert (claim.state, claim.decide_by) == ("sent", promised)
    with pytest.raises(Refused, match="was answered"):
        go_on_without_answer(by=cal, question_id=question.pk)
    decide(cal, line_of(claim), "refuse")
