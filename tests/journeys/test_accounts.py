"""Getting an account, protecting it, and looking after the accounts of others."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.users.people import PASSWORD, Phone, own_caches, with_password
from tests.users.post import last_letter
from users.models import User


@pytest.fixture(autouse=True)
def _as_in_use(settings):
    settings.EMAIL_BACKEND = "core.mail.OutboxBackend"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = own_caches()


def link(to: str, part: str) -> str:
    """The path of a link in the newest letter to somebody."""
    path = last_letter(to).link(part)
    connection.close()
    return path


def sign_in(person, email: str) -> None:
    person.go("/account/login/")
    person.type("Email address", email).type("Password", PASSWORD).click("Sign in").is_well()


def set_new_password(person) -> None:
    boxes = person.page.locator("input[type=password]")
    boxes.nth(0).fill(PASSWORD)
    boxes.nth(1).fill(PASSWORD)
    person.click("Save password")


def test_a_member_finds_her_account_on_a_phone(visitor):
    # Given Grace, who has a member's account and only a small phone
    with_password(User.objects.create(email="grace@home.example", name="Grace"))
    connection.close()
    grace = visitor(phone=True)
    grace.go("/").is_well()
    # When the address for opening accounts is typed, it leads to joining
    grace.go("/account/signup/").sees("What joining means").is_well()
    # Then she signs in, and her account is hers to change
    sign_in(grace, "grace@home.example")
    for path in ("/users/me/", "/users/me/name/", "/account/email/", "/account/sessions/"):
        grace.go(path).is_well()
    grace.go("/users/me/").sees("Grace")
    grace.go("/account/password/change/").is_well()
    grace.go("/account/logout/").is_well()


def test_a_colleague_is_invited_and_needs_a_phone_to_sign_in(visitor):
    # Given Ada, who invites Nia
    ada = visitor().enter_as("ada")
    ada.go("/users/accounts/").is_well()
    ada.page.get_by_role("button", name="Invite a colleague").click()
    ada.is_well()
    ada.type("Name", "Nia Obi").type("Email address", "nia@trust.example").choose("Staff")
    ada.click("Send the invitation")
    ada.sees("We sent a link to nia@trust.example").is_well()
    # When Nia sets a password and signs in
    nia = visitor(phone=True)
    nia.go(link("nia@trust.example", "password/reset/key")).is_well()
    set_new_password(nia)
    nia.is_well()
    sign_in(nia, "nia@trust.example")
    # Then she is asked to set up her phone before anything else
    nia.sees("authenticator app")
    nia.go("/activities/").sees("authenticator app")
    phone = Phone(nia.page.locator("code").first.text_content().strip())
    nia.page.fill("[name=code]", phone.code())
    nia.page.locator("main form button").last.click()
    nia.sees("ecovery codes").is_well()
    nia.go("/").sees("Log").is_well()
    nia.go("/account/2fa/").is_well()
    # And later a code from the phone (here one of the recovery codes) lets her in
    nia.go("/account/2fa/recovery-codes/")
    codes = nia.page.locator("main").inner_text().split()
    code = next(word for word in codes if word.isdigit() and len(word) == 8)
    nia.go("/account/logout/")
    nia.page.locator("main form button").click()
    sign_in(nia, "nia@trust.example")
    nia.page.fill("[name=code]", "000000")
    nia.page.locator("main form button").first.click()
    nia.sees("There is a problem").is_well()
    nia.page.fill("[name=code]", code)
    nia.page.locator("main form button").first.click()
    nia.is_well()
    nia.page.locator("main form button").first.click()
    nia.sees("Log").is_well()


def test_an_administrator_looks_after_accounts(visitor):
    # Given Ada on the page of Ben's account
    ada = visitor().enter_as("ada")
    ada.go("/users/accounts/?search=ben").click("Ben Carter", role="link").is_well()
    # When she closes it without a reason, then with one
    ada.click("Close this account", role="link").is_well()
    ada.click("Close the account")
    ada.sees("There is a problem").is_well()
    ada.type("Why?", "He asked for it").click("Close the account")
    # Then it is closed, with her reason in the history
    ada.sees("Closed").sees("He asked for it").is_well()
    ada.click("Open this account again", role="link").is_well()
    ada.type("Why?", "He is back").click("Open the account").sees("He is back")
    # And her own roles are for somebody else to change
    ada.go("/users/accounts/?search=ada").click("Ada Lindqvist", role="link").is_well()
    assert ada.page.get_by_role("link", name="Change roles").count() == 0


def test_the_way_into_the_demonstration_works_by_keyboard_on_a_phone(visitor):
    sam = visitor(phone=True)
    sam.go("/users/demo/").is_well()
    sam.page.locator("form[action='/users/demo/sam/'] button").focus()
    sam.press("Enter")
    sam.page.wait_for_url("**/")
    sam.sees("Log activity")
