"""Accounts: one's own, everybody's, and the way into the demonstration."""

from django.conf import settings
from django.urls import path

from users import views

app_name = "users"
urlpatterns = [
    path("accounts/", views.account_list, name="account_list"),
    path("me/", views.my_account, name="my_account"),
    path("me/name/", views.my_name_change, name="my_name_change"),
    path("me/code/", views.prove_by_code, name="prove_by_code"),
    path("accounts/invite/", views.account_invite, name="account_invite"),
    path("accounts/<int:account_id>/", views.account_detail, name="account_detail"),
    path(
        "accounts/<int:account_id>/roles/", views.account_change_roles, name="account_change_roles"
    ),
    path("accounts/<int:account_id>/close/", views.account_close, name="account_close"),
    path("accounts/<int:account_id>/open/", views.account_reopen, name="account_reopen"),
    path(
        "accounts/<int:account_id>/link/", views.account_invite_again, name="account_invite_again"
    ),
    path(
        "accounts/<int:account_id>/second-step/",
        views.account_reset_second_factor,
        name="account_reset_second_factor",
    ),
    path(
        "accounts/<int:account_id>/trust/",
        views.account_unlink_sign_on,
        name="account_unlink_sign_on",
    ),
]
if settings.DEMO_MODE:
    # Anywhere else these addresses do not exist.
    urlpatterns += [
        path("demo/", views.demo_list, name="demo_list"),
        path("demo/<slug:key>/", views.demo_enter, name="demo_enter"),
    ]
