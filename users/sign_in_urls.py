"""The pages of signing in: allauth's, and what we put before them."""

from allauth.account.decorators import reauthentication_required
from allauth.account.views import (
    confirm_login_code,
    login,
    password_reset,
    password_set,
    request_login_code,
)
from allauth.mfa.webauthn.views import add_webauthn
from django.urls import include, path

from core.pace import answers_in_steps
from users import views
from users.codes import keeps_only_hash, without_unproven_password
from users.passkeys import ends_at_passkeys

urlpatterns = [
    path("signup/", views.account_signup, name="account_signup"),
    # The library lets anyone at an open screen choose the first password; we ask who they are.
    path(
        "password/set/",
        reauthentication_required(app="allauth.account")(password_set),
        name="account_set_password",
    ),
    path(
        "login/code/",
        answers_in_steps(keeps_only_hash(request_login_code)),
        name="account_request_login_code",
    ),
    # No page tells by its time whether the address is known; joining leaves that to a worker.
    path("login/", answers_in_steps(login), name="account_login"),
    path("password/reset/", answers_in_steps(password_reset), name="account_reset_password"),
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
