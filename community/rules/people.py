"""Who may see, enter and change a person's record, and who may move its status."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from community.models import Person, Status
from core.service import System
from core.transitions import transition_blocker

Actor = Any  # a user, or the portal itself

SEE, ENTER, KEEP = "see_people", "enter_people", "keep_people"


@dataclass(frozen=True)
class PersonFacts:
    """What the rules need to know of a record."""

    account_id: int | None
    status: str
    is_alias: bool = False
    has_named_contact: bool = False
    missing_steps: tuple[str, ...] = ()
    # Where somebody who paused stood before.
    before_pause: str = ""


def may(actor: Actor, permission: str) -> bool:
    """Whether somebody holds a permission; the portal itself may do what it is written to do."""
    return isinstance(actor, System) or actor.may(permission)


def is_own(actor: Actor, facts: PersonFacts) -> bool:
    """Whether it is the actor's own record."""
    return not isinstance(actor, System) and facts.account_id == actor.pk


def enter_person_blocker(actor: Actor) -> str | None:
    """Why somebody cannot enter a person who asks to join."""
    if may(actor, ENTER):
        return None
    return "Only staff can enter somebody else. You can join yourself on the page Join."


def import_people_blocker(actor: Actor) -> str | None:
    """Why somebody cannot bring a list of people in, or take it out."""
    return None if may(actor, KEEP) else "Only the involvement team can bring in lists of people."


def change_person_blocker(actor: Actor, facts: PersonFacts) -> str | None:
    """Why a record cannot be changed by this person: its owner and the involvement team may."""
    if facts.is_alias:
        return "This record was put together with another one. Change that one."
    if is_own(actor, facts) or may(actor, KEEP):
        return None
    return "Only the person and the involvement team can change this record."


# What a person said of themselves. Who may see them and how often they may be asked protects
# them and is never undone together with something else.
SAID = frozenset(
    {
        "name",
        "shown_name",
        "phone",
        "kinds",
        "brings",
        "availability",
        "meets",
        "language",
        "district_id",
        "outward_code",
        "is_post_wanted",
        "address",
        "interest_ids",
        "experience_ids",
        "group_ids",
        "service_ids",
    }
)


def taken_back(actor: Actor, facts: PersonFacts) -> frozenset[str]:
    """What of a record goes back to an earlier version.

    People change their own e-mail address with their account, where it is confirmed.
    """
    return SAID if is_own(actor, facts) else SAID | {"email"}


def is_for_them(actor: Actor, facts: PersonFacts, to: str) -> bool:
    """Whether staff make this move for a person who asked for it.

    A break, the way back and the end are the person's own to decide: staff who do it, do it for
    them. What the portal does by its schedule is done for nobody.
    """
    if isinstance(actor, System) or is_own(actor, facts):
        return False
    return facts.status == Status.PAUSED or to in (Status.PAUSED, Status.LEFT, Status.ASKED)


def move_person_blocker(actor: Actor, facts: PersonFacts, to: str, *, why: str = "") -> str | None:
    """Why a status cannot move so.

    Nobody is vetted. Only the involvement team welcomes people, and only they may say "not
    now", with a reason that the person is told. Everybody may pause, leave and come back.
    """
    if reason := change_person_blocker(actor, facts):
        return reason
    if reason := transition_blocker(Person.TRANSITIONS, facts.status, to):
        return reason
    if facts.status == Status.PAUSED and to == facts.before_pause:
        return None
    if to in (Status.WELCOMED, Status.NOT_NOW) and not may(actor, KEEP):
        return "Only the involvement team can do this."
    if facts.status == Status.PAUSED and to == Status.ACTIVE and not may(actor, KEEP):
        return "The involvement team first finishes the welcome."
    if to == Status.NOT_NOW and not why.strip():
        return "Say why. The person is told these words."
    if to == Status.WELCOMED and facts.missing_steps:
        return f"First finish the welcome: {'; '.join(facts.missing_steps)}."
    if to == Status.WELCOMED and not facts.has_named_contact:
        return "Choose a named contact first."
    return None


# Said to the person themselves, who opened a page of a move that there is none of now.
_GONE = (Status.LEFT, Status.NOT_NOW)
_ALREADY = {
    Status.ASKED: "You are with us already. There is nothing to come back from.",
    Status.PAUSED: "You have paused already.",
    Status.LEFT: "You have left already.",
}


def own_move_blocker(actor: Actor, facts: PersonFacts, to: str) -> str | None:
    """Why somebody cannot move their own status so: the same answer, in words to them."""
    reason = move_person_blocker(actor, facts, to)
    if reason is None:
        return None
    if to == Status.PAUSED and facts.status in _GONE:
        return "You do not take part now. You can come back at any time."
    is_there = facts.status == to or (to == Status.ASKED and facts.status not in _GONE)
    return _ALREADY.get(Status(to), reason) if is_there else reason
