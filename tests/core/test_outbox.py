"""Queueing and delivering, in one process, to a real mail server."""

import re
from collections import Counter
from datetime import timedelta
from threading import Event

import pytest
from django.conf import settings as django_settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.models import Act, Message
from core.outbox import services, worker
from core.service import Refused, bookkeeping, service
from tests.core.messages import BY, again, expire, make_due, many, queue_for, queue_one
from tests.faults.smtp_sink import DROP, Step

State = Message.State


# --- Queueing ---------------------------------------------------------------------------


def test_message_belongs_to_the_act_that_caused_it(db):
    message = queue_one()
    act = Act.objects.get(pk=again(message).act_id)
    assert (act.system, act.service) == ("tests", "tests.queue_for")


def test_message_and_cause_stand_or_fall_together(db):
    @service
    def fails(*, by):
        queue_for(addresses=["bea@portal.example"], by=by)
        raise Refused("No.")

    with pytest.raises(Refused):
        fails(by=BY)
    assert not Message.objects.exists()


def test_message_needs_a_service(db):
    with pytest.raises(RuntimeError):
        services.queue_message(
            purpose="x", recipient_key="x", address="a@b.example", subject="x", body="x"
        )

    @bookkeeping
    def counts(*, by):
        queue_for(addresses=["bea@portal.example"], by=by)

    with pytest.raises(RuntimeError, match="leaves no act"):
        counts(by=BY)


def test_many_messages_wake_the_worker_once(db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        queue_for(addresses=many(20), by=BY)
    assert len(callbacks) == 1


@pytest.mark.parametrize(
    "address",
    [
        "bea@portal.example\nBcc: all@portal.example",
        "bea@portal.example\r\nDATA",
        "bea@portal.example\x0bBcc: x@y.example",
        "bea@portal.example\u2028Bcc: x@y.example",
        "Bea <bea@portal.example>",
        "bea@portal.example, x@y.example",
        "no-at-sign",
        "two@at@signs.example",
        "@portal.example",
        "bea@",
        "bea..b@portal.example",
        "x" * 65 + "@portal.example",
        "bea@" + "x" * 64 + ".example",
        "bea@" + "long." * 60 + "example",
        "",
    ],
)
def test_address_that_cannot_be_right_is_refused(db, address):
    with pytest.raises(Refused):
        queue_one(address)
    assert not Message.objects.exists()


@pytest.mark.parametrize("subject", ["Hello\nBcc: x@y.example", "Hello\rX: y", "  "])
def test_subject_that_would_make_headers_is_refused(db, subject):
    with pytest.raises(Refused):
        queue_one(subject=subject)


def test_database_itself_refuses_header_injection(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.create(
            purpose="x", recipient_key="x", address="a@b.example\nBcc: c@d.example", subject="x"
        )


@pytest.mark.parametrize(
    ("address", "seen"),
    [
        ("bea@bücher.example", "bea@xn--bcher-kva.example"),
        ("josé@portal.example", "josé@portal.example"),
        ("x" * 64 + "@portal.example", "x" * 64 + "@portal.example"),
        ("o'brien+news@portal.example", "o'brien+news@portal.example"),
    ],
)
def test_unusual_addresses_arrive(db, sink, address, seen):
    message = queue_one(
        address, subject="Grüße – für 日本 🎉 " + "lang " * 60, body="Žluťoučký\n.\n.."
    )
    assert worker.deliver_due() == {"delivered": 1}
    (taken,) = sink.ledger
    assert taken.recipient == seen
    assert taken.mail["To"].addresses[0].addr_spec == seen
    assert len(taken.mail["To"].addresses) == 1
    # Python's folding of long encoded headers may double a space.
    assert taken.mail["Subject"].split() == again(message).subject.split()
    assert taken.mail.get_content() == "Žluťoučký\n.\n..\n"
    assert max(len(line) for line in taken.content.split(b"\r\n")) <= 998


def test_address_beyond_the_relay_is_refused_with_the_reason(db, sink):
    sink.extensions = ("8BITMIME",)
    message = queue_one("josé@portal.example")
    other = queue_one("bea@portal.example")
    assert worker.deliver_due() == {"refused": 1, "delivered": 1}
    assert again(message).last_error == "The mail server cannot write to such an address."
    assert again(other).state == State.DELIVERED


# --- Delivering -------------------------------------------------------------------------


def test_message_is_handed_over_once(db, sink):
    message = queue_one(body_html="<p>Dear Bea</p>")
    assert worker.deliver_due() == {"delivered": 1}
    assert worker.deliver_due() == {}
    (taken,) = sink.ledger
    assert taken.message_id == message.message_id
    assert taken.mail["From"].addresses[0].addr_spec in django_settings.DEFAULT_FROM_EMAIL
    assert taken.mail["Auto-Submitted"] == "auto-generated"
    assert taken.mail.get_body(("html",)).get_content() == "<p>Dear Bea</p>\n"
    assert taken.mail.get_body(("plain",)).get_content().startswith("Dear Bea,")
    assert again(message).delivered_at is not None


def test_message_id_is_of_our_domain(db):
    assert re.fullmatch(r"<[0-9a-f-]{36}@trust\.example>", queue_one().message_id)


def test_a_batch_uses_one_line(db, sink):
    queue_for(addresses=many(30), by=BY)
    assert worker.deliver_due() == {"delivered": 30}
    assert sink.connections == 1
    assert len({taken.recipient for taken in sink.ledger}) == 30


@pytest.mark.parametrize(
    "step",
    [
        Step("rcpt", "451 4.7.1 Try again later"),
        Step("rcpt", "421 4.3.2 Closing"),
        Step("rcpt", DROP),
        Step("data", "451 4.3.0 Not now"),
        Step("data", DROP),
        Step("dot", "452 4.2.2 Mailbox full"),
        Step("dot", "421 4.3.2 Closing"),
        Step("rcpt", "530 5.7.0 Sign in first"),
    ],
)
def test_later_is_later_and_delays_no_other(db, sink, step):
    addresses = many(5)
    slow = queue_for(addresses=addresses, by=BY)[1]
    sink.plan(slow.address, step)
    assert worker.deliver_due() == {"delivered": 4, "later": 1}
    waiting = again(slow)
    assert waiting.state == State.WAITING
    assert waiting.last_error
    assert timedelta(seconds=40) < waiting.due_at - timezone.now() < timedelta(seconds=80)
    assert worker.deliver_due() == {}
    make_due(slow)
    assert worker.deliver_due() == {"delivered": 1}
    assert [sink.taken_by(address) for address in addresses] == [1] * 5


@pytest.mark.parametrize(
    "step",
    [
        Step("rcpt", "550 5.1.1 No such person"),
        Step("dot", "554 5.6.0 Not liked"),
        Step("data", "554 No"),
    ],
)
def test_refusal_is_recorded_and_delays_no_other(db, sink, step):
    addresses = many(5)
    refused = queue_for(addresses=addresses, by=BY)[0]
    sink.plan(refused.address, step)
    assert worker.deliver_due() == {"delivered": 4, "refused": 1}
    assert again(refused).state == State.REFUSED
    assert again(refused).last_error == step.reply
    assert sink.connections == 1
    make_due(refused)
    assert worker.deliver_due() == {}


@pytest.mark.parametrize("takes", [True, False])
def test_line_lost_after_the_last_dot_is_held_not_repeated(db, sink, takes):
    addresses = many(3)
    doubtful = queue_for(addresses=addresses, by=BY)[1]
    sink.plan(doubtful.address, Step("dot", DROP, takes=takes))
    assert worker.deliver_due() == {"delivered": 2, "in doubt": 1}
    held = again(doubtful)
    assert held.state == State.HELD
    assert "may have arrived" in held.last_error
    make_due(doubtful)
    assert worker.deliver_due() == {}
    assert sink.taken_by(doubtful.address) == int(takes)


def test_many_bad_addresses_delay_no_other(db, sink, monkeypatch):
    monkeypatch.setattr(worker, "BATCH", 5)
    messages = queue_for(addresses=many(12), by=BY)
    for seconds, message in enumerate(messages, start=-20):
        due_at = timezone.now() + timedelta(seconds=seconds)
        Message.objects.filter(pk=message.pk).update(due_at=due_at)
    for message in messages[:10]:
        sink.plan(message.address, Step("rcpt", "451 4.7.1 Try again later"))
    assert worker.deliver_due() == {"later": 10, "delivered": 2}


def test_slow_relay_is_waited_for(db, sink, settings):
    """It may still be looking the mail over; to give up would leave the message in doubt."""
    settings.EMAIL_TIMEOUT = 0.3
    sink.slowness = 0.7
    queue_for(addresses=many(2), by=BY)
    assert worker.deliver_due() == {"delivered": 2}


def test_stuck_relay_is_given_up_before_the_text(db, sink, settings):
    settings.EMAIL_TIMEOUT = 0.3
    stuck = queue_one()
    sink.plan(stuck.address, Step("rcpt", waits_for=Event()))
    assert worker.deliver_due() == {"later": 1}
    assert again(stuck).state == State.WAITING


def test_relay_down_costs_nobody_their_message(db, sink):
    messages = queue_for(addresses=many(5), by=BY)
    sink.greeting = "421 4.3.2 Down for an hour"
    assert worker.deliver_due() == {"later": 5}
    assert sink.connections == 1
    sink.greeting = "220 Back"
    make_due(*messages)
    assert worker.deliver_due() == {"delivered": 5}


def test_nothing_listening_is_a_fault_of_the_line(db, sink, settings):
    settings.EMAIL_PORT = 9  # nobody listens there
    message = queue_one()
    assert worker.deliver_due() == {"later": 1}
    assert again(message).state == State.WAITING
    assert "refused" in again(message).last_error.lower()


def test_line_that_keeps_breaking_gives_the_rest_back_untried(db, sink):
    messages = queue_for(addresses=many(6), by=BY)
    for seconds, message in enumerate(messages, start=-10):
        due_at = timezone.now() + timedelta(seconds=seconds)
        Message.objects.filter(pk=message.pk).update(due_at=due_at)
    for message in messages[:3]:
        sink.plan(message.address, Step("rcpt", DROP))
    assert worker.deliver_due() == {"later": 3, "released": 3}
    assert [again(m).attempts for m in messages] == [1, 1, 1, 0, 0, 0]
    make_due(*messages)
    assert worker.deliver_due() == {"delivered": 6}


def test_every_attempt_is_the_same_mail(db, sink):
    message = queue_one(body_html="<p>Hello</p>")
    sink.plan(message.address, Step("dot", "451 Later", takes=True))
    worker.deliver_due()
    make_due(message)
    worker.deliver_due()
    first, second = sink.ledger
    assert first.content == second.content
    assert first.message_id == message.message_id


def test_after_two_days_of_trying_a_person_decides(db, sink):
    old, young = queue_one("old@portal.example"), queue_one("young@portal.example")
    long_ago = timezone.now() - timedelta(hours=49)
    Message.objects.filter(pk=old.pk).update(created_at=long_ago, attempts=20)
    for message in (old, young):
        sink.plan(message.address, Step("rcpt", "451 4.7.1 Later"))
    worker.deliver_due()
    assert again(old).state == State.HELD
    assert "451 4.7.1 Later" in again(old).last_error
    assert again(young).state == State.WAITING


def test_worker_takes_due_messages_only(db, sink):
    message = queue_one()
    Message.objects.filter(pk=message.pk).update(due_at=timezone.now() + timedelta(hours=1))
    assert worker.deliver_due() == {}


# --- Claims -----------------------------------------------------------------------------


def test_old_fence_number_is_refused(db, sink):
    message = queue_one()
    (late,) = services.claim_messages(limit=1, by=BY)
    expire(message)
    assert services.recover_messages(by=BY) == (1, 0)
    (fresh,) = services.claim_messages(limit=1, by=BY)
    assert fresh.fence == late.fence + 1
    assert not services.note_handing_over(letter=late, by=BY)
    outcome = worker.Outcome(worker.Kind.DELIVERED)
    assert not services.finish_message(letter=late, outcome=outcome, by=BY)
    assert again(message).state == State.SENDING


def test_worker_that_lost_its_claim_sends_nothing(db, sink):
    message = queue_one()
    (letter,) = services.claim_messages(limit=1, by=BY)
    expire(message)
    tally: Counter[str] = Counter()
    assert worker._deliver([letter], tally)
    assert tally == {"not ours": 1}
    assert sink.ledger == []
    assert services.recover_messages(by=BY) == (1, 0)
    assert worker.deliver_due() == {"delivered": 1}
    assert sink.taken_by(message.address) == 1


def test_slow_worker_may_still_report_on_what_was_set_aside(db):
    message = queue_one()
    (letter,) = services.claim_messages(limit=1, by=BY)
    assert services.note_handing_over(letter=letter, by=BY)
    expire(message)
    assert services.recover_messages(by=BY) == (0, 1)
    assert again(message).state == State.HELD
    outcome = worker.Outcome(worker.Kind.DELIVERED)
    assert services.finish_message(letter=letter, outcome=outcome, by=BY)
    assert again(message).state == State.DELIVERED


def test_steps_of_a_delivery_leave_no_acts(db, sink):
    queue_for(addresses=many(3), by=BY)
    before = Act.objects.count()
    worker.deliver_due()
    assert Act.objects.count() == before
