"""Two people at once: of what both saw, one decision is made. With real commits."""

from __future__ import annotations

import threading

from django.db import connection

from claims.models import Decision
from claims.services.claims import withdraw_claim
from claims.services.deciding import decide_line
from claims.services.questions import answer_question, go_on_without_answer
from claims.services.requests import agree_request, decline_request
from core.service import Refused, Stale
from tests.cast import Cast
from tests.claims.asking import asked
from tests.claims.claiming import amina_of, in_force
from tests.claims.deciders import approver, canterbury
from tests.claims.deciding import a_sent_claim, ask, line_of


def people():
    """Amina, and two who decide her claims."""
    in_force()
    return amina_of(Cast()), approver("cal", canterbury()), approver("dee", canterbury())


def at_once(*calls) -> list[str]:
    """Carry calls out together, each with a connection of its own; what each said."""
    said: list[str] = []
    ready = threading.Barrier(len(calls))

    def run(call) -> None:
        ready.wait()
        try:
            call()
            said.append("done")
        except Stale:
            said.append("stale")
        except Refused as no:
            said.append(no.sentence)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(said)


def test_of_two_who_decide_at_once_one_does(committed_db):
    amina, cal, dee = people()
    line = line_of(a_sent_claim(amina))
    seen = {"line_id": line.pk, "expected": line.version}
    said = at_once(
        lambda: decide_line(by=cal, outcome="approve", **seen),
        lambda: decide_line(by=dee, outcome="refuse", words="We paid this", **seen),
    )
    assert said == ["done", "stale"]
    assert Decision.objects.count() == 1


def test_who_takes_a_claim_back_and_who_agrees_at_once_do_not_both(committed_db):
    amina, cal, _dee = people()
    claim = a_sent_claim(amina)
    line = line_of(claim)
    said = at_once(
        lambda: decide_line(by=cal, line_id=line.pk, expected=line.version, outcome="approve"),
        lambda: withdraw_claim(by=amina.account, claim_id=claim.pk),
    )
    assert said.count("done") == 1
    assert line_of(claim).state in ("approved", "withdrawn")


def test_of_an_answer_and_going_on_without_one_at_once_one_counts(committed_db):
    amina, cal, _dee = people()
    claim = a_sent_claim(amina)
    question = ask(cal, line_of(claim))
    said = at_once(
        lambda: answer_question(
            by=amina.account, question_id=question.pk, answer="Bus 7", pence=300
        ),
        lambda: go_on_without_answer(by=cal, question_id=question.pk),
    )
    assert said.count("done") == 1
    question.refresh_from_db()
    assert (question.answered_at is None) != (question.closed_at is None)


def test_of_two_who_answer_a_request_at_once_one_does(committed_db):
    amina, cal, dee = people()
    row = asked(amina)
    seen = {"request_id": row.pk, "expected": row.version}
    said = at_once(
        lambda: agree_request(by=cal, pence=2_000, how="claim", **seen),
        lambda: decline_request(by=dee, reason="Take the bus", **seen),
    )
    assert said == ["done", "stale"]
    row.refresh_from_db()
    assert row.state in ("agreed", "declined")
