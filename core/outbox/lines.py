"""The ways out: an SMTP line, a folder of .eml files, or the console.

Each hands one mail over and answers with an `Outcome`. Before the step after which the
mail may have arrived it asks `before_last_dot`; a no means that the message is no longer
ours, and nothing may be sent.
"""

from __future__ import annotations

import enum
import os
import re
import smtplib
import socket
import ssl
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings

from core.outbox.letters import Mail

BeforeLastDot = Callable[[], bool]

SERVICE_CLOSING = 421
# A relay may look a mail over before it answers, and giving up on it leaves a message in
# doubt (RFC 5321 section 4.5.3.2.6). Less than a lease, and seconds.
LAST_DOT_PATIENCE = 180.0
# Answers about us rather than about the message: wrong order, sign-in needed or failed.
OUR_FAULT = {503, 530, 534, 535, 538}


class Kind(enum.Enum):
    """How handing one mail over ended."""

    DELIVERED = "delivered"
    LATER = "later"
    REFUSED = "refused"
    IN_DOUBT = "in doubt"
    NOT_OURS = "not ours"


@dataclass(frozen=True)
class Outcome:
    """The end of one attempt; `is_line_lost` says that the line is of no more use."""

    kind: Kind
    reason: str = ""
    is_line_lost: bool = False


class LineFault(Exception):  # noqa: N818 - the state of a line, not a slip in the code
    """No line could be opened; the text says why."""


class Line(Protocol):
    """An open way out."""

    def hand_over(self, mail: Mail, before_last_dot: BeforeLastDot) -> Outcome:
        """Hand one mail over."""

    def close(self, *, politely: bool) -> None:
        """Close the line; politely says goodbye to the server first."""


def open_line() -> Line:
    """The way out that MAIL_DELIVERY names. Raises `LineFault` when it cannot be opened."""
    if settings.MAIL_DELIVERY == "folder":
        return FolderLine(settings.MAIL_FOLDER)
    if settings.MAIL_DELIVERY == "console":
        return ConsoleLine()
    return SmtpLine()


class SmtpLine:
    """One connection to the relay, used for a whole batch."""

    def __init__(self) -> None:
        here = urlsplit(settings.SITE_URL).hostname or "localhost"
        try:
            self._smtp = smtplib.SMTP(
                settings.EMAIL_HOST,
                settings.EMAIL_PORT,
                local_hostname=here,
                timeout=settings.EMAIL_TIMEOUT,
            )
        except (OSError, smtplib.SMTPException) as fault:
            raise LineFault(said_by(fault)) from fault
        try:
            # The last dot is a small packet of its own: it must not wait to be gathered.
            if self._smtp.sock is not None:
                self._smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if settings.EMAIL_USE_TLS:
                self._smtp.starttls(context=ssl.create_default_context())
            if settings.EMAIL_HOST_USER:
                self._smtp.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
            self._smtp.ehlo_or_helo_if_needed()
        except (OSError, smtplib.SMTPException) as fault:
            self._smtp.close()
            raise LineFault(said_by(fault)) from fault

    def hand_over(self, mail: Mail, before_last_dot: BeforeLastDot) -> Outcome:
        """One SMTP transaction, with the journal written between the text and its last dot."""
        try:
            refusal = self._offer(mail)
            if refusal is not None:
                return refusal
            self._smtp.send(_stuffed(mail.content))
        except (OSError, smtplib.SMTPException) as fault:
            # The text never ended, so the server cannot have taken it.
            return Outcome(Kind.LATER, said_by(fault), is_line_lost=True)
        if not before_last_dot():
            return Outcome(Kind.NOT_OURS, is_line_lost=True)
        try:
            self._be_patient(LAST_DOT_PATIENCE)
            self._smtp.send(b".\r\n")
            code, text = self._smtp.getreply()
            self._be_patient(settings.EMAIL_TIMEOUT)
        except (OSError, smtplib.SMTPException) as fault:
            return Outcome(Kind.IN_DOUBT, said_by(fault), is_line_lost=True)
        return _judged(code, text)

    def _be_patient(self, seconds: float) -> None:
        if self._smtp.sock is not None:
            self._smtp.sock.settimeout(seconds)

    def close(self, *, politely: bool) -> None:
        """End the connection; a rude end leaves an unfinished text unsent."""
        try:
            if politely:
                self._smtp.quit()
        except (OSError, smtplib.SMTPException):
            pass
        finally:
            self._smtp.close()

    def _offer(self, mail: Mail) -> Outcome | None:
        """MAIL, RCPT and DATA: None when the server waits for the text."""
        options = []
        if mail.needs_utf8:
            if not self._smtp.has_extn("smtputf8"):
                return Outcome(Kind.REFUSED, "The mail server cannot write to such an address.")
            options = ["SMTPUTF8"]
            self._smtp.command_encoding = "utf-8"
        code, text = self._smtp.mail(mail.sender, options)
        if code != 250:
            # Our own address was not liked: no fault of the person written to.
            return self._reset(Outcome(Kind.LATER, spoken(code, text), code == SERVICE_CLOSING))
        code, text = self._smtp.rcpt(mail.recipient)
        if code not in (250, 251):
            return self._reset(_judged(code, text))
        code, text = self._smtp.docmd("DATA")
        if code == 354:
            return None
        if code < 400:
            return Outcome(Kind.LATER, spoken(code, text), is_line_lost=True)
        return self._reset(_judged(code, text))

    def _reset(self, outcome: Outcome) -> Outcome:
        """Clear the server's desk for the next message; a line that cannot is lost."""
        if outcome.is_line_lost:
            return outcome
        try:
            code, _ = self._smtp.rset()
        except (OSError, smtplib.SMTPException):
            code = SERVICE_CLOSING
        return Outcome(outcome.kind, outcome.reason, is_line_lost=code != 250)


class FolderLine:
    """Mails as .eml files, for trying the portal out. A repeat replaces its own file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as fault:
            raise LineFault(said_by(fault)) from fault

    def hand_over(self, mail: Mail, before_last_dot: BeforeLastDot) -> Outcome:
        """Write the file beside its place, then move it there in one step."""
        name = re.sub(r"[^\w.-]", "_", mail.name)
        draft = self._folder / f".{name}.{os.getpid()}"
        try:
            # For its owner's eyes only: it may hold a sign-in link.
            draft.touch(mode=0o600)
            draft.write_bytes(mail.content)
            if not before_last_dot():
                draft.unlink()
                return Outcome(Kind.NOT_OURS)
            draft.replace(self._folder / f"{name}.eml")
        except OSError as fault:
            return Outcome(Kind.LATER, said_by(fault))
        return Outcome(Kind.DELIVERED)

    def close(self, *, politely: bool) -> None:
        """Nothing to close."""


class ConsoleLine:
    """Mails on standard output, for trying the portal out."""

    def hand_over(self, mail: Mail, before_last_dot: BeforeLastDot) -> Outcome:
        """Print the mail."""
        if not before_last_dot():
            return Outcome(Kind.NOT_OURS)
        sys.stdout.write(mail.content.decode("utf-8", "replace").replace("\r\n", "\n") + "\n")
        sys.stdout.flush()
        return Outcome(Kind.DELIVERED)

    def close(self, *, politely: bool) -> None:
        """Nothing to close."""


def _stuffed(content: bytes) -> bytes:
    """The text with leading dots doubled (RFC 5321 section 4.5.2), ending in a line end."""
    text = re.sub(rb"(?m)^\.", b"..", content)
    return text if text.endswith(b"\r\n") else text + b"\r\n"


def _judged(code: int, text: bytes) -> Outcome:
    """What a server's answer to the recipient, to DATA or to the last dot means."""
    if 200 <= code < 300:
        return Outcome(Kind.DELIVERED)
    reason = spoken(code, text)
    if code < 400:
        return Outcome(Kind.IN_DOUBT, reason, is_line_lost=True)
    if code in OUR_FAULT or code < 500:
        return Outcome(Kind.LATER, reason, is_line_lost=code == SERVICE_CLOSING)
    return Outcome(Kind.REFUSED, reason)


def spoken(code: int, text: bytes) -> str:
    """A server's answer as one readable line."""
    return f"{code} " + " ".join(text.decode("utf-8", "replace").split())


def said_by(fault: Exception) -> str:
    """A fault of the line as one readable line."""
    if isinstance(fault, smtplib.SMTPResponseException):
        said = fault.smtp_error
        return spoken(fault.smtp_code, said if isinstance(said, bytes) else str(said).encode())
    return " ".join(str(fault).split()) or type(fault).__name__
