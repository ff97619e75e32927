"""Who a provider says somebody is, in the few words that are used here."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings

from core.forms import one_line


@dataclass(frozen=True)
class Identity:
    """One person at one provider. Roles and groups in the token are not even read."""

    provider: str
    uid: str
    email: str
    is_email_verified: bool
    is_guest: bool
    name: str
    is_strong: bool

    def kept(self) -> dict[str, Any]:
        """The same for the session."""
        return asdict(self)


def identity_of(provider: str, claims: Mapping[str, Any], how: Mapping[str, Any]) -> Identity:
    """Read the claims of a token that was checked."""
    email = _text(claims, "email", 254).lower()
    is_microsoft = "tenants" in how
    if is_microsoft and not email:
        email = _text(claims, "preferred_username", 254).lower()
    return Identity(
        provider=provider,
        uid=_uid(claims, is_microsoft=is_microsoft),
        email=email,
        is_email_verified=_is_verified(claims, email, is_microsoft=is_microsoft),
        is_guest=str(claims.get("acct", "0")) == "1",
        name=one_line(_text(claims, "name", 120)),
        is_strong=is_strong(claims, settings.SIGN_ON_PROOF),
    )


def _uid(claims: Mapping[str, Any], *, is_microsoft: bool) -> str:
    """One name for one person for ever; the issuer in it keeps two providers or tenants apart.

    Microsoft's `oid` stays when the application is registered anew; its `sub` does not.
    """
    subject = claims.get("oid") if is_microsoft else None
    whole = f"{claims['iss']}\n{subject or claims['sub']}"
    return hashlib.sha256(whole.encode()).hexdigest()


def _is_verified(claims: Mapping[str, Any], email: str, *, is_microsoft: bool) -> bool:
    """Whether the provider stands for the address.

    Entra says so with `xms_edov`, or by using it as the name somebody signs in with, whose
    domain the tenant had to show to be its own; its plain `email` may be anything.
    """
    if not email:
        return False
    if not is_microsoft:
        return claims.get("email_verified") is True
    owned = claims.get("xms_edov") in (True, 1, "1", "true")
    return owned or _text(claims, "preferred_username", 254).lower() == email


def is_strong(claims: Mapping[str, Any], proof: list[str]) -> bool:
    """Whether the token shows the second factor the settings ask for; they may ask for none."""
    if not proof:
        return True
    for wanted in proof:
        name, _, value = wanted.partition("=")
        said = claims.get(name)
        if value in (said if isinstance(said, list) else [said]):
            return True
    return False


def _text(claims: Mapping[str, Any], name: str, most: int) -> str:
    found = claims.get(name)
    return found.strip()[:most] if isinstance(found, str) else ""
