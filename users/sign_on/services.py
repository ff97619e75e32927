"""Every change that signing in with an account of the trust makes."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import IntegrityError, transaction

from core.service import acting, refuse, service
from users import emails, selectors
from users.models import User
from users.permissions import Role
from users.sign_on import rules
from users.sign_on.identity import Identity
from users.sign_on.selectors import owner_by_address, owner_facts

TAKEN = "This account was linked a moment ago. Sign in again."


@service
def link_sign_on(*, by, identity: Identity) -> User:
    """Tie an identity to the account with its address, after a code showed that they read it.

    With the setting for it, and no such account, one is opened with the staff role.
    """
    refuse(rules.identity_blocker(identity, settings.SIGN_ON_DOMAINS))
    account = owner_by_address(identity.email)
    if account:
        account = selectors.lock_accounts([account.pk])[account.pk]
        refuse(rules.link_blocker(owner_facts(account, identity.provider)))
    else:
        account = _opened(identity)
    try:
        with transaction.atomic():
            SocialAccount.objects.create(
                user=account, provider=identity.provider, uid=identity.uid, extra_data={}
            )
    except IntegrityError:
        refuse(TAKEN)
    acting().subject = account
    acting().reason = "Signed in with an account of the trust"
    emails.send_sign_on_linked(account)
    return account


def _opened(identity: Identity) -> User:
    refuse(rules.open_blocker(is_opening=settings.SIGN_ON_OPENS_ACCOUNTS))
    account = User(email=identity.email, name=identity.name, roles=[Role.STAFF.value])
    account.set_unusable_password()
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError:
        refuse(TAKEN)
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    return account
