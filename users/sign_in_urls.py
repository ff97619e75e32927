"""The pages of signing in: allauth's, and what we put before them."""

from allauth.account.decorators import reauthentication_required
from allauth.account.views import confirm_login_code, password_set, request_login_code
from allauth.mfa.webauthn.views import add_webauthn
from django.urls import include, path
from django.views.generic import RedirectView

from core.access import public
from users.codes import keeps_only_hash, without_unproven_password
from users.passkeys import ends_at_passkeys

urlpatterns = [
    # Nobody opens an account without joining: who did had an account and no record.
    path(
        "signup/",
        public(RedirectView.as_view(pattern_name="join:join_start")),
        name="account_signup",
    ),
    # The library lets anyone at an open screen choose the first password; we ask who they are.
    path(
        "password/set/",
        reauthentication_required(app="allauth.account")(password_set),
        name="account_set_password",
    ),
    path(
        "login/code/",
        keeps_only_hash(request_login_code),
        name="account_request_login_code",
    ),
    path(
        "login/code/confirm/",
        without_unproven_password(confirm_login_code),
        name="account_confirm_login_code",
    ),
    path("2fa/webauthn/add/", ends_at_passkeys(add_webauthn), name="mfa_add_webauthn"),
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
    # Of allauth's pages for other providers none: their way of linking is not ours (ADR 16).
    path("trust/", include("users.sign_on.urls")),
]
