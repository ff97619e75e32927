"""Pages of those who decide, and what the person sees of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from claims.models import Claim, DecisionReason, Line, Question, Receipt
from claims.services.receipts import PURPOSE, TAKES
from community.models import Look
from core.files.services import store_upload
from tests.claims.claiming import BY, amina_of, bus, in_force, lines_of
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


def page_of(name: str, *args) -> str:
    return reverse(f"claims:{name}", args=args)


def shown(client, name: str, *args, **query) -> str:
    return client.get(page_of(name, *args), query).content.decode()


def with_receipt(line: Line) -> Receipt:
    stored = store_upload(
        by=BY, upload=files.sent("a.pdf", files.PDF), purpose=PURPOSE, takes=TAKES
    )
    return Receipt.objects.create(
        claim=line.claim, line=line, file=stored, digest=stored.digest, place=1
    )


def saved(line: Line, **said) -> dict:
    return {"words": "", "version": str(line.version), **said}


# --- The queue --------------------------------------------------------------------------------


def test_the_queue_shows_what_waits_and_whose_it_is(amina, cal, as_person):
    claim, other = a_sent_claim(amina), a_sent_claim(amina, service=thanet())
    browser = as_person("cal")
    page = shown(browser, "desk_list")
    assert claim.reference in page
    assert other.reference not in page
    assert "1 claim</strong></a>, together £4.60" in page
    Claim.objects.update(decide_by=timezone.localdate() - timedelta(days=1))
    page = shown(browser, "desk_list")
    assert "Late" in page
    assert "1 of them is late" in page
    assert claim.reference in shown(browser, "desk_list", state="late", desk="mine")
    for query in ({"state": "second"}, {"desk": "nobody"}, {"q": "C999999"}, {"state": "asked"}):
        assert claim.reference not in shown(browser, "desk_list", **query)


def test_a_decided_claim_is_found_by_its_number(amina, cal, as_person):
    claim = a_sent_claim(amina)
    decide(cal, line_of(claim))
    browser = as_person("cal")
    assert "No claim waits" in shown(browser, "desk_list")
    assert page_of("desk_claim", claim.pk) in shown(browser, "desk_list", q=claim.reference)
    assert "nothing left to decide" in shown(browser, "desk_claim", claim.pk)


def test_the_queue_takes_as_many_queries_with_a_hundred_as_with_one(amina, cal, as_person):
    browser, counts = as_person("cal"), []
    first = a_sent_claim(amina)
    for more in (0, 24, 75):
        Claim.objects.bulk_create(
            Claim(
                person=amina,
                payee=first.payee,
                purpose="Planning",
                service=canterbury(),
                state="sent",
                sent_at=timezone.now(),
                decide_by=timezone.localdate(),
            )
            for _each in range(more)
        )
        with CaptureQueriesContext(connection) as asked:
            page = browser.get(page_of("desk_list"), {"per_page": "100"})
        assert page.status_code == 200
        counts.append(len(asked))
    assert counts[1] == counts[2] == counts[0]


def test_a_claim_takes_as_many_queries_with_many_costs_as_with_one(amina, cal, as_person):
    browser, counts = as_person("cal"), []
    # Another claim looks like both: naming it takes as many.
    a_sent_claim(amina, bus(pence=100))
    for costs in (1, 25):
        claim = a_sent_claim(amina, *(bus(pence=100 + n) for n in range(costs)))
        with CaptureQueriesContext(connection) as asked:
            browser.get(page_of("desk_claim", claim.pk))
        counts.append(len(asked))
    assert counts[0] == counts[1]


# --- One claim --------------------------------------------------------------------------------


def test_a_cost_is_agreed_to_on_its_page(amina, cal, as_person):
    claim, browser = a_sent_claim(amina), as_person("cal")
    line = line_of(claim)
    page = shown(browser, "desk_claim", claim.pk)
    assert "Decide one cost below." in page
    assert "The policy pays all of it." in page
    answer = browser.send(page_of("desk_line", line.pk), saved(line, outcome="approve"))
    assert answer.url == page_of("desk_claim", claim.pk)
    told = shown(as_person("amina"), "claim_detail", claim.pk)
    assert "Decided." in told
    assert "We pay: £4.60" in told
    assert "You get the money by" in told


def test_less_is_agreed_to_with_a_reason_that_the_person_reads(amina, cal, as_person):
    claim, browser = a_sent_claim(amina), as_person("cal")
    line, why = line_of(claim), reason("part")
    nothing = browser.send(page_of("desk_line", line.pk), saved(line, outcome="part", pence="3"))
    assert "There is a problem" in nothing.content.decode()
    wordless = browser.send(
        page_of("desk_line", line.pk),
        saved(line, outcome="part", pence="3", part_reason="other"),
    )
    assert "Write it here." in wordless.content.decode()
    browser.send(
        page_of("desk_line", line.pk),
        saved(line, outcome="part", pence="3", part_reason=str(why.pk), words="The way back."),
    )
    told = shown(as_person("amina"), "claim_detail", claim.pk)
    assert "Agreed in part. We pay £3" in told
    assert f"{why.sentence} The way back." in told


def test_who_saw_another_version_is_told_and_loses_no_word(amina, cal, as_person):
    claim, browser = a_sent_claim(amina), as_person("cal")
    line = line_of(claim)
    decide(approver("dee", canterbury()), line, "refuse")
    answer = browser.send(
        page_of("desk_line", line.pk),
        {"outcome": "approve", "words": "As always", "version": "1"},
    )
    page = answer.content.decode()
    assert "This was changed while you had it open" in page
    assert "As always" in page
    assert line_of(claim).state == "refused"


def test_all_is_agreed_to_after_a_second_look(amina, cal, as_person):
    claim, browser = a_sent_claim(amina, bus(), bus(pence=300)), as_person("cal")
    assert "That is £7.60." in shown(browser, "desk_claim", claim.pk)
    assert "Together: £7.60" in shown(browser, "desk_rest", claim.pk)
    browser.send(page_of("desk_rest", claim.pk), {"version": str(claim.version)})
    assert {line.state for line in lines_of(claim)} == {"approved"}


def test_a_question_is_answered_on_the_page_of_the_claim(amina, cal, as_person, files_folder):
    claim, browser, own = a_sent_claim(amina), as_person("cal"), as_person("amina")
    line = line_of(claim)
    browser.send(
        page_of("desk_line", line.pk),
        saved(line, outcome="ask", ask_reason=str(reason("ask").pk), words="Bus 7?"),
    )
    page = shown(own, "claim_detail", claim.pk)
    assert "Our question" in page
    assert "Bus 7?" in page
    assert "Go on without one" in shown(browser, "desk_claim", claim.pk)
    question = Question.objects.get()
    empty = own.send(page_of("claim_detail", claim.pk), {"question": question.pk, "pence": "4"})
    assert "There is a problem" in empty.content.decode()
    assert 'value="4"' in empty.content.decode()
    said = {"question": question.pk, "answer": "Yes, bus 7", "pence": "4", "photos": []}
    own.send(page_of("claim_detail", claim.pk), said)
    assert (line_of(claim).pence, line_of(claim).state) == (400, "open")
    assert "Answer: Yes, bus 7" in shown(browser, "desk_claim", claim.pk)
    assert "You answered: Yes, bus 7" in shown(own, "claim_detail", claim.pk)


def test_a_question_that_is_done_with_is_not_answered(amina, cal, as_person):
    claim = a_sent_claim(amina)
    question = ask(cal, line_of(claim))
    as_person("cal").send(page_of("desk_go_on", question.pk), {})
    said = {"question": question.pk, "answer": "Late"}
    as_person("amina").send(page_of("claim_detail", claim.pk), said)
    question.refresh_from_db()
    assert question.answer == ""
    assert "We went on without your answer" in shown(as_person("amina"), "claim_detail", claim.pk)


def test_whoever_opens_a_receipt_is_noted_for_its_person(amina, cal, as_person, files_folder):
    claim = a_sent_claim(amina)
    receipt = with_receipt(line_of(claim))
    browser = as_person("cal")
    assert page_of("desk_receipt", receipt.pk) in shown(browser, "desk_claim", claim.pk)
    given = browser.get(page_of("desk_receipt", receipt.pk))
    assert given["Content-Disposition"].startswith("attachment")
    assert b"".join(given.streaming_content) == files.PDF
    look = Look.objects.get()
    assert (look.person, look.by, look.what) == (amina, cal, "receipt")


def test_a_claim_goes_from_desk_to_desk(amina, cal, as_person):
    claim, dee = a_sent_claim(amina), approver("dee", canterbury())
    browser = as_person("cal")
    assert "Cal has it" in shown(as_person("amina"), "claim_detail", claim.pk)
    browser.send(page_of("desk_hand_on", claim.pk), {"to": str(dee.pk)})
    claim.refresh_from_db()
    assert claim.holder == dee
    browser.send(page_of("desk_take", claim.pk), {})
    claim.refresh_from_db()
    assert claim.holder == cal


def test_of_whom_they_know_they_see_nothing_but_how_to_hand_it_on(
    amina, cal, as_person, files_folder
):
    claim = a_sent_claim(amina)
    line, receipt = line_of(claim), with_receipt(line_of(claim))
    knows(cal, amina)
    for name, pk in (
        ("desk_rest", claim.pk),
        ("desk_line", line.pk),
        ("desk_receipt", receipt.pk),
        ("desk_paper", claim.pk),
    ):
        assert as_person("cal").get(page_of(name, pk)).status_code == 404
    page = shown(as_person("cal"), "desk_claim", claim.pk)
    assert "Hand the claim on" in page
    assert "£4.60" not in page
    assert claim.reference not in shown(as_person("cal"), "desk_list")


def test_what_is_not_theirs_is_not_there(amina, cal, as_person, files_folder):
    claim = a_sent_claim(amina, service=thanet())
    line, receipt = line_of(claim), with_receipt(line_of(claim))
    browser = as_person("cal")
    for name, pk in (
        ("desk_claim", claim.pk),
        ("desk_rest", claim.pk),
        ("desk_line", line.pk),
        ("desk_receipt", receipt.pk),
    ):
        assert browser.get(page_of(name, pk)).status_code == 404
    assert as_person("sam").get(page_of("desk_list")).status_code == 403


# --- The kept reasons -------------------------------------------------------------------------


def test_other_words_are_a_new_reason_and_what_was_said_stays(amina, cal, as_person):
    old, browser = reason("part"), as_person("fin")
    claim = a_sent_claim(amina)
    decide(cal, line_of(claim), "part", pence=300, reason_id=old.pk)
    better = {"purpose": "part", "sentence": "The policy has a limit for this."}
    browser.send(page_of("decision_reason_change", old.pk), better)
    old.refresh_from_db()
    assert not old.is_offered
    assert old.sentence in shown(as_person("amina"), "claim_detail", claim.pk)
    again = browser.send(page_of("decision_reason_add"), better)
    assert "offered already" in again.content.decode()
    new = DecisionReason.objects.get(sentence=better["sentence"])
    browser.send(page_of("decision_reason_stop", new.pk), {"version": "1"})
    page = shown(browser, "decision_reasons")
    assert "Not offered any more" in page
