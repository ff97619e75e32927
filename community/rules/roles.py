"""Who may give roles, and what a role needs before it starts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from community.models import Status
from community.rules.people import KEEP, may

# How long before something runs out it stands on the team's list.
SOON_DAYS = 60
# How long before their agreement is to be renewed somebody is reminded, once.
REMIND_DAYS = 30
RENEWED_AFTER_MONTHS = 12


@dataclass(frozen=True)
class RoleFacts:
    """What the rules need to know before a role starts."""

    status: str
    is_alias: bool
    is_held: bool
    missing_checks: Sequence[str] = ()


def keep_roles_blocker(actor: Any) -> str | None:
    """Why somebody cannot keep roles, their descriptions, and training."""
    return None if may(actor, KEEP) else "Only the involvement team keeps roles and training."


def start_role_blocker(actor: Any, facts: RoleFacts) -> str | None:
    """Why a role cannot start."""
    if reason := keep_roles_blocker(actor):
        return reason
    if facts.is_alias:
        return "This record was put together with another one. Use that one."
    if facts.status not in (Status.WELCOMED, Status.ACTIVE):
        return "Only somebody who was welcomed and takes part can take on a role."
    if facts.is_held:
        return "They hold this role already."
    if facts.missing_checks:
        return f"This role needs first: {', '.join(facts.missing_checks)}."
    return None


def end_role_blocker(actor: Any, *, is_ended: bool, starts_on: date, ends_on: date) -> str | None:
    """Why a role cannot end on a day."""
    if reason := keep_roles_blocker(actor):
        return reason
    if is_ended:
        return "This role has ended already."
    return "A role cannot end before it starts." if ends_on < starts_on else None


def agree_blocker(actor: Any, *, is_ended: bool) -> str | None:
    """Why an agreement cannot be made or renewed."""
    if reason := keep_roles_blocker(actor):
        return reason
    return "This role has ended." if is_ended else None


def remind_renewal_blocker(*, is_due: bool) -> str | None:
    """Why somebody is not reminded of an agreement: it was renewed, or they were told before."""
    return None if is_due else "This is not due any more."


@dataclass(frozen=True)
class AgreementFacts:
    """What the rules need to know before somebody agrees to the words of their own role."""

    is_own: bool
    is_ended: bool
    # The words in force were agreed to, and it is not yet time to look at them again.
    is_up_to_date: bool


def agree_own_blocker(facts: AgreementFacts) -> str | None:
    """Why somebody cannot agree to the words of a role themselves."""
    if not facts.is_own:
        return _("Only who holds this role can agree to it here.")
    if facts.is_ended:
        return _("This role has ended.")
    return _("You agreed to these words already.") if facts.is_up_to_date else None


def check_done_blocker(actor: Any, *, is_known: bool) -> str | None:
    """Why a training or check cannot be recorded."""
    if reason := keep_roles_blocker(actor):
        return reason
    return "This is recorded for that day already." if is_known else None


def name_taken_blocker(actor: Any, *, is_taken: bool) -> str | None:
    """Why a training or check cannot have this name."""
    if reason := keep_roles_blocker(actor):
        return reason
    return "There is already one of this name." if is_taken else None
