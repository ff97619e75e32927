"""How allauth meets our accounts: every change it makes becomes one of our services."""

from __future__ import annotations

import base64
import secrets
import time
from contextlib import suppress

import structlog
from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from core.crypto import CannotOpen, seal, unseal
from core.outbox.rules import address_blocker
from core.service import System
from users import services, tries
from users.middleware import DEMO, KEY, PASSED
from users.permissions import Role

log = structlog.get_logger(__name__)

# Changes to the second factor that end every other session, by the mail that tells of them.
SET_UP = "mfa/email/totp_activated"
ENDS_OTHER_SESSIONS = {
    SET_UP: "Second factor set up",
    "mfa/email/totp_deactivated": "Second factor removed",
}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts of staff are opened by an administrator; anyone else may open their own."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "email_password_mismatch": _("The email address or the password is not right"),
        "incorrect_code": _("The code is not right"),
        "incorrect_password": _("The password is not right"),
        "invalid_password_reset": _("This link has been used or is too old. Ask for a new one."),
        "rate_limited": _("You tried this too often. Wait a little, then try again."),
        "same_as_current": _("Enter something other than what it is now"),
        "too_many_login_attempts": _("Too many tries. Wait 5 minutes, then try again."),
        "enter_current_password": _("Enter your current password"),
    }

    # --- Accounts ----------------------------------------------------------------

    def save_user(self, request, user, form, commit=True):
        """Open the account of somebody who signs up: a co-creator's."""
        super().save_user(request, user, form, commit=False)
        user.name = form.cleaned_data.get("name", "")
        user.roles = [Role.CO_CREATOR.value]
        if commit:
            try:
                services.open_own_account(by=System("sign-up"), account=user)
            except IntegrityError as fault:
                # The same form sent twice at once: the other one opened the account.
                answer = self.respond_email_verification_sent(request, None)
                raise ImmediateHttpResponse(answer) from fault
        return user

    def set_password(self, user, password):
        """Change the password of the person who is signed in, or who holds a reset link."""
        services.set_password(by=user, account=user, password=password)

    def confirm_email(self, request, email_address):
        """Note that a person reads what is sent to an address."""
        confirm = super().confirm_email
        return services.confirm_address(
            by=email_address.user, confirm=lambda: confirm(request, email_address)
        )

    def clean_email(self, email):
        """Refuse in the form what no mail could be sent to."""
        reason = address_blocker(email)
        if reason:
            raise ValidationError(reason)
        return email

    # --- Mails -------------------------------------------------------------------

    def format_email_subject(self, subject):
        """The subject, then who is writing."""
        return f"{subject} – {settings.SERVICE_NAME}"

    def send_account_already_exists_mail(self, email):
        """Tell the owner instead of the visitor, at the price of a sign-up: the time of a hash.

        Nobody's mailbox is flooded through this: as many an hour as with a reset.
        """
        make_password(secrets.token_urlsafe(12))
        if ratelimit.consume(self.request, action="known_address", key=email.lower()):
            super().send_account_already_exists_mail(email)

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """Every change of a password, address or second factor comes past here."""
        if template_prefix == SET_UP:
            # The code that proved the set-up was used with it, and must open nothing more.
            for factor in Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP):
                factor.record_usage()
        what = ENDS_OTHER_SESSIONS.get(template_prefix)
        if what:
            services.end_sessions(by=user, account=user, reason=what)
            self._keep_this_session(user, has_factor=template_prefix == SET_UP)
        super().send_notification_mail(template_prefix, user, context, email)

    def _keep_this_session(self, user, *, has_factor: bool) -> None:
        request = self.request
        if has_factor:
            request.session[KEY] = PASSED
        else:
            request.session.pop(KEY, None)
        update_session_auth_hash(request, user)
        UserSession.objects.create_from_request(request)

    # --- Signing in ----------------------------------------------------------------

    def authenticate(self, request, **credentials):
        """Check a password, unless too many were wrong lately."""
        whose = credentials.get("email", "")
        if tries.is_over(whose):
            raise self.validation_error("too_many_login_attempts")
        user = super().authenticate(request, **credentials)
        if user is None:
            tries.note_wrong(whose)
        else:
            tries.forget(whose)
        return user

    def post_login(self, request, user, **kwargs):
        """All steps are done: a person with a second factor showed it, or uses a trusted device."""
        if self._has_second_factor(user):
            request.session[KEY] = PASSED
        return super().post_login(request, user, **kwargs)

    def _has_second_factor(self, user) -> bool:
        return SecondFactorAdapter().is_mfa_enabled(user, [Authenticator.Type.TOTP])

    def is_reauthentication_required(self, *, app, **kwargs):
        """Signing in counts as giving the password again for the next few minutes."""
        records = get_authentication_records(self.request, self.request.user)
        newest = max((record["at"] for record in records), default=0)
        if time.time() - newest < account_settings.REAUTHENTICATION_TIMEOUT:
            return False
        return super().is_reauthentication_required(app=app, **kwargs)

    def enter_as(self, user) -> None:
        """Sign in as an invented person of the demonstration, without asking anything."""
        request = self.request
        if request.user.is_authenticated:
            self.logout(request)
        self.login(request, user)
        request.session[KEY] = DEMO
        UserSession.objects.create_from_request(request)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors lie encrypted: a copy of the database opens nothing."""

    purpose = "second factor"
    place = "mfa_authenticator"

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("The code is not right. Codes change every 30 seconds."),
        "unverified_email": _("Confirm your email address first, then set this up."),
    }

    def encrypt(self, text):
        sealed = seal(
            text, secret=settings.SECOND_FACTOR_KEY, purpose=self.purpose, place=self.place
        )
        return base64.b64encode(sealed).decode()

    def decrypt(self, encrypted_text):
        """The secret; what the key does not open becomes one that no code matches."""
        with suppress(CannotOpen, ValueError):
            return unseal(
                base64.b64decode(encrypted_text),
                secret=settings.SECOND_FACTOR_KEY,
                purpose=self.purpose,
                place=self.place,
            )
        log.error("second_factor_unreadable")
        return base64.b32encode(secrets.token_bytes(20)).decode()
