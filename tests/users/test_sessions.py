"""A session ends the moment it should."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from core.service import System
from core.sessions import as_cookie
from tests.users.people import PASSWORD, sign_in, with_password
from users import services
from users.models import User

pytestmark = pytest.mark.django_db
MINE = "users:my_account"


@pytest.fixture
def person(cast):
    return with_password(cast.amina)


def is_in(client) -> bool:
    """Whether the client's session still opens its account page."""
    return client.get(reverse(MINE)).status_code == 200


def test_a_new_password_ends_every_other_session(client, person):
    other = Client()
    sign_in(client, person)
    sign_in(other, person)
    new = "another long pass phrase"
    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )
    assert is_in(client)
    assert not is_in(other)


def test_closing_the_account_ends_them_all(client, person, cast):
    sign_in(client, person)
    services.close_account(by=cast.ada, account_id=person.pk, reason="Left")
    assert not is_in(client)
    answer = sign_in(client, person)
    assert answer.url == reverse("account_inactive")

    services.reopen_account(by=cast.ada, account_id=person.pk, reason="Back")
    assert not is_in(client), "an old session came back to life"
    sign_in(client, person)
    assert is_in(client)


def test_a_role_taken_away_counts_at_the_next_click(as_person, cast):
    client = as_person("ada")
    assert client.get(reverse("users:account_list")).status_code == 200
    User.objects.filter(pk=cast.ada.pk).update(roles=["co_creator"])
    assert client.get(reverse("users:account_list")).status_code == 403


def test_signing_out_needs_the_button(client, person):
    sign_in(client, person)
    client.get(reverse("account_logout"))
    assert is_in(client)
    client.post(reverse("account_logout"))
    assert not is_in(client)


def test_the_list_of_sessions_ends_the_others(person):
    here = Client(headers={"User-Agent": "Firefox on a laptop"})
    there = Client(headers={"User-Agent": "Safari on a phone"})
    sign_in(here, person)
    sign_in(there, person)
    page = here.get(reverse("usersessions_list")).content.decode()
    assert "Firefox on a laptop" in page
    assert "Safari on a phone" in page
    here.post(reverse("usersessions_list"))
    assert is_in(here)
    assert not is_in(there)


def test_the_session_gets_a_new_key_at_sign_in(client, person):
    client.get(reverse("account_login"))
    session = client.session
    session["planted"] = "1"
    session.save()
    client.cookies["session"] = as_cookie(session.session_key)
    sign_in(client, person)
    assert client.session.session_key != session.session_key


def test_numbers_out_of_the_database_open_no_session(client, person):
    sign_in(client, person)
    assert is_in(client)
    [kept] = UserSession.objects.filter(user=person).values_list("session_key", flat=True)
    shown = client.cookies["session"].value
    for cookie in (kept, f"{kept}.x", f"{kept}.{shown[::-1]}", f"{shown}x", shown.upper(), ""):
        thief = Client()
        thief.cookies["session"] = cookie
        assert not is_in(thief), cookie
    again = Client()
    again.cookies["session"] = shown
    assert is_in(again)


def test_ending_sessions_leaves_a_trace(person):
    services.end_sessions(by=System("tests"), account=person, reason="Phone stolen")
    assert User.objects.get(pk=person.pk).session_stamp == 1


def test_pages_after_signing_in_are_not_kept_by_the_browser(client, person):
    sign_in(client, person)
    for name in (MINE, "usersessions_list", "account_email", "mfa_index"):
        assert "no-store" in client.get(reverse(name))["Cache-Control"]
