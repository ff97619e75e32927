"""Why an account may not be changed that way: `None`, or the reason in plain English."""

from __future__ import annotations

from dataclasses import dataclass

from core.service import System
from users.models import User
from users.permissions import SECOND_FACTOR_ROLES, Role

Actor = User | System

ONLY_ADMINISTRATORS = "Only an administrator can change accounts."
LAST_ADMINISTRATOR = (
    "This is the only open administrator account. Make someone else an administrator first."
)


@dataclass(frozen=True)
class AccountFacts:
    """What the rules need to know about one account, read under a lock."""

    id: int
    roles: frozenset[str]
    is_open: bool
    is_confirmed: bool
    has_second_factor: bool
    other_administrators: int
    has_sign_on: bool = False

    @property
    def is_last_administrator(self) -> bool:
        """Whether nobody else could open or change accounts."""
        is_one = self.is_open and Role.ADMINISTRATOR in self.roles
        return is_one and self.other_administrators == 0


def keep_accounts_blocker(actor: Actor) -> str | None:
    """Why this person does not look after accounts, or None."""
    if isinstance(actor, System) or actor.may("keep_accounts"):
        return None
    return ONLY_ADMINISTRATORS


def _is_own(actor: Actor, facts: AccountFacts) -> bool:
    return not isinstance(actor, System) and actor.pk == facts.id


def code_again_blocker(
    *, needs_second_factor: bool, has_password: bool, has_app: bool, has_passkey: bool
) -> str | None:
    """Why a code in the mail is not enough to show again who is there, or None."""
    if has_password or has_app:
        return "You have a stronger way to show that it is you."
    if has_passkey and needs_second_factor:
        return "Use your passkey or a recovery code."
    return None


def join_blocker(*, is_address_taken: bool) -> str | None:
    """Why somebody who joins gets no new account for their address, or None."""
    if is_address_taken:
        return "There is an account with this email address already. Sign in to it."
    return None


def invite_blocker(actor: Actor, *, is_address_taken: bool) -> str | None:
    """Why no account can be opened for this address, or None."""
    taken = (
        "There is an account with this email address already. "
        "Find it in the list and give it roles."
    )
    return keep_accounts_blocker(actor) or (taken if is_address_taken else None)


def invite_again_blocker(actor: Actor, facts: AccountFacts) -> str | None:
    """Why no new link can be sent, or None."""
    closed = None if facts.is_open else "This account is closed. Open it again first."
    return keep_accounts_blocker(actor) or closed


def change_roles_blocker(
    actor: Actor, facts: AccountFacts, roles: frozenset[str] | None = None
) -> str | None:
    """Why the account cannot get exactly these roles (or any, if none are given), or None."""
    if reason := keep_accounts_blocker(actor):
        return reason
    if _is_own(actor, facts):
        return "You cannot change your own roles. Ask another administrator."
    return None if roles is None else _roles_blocker(facts, roles)


def _roles_blocker(facts: AccountFacts, roles: frozenset[str]) -> str | None:
    if not roles:
        return "Choose at least one role. To take everything away, close the account."
    if roles == facts.roles:
        return "These are the roles the account has now. Change one, or go back."
    if facts.is_last_administrator and Role.ADMINISTRATOR not in roles:
        return LAST_ADMINISTRATOR
    if not facts.is_confirmed and roles & SECOND_FACTOR_ROLES:
        return (
            "This person has not confirmed their email address yet. "
            "Until then the account may not be theirs."
        )
    return None


def close_blocker(actor: Actor, facts: AccountFacts) -> str | None:
    """Why the account cannot be closed, or None."""
    if reason := keep_accounts_blocker(actor):
        return reason
    if _is_own(actor, facts):
        return "You cannot close your own account. Ask another administrator."
    if not facts.is_open:
        return "This account is closed already."
    if facts.is_last_administrator:
        return LAST_ADMINISTRATOR
    return None


def reopen_blocker(actor: Actor, facts: AccountFacts) -> str | None:
    """Why the account cannot be opened again, or None."""
    if reason := keep_accounts_blocker(actor):
        return reason
    if facts.is_open:
        return "This account is open already."
    return None


def reset_second_factor_blocker(actor: Actor, facts: AccountFacts) -> str | None:
    """Why the second factor cannot be taken off, or None."""
    if reason := keep_accounts_blocker(actor):
        return reason
    if _is_own(actor, facts):
        return "Change your own second factor on your account page."
    if not facts.has_second_factor:
        return "This account has no second factor. The person is asked to set one up."
    return None


def unlink_sign_on_blocker(actor: Actor, facts: AccountFacts) -> str | None:
    """Why the account cannot be untied from an account of the trust, or None."""
    if reason := keep_accounts_blocker(actor):
        return reason
    return None if facts.has_sign_on else "No account of the trust opens this one."
