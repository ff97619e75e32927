"""Where adding a passkey ends."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from users.second_factor import STEPS


def ends_at_passkeys(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The library's page; it leads on to recovery codes only where they open something.

    Who is never asked for a second step gets none for it.
    """

    @wraps(view)
    def run(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        leads = answer.headers.get("Location", "")
        if leads == reverse("mfa_view_recovery_codes") and not is_mfa_enabled(request.user, STEPS):
            codes = Authenticator.objects.filter(
                user_id=request.user.pk, type=Authenticator.Type.RECOVERY_CODES
            )
            codes.delete()
            leads = reverse("mfa_index")
        return redirect("mfa_list_webauthn") if leads == reverse("mfa_index") else answer

    return run
