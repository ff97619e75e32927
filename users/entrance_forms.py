"""The forms of signing in and of passwords: the library's own, with faults in plain words."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as library
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.forms import word_faults
from core.outbox.rules import letters_blocker
from core.outbox.selectors import letters_lately


class InPlainWords:
    """Says what is missing by the name of the box, as every other form of the portal does."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word_faults(self)
        for field in self.fields.values():
            if isinstance(field, forms.EmailField):
                field.error_messages["required"] = _("Enter your email address")


class SignInForm(InPlainWords, library.LoginForm):
    """Address and password."""


class ForgottenForm(InPlainWords, library.ResetPasswordForm):
    """Where the link for a new password goes.

    Together with the other pages where anybody may type an address, at most three letters an
    hour go to it. The page says the same either way, for known and unknown addresses.
    """

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Mail the link, or how it is with an address that nobody has here."""
        email = self.cleaned_data["email"]
        if letters_blocker(letters_lately(email)):
            return email
        return super().save(request, **kwargs)


class NewPasswordForm(InPlainWords, library.ResetPasswordKeyForm):
    """A new password, behind the mailed link."""


class ChangePasswordForm(InPlainWords, library.ChangePasswordForm):
    """The old password and a new one."""


class FirstPasswordForm(InPlainWords, library.SetPasswordForm):
    """A password for an account that had none."""


class AddressForm(InPlainWords, library.AddEmailForm):
    """Another address for an account."""
