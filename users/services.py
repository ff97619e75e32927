"""Every change to an account."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction
from django.db.models import F

from core.service import acting, bookkeeping, refuse, require_version, service
from users import emails, rules, selectors
from users.models import User
from users.permissions import Role, in_order, role_words
from users.sockets import ACCOUNT_HOLDERS


@service
def open_joined_account(*, by, email: str, name: str) -> User:
    """Open a co-creator's account for somebody who joined and showed that they read the address.

    It has no password: a code sent to the address, or a passkey, lets the person in. They can
    set one later.
    """
    email = email.strip().lower()
    account = _without_password(email, name, [Role.CO_CREATOR], rules.join_blocker)
    acting().subject = account
    return account


@service
def set_password(*, by, account: User, password: str) -> None:
    """Set a new password, already checked; every session but the present one ends by it."""
    account.set_password(password)
    account.save(update_fields=["password"])
    acting().subject = account


@service
def forget_password(*, by: User, account: User) -> None:
    """Take a password away that somebody else may have chosen."""
    account.set_unusable_password()
    account.save(update_fields=["password"])
    acting().subject = account
    acting().reason = "Set before the address was confirmed"


@service
def send_code(*, by, account: User, code: str, purpose: str) -> None:
    """Send a code with which the person shows that they read the account's address."""
    acting().subject = account if account.pk else None
    emails.send_code(account, code, purpose)


@service
def confirm_address(*, by: User, confirm: Callable[[], bool]) -> bool:
    """Carry out the confirmation of an address, which may change the one signed in with."""
    acting().subject = by
    before = selectors.address_of(by)
    is_confirmed = confirm()
    if is_confirmed and selectors.address_of(by) != before:
        tell_new_address(by=by)
    return is_confirmed


@service
def tell_new_address(*, by: User) -> None:
    """Let every app that knows somebody by this account write to its new address."""
    acting().subject = acting().subject or by
    by.refresh_from_db(fields=["email"])
    if selectors.is_address_confirmed(by):
        for holder in ACCOUNT_HOLDERS:
            holder.new_address(by)


@bookkeeping
def note_sign_in(*, by: User) -> None:
    """Tell every app that knows somebody by this account that they came in."""
    for holder in ACCOUNT_HOLDERS:
        holder.came_in(by)


@service
def end_sessions(*, by, account: User, reason: str) -> None:
    """End every session of the account; `account` gets the new stamp."""
    acting().subject = account
    acting().reason = reason
    _step_stamp(account)


@service
def rename_self(*, by: User, name: str) -> User:
    """Change what a person is called."""
    User.objects.filter(pk=by.pk).update(name=name, version=F("version") + 1)
    acting().subject = by
    return by


@service
def invite_account(*, by, email: str, name: str, roles: Sequence[str]) -> User:
    """Open an account for somebody and send them a link to set their password.

    Nobody can sign in to it without that link, so whoever does reads mail to the address.
    """
    email = email.strip().lower()
    account = _without_password(email, name, roles, partial(rules.invite_blocker, by))
    acting().subject = account
    emails.send_invitation(account)
    return account


@service
def send_link_again(*, by, account_id: int) -> User:
    """Send another link to set a password, as when the first got lost or too old."""
    account = _locked(account_id)
    refuse(rules.invite_again_blocker(by, selectors.account_facts(account)))
    acting().subject = account
    emails.send_invitation(account)
    return account


@service
def change_roles(
    *, by, account_id: int, roles: Sequence[str], reason: str, version: int | None = None
) -> User:
    """Give an account exactly these roles; they count from its next request on."""
    account = _locked(account_id)
    require_version(account, version, lambda: {"roles": role_words(account.roles)})
    facts = selectors.account_facts(account)
    refuse(rules.change_roles_blocker(_afresh(by), facts, frozenset(roles)), field="roles")
    account.roles = in_order(roles)
    account.version += 1
    account.save(update_fields=["roles", "version"])
    _because(account, reason)
    emails.send_roles_changed(account)
    return account


@service
def close_account(*, by, account_id: int, reason: str) -> User:
    """Close an account: nobody signs in to it, and every session of it ends."""
    account = _locked(account_id)
    refuse(rules.close_blocker(_afresh(by), selectors.account_facts(account)))
    account.is_active = False
    account.version += 1
    account.save(update_fields=["is_active", "version"])
    _step_stamp(account)
    _because(account, reason)
    emails.send_account_closed(account)
    return account


@service
def reopen_account(*, by, account_id: int, reason: str) -> User:
    """Open a closed account again, with the roles it had."""
    account = _locked(account_id)
    refuse(rules.reopen_blocker(_afresh(by), selectors.account_facts(account)))
    account.is_active = True
    account.version += 1
    account.save(update_fields=["is_active", "version"])
    _because(account, reason)
    emails.send_account_opened(account)
    return account


@service
def reset_second_factor(*, by, account_id: int, reason: str) -> User:
    """Take the second factor off for somebody who lost it, and end their sessions.

    A role that needs one sends them to set up a new one when they next sign in.
    """
    account = _locked(account_id)
    refuse(rules.reset_second_factor_blocker(_afresh(by), selectors.account_facts(account)))
    Authenticator.objects.filter(user=account).delete()
    _step_stamp(account)
    _because(account, reason)
    emails.send_second_factor_reset(account)
    return account


def _without_password(
    email: str, name: str, roles: Sequence[str], blocker: Callable[..., str | None]
) -> User:
    """A new account with a confirmed address, unless the rule says no or it comes second."""
    refuse(blocker(is_address_taken=selectors.is_address_taken(email)), field="email")
    account = User(email=email, name=name, roles=in_order(roles))
    account.set_unusable_password()
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError:
        refuse(blocker(is_address_taken=True), field="email")
    EmailAddress.objects.create(user=account, email=email, verified=True, primary=True)
    return account


@service
def unlink_sign_on(*, by, account_id: int, reason: str) -> User:
    """Untie an account from the account of the trust that opens it, and end its sessions."""
    account = _locked(account_id)
    refuse(rules.unlink_sign_on_blocker(_afresh(by), selectors.account_facts(account)))
    SocialAccount.objects.filter(user=account).delete()
    _step_stamp(account)
    _because(account, reason)
    emails.send_sign_on_unlinked(account)
    return account


def _locked(account_id: int) -> User:
    """The account, locked together with every administrator's: who is last stays true."""
    return selectors.lock_accounts([account_id])[account_id]


def _afresh(by: rules.Actor) -> rules.Actor:
    """Who acts, with the roles they have now that the rows are locked."""
    return User.objects.get(pk=by.pk) if isinstance(by, User) else by


def _step_stamp(account: User) -> None:
    User.objects.filter(pk=account.pk).update(session_stamp=F("session_stamp") + 1)
    account.refresh_from_db(fields=["session_stamp"])


def _because(account: User, reason: str) -> None:
    acting().subject = account
    acting().reason = reason
