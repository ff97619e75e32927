"""Coming in without a password: a code, a passkey, and the trust's own sign-in."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.db import connection

from core.service import System
from tests.users.people import own_caches
from tests.users.post import last_letter
from tests.users.provider import configured, running
from users import services
from users.models import User

NEW = "nia@home.example"


@pytest.fixture(autouse=True)
def _as_in_use(settings, address):
    settings.EMAIL_BACKEND = "core.mail.OutboxBackend"
    settings.CACHES = own_caches()


@pytest.fixture
def at_localhost(address):
    """The same server under a name: a browser keeps no passkey for a bare number."""
    return address.replace("127.0.0.1", "localhost")


def code(to: str) -> str:
    found = last_letter(to).subject.split(": ")[1].split(" ")[0]
    connection.close()
    return found


def type_code(person, to: str) -> None:
    person.type("Code", code(to).replace("-", " "))


def test_a_carer_signs_in_with_a_code_and_then_with_her_phone(visitor, at_localhost):
    # Given Nia, who joined and has no password
    services.open_joined_account(by=System("joining"), email=NEW, name="Nia")
    connection.close()
    nia = visitor(phone=True)
    nia.address = at_localhost
    # When she asks for a code and types it as she reads it
    nia.go("/account/login/").is_well()
    nia.click("Email me a code")
    nia.is_well()
    nia.type("Email address", NEW).click("Send me a code").is_well()
    nia.type("Code", "1").page.keyboard.press("Enter")
    nia.sees("The code is not right").is_well()
    type_code(nia, NEW)
    nia.page.keyboard.press("Enter")
    nia.page.wait_for_url(f"{at_localhost}/my-involvement/")
    # Then she is in, and can add a passkey, with the keyboard alone
    nia.go("/users/me/").sees("You sign in with a code").is_well()
    devices = nia.context.new_cdp_session(nia.page)
    devices.send("WebAuthn.enable")
    devices.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    nia.go("/account/2fa/webauthn/add/").is_well()
    nia.type("Name of this passkey", "My phone")
    nia.page.keyboard.press("Enter")
    nia.page.wait_for_url("**/account/2fa/webauthn/")
    nia.sees("The passkey was added").sees("My phone").is_well()
    # And the next time the phone is enough
    nia.go("/account/logout/").page.locator("main form button").first.click()
    nia.page.wait_for_url(f"{at_localhost}/")
    nia.go("/account/login/").is_well()
    nia.page.get_by_role("button", name="Use a passkey").focus()
    nia.page.keyboard.press("Enter")
    nia.page.wait_for_url(lambda url: "/account/login" not in url)
    nia.go("/users/me/").sees("Nia").is_well()


def test_a_nurse_comes_in_with_the_trust(visitor, address, settings):
    # Given Sam, whose account an administrator opened, and the trust's sign-in
    sam = User.objects.get(email="sam@portal.example")
    EmailAddress.objects.create(user=sam, email=sam.email, verified=True, primary=True)
    connection.close()
    settings.SITE_URL = address
    settings.SIGN_ON_DOMAINS = ["portal.example"]
    with running() as provider:
        settings.SOCIALACCOUNT_PROVIDERS = configured(provider)
        page = visitor().page
        faults = []
        page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
        # When he presses the button, and comes back for the first time
        page.goto(f"{address}/account/login/")
        page.get_by_role("button", name="Staff: sign in with your trust account").click()
        page.wait_for_url("**/account/trust/code/")
        page.get_by_label("Code").fill(code(sam.email))
        page.get_by_role("button", name="Continue").click()
        # Then he is in, and no second step is asked for
        page.wait_for_url(f"{address}/")
        page.goto(f"{address}/users/me/")
        assert "Sam Okafor" in page.locator("main").inner_text()
        # And on another computer the button is enough, JavaScript or not
        other = visitor(java_script_enabled=False).page
        other.goto(f"{address}/account/login/")
        other.get_by_role("button", name="Staff: sign in with your trust account").click()
        other.wait_for_url(f"{address}/")
        assert not faults, faults
