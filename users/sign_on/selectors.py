"""Reads about accounts and the trust's accounts that open them."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount

from users.models import User
from users.sign_on.identity import Identity
from users.sign_on.rules import OwnerFacts


def owner_of(identity: Identity) -> User | None:
    """The account this identity was linked to."""
    found = SocialAccount.objects.filter(provider=identity.provider, uid=identity.uid)
    link = found.select_related("user").first()
    return link.user if link else None


def owner_by_address(email: str) -> User | None:
    """The account with this address, whether confirmed or not."""
    address = EmailAddress.objects.filter(email__iexact=email, verified=True).first()
    return address.user if address else User.objects.filter(email__iexact=email).first()


def owner_facts(account: User, provider: str = "") -> OwnerFacts:
    """What the rules need to know; without a provider `is_linked` is about any."""
    links = SocialAccount.objects.filter(user=account)
    if provider:
        links = links.filter(provider=provider)
    return OwnerFacts(
        is_open=account.is_active,
        is_confirmed=EmailAddress.objects.filter(
            user=account, email__iexact=account.email, verified=True
        ).exists(),
        roles=frozenset(account.roles),
        is_linked=links.exists(),
    )


def is_linked(account: User) -> bool:
    """Whether an account of the trust opens this one."""
    return SocialAccount.objects.filter(user=account).exists()
