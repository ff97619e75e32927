"""Messages about a person's own account. They go out whatever else the person has agreed to."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from core.outbox import queue_message
from core.outbox.queue import address_key
from users.models import User
from users.permissions import Role


def set_password_link(account: User) -> str:
    """An address at which the account's password can be set, once, within a few days."""
    address = reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": user_pk_to_url_str(account),
            "key": default_token_generator.make_token(account),
        },
    )
    return f"{settings.SITE_URL}{address}"


def send_invitation(account: User) -> None:
    """The link with which a person sets their password."""
    days = settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60)
    context = {"link": set_password_link(account), "days": days}
    _send(account, "invitation", _("Set your password"), context, is_secret=True)


def send_code(account: User, code: str, purpose: str) -> None:
    """A code to type in where it was asked for."""
    minutes = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60
    context = {"code": code, "minutes": minutes, "purpose": purpose}
    _send(account, "code", _("Your code: %(code)s") % {"code": code}, context, is_secret=True)


def send_roles_changed(account: User) -> None:
    """What the person may do now."""
    roles = [Role(role).label for role in account.roles]
    _send(account, "roles_changed", _("What you can do has changed"), {"roles": roles})


def send_account_closed(account: User) -> None:
    """The account was closed."""
    _send(account, "account_closed", _("Your account was closed"))


def send_account_opened(account: User) -> None:
    """The account was opened again."""
    _send(account, "account_opened", _("Your account was opened again"))


def send_second_factor_reset(account: User) -> None:
    """The second factor was taken off."""
    _send(account, "second_factor_reset", _("Your second factor was removed"))


def send_sign_on_linked(account: User) -> None:
    """An account of the trust opens this one from now on."""
    _send(account, "sign_on_linked", _("You can sign in with the trust now"))


def send_sign_on_unlinked(account: User) -> None:
    """No account of the trust opens this one any more."""
    _send(account, "sign_on_unlinked", _("Signing in with the trust was turned off"))


def _send(
    account: User,
    purpose: str,
    subject: str,
    context: dict | None = None,
    *,
    is_secret: bool = False,
) -> None:
    words = {
        "account": account,
        "service_name": settings.SERVICE_NAME,
        "trust_name": settings.TRUST_NAME,
        "contact_email": settings.CONTACT_EMAIL,
        "contact_phone": settings.CONTACT_PHONE,
        "site_url": settings.SITE_URL,
        **(context or {}),
    }
    queue_message(
        purpose=purpose,
        recipient_key=f"user:{account.pk}" if account.pk else address_key(account.email),
        address=account.email,
        subject=f"{subject} – {settings.SERVICE_NAME}",
        body=render_to_string(f"emails/users/{purpose}.txt", words).strip() + "\n",
        is_secret=is_secret,
    )
