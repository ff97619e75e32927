"""Whether, when and by which way somebody may be written to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from community.models import Channel, Purpose, Status
from community.rules.people import KEEP, may
from core.service import System

# Messages about what somebody joined or asked for themselves, with why they get it. They need
# no consent (PECR regulation 22 is about promotion). An app that sends another kind adds it.
SERVICE_MESSAGES = {
    "joined": "You asked to join.",
    "not_now": "You asked to join.",
    "still_with_us": "You joined, and we have not heard from you for some time.",
    "back_today": "You told us that you want to come back.",
    "status_changed": "You take part.",
    "record_changed": "We changed what we keep about you.",
    "needs_review": "You told us what you need to take part.",
    "rights": "You asked us about what we keep about you.",
    "taken_part": "You take part in this.",
    "may_we_write": "You are on the list of people who take part.",
    "role_renewal": "You hold a role with us.",
    "sign_up": "You signed up for this.",
    "claim": "You sent us a claim.",
    "whose_address": "Somebody gave us this address.",
}
WHOSE_ADDRESS = "whose_address"
# Also to those who left, who were told "not now", or who asked to be forgotten.
ALWAYS = frozenset({"rights", "not_now", "claim"})
# Also to those who pause: they keep the places they have, and must not travel to what is cancelled.
WHILE_PAUSED = ALWAYS | {
    "still_with_us",
    "back_today",
    "record_changed",
    "status_changed",
    "sign_up",
}
# What still goes out of what waited, once somebody stands there.
GOES_ON: dict[str, frozenset[str]] = {
    Status.LEFT: ALWAYS,
    Status.NOT_NOW: ALWAYS,
    Status.PAUSED: WHILE_PAUSED,
}

CONSENT_WORDS = {
    Purpose.NEWSLETTER: "You agreed to get our newsletter.",
    Purpose.OPPORTUNITIES: "You agreed to hear about things you could take part in.",
    Purpose.SURVEYS: "You agreed to get our surveys.",
}

ASK_DAYS = timedelta(days=30)
# So long a message waits for somebody to say that the address is theirs before it goes by hand;
# and so long at all, where there is no other way.
HELD_FOR = timedelta(days=1)
MOST_ASKED_AN_HOUR = 3
GIVEN_UP_AFTER = timedelta(days=30)
# The order in which a way is looked for; how somebody wants to be reached goes before it.
USUAL_ORDER = (Channel.EMAIL, Channel.TEXT, Channel.TELEPHONE, Channel.POST)


@dataclass(frozen=True)
class ContactFacts:
    """What decides whether a message goes out."""

    status: str
    purpose: str
    reachable: tuple[str, ...]  # ways with an address, the wanted one first
    agreed: Collection[str] = ()  # ways agreed to for this purpose
    is_ask: bool = False
    asks: int = 0
    trust_limit: int = 0
    own_limit: int | None = None
    is_to_be_forgotten: bool = False
    has_failed_address: bool = False
    # Whether the person said or showed that the e-mail address is theirs.
    is_address_sure: bool = True


def needs_consent(purpose: str) -> bool:
    """Whether somebody must have agreed to such messages. An unknown purpose is a fault."""
    if purpose in Purpose.values:
        return True
    if purpose in SERVICE_MESSAGES:
        return False
    raise LookupError(f"Nobody said what messages of the purpose {purpose!r} are for.")


def write_blocker(facts: ContactFacts) -> str | None:
    """Why somebody may not be written to about this, whatever the way."""
    if facts.purpose in ALWAYS:
        return None
    if facts.is_to_be_forgotten:
        return "This person asked to be forgotten."
    if facts.status == Status.LEFT:
        return "This person has left."
    if facts.status == Status.NOT_NOW:
        return "This person was told “not now”."
    if facts.status == Status.PAUSED and (facts.is_ask or facts.purpose not in WHILE_PAUSED):
        return "This person has paused."
    return asks_blocker(facts) if facts.is_ask else None


def asks_blocker(facts: ContactFacts) -> str | None:
    """Why somebody may not be asked to one more thing now."""
    if facts.own_limit is not None and facts.asks >= facts.own_limit:
        return f"This person wants to be asked at most {_times(facts.own_limit)} in 30 days."
    if facts.asks >= facts.trust_limit:
        return f"Nobody is asked more than {_times(facts.trust_limit)} in 30 days."
    return None


def _times(number: int) -> str:
    return {0: "0 times", 1: "once", 2: "twice"}.get(number, f"{number} times")


def channel_for(facts: ContactFacts) -> str | None:
    """The way a message goes: the first that can be used and, where needed, was agreed to."""
    needed = needs_consent(facts.purpose)
    for channel in facts.reachable:
        if not needed or channel in facts.agreed:
            return channel
    return None


def is_held(facts: ContactFacts, channel: str | None) -> bool:
    """Whether a message waits: its way is an address of which nobody knows whose it is."""
    return channel == Channel.EMAIL and not facts.is_address_sure


def channel_now(facts: ContactFacts) -> str | None:
    """The way a message that waited can go now; None if it has to wait on, or may not go at all."""
    if write_blocker(facts):
        return None
    ways = tuple(each for each in facts.reachable if facts.is_address_sure or each != Channel.EMAIL)
    return channel_for(replace(facts, reachable=ways))


def may_wait_on(facts: ContactFacts, since: datetime, now: datetime) -> bool:
    """Whether a message may wait longer for a yes, or is given up."""
    if write_blocker(facts) or facts.is_address_sure or Channel.EMAIL not in facts.reachable:
        return False
    return now - since < GIVEN_UP_AFTER


def no_channel_reason(facts: ContactFacts) -> str:
    """Why no way was found."""
    if needs_consent(facts.purpose) and not facts.agreed:
        return "This person has not agreed to such messages."
    if facts.has_failed_address:
        return "Email to this person came back, and no other way is left to reach them."
    if needs_consent(facts.purpose) and facts.reachable:
        return "There is no address for the ways this person agreed to."
    return "There is no way to reach this person."


def how_told(channel: str | None, *, is_held: bool, why_not: str) -> str:
    """What becomes of a message to somebody, for whoever sends it."""
    if why_not or channel is None:
        return f"Nothing was sent. {why_not} Tell them yourself.".replace("  ", " ")
    if is_held:
        return "The message waits until they say that the email address is theirs, or goes by hand."
    if channel == Channel.EMAIL:
        return "The person is told by email."
    return "The message is on the list of messages to give by hand."


def ask_address_blocker(facts: ContactFacts, *, asked_lately: int) -> str | None:
    """Why somebody cannot be asked now whether their address is theirs."""
    if Channel.EMAIL not in facts.reachable:
        return "There is no email address, or mail to it came back."
    if facts.is_address_sure:
        return "They already said that this address is theirs."
    if asked_lately >= MOST_ASKED_AN_HOUR:
        return (
            "We asked at this address several times within an hour. Wait a little, then try again."
        )
    return write_blocker(facts)


def note_bounce_blocker(actor: Any, *, is_present: bool) -> str | None:
    """Why an address that a mail server refused is not marked at a record."""
    if not may(actor, KEEP):
        return "Only the involvement team can say that an email address fails."
    return None if is_present else "This person has another address by now."


def answer_address_blocker(
    actor: Any, *, is_theirs: bool, is_confirmed: bool, is_asked: bool
) -> str | None:
    """Why an answer to the question whose an address is does not count, or no longer.

    Only the link in the mail answers it: no account, of the team neither, can say so for them.
    Who signs in with an address has shown that it is theirs: an old link cannot deny it.
    """
    if not isinstance(actor, System):
        return "Only whoever gets our mail there can answer this, by the link in it."
    if not is_asked:
        return "We use another address by now. There is nothing to answer."
    if is_confirmed and not is_theirs:
        return (
            "Somebody showed by signing in that this address is theirs. Tell us if that is wrong."
        )
    return None


def due_after_quiet(now: datetime, quiet_from: int, quiet_until: int) -> datetime:
    """When a message may go out: now, or when the quiet hours are over.

    Hours are those of the clock where the trust is, also in the nights it is put on or back.
    """
    local = timezone.localtime(now)
    if quiet_from == quiet_until or not is_quiet(local.hour, quiet_from, quiet_until):
        return now
    day = local.date()
    if quiet_from > quiet_until and local.hour >= quiet_from:
        day += timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, time(quiet_until)))


def is_quiet(hour: int, quiet_from: int, quiet_until: int) -> bool:
    """Whether an hour lies in the quiet ones, which may go over midnight."""
    if quiet_from <= quiet_until:
        return quiet_from <= hour < quiet_until
    return hour >= quiet_from or hour < quiet_until


def reason_words(purpose: str) -> str:
    """Why somebody gets a message, for its foot."""
    if purpose in Purpose.values:
        return CONSENT_WORDS[Purpose(purpose)]
    return SERVICE_MESSAGES[purpose]


def finish_by_hand_blocker(actor: Any, *, is_done: bool) -> str | None:
    """Why a message by hand cannot be ticked off."""
    if not may(actor, KEEP):
        return "Only the involvement team gives these messages."
    return "This is done already." if is_done else None


def finish_letters_blocker(actor: Any) -> str | None:
    """Why letters cannot be ticked off together."""
    return None if may(actor, KEEP) else "Only the involvement team posts these letters."
