"""Secret messages, the ways out that are no mail server, and Django's own mail."""

import email
import email.policy
import json
import re

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, connection, transaction

from core.crypto import CannotOpen, seal
from core.models import Act, Message
from core.outbox import worker
from core.outbox.letters import compose, letter_of
from core.outbox.queue import SECRET_PURPOSE, place_of
from core.service import Refused, System, service
from tests.core.messages import again, queue_one
from tests.faults.smtp_sink import Step

State = Message.State

# --- Secrets ----------------------------------------------------------------------------

CODE = "K7QX-22PL"


def raw_row(message: Message) -> str:
    """Every column of the row as the database holds it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m::text, m.secret_body FROM core_message m WHERE id = %s", [message.pk]
        )
        text, sealed = cursor.fetchone()
    return text + repr(bytes(sealed) if sealed is not None else b"")


def test_secret_body_is_unreadable_and_goes_when_delivered(db, sink):
    message = queue_one(body=f"Your code is {CODE}", body_html=f"<b>{CODE}</b>", is_secret=True)
    assert CODE not in raw_row(message)
    assert CODE.encode().hex() not in raw_row(message)
    worker.deliver_due()
    assert CODE in sink.ledger[0].mail.get_body(("plain",)).get_content()
    assert CODE in sink.ledger[0].mail.get_body(("html",)).get_content()
    done = again(message)
    assert (done.state, done.secret_body, done.body) == (State.DELIVERED, None, "")


def test_secret_body_goes_when_refused(db, sink):
    message = queue_one(body=CODE, is_secret=True)
    sink.plan(message.address, Step("rcpt", "550 No"))
    worker.deliver_due()
    assert again(message).secret_body is None


def test_secret_moved_to_another_row_does_not_open(db):
    mine, theirs = queue_one(body=CODE, is_secret=True), queue_one(body="Other", is_secret=True)
    Message.objects.filter(pk=theirs.pk).update(secret_body=again(mine).secret_body)
    with pytest.raises(CannotOpen):
        compose(letter_of(again(theirs)))


def test_secret_whose_key_was_changed_is_held(db, sink, settings):
    message, other = queue_one(body=CODE, is_secret=True), queue_one("other@portal.example")
    settings.OUTBOX_KEY = "another key, fifty characters long or thereabouts, yes"
    worker.deliver_due()
    assert again(message).state == State.HELD
    assert "cannot be built" in again(message).last_error
    assert again(other).state == State.DELIVERED


def test_a_code_in_the_subject_is_read_by_its_recipient_alone(db, sink):
    message = queue_one(subject="Your code: 4711-0815", body="4711-0815", is_secret=True)
    assert "4711" not in raw_row(message)
    assert "0815" not in raw_row(message)
    worker.deliver_due()
    assert sink.ledger[0].mail["Subject"] == "Your code: 4711-0815"
    assert again(message).subject == "Your code: ••••-••••"


def test_a_secret_whose_subject_was_not_sealed_yet_still_goes_out(db, sink):
    message = queue_one(subject="Set your password", body=CODE, is_secret=True)
    old = seal(
        json.dumps([CODE, ""]),
        secret=settings.OUTBOX_KEY,
        purpose=SECRET_PURPOSE,
        place=place_of(message),
    )
    Message.objects.filter(pk=message.pk).update(secret_body=old)
    worker.deliver_due()
    assert sink.ledger[0].mail["Subject"] == "Set your password"


def test_plain_text_of_a_secret_cannot_be_stored(db):
    message = queue_one(body=CODE, is_secret=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(body=CODE)


# --- Ways out ---------------------------------------------------------------------------


def test_folder_gets_one_readable_file_each(db, folder):
    message = queue_one(purpose="../escape", subject="Grüße")
    assert worker.deliver_due() == {"delivered": 1}
    (file,) = folder.iterdir()
    assert re.fullmatch(rf"\d{{8}}T\d{{6}}-[\w.-]+-{message.pk}\.eml", file.name)
    parsed = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert parsed["Subject"] == "Grüße"
    assert file.stat().st_mode & 0o077 == 0
    assert folder.stat().st_mode & 0o077 == 0


def test_console_shows_the_mail(db, settings, capsys):
    settings.MAIL_DELIVERY = "console"
    queue_one()
    worker.deliver_due()
    assert "see you on Monday" in capsys.readouterr().out


# --- Django's mail ----------------------------------------------------------------------


def test_django_mail_becomes_one_secret_message_each(db, outbox_backend):
    message = EmailMultiAlternatives(
        "Sign in", f"Code {CODE}", to=["a@portal.example"], bcc=["b@portal.example"]
    )
    message.attach_alternative(f"<b>{CODE}</b>", "text/html")
    assert message.send() == 1
    rows = Message.objects.order_by("address")
    assert [row.address for row in rows] == ["a@portal.example", "b@portal.example"]
    assert all(row.is_secret and CODE not in raw_row(row) for row in rows)
    act = Act.objects.get(pk=rows[0].act_id)
    assert act.system == "sign-in mail"


def test_django_mail_inside_a_service_joins_its_act(db, outbox_backend):
    @service
    def invite(*, by):
        mail.send_mail("Welcome", "Hello", None, ["a@portal.example"])

    invite(by=System("invitations"))
    act = Act.objects.get(pk=Message.objects.get().act_id)
    assert act.system == "invitations"


def test_django_mail_with_a_forged_header_is_refused(db, outbox_backend):
    with pytest.raises(Refused):
        mail.send_mail("Hello\nBcc: x@y.example", "Hello", None, ["a@portal.example"])
    assert mail.send_mail("Hi", "Hi", None, ["a@b@c"], fail_silently=True) == 0
    assert not Message.objects.exists()
