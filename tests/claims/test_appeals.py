"""Looking at a decision again: who may ask, who answers, and what is paid then."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import InternalError, transaction
from django.urls import reverse
from django.utils import timezone

from claims.models import Appeal, Claim, Line
from claims.selectors.appeals import next_answerer
from claims.selectors.claims import find_own_claim
from claims.selectors.hints import hints_for
from claims.services.appeals import answer_appeal, place_appeals, start_appeal
from claims.services.deciding import decide_line
from core.models import Message
from core.service import Refused, Stale, System
from tests.claims.claiming import a_claim, amina_of, bus, in_force, lines_of
from tests.claims.deciders import (
    approver,
    away,
    canterbury,
    decide,
    decided,
    knows,
    post_of,
    sent,
    today,
)
from tests.community.test_erasure import forget

pytestmark = pytest.mark.django_db
BY = System("tests")


@pytest.fixture
def amina(cast):
    in_force()
    return amina_of(cast)


@pytest.fixture
def cal(cast):
    post_of(cast.cal, canterbury())
    return cast.cal


@pytest.fixture
def una(cast):
    return approver("una", canterbury())


@pytest.fixture
def claim(amina, cal):
    return decided(amina, cal)


def asked(claim: Claim, words: str = "There was no other bus") -> Appeal:
    return start_appeal(by=claim.person.account, claim_id=claim.pk, words=words)


def answered(appeal: Appeal, by: Any, **more: int) -> Appeal:
    given = {int(key.removeprefix("line_")): pence for key, pence in more.items()}
    return answer_appeal(
        by=by, appeal_id=appeal.pk, expected=appeal.version, words="You are right", more=given
    )


def told() -> Message:
    """What the person was written as the answer."""
    return Message.objects.get(subject__startswith="Our answer")


def page_of(name: str, *args: Any) -> str:
    return reverse(f"claims:{name}", args=args)


def shown(browser: Any, name: str, *args: Any) -> str:
    return browser.get(page_of(name, *args)).content.decode()


# --- The whole way ----------------------------------------------------------------------------


def test_asked_answered_and_paid_more(claim, una, as_person, client):
    browser = as_person("amina")
    page = shown(browser, "appeal_start", claim.pk)
    assert "This will be Una" in page
    assert "We agreed to £15." in page
    assert "Too dear" in page
    went = browser.send(page_of("appeal_start", claim.pk), {"words": "There was no other bus"})
    appeal = Appeal.objects.get()
    assert went.url == page_of("appeal_detail", appeal.pk)
    assert "Una looks at it" in shown(browser, "appeal_detail", appeal.pk)
    assert Message.objects.filter(recipient_key=f"user:{una.pk}").exists()

    part, refused = lines_of(claim)
    desk = client.sign_in(una)
    assert claim.reference in shown(desk, "appeal_list")
    page = shown(desk, "appeal_answer", appeal.pk)
    assert "There was no other bus" in page
    assert "Decided by Cal Dunmore" in page
    desk.send(
        page_of("appeal_answer", appeal.pk),
        {f"more_{part.pk}": "5", f"more_{refused.pk}": "", "words": "You are right", "version": 1},
    )
    new = lines_of(claim)[2]
    assert (new.kind, new.of_line, new.state, new.decided_pence) == (
        "correction",
        part,
        "approved",
        500,
    )
    assert new.decisions.get().by == una
    page = shown(browser, "appeal_detail", appeal.pk)
    assert "We pay more" in page
    assert "You are right" in page
    assert "We pay £5 more" in told().body
    assert "What you answered" in shown(desk, "appeal_list")
    assert Claim.objects.get(pk=claim.pk).state == Claim.State.DECIDED


def test_an_answer_that_it_stays_has_its_reason_and_is_the_last_word(claim, una):
    appeal = answered(asked(claim), una)
    assert appeal.outcome == Appeal.Outcome.KEPT
    assert len(lines_of(claim)) == 2
    with pytest.raises(Refused, match="nothing to look at again"):
        asked(claim)


def test_it_can_be_taken_back_and_asked_again(claim, una, as_person):
    appeal, browser = asked(claim), as_person("amina")
    browser.send(page_of("appeal_withdraw", appeal.pk), {})
    assert "taken this back" in shown(browser, "appeal_detail", appeal.pk)
    appeal.refresh_from_db()
    with pytest.raises(Refused, match="took this back"):
        answered(appeal, una)
    assert asked(claim).state == Appeal.State.OPEN


# --- Who may ask ------------------------------------------------------------------------------


@pytest.mark.parametrize(("ago", "is_taken"), [(60, True), (61, False)])
def test_sixty_days_and_no_more(amina, cal, una, ago, is_taken):
    claim = sent(a_claim(amina, bus()), canterbury())
    decide(*lines_of(claim), cal, 0, ago=ago)
    Claim.objects.filter(pk=claim.pk).update(state=Claim.State.DECIDED, decided_at=timezone.now())
    claim = Claim.objects.select_related("person").get(pk=claim.pk)
    if is_taken:
        assert asked(claim).to == una
        return
    with pytest.raises(Refused, match="You could ask until"):
        asked(claim)


def test_nobody_asks_for_somebody_else_or_twice_or_too_early(cast, claim, una, amina, as_person):
    with pytest.raises(Refused, match="somebody else"):
        start_appeal(by=cast.ben, claim_id=claim.pk, words="Please")
    asked(claim)
    with pytest.raises(Refused, match="asked already"):
        asked(claim)
    waiting = sent(a_claim(amina, bus()), canterbury())
    with pytest.raises(Refused, match="not decided everything"):
        asked(waiting)
    assert "not decided everything" in shown(as_person("amina"), "appeal_start", waiting.pk)


def test_without_words_nothing_is_asked(claim, as_person):
    said = as_person("amina").send(page_of("appeal_start", claim.pk), {"words": " "})
    assert 'href="#id_words"' in said.content.decode()
    assert not Appeal.objects.exists()


# --- Who answers ------------------------------------------------------------------------------


def test_it_goes_to_who_did_not_decide_or_else_to_finance(cast, claim, cal):
    assert next_answerer(claim) == cast.fin
    una = approver("una", canterbury())
    assert next_answerer(claim) == una
    knows(una, claim.person)
    assert next_answerer(claim) == cast.fin
    asked(claim)
    assert Appeal.objects.get().to == cast.fin


def test_who_decided_or_is_not_asked_does_not_answer(cast, claim, cal, una, as_person):
    appeal = asked(claim)
    with pytest.raises(Refused, match="You decided this claim"):
        answered(appeal, cal)
    with pytest.raises(Refused, match="Somebody else answers"):
        answered(appeal, cast.fin)
    with pytest.raises(Refused, match="does not let you"):
        answered(appeal, cast.sam)
    assert as_person("cal").get(page_of("appeal_answer", appeal.pk)).status_code == 404
    for wrong in ({"to": cal}, {"to": claim.person.account}):
        with pytest.raises(InternalError), transaction.atomic():
            Appeal.objects.filter(pk=appeal.pk).update(**wrong)


def test_the_stand_in_answers_and_what_nobody_can_goes_to_somebody(cast, claim, una):
    appeal = asked(claim)
    ola = approver("ola", canterbury())
    row = away(una, ola)
    assert answered(appeal, ola).answered_by == ola
    row.delete()


def test_an_appeal_of_who_left_goes_to_somebody_else(cast, claim, una):
    appeal = asked(claim)
    una.is_active = False
    una.save()
    assert place_appeals(by=BY) == 1
    appeal.refresh_from_db()
    assert appeal.to == cast.fin
    assert place_appeals(by=BY) == 0


# --- What is paid -----------------------------------------------------------------------------


def test_no_more_than_was_asked_for_and_only_where_less_was_agreed(claim, una, client):
    appeal = asked(claim)
    part, _refused = lines_of(claim)
    with pytest.raises(Refused, match="The most you can add here is £5"):
        answered(appeal, una, **{f"line_{part.pk}": 501})
    with pytest.raises(Refused, match="agreed to already"):
        answered(appeal, una, line_999999=100)
    said = client.sign_in(una).send(
        page_of("appeal_answer", appeal.pk), {f"more_{part.pk}": "5.01", "words": "Yes"}
    )
    assert f'href="#id_more_{part.pk}"' in said.content.decode()


def test_of_two_who_answer_at_once_the_second_is_told(claim, una):
    appeal = asked(claim)
    answered(appeal, una)
    with pytest.raises(Stale):
        answered(appeal, una)


def test_a_large_sum_waits_for_a_second_person(amina, cal, una, cast):
    claim = sent(a_claim(amina, bus(pence=50_000)), canterbury(), holder=cal)
    [line] = lines_of(claim)
    decide(line, cal, 0)
    Claim.objects.filter(pk=claim.pk).update(state=Claim.State.DECIDED, decided_at=timezone.now())
    ola = approver("ola", canterbury())
    appeal = asked(Claim.objects.get(pk=claim.pk))
    answered(appeal, appeal.to, **{f"line_{line.pk}": 20_000})
    new = lines_of(claim)[1]
    claim.refresh_from_db()
    assert (new.state, claim.state) == (Line.State.FIRST, Claim.State.SENT)
    assert {appeal.to, claim.holder} == {una, ola}
    assert "A second person looks at it" in told().body
    assert hints_for(claim, claim.holder)[new.pk] == []
    decide_line(by=claim.holder, line_id=new.pk, expected=new.version, outcome="approve")
    claim.refresh_from_db()
    assert (lines_of(claim)[1].decided_pence, claim.state) == (20_000, Claim.State.DECIDED)
    mine = find_own_claim(claim.person.account, claim.pk)
    assert (mine.asked_pence, mine.agreed_pence) == (50_000, 20_000)


def test_what_was_paid_is_owed_again_by_the_difference(claim, una):
    Claim.objects.filter(pk=claim.pk).update(state=Claim.State.PAID)
    _part, refused = lines_of(claim)
    answered(asked(claim), una, **{f"line_{refused.pk}": 900})
    assert Claim.objects.get(pk=claim.pk).state == Claim.State.DECIDED


def test_who_is_forgotten_asks_no_more(cast, claim, una):
    appeal = asked(claim)
    forget(claim.person)
    appeal.refresh_from_db()
    assert (appeal.state, appeal.words) == (Appeal.State.WITHDRAWN, "Removed")
    assert appeal.answer_by >= today()
