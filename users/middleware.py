"""Holds people whose roles need a second factor to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from users.second_factor import STEPS

# Kept in the session, so that a request after the first costs no query.
KEY = "second_factor"
PASSED = "passed"
DEMO = "demo"

# What a person can reach before the second factor: setting it up or giving it, leaving,
# help in an emergency, and what carries nothing of anybody.
OPEN = frozenset(
    {
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "account_reauthenticate",
        "users:prove_by_code",
        "account_logout",
        "home:help_now",
        "core:theme",
        "core:healthz",
        "core:readyz",
    }
)


# Also open, but only to who has no second factor yet: nobody adds one to get round the other.
SET_UP = frozenset({"mfa_activate_totp", "mfa_add_webauthn"})


def signed_on(request: HttpRequest, user: Any) -> bool:
    """Whether this session was opened with an account of the trust."""
    return any(r["method"] == "sign_on" for r in get_authentication_records(request, user))


def has_passed(request: HttpRequest, user: Any, *, by_sign_on: bool = False) -> bool:
    """Whether a second step was shown in this session, here or to the trust's sign-in."""
    return any(
        (record["method"] == "sign_on" and record.get("is_strong"))
        or (record["method"] == "mfa" and not by_sign_on)
        for record in get_authentication_records(request, user)
    )


class SecondFactor:
    """Sends a signed-in person who has not shown a second factor to do so, if a role needs it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        """Let the request through (None), or say where to go first."""
        match = request.resolver_match
        if (match and match.view_name in OPEN) or not request.user.is_authenticated:
            return None
        state = request.session.get(KEY)
        if state == DEMO and not settings.DEMO_MODE:
            # Entered as an invented person, before the demonstration was switched off.
            logout(request)
            return redirect(settings.LOGIN_URL)
        if state in (PASSED, DEMO) or not request.user.needs_second_factor:
            return None
        return self._ask(request)

    def _ask(self, request: HttpRequest) -> HttpResponse | None:
        if has_passed(request, request.user):
            request.session[KEY] = PASSED
            return None
        if not is_mfa_enabled(request.user, STEPS):
            match = request.resolver_match
            is_setting_up = match and match.view_name in SET_UP
            return None if is_setting_up else redirect("mfa_activate_totp")
        # The session is older than the second factor: a password alone opened it.
        back = urlencode({"next": request.get_full_path() if request.method == "GET" else "/"})
        has_app = is_mfa_enabled(request.user, [Authenticator.Type.TOTP])
        name = "mfa_reauthenticate" if has_app else "mfa_reauthenticate_webauthn"
        return redirect(f"{reverse(name)}?{back}")
