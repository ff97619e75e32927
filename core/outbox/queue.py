"""Putting a message into the outbox, and waking the worker once it is safely there."""

import hashlib
import hmac
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from core.background import wake
from core.crypto import seal
from core.models import Message
from core.outbox.rules import address_blocker, one_line, subject_blocker
from core.service import acting, refuse

SUBJECT_LENGTH = 250
SECRET_PURPOSE = "outbox"  # noqa: S105 - the name of a use, not a secret


@dataclass(frozen=True)
class Mail:
    """One message to be queued.

    `purpose` is a short code ("mapping_reminder"); `recipient_key` says who it is for without
    naming them ("user:7"). With `is_secret` bodies and subject are encrypted and blanked when
    done with; of the subject a form without its numbers stays. It is handed over at once, or not
    before `due_at`. `unsubscribe_url` takes the one-click post of mail programs (RFC 8058).
    """

    purpose: str
    recipient_key: str
    address: str
    subject: str
    body: str
    body_html: str = ""
    is_secret: bool = False
    due_at: datetime | None = None
    unsubscribe_url: str = ""


def queue_message(**said: Any) -> Message:
    """Write one message, said as a `Mail` is, as `queue_messages` does."""
    (message,) = queue_messages([Mail(**said)])
    return message


def queue_messages(mails: Sequence[Mail]) -> list[Message]:
    """Write messages, in one statement, to be handed over once the act in progress is committed.

    Only inside a service: the messages then exist exactly if their cause does.
    Raises `Refused` when an address or a subject cannot be a header, RuntimeError outside a
    service.
    """
    act = acting()
    if not act.leaves_act:
        raise RuntimeError("A message needs an act to be its cause.")
    messages = Message.objects.bulk_create([_message_of(mail, act.id) for mail in mails])
    if messages and wake_worker not in act.after_commit:
        act.after_commit.append(wake_worker)
    return messages


def _message_of(mail: Mail, act_id: UUID) -> Message:
    refuse(address_blocker(mail.address))
    refuse(subject_blocker(mail.subject))
    message = Message(
        act_id=act_id,
        purpose=mail.purpose,
        recipient_key=mail.recipient_key,
        address=mail.address,
        subject=one_line(mail.subject, SUBJECT_LENGTH),
        is_secret=mail.is_secret,
        unsubscribe_url=mail.unsubscribe_url,
    )
    if mail.due_at is not None:
        message.due_at = mail.due_at
    if mail.is_secret:
        message.secret_body = sealed_body(message, mail.body, mail.body_html)
        message.subject = without_numbers(message.subject)
    else:
        message.body, message.body_html = mail.body, mail.body_html
    return message


def place_of(message: Message) -> str:
    """Where a sealed body belongs: it opens nowhere else."""
    return f"{Message._meta.db_table}:{message.pk}"


def sealed_body(message: Message, body: str, body_html: str) -> bytes:
    """Both bodies and the whole subject, encrypted for this row."""
    return seal(
        json.dumps([body, body_html, message.subject]),
        secret=settings.OUTBOX_KEY,
        purpose=SECRET_PURPOSE,
        place=place_of(message),
    )


def without_numbers(subject: str) -> str:
    """A subject for the eyes of others: phones show the code in it, so it has one to hide."""
    return re.sub(r"\d", "\N{BULLET}", subject)


def address_key(address: str) -> str:
    """A key for a recipient of whom only the address is known; it does not give it away."""
    digest = hmac.new(settings.OUTBOX_KEY.encode(), address.lower().encode(), hashlib.sha256)
    return f"address:{digest.hexdigest()[:32]}"


def wake_worker() -> None:
    """Tell a worker that there is something to deliver; the sweep finds it otherwise."""
    wake("core.tasks.deliver_messages")
