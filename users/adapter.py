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
from allauth.account.internal.flows.login import (
    clear_authentication_records,
    perform_login,
    record_authentication,
)
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.internal.stagekit import unstash_login
from allauth.account.models import Login
from allauth.core import ratelimit
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.crypto import CannotOpen, seal, unseal
from core.outbox.rules import address_blocker
from users import rules, services, tries
from users.middleware import DEMO, KEY, PASSED, has_passed, signed_on
from users.second_factor import STEPS
from users.sign_on.rules import own_way_blocker
from users.sign_on.selectors import owner_facts

log = structlog.get_logger(__name__)

# Changes to the second factor that end every other session, by the mail that tells of them.
SET_UP = "mfa/email/totp_activated"
ADDRESS_CHANGED = "account/email/email_changed"
CODES_MADE = "mfa/messages/recovery_codes_generated.txt"
ENDS_OTHER_SESSIONS = {
    SET_UP: "Second factor set up",
    "mfa/email/totp_deactivated": "Second factor removed",
    "mfa/email/webauthn_added": "Passkey added",
    "mfa/email/webauthn_removed": "Passkey removed",
}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts of staff are opened by an administrator; others by joining."""

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

    def is_open_for_signup(self, request):
        """Never by allauth's ways: accounts come from joining and from invitations."""
        return False

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
        """Tell the owner instead of whoever typed their address.

        Nobody's mailbox is flooded through this: as many an hour as with a reset.
        """
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
            self._keep_this_session(user)
        if template_prefix == ADDRESS_CHANGED:
            # Also where another confirmed address is chosen on the library's own page.
            services.tell_new_address(by=user)
        super().send_notification_mail(template_prefix, user, context, email)

    def add_message(self, request, level, message_template=None, *args, **kwargs):
        """What the library tells on the next page, but for codes that were made for nothing."""
        if message_template == CODES_MADE and not self._has_second_factor(request.user):
            return
        super().add_message(request, level, message_template, *args, **kwargs)

    def _keep_this_session(self, user) -> None:
        request = self.request
        if self._has_second_factor(user):
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

    def pre_login(self, request, user, **kwargs):
        """Before the second step: who is to come in with the trust alone is told so."""
        reason = own_way_blocker(
            owner_facts(user),
            is_only_way=settings.SIGN_ON_ONLY and not signed_on(request, user),
        )
        if reason and user.is_active:
            clear_authentication_records(request)
            return render(request, "users/sign_on_refused.html", {"reason": reason}, status=403)
        return super().pre_login(request, user, **kwargs)

    def login(self, request, user):
        """Every way in ends here, once all steps are done."""
        super().login(request, user)
        services.note_sign_in(by=user)

    def get_login_stages(self):
        """Where the provider's second step counts, ours is left out."""
        stages = super().get_login_stages()
        login = unstash_login(self.request, peek=True)
        user = login.user if login else getattr(self.request, "signing_on", None)
        if user and has_passed(self.request, user, by_sign_on=True):
            return [stage for stage in stages if not stage.startswith("allauth.mfa.")]
        return stages

    def enter_by_sign_on(self, account, identity, next_url):
        """Sign in somebody whom the trust's sign-in sent back, and who may come in."""
        request = self.request
        if request.user.is_authenticated:
            self.logout(request)
        record_authentication(
            request, account, "sign_on", provider=identity.provider, is_strong=identity.is_strong
        )
        request.signing_on = account
        if identity.email != account.email:
            self.add_message(
                request,
                messages.INFO,
                message=gettext(
                    "The trust has another email address for you now: %(email)s. "
                    "Change it here too, on your account page."
                )
                % {"email": identity.email},
            )
        return perform_login(request, Login(user=account, redirect_url=next_url))

    def post_login(self, request, user, **kwargs):
        """All steps are done: a person with a second factor showed it, or uses a trusted device."""
        if self._has_second_factor(user) or has_passed(request, user):
            request.session[KEY] = PASSED
        return super().post_login(request, user, **kwargs)

    def _has_second_factor(self, user) -> bool:
        return SecondFactorAdapter().is_mfa_enabled(user, STEPS)

    def is_reauthentication_required(self, *, app, **kwargs):
        """Signing in counts as giving the password again for the next few minutes."""
        user = self.request.user
        records = get_authentication_records(self.request, user)
        newest = max((record["at"] for record in records), default=0)
        if time.time() - newest < account_settings.REAUTHENTICATION_TIMEOUT:
            return False
        if not super().is_reauthentication_required(app=app, **kwargs):
            return False
        if not super().get_reauthentication_methods(user):
            # The library asks nobody who has neither password nor second factor; we send a code.
            raise ReauthenticationRequired
        return True

    def get_reauthentication_methods(self, user):
        """How a person can show again who they are; by a code in the mail if nothing is stronger."""
        methods = super().get_reauthentication_methods(user)
        if not user.is_authenticated:
            return methods
        if not rules.code_again_blocker(
            needs_second_factor=user.needs_second_factor,
            has_password=user.has_usable_password(),
            has_app=SecondFactorAdapter().is_mfa_enabled(user, [Authenticator.Type.TOTP]),
            has_passkey=SecondFactorAdapter().is_mfa_enabled(user, [Authenticator.Type.WEBAUTHN]),
        ):
            url = reverse("users:prove_by_code")
            methods.append({"id": "code", "description": _("Have a code emailed"), "url": url})
        return methods

    def proven_by_code(self):
        """The person typed a code sent to them: go on with what they were about to do."""
        request = self.request
        record_authentication(request, request.user, method="code", reauthenticated=True)
        return resume_request(request) or redirect("users:my_account")

    def enter_as(self, user) -> None:
        """Sign in as an invented person of the demonstration, without asking anything."""
        request = self.request
        if request.user.is_authenticated:
            self.logout(request)
        self.login(request, user)
        request.session[KEY] = DEMO
        UserSession.objects.create_from_request(request)

    def enter_joined(self, user) -> None:
        """Sign in somebody whose account was opened for them this minute.

        They pressed the button behind a link mailed to its address, which is what a mailed
        sign-in code would ask again. No account that was there before comes this way.
        """
        self.login(self.request, user)
        UserSession.objects.create_from_request(self.request)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors lie encrypted: a copy of the database opens nothing."""

    def is_mfa_enabled(self, user, types=None):
        """Whether signing in asks for a second step.

        A co-creator's passkey is another way in, not a lock: who loses it gets a code by mail.
        """
        is_asked = types is not None and set(types) == set(STEPS)
        if is_asked and not user.is_anonymous and not user.needs_second_factor:
            types = [Authenticator.Type.TOTP]
        return super().is_mfa_enabled(user, types=types)

    def generate_authenticator_name(self, user, type):  # noqa: A002 - the library's name
        """What a new passkey is called until its owner says otherwise."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Passkey %(number)s") % {"number": number}

    def get_public_key_credential_rp_entity(self):
        """Who a device says it makes the passkey for."""
        return {**super().get_public_key_credential_rp_entity(), "name": settings.SERVICE_NAME}

    purpose = "second factor"
    place = "mfa_authenticator"

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("The code is not right. Codes change every 30 seconds."),
        "incorrect_passkey": _("This passkey does not fit. Try again, or sign in another way."),
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
