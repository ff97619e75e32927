"""Who may keep, read and share what people need, and what may be written about a concern."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from community.models.need_words import BY_CODE
from community.rules.people import KEEP, Actor, PersonFacts, is_own
from core.service import System

# Who led a session can say so long afterwards that they passed a concern on.
CONCERN_WITHIN = timedelta(days=14)
SEE_NEEDS, SEE_EMERGENCY = "see_needs", "see_emergency_contacts"
PASS_ON, SEE_CONCERNS = "pass_on_concerns", "see_concerns"

KEPT_FROM = "This person asked that you are not shown what they need. Ask a colleague."
STORY = (
    "A reference is a short number or code. Never write here what was said. "
    "Tell it at once to those you pass the concern on to."
)
REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./-]{0,29}")
MOST_NEEDS = 60  # of one person at a time


@dataclass(frozen=True)
class NeedFacts:
    """A need: whose it is and whether it still counts."""

    person: PersonFacts
    is_ended: bool = False


def _may(actor: Actor, permission: str) -> bool:
    return isinstance(actor, System) or actor.may(permission)


def read_needs_blocker(
    actor: Actor, person: PersonFacts, *, is_kept_from: bool = False
) -> str | None:
    """Why somebody cannot read everything a person needs: the person and the team may."""
    if is_own(actor, person):
        return None
    if not _may(actor, SEE_NEEDS):
        return "Only the person and the involvement team can read this."
    return KEPT_FROM if is_kept_from else None


def keep_needs_blocker(
    actor: Actor, person: PersonFacts, *, is_kept_from: bool = False
) -> str | None:
    """Why somebody cannot add, change or end what a person needs."""
    if person.is_alias:
        return "This record was put together with another one. Change that one."
    if is_own(actor, person):
        return None
    if not (_may(actor, KEEP) and _may(actor, SEE_NEEDS)):
        return "Only the person and the involvement team can change this."
    return KEPT_FROM if is_kept_from else None


def say_need_blocker(code: str, detail: str, open_ones: Collection[tuple[str, str]]) -> str | None:
    """Why a need cannot be said so. `open_ones` are code and detail of those that count."""
    word = BY_CODE.get(code)
    if word is None:
        return "Choose from the list."
    if word.is_detail_needed and not detail.strip():
        return f"{word.words}: {word.detail_asks}"
    if (code, detail.casefold()) in {(code_, said.casefold()) for code_, said in open_ones}:
        return f"This is there already: {word.words}."
    if len(open_ones) >= MOST_NEEDS:
        return "There are very many needs here already. End those that are no longer right first."
    return None


def keep_from_blocker(*, is_own_address: bool) -> str | None:
    """Why needs cannot be kept from who has this address."""
    return "That is your own address." if is_own_address else None


def change_need_blocker(facts: NeedFacts) -> str | None:
    """Why a need cannot be changed any more."""
    return "This has ended already. Add it again if it is needed." if facts.is_ended else None


def adjust_blocker(*, is_met: bool | None, why_not: str) -> str | None:
    """Why an answer about an adjustment is not complete."""
    if is_met is False and not why_not.strip():
        return "Say why it was not there. The person can read it."
    return None


def need_of_blocker(*, is_theirs: bool) -> str | None:
    """Why something cannot be offered for a need: it is nobody else's."""
    return None if is_theirs else "Choose a need of this person."


def may_look(actor: Actor, *, leads_session: bool) -> bool:
    """Whether somebody may ask for an emergency contact.

    It is a right of its own: who holds it, or leads the session to which the person comes,
    need see nothing else of people.
    """
    return leads_session or _may(actor, SEE_EMERGENCY)


def look_blocker(actor: Actor, reason: str, *, leads_session: bool = False) -> str | None:
    """Why an emergency contact is not shown."""
    if not may_look(actor, leads_session=leads_session):
        return "Your account does not let you see emergency contacts."
    if not reason.strip():
        return "Say why you need it. The person can read it."
    return None


def nobody_to_call_blocker(*, is_there: bool) -> str | None:
    """Why there is no emergency contact to show."""
    if is_there:
        return None
    return "This person gave no emergency contact. If somebody is in danger, call 999."


def concern_blocker(actor: Actor, person: PersonFacts) -> str | None:
    """Why somebody cannot write down that they passed a concern on."""
    if is_own(actor, person) or not _may(actor, PASS_ON):
        return "Only staff can write down that a concern was passed on."
    return None


def reference_blocker(reference: str) -> str | None:
    """Why words are no reference: a story told in this box is not kept."""
    if not reference:
        return None
    words = [word for word in re.split(r"[ ./-]", reference) if word.isalpha() and len(word) > 2]
    is_code = REFERENCE.fullmatch(reference) and any(sign.isdigit() for sign in reference)
    return None if is_code and len(words) <= 1 else STORY


def passed_on_blocker(passed_on: date, today: date) -> str | None:
    """Why a concern was not passed on that day."""
    if passed_on > today:
        return "Pass the concern on first. Then write down that you did."
    return None
