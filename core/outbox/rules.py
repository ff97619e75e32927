"""What a message must be like, when it is tried again, and what people may decide about it."""

import random
import unicodedata
from dataclasses import dataclass
from datetime import timedelta

from core.models import Message

State = Message.State

# A message is tried for about two days; after that a person decides.
WINDOW = timedelta(hours=48)
MIN_ATTEMPTS = 5
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=2)
# A line that cannot be opened says nothing about the message: look again sooner.
LONGEST_WAIT_FOR_LINE = timedelta(minutes=10)

ADDRESS_LENGTH = 254  # RFC 5321 section 4.5.3.1.3, less the angle brackets
LOCAL_LENGTH = 64  # octets; RFC 5321 section 4.5.3.1.1
DOMAIN_LENGTH = 253
NOT_IN_ADDRESS = set('<>()[]\\,;:"')


def has_line_break(text: str) -> bool:
    """Whether a header made of this text would end early and begin another."""
    return "\r" in text or "\n" in text


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}


def ascii_domain(domain: str) -> str:
    """The domain as mail servers write it ("bücher.example" is "xn--bcher-kva.example").

    Raises UnicodeError when it cannot be written so.
    """
    return domain.encode("idna").decode("ascii")


def address_blocker(address: str) -> str | None:
    """Why no message can go to this address, or None.

    Letters of any language are fine, before the @ as well as after it.
    """
    if has_line_break(address):
        return "The email address has a line break in it."
    if any(_is_control(c) or c.isspace() or c in NOT_IN_ADDRESS for c in address):
        return "The email address has a character in it that no address can have."
    local, at, domain = address.rpartition("@")
    if not at or not local or not domain or "@" in local:
        return "The email address needs one @ with something on both sides."
    if len(address) > ADDRESS_LENGTH or len(local.encode()) > LOCAL_LENGTH:
        return "The email address is too long."
    if local.startswith(".") or local.endswith(".") or ".." in local:
        return "The email address has a full stop in the wrong place."
    try:
        written = ascii_domain(domain)
    except UnicodeError:
        return "The part of the email address after the @ is not a domain name."
    if not written or len(written) > DOMAIN_LENGTH or not written.strip("."):
        return "The part of the email address after the @ is not a domain name."
    return None


def subject_blocker(subject: str) -> str | None:
    """Why this cannot be a subject, or None."""
    if has_line_break(subject):
        return "The subject has a line break in it."
    if not subject.strip():
        return "The message needs a subject."
    return None


def one_line(text: str, length: int) -> str:
    """Text fit for a header: control characters become spaces, and it ends in time."""
    clean = " ".join("".join(" " if _is_control(c) else c for c in text).split())
    return clean if len(clean) <= length else clean[: length - 1] + "…"


def wait_before_retry(
    attempts: int, *, is_line_fault: bool, spread: float | None = None
) -> timedelta:
    """How long a message waits after its n-th attempt: doubling, capped, and spread out.

    `spread` (0 to 1) is where in the range from three quarters to five quarters it falls;
    at random unless given, so that a thousand messages do not come back in one second.
    """
    cap = LONGEST_WAIT_FOR_LINE if is_line_fault else LONGEST_WAIT
    wait = min(FIRST_WAIT * 2 ** min(max(attempts - 1, 0), 20), cap)
    place = random.random() if spread is None else spread  # noqa: S311 - not a secret
    return wait * (0.75 + place / 2)


def is_window_over(*, age: timedelta, attempts: int) -> bool:
    """Whether a message has been tried for long enough and is for a person to decide."""
    return age > WINDOW and attempts >= MIN_ATTEMPTS


@dataclass(frozen=True)
class MessageFacts:
    """What the rules about one message need to know."""

    state: str
    is_secret: bool


def decide_blocker(facts: MessageFacts) -> str | None:
    """Why nobody can decide about this message now, or None."""
    if facts.state == State.HELD:
        return None
    words = {
        State.WAITING: "This message is waiting and will be sent by itself.",
        State.SENDING: "This message is being sent now.",
        State.DELIVERED: "This message is already marked as sent.",
        State.REFUSED: "This message is closed: it was refused or given up.",
        State.STOPPED: "This message was stopped: the person does not want it any more.",
    }
    return words[State(facts.state)]


def reason_blocker(reason: str) -> str | None:
    """Why a decision cannot stand with this reason, or None."""
    return None if reason.strip() else "Say why you decided this."


# Letters within an hour from pages where anybody may type somebody else's address.
MOST_LETTERS = 3


def letters_blocker(sent_lately: int) -> str | None:
    """Why nothing more is mailed to an address now."""
    if sent_lately < MOST_LETTERS:
        return None
    return f"This address got {sent_lately} messages within an hour. Wait a little, then try again."
