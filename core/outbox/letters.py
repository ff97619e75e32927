"""A claimed message as the worker carries it, and the bytes that go over the line."""

import json
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from uuid import UUID

from django.conf import settings

from core.crypto import unseal
from core.models import Message
from core.outbox.queue import SECRET_PURPOSE, place_of
from core.outbox.rules import ascii_domain


@dataclass(frozen=True)
class Letter:
    """One claimed message: `fence` proves the claim, `attempts` counts it."""

    id: UUID
    fence: int
    attempts: int
    created_at: datetime
    message_id: str
    purpose: str
    address: str
    subject: str
    body: str
    body_html: str
    sealed: bytes | None
    place: str
    unsubscribe_url: str = ""


@dataclass(frozen=True)
class Mail:
    """What is handed over: envelope and content (CR LF line ends, no dot stuffing yet)."""

    name: str
    sender: str
    recipient: str
    content: bytes
    needs_utf8: bool


def letter_of(message: Message) -> Letter:
    """The claimed row as plain values."""
    return Letter(
        id=message.pk,
        fence=message.fence,
        attempts=message.attempts,
        created_at=message.created_at,
        message_id=message.message_id,
        purpose=message.purpose,
        address=message.address,
        subject=message.subject,
        body=message.body,
        body_html=message.body_html,
        sealed=bytes(message.secret_body) if message.secret_body is not None else None,
        place=place_of(message),
        unsubscribe_url=message.unsubscribe_url,
    )


def compose(letter: Letter) -> Mail:
    """Build the mail: the same bytes at every attempt, Message-ID and date included.

    Raises `core.crypto.CannotOpen` for a sealed body that the key does not open, ValueError
    for an address or subject that cannot be a header.
    """
    body, body_html, subject = letter.body, letter.body_html, letter.subject
    if letter.sealed is not None:
        body, body_html, *rest = json.loads(
            unseal(
                letter.sealed,
                secret=settings.OUTBOX_KEY,
                purpose=SECRET_PURPOSE,
                place=letter.place,
            )
        )
        # One that was written before the subject was sealed too says it in its row.
        subject = rest[0] if rest else subject
    local, _, domain = letter.address.rpartition("@")
    needs_utf8 = not local.isascii()
    name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    mail = EmailMessage(policy=SMTP.clone(utf8=needs_utf8))
    mail["From"] = Address(name, addr_spec=sender)
    mail["To"] = Address(username=local, domain=ascii_domain(domain))
    mail["Subject"] = subject
    mail["Date"] = format_datetime(letter.created_at)
    mail["Message-ID"] = letter.message_id
    mail["Auto-Submitted"] = "auto-generated"
    if letter.unsubscribe_url:
        mail["List-Unsubscribe"] = f"<{letter.unsubscribe_url}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    # Printable ASCII in short lines passes every relay, also those without 8BITMIME.
    mail.set_content(body, cte="quoted-printable")
    if body_html:
        mail.add_alternative(body_html, subtype="html", cte="quoted-printable")
        # Otherwise drawn at random, and no two attempts would be the same.
        mail.set_boundary(f"part-{letter.id.hex}")
    return Mail(
        name=f"{letter.created_at:%Y%m%dT%H%M%S}-{letter.purpose}-{letter.id}",
        sender=sender,
        recipient=f"{local}@{ascii_domain(domain)}",
        content=mail.as_bytes(),
        needs_utf8=needs_utf8,
    )
