"""Who may give a person a way into their own record, and when that cannot be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from community.rules.people import ENTER, KEEP
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


def offer_take_over_blocker(actor: Any, facts: TakeOverFacts) -> str | None:
    """Why no link to their own record can be sent to a person's address."""
    if not _may(actor, facts):
        return "Only the involvement team and who entered this person can do this."
    if facts.is_alias:
        return "This record was joined with another one. Use that one."
    if facts.is_erased:
        return "This record was erased."
    if facts.has_account:
        return "This person signs in to their record already."
    if facts.is_address_known:
        return (
            "Another record or account has this address. If it is the same person, join the two "
            "records. If two people share the address, only one of them can sign in with it."
        )
    return None


def _may(actor: Any, facts: TakeOverFacts) -> bool:
    if isinstance(actor, System) or actor.may(KEEP):
        return True
    return actor.may(ENTER) and facts.entered_by_id == actor.pk


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
