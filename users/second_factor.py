"""The forms that take a code, so that none counts twice even while the cache is away."""

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from users import tries


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
