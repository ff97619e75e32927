"""Who may give a person a way into their own record, and when that cannot be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from community.rules.people import ENTER, KEEP
from core.outbox.rules import letters_blocker
from core.service import System

MOST_TRIES = 5
OVER = "This link has been used, or is too old. Ask for a new one, or call us."


@dataclass(frozen=True)
class TakeOverFacts:
    """What the rules need to know of the record and the address."""

    entered_by_id: int | None
    has_account: bool
    is_alias: bool
    is_address_known: bool
    is_erased: bool = False
    is_hidden: bool = False
    letters_lately: int = 0


def offer_take_over_blocker(actor: Any, facts: TakeOverFacts) -> str | None:
    """Why no link to their own record can be sent to a person's address.

    It tells staff that an address is known here: they have the person before them or on the
    telephone, who would else wait for a mail that never comes. It says of nobody whose it is;
    the same staff are told of a likely double while they type. Visitors are not told
    (`services.take_over.ask_take_over`).
    """
    if not may_offer(actor, facts):
        return "Only the involvement team and who entered this person can do this."
    if facts.is_alias:
        return "This record was put together with another one. Use that one."
    if facts.is_erased:
        return "This record was erased."
    if facts.has_account:
        return "This person signs in to their record already."
    if facts.is_address_known:
        return (
            "Another record or account has this address. If it is the same person, put the two "
            "records together. If two people share the address, only one of them can sign in with it."
        )
    return letters_blocker(facts.letters_lately)


def may_offer(actor: Any, facts: TakeOverFacts) -> bool:
    """Whether somebody opens ways for this person: who entered them not once they are hidden."""
    if isinstance(actor, System) or actor.may(KEEP):
        return True
    return actor.may(ENTER) and facts.entered_by_id == actor.pk and not facts.is_hidden


def take_over_blocker(
    facts: TakeOverFacts, *, is_used: bool, tries: int, expires_at: datetime, now: datetime
) -> str | None:
    """Why a link no longer opens a record."""
    if is_used or expires_at <= now or tries >= MOST_TRIES or facts.is_alias or facts.is_erased:
        return OVER
    if facts.has_account:
        return "This record has its owner already. Sign in to it."
    if facts.is_address_known:
        return "Another record has this address already. Please call us."
    return None
