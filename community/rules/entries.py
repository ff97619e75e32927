"""Whether a paper form can be typed in, and who may open and tick off a letter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from community.rules.people import ENTER, KEEP


@dataclass(frozen=True)
class LetterFacts:
    """A letter: who made it, whether it went out, and whether staff may know of the person."""

    made_by_id: int | None
    is_sent: bool
    is_open_record: bool = True


def read_letter_blocker(actor: Any, facts: LetterFacts) -> str | None:
    """Why somebody cannot open a letter: it says what the record says today.

    So who entered somebody has it until it went out, and not once the person is hidden.
    """
    if actor.may(KEEP):
        return None
    if facts.made_by_id != actor.pk or not actor.may(ENTER) or not facts.is_open_record:
        return "Only the involvement team can open this letter."
    return "This letter went out. The involvement team can open it." if facts.is_sent else None


def finish_letter_blocker(actor: Any, facts: LetterFacts) -> str | None:
    """Why a letter cannot be ticked off."""
    if reason := read_letter_blocker(actor, facts):
        return reason
    return "This letter was ticked off already." if facts.is_sent else None


def paper_blocker(actor: Any, *, is_used: bool, typing: Any) -> str | None:
    """Why this form cannot be typed in by this person now."""
    if is_used:
        return "This form was entered already."
    if typing is not None and typing.owner_id != actor.pk:
        return f"{typing.owner.display_name} is typing this form in. Ask them to finish."
    return None
