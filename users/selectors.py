"""Reads about accounts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db.models import Exists, OuterRef, QuerySet
from django.shortcuts import get_object_or_404

from users.cast import CAST, Person
from users.models import User
from users.permissions import Role
from users.rules import AccountFacts
from users.second_factor import STEPS


def accounts() -> QuerySet[User]:
    """Every account with what the list of accounts reads."""
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=STEPS)
    return User.objects.annotate(has_second_factor=Exists(factors))


def open_accounts_of(role: str) -> QuerySet[User]:
    """Everybody with this role whose account is open."""
    return User.objects.filter(is_active=True, roles__contains=[role]).order_by("pk")


def account(account_id: int) -> User:
    """One account, or Http404."""
    return get_object_or_404(accounts(), pk=account_id)


def lock_accounts(ids: Iterable[int]) -> dict[int, User]:
    """Accounts by id, locked together with every administrator's: who is last stays true.

    Administrators' keys are left alone: each of their acts points at them when it ends.
    """
    administrators = User.objects.filter(roles__contains=[Role.ADMINISTRATOR]).order_by("pk")
    list(administrators.select_for_update(no_key=True).values_list("pk", flat=True))
    rows = User.objects.filter(pk__in=list(ids)).order_by("pk").select_for_update()
    return {row.pk: row for row in rows}


def hold_account(account_id: int) -> User:
    """An account that nobody closes until the act has ended; signing in does not wait for it."""
    [row] = User.objects.raw("SELECT * FROM users_user WHERE id = %s FOR KEY SHARE", [account_id])
    return row


def account_facts(account: User) -> AccountFacts:
    """What the rules need to know; read it under the lock of `services`."""
    others = User.objects.filter(is_active=True, roles__contains=[Role.ADMINISTRATOR])
    return AccountFacts(
        id=account.pk,
        roles=frozenset(account.roles),
        is_open=account.is_active,
        is_confirmed=is_confirmed(account),
        has_second_factor=has_second_factor(account),
        other_administrators=others.exclude(pk=account.pk).count(),
        has_sign_on=SocialAccount.objects.filter(user=account).exists(),
    )


def is_confirmed(account: User) -> bool:
    """Whether the person has shown that they read mail to their address."""
    return EmailAddress.objects.filter(user=account, verified=True).exists()


def address_of(account: User) -> str:
    """The address an account has now, whatever became of the row in hand."""
    return User.objects.values_list("email", flat=True).get(pk=account.pk)


def is_address_confirmed(account: User) -> bool:
    """Whether the person has shown that they read mail to the very address they sign in with."""
    shown = EmailAddress.objects.filter(user=account, verified=True)
    return shown.filter(email__iexact=account.email).exists()


def has_second_factor(account: User) -> bool:
    """Whether signing in asks for a code as well."""
    return Authenticator.objects.filter(user=account, type__in=STEPS).exists()


def passkey_count(account: User) -> int:
    """How many passkeys open the account."""
    return Authenticator.objects.filter(user=account, type=Authenticator.Type.WEBAUTHN).count()


def recovery_codes_left(account: User) -> int | None:
    """How many recovery codes are unused, or None without any."""
    factor = Authenticator.objects.filter(
        user=account, type=Authenticator.Type.RECOVERY_CODES
    ).first()
    return len(factor.wrap().get_unused_codes()) if factor else None


def session_count(account: User) -> int:
    """In how many places the person is signed in."""
    return len(UserSession.objects.purge_and_list(account))


def is_address_taken(email: str) -> bool:
    """Whether somebody signs in with this address or confirmed it.

    A change to it that nobody confirmed yet does not count: it would keep its owner out.
    """
    return (
        User.objects.filter(email__iexact=email).exists()
        or EmailAddress.objects.filter(email__iexact=email, verified=True).exists()
    )


def confirmed_addresses(account: User) -> frozenset[str]:
    """The addresses of which the person showed that they read their mail."""
    found = EmailAddress.objects.filter(user=account, verified=True)
    return frozenset(email.lower() for email in found.values_list("email", flat=True))


@dataclass(frozen=True)
class DemoPerson:
    """An invented person whom a visitor of the demonstration can enter as."""

    person: Person
    account_id: int

    @property
    def roles(self) -> str:
        """The roles in words."""
        return ", ".join(str(role.label) for role in self.person.roles)


def demo_people() -> list[DemoPerson]:
    """The invented people who have an account, in the order of the cast."""
    ids = dict(
        User.objects.filter(
            email__in=[person.email for person in CAST], is_active=True
        ).values_list("email", "pk")
    )
    return [DemoPerson(person, ids[person.email]) for person in CAST if person.email in ids]


def demo_account(key: str) -> User:
    """The account of one invented person, or Http404."""
    emails = [person.email for person in CAST if person.key == key]
    return get_object_or_404(User, email__in=emails, is_active=True)


def colleague_by_email(email: str) -> User | None:
    """An open account that may log activities, by its e-mail address; None if there is none."""
    found = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    return found if found and found.may("log_activity") else None
