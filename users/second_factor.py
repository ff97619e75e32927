"""The forms of the second factor: codes, none of which counts twice, and passkeys."""

import struct
from contextlib import contextmanager

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import one_line
from users import tries

# What reading a credential that nobody's device made can end in.
HOSTILE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    InvalidSignature,
    LookupError,
    RecursionError,
    TypeError,
    UnsupportedAlgorithm,
    ValidationError,
    ValueError,
    struct.error,
)
# What signing in asks for as a second step.
STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class OnceOnly(BaseAuthenticateForm):
    """Locks the person's factors while a code is looked at; a used one is wrong."""

    def clean_code(self) -> str:
        """The code, if it is right, was not used before and not too many were wrong."""
        whose = f"code {self.user.pk}"
        if tries.is_over(whose):
            raise get_account_adapter().validation_error("too_many_login_attempts")
        try:
            code = self._checked()
        except ValidationError:
            tries.note_wrong(whose)
            raise
        tries.forget(whose)
        return code

    def _checked(self) -> str:
        with transaction.atomic():
            before = {
                factor.pk: factor.last_used_at
                for factor in Authenticator.objects.select_for_update().filter(user=self.user)
            }
            code = super().clean_code()
            used = self.authenticator
            if used.type == Authenticator.Type.TOTP and _same_period(before[used.pk]):
                raise get_adapter().validation_error("incorrect_code")
            # Noted under the lock, so that a second try at the same moment finds it.
            used.record_usage()
            return code


def _same_period(moment) -> bool:
    """Whether a code was taken in the present period: it can only have been this one."""
    period = app_settings.TOTP_PERIOD
    return (
        moment is not None and moment.timestamp() // period == timezone.now().timestamp() // period
    )


class CodeForm(OnceOnly, AuthenticateForm):
    """The code at sign-in."""


class CodeAgainForm(OnceOnly, ReauthenticateForm):
    """The code asked for again before something that matters."""


class CredentialField(forms.JSONField):
    """What a device answers, as text; too long or too deep is refused before it is read."""

    widget = forms.HiddenInput
    most = 20_000

    def to_python(self, value):
        """The answer as data."""
        if isinstance(value, str) and len(value) > self.most:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        with _as_refusal():
            return super().to_python(value)


class HostileBytes(forms.Form):
    """Turns whatever the library trips over in a credential into a message: anyone can send one."""

    credential = CredentialField()

    def clean_credential(self):
        """The credential that fits, or a message."""
        with _as_refusal():
            return super().clean_credential()  # type: ignore[misc]


@contextmanager
def _as_refusal():
    try:
        yield
    except HOSTILE as fault:
        raise get_adapter().validation_error("incorrect_passkey") from fault


class PasskeyEntryForm(HostileBytes, LoginWebAuthnForm):
    """A passkey alone, at sign-in."""


class PasskeyStepForm(HostileBytes, AuthenticateWebAuthnForm):
    """A passkey as the second step."""


class PasskeyAgainForm(HostileBytes, ReauthenticateWebAuthnForm):
    """A passkey asked for again before something that matters."""


class PasskeyName(forms.Form):
    """What a person calls one of their passkeys."""

    name = forms.CharField(
        label=_("Name of this passkey"),
        help_text=_("For example: my phone"),
        max_length=80,
        required=False,
    )

    def clean_name(self) -> str:
        """The name on one line."""
        return one_line(self.cleaned_data["name"])


class AddPasskeyForm(PasskeyName, AddWebAuthnForm):
    """A new passkey. It opens the account alone, so the device must ask for finger, face or PIN."""

    field_order = ["name", "credential"]
    credential = CredentialField()
    passwordless = forms.BooleanField(initial=True, widget=forms.HiddenInput, required=True)

    def clean(self) -> dict:
        """The whole form, with a passkey that can be read."""
        with _as_refusal():
            return super().clean() or {}

    def clean_name(self) -> str:
        """The name on one line, or one made up."""
        self.cleaned_data["name"] = super().clean_name()
        return AddWebAuthnForm.clean_name(self)


class RenamePasskeyForm(PasskeyName, EditWebAuthnForm):
    """Another name for a passkey."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
