"""What joining needs before it is whole, and who may go on with answers that are under way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from community.rules.people import enter_person_blocker
from core.service import System

# As many letters an hour as a mailbox can get through these pages, whoever asks for them.
TOO_OLD = "These answers were kept for a while and are gone now. Please begin again."


@dataclass(frozen=True)
class JoiningFacts:
    """What the rules need to know of answers under way."""

    state: str
    expires_at: datetime
    account_id: int | None
    owner_id: int | None
    is_confirmed: bool
    has_name: bool
    is_address_known: bool = False


def go_on_blocker(actor: Any, facts: JoiningFacts, now: datetime) -> str | None:
    """Why these answers cannot be added to by this person.

    Who joins by themselves acts as the portal: their proof is the mailed link.
    """
    if facts.state == "done":
        return "This was sent already. You can change it on your own page."
    if facts.expires_at <= now:
        return TOO_OLD
    return keep_answers_blocker(actor, facts)


def keep_answers_blocker(actor: Any, facts: JoiningFacts) -> str | None:
    """Why somebody has nothing to do with these answers, neither to add to them nor to stop."""
    if facts.owner_id is not None:
        if isinstance(actor, System) or actor.pk != facts.owner_id:
            return "Somebody else began this entry. Only they can go on with it."
        return enter_person_blocker(actor)
    if isinstance(actor, System):
        return None if facts.is_confirmed else "Open the link in your email first."
    if actor.pk == facts.account_id:
        return None
    return "These answers belong to somebody else."


def finish_joining_blocker(actor: Any, facts: JoiningFacts, now: datetime) -> str | None:
    """Why somebody cannot become a member with these answers."""
    if reason := go_on_blocker(actor, facts, now):
        return reason
    if not facts.has_name:
        return "Tell us a name first. It can be any name you like."
    if facts.is_address_known:
        return (
            "There is a record with this email address already. Sign in to see it, "
            "or call us if two people share the address."
        )
    return None
