"""Why somebody may not come in with an account of the trust: `None`, or the reason."""

from __future__ import annotations

from dataclasses import dataclass

from users.permissions import SECOND_FACTOR_ROLES, Role
from users.sign_on.identity import Identity

ASK = "Ask an administrator of this website."


@dataclass(frozen=True)
class OwnerFacts:
    """What the rules need to know about the account an identity leads to."""

    is_open: bool
    is_confirmed: bool
    roles: frozenset[str]
    is_linked: bool  # to an identity of this provider, this one or another

    @property
    def is_staff(self) -> bool:
        """Whether it holds any role of those who work with the trust's records."""
        return bool(self.roles & SECOND_FACTOR_ROLES)


def identity_blocker(identity: Identity, domains: list[str]) -> str | None:
    """Why this identity gets nowhere here, whoever it is, or None."""
    if identity.is_guest:
        return "You are a guest of the organisation you signed in with. " + ASK
    if not identity.is_email_verified:
        return "Your organisation does not confirm your email address to us. " + ASK
    if identity.email.rpartition("@")[2] not in domains:
        return "Only addresses of the trust can be used to sign in this way."
    return None


def enter_blocker(facts: OwnerFacts) -> str | None:
    """Why nobody comes into this account with an account of the trust, or None."""
    if not facts.is_open:
        return "This account is closed."
    if not facts.is_staff:
        return (
            "Your account here is a co-creator's, and is separate from your work. "
            "Sign in with a code, a passkey or your password instead."
        )
    return None


def link_blocker(facts: OwnerFacts) -> str | None:
    """Why an identity is not linked to the account that has its address, or None."""
    if reason := enter_blocker(facts):
        return reason
    if not facts.is_confirmed:
        return "The email address of your account here is not confirmed yet. " + ASK
    if facts.is_linked:
        return (
            "The account with your email address belongs to another account of the trust. "
            "Perhaps somebody had the address before you. " + ASK
        )
    return None


def open_blocker(*, is_opening: bool) -> str | None:
    """Why no account is opened for a colleague who has none, or None."""
    return None if is_opening else "You have no account here yet. An administrator opens one."


def own_way_blocker(facts: OwnerFacts, *, is_only_way: bool) -> str | None:
    """Why a password or code does not open this account, or None."""
    if is_only_way and facts.is_linked and Role.ADMINISTRATOR not in facts.roles:
        return "You sign in with your account of the trust. Go back and choose that."
    return None
