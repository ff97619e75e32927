"""Passkeys: a way in without a password, a second step for staff, and never the only way."""

import json
import time

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from core.models import Act
from tests.users.device import Device
from tests.users.people import PASSWORD, set_up_phone, sign_in, with_password
from tests.users.post import last_letter, letters
from users.models import User

pytestmark = pytest.mark.django_db
MINE = "users:my_account"
LOGIN = "mfa_login_webauthn"


def may_work(client) -> bool:
    return client.get(reverse(MINE)).status_code == 200


def as_sent(options) -> dict:
    """Options as the page holds them."""
    return json.loads(json.dumps(options, default=dict))


def add(client, device: Device, name: str = "My phone"):
    """Go through the page that adds a passkey."""
    page = client.get(reverse("mfa_add_webauthn"))
    credential = device.create(as_sent(page.context["js_data"]["creation_options"]))
    data = {"name": name, "credential": credential, "passwordless": "True"}
    return client.post(reverse("mfa_add_webauthn"), data)


def options(client) -> dict:
    answer = client.get(reverse(LOGIN), headers={"Accept": "application/json"})
    return answer.json()["request_options"]


def enter(client, device: Device, owner: str = "", **extra):
    """Sign in with nothing but the device."""
    data = {"credential": device.use(options(client), owner), **extra}
    return client.post(reverse(LOGIN), data)


@pytest.fixture
def amina(cast):
    return with_password(cast.amina)


@pytest.fixture
def phone(amina):
    """Amina's phone with a passkey, added in an earlier session."""
    client, device = Client(), Device()
    sign_in(client, amina)
    assert add(client, device).status_code == 302
    return device


def test_a_passkey_opens_the_account_alone(client, amina, phone):
    answer = enter(client, phone, next="/users/me/")
    assert answer.url == "/users/me/"
    assert may_work(client)
    assert "passkey was added" in last_letter(amina.email).text
    assert Act.objects.filter(reason="Passkey added", subject_id=amina.pk).exists()


def test_a_co_creator_gets_no_codes_for_a_step_nobody_asks_for(client, amina):
    sign_in(client, amina)
    answer = add(client, Device())
    assert answer.url == reverse("mfa_list_webauthn")
    page = client.get(answer.url).content.decode()
    assert "passkey was added" in page
    assert "recovery code" not in page
    assert "ecovery code" not in client.get(reverse("mfa_index")).content.decode()
    assert add(client, Device(), "Another").url == reverse("mfa_list_webauthn")


def test_a_co_creator_with_an_app_keeps_the_codes_for_it(client, amina):
    sign_in(client, amina)
    set_up_phone(client)
    add(client, Device())
    codes = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert "10 of 10 codes are left" in codes


def test_it_can_be_named_listed_renamed_and_removed(client, amina, phone):
    sign_in(client, amina)
    passkey = Authenticator.objects.get(user=amina, type="webauthn")
    assert "My phone" in client.get(reverse("mfa_list_webauthn")).content.decode()
    client.post(reverse("mfa_edit_webauthn", args=[passkey.pk]), {"name": "Old phone"})
    assert "Old phone" in client.get(reverse("mfa_list_webauthn")).content.decode()
    client.post(reverse("mfa_remove_webauthn", args=[passkey.pk]))
    assert "no passkey yet" in client.get(reverse("mfa_list_webauthn")).content.decode()
    assert "removed" in last_letter(amina.email).text
    assert not Authenticator.objects.filter(user=amina).exists()
    assert enter(Client(), phone).url == reverse("account_login")


@pytest.mark.parametrize("name", ["", "   ", "\u202eenohp", "<b>x</b>", "x" * 80])
def test_a_passkey_gets_some_name(client, amina, name):
    sign_in(client, amina)
    assert add(client, Device(), name).status_code == 302
    page = client.get(reverse("mfa_list_webauthn")).content.decode()
    assert "<b>x" not in page
    assert "Passkey 1" in page or name.strip("\u202e")[:5] in page or "&lt;b&gt;" in page


def test_a_co_creator_who_lost_it_comes_in_by_a_code(client, amina, phone):
    client.post(reverse("account_request_login_code"), {"email": amina.email})
    code = last_letter(amina.email).subject.split(": ")[1][:9]
    client.post(reverse("account_confirm_login_code"), {"code": code})
    assert may_work(client)
    passkey = Authenticator.objects.get(user=amina, type="webauthn")
    client.post(reverse("mfa_remove_webauthn", args=[passkey.pk]))
    assert not Authenticator.objects.filter(user=amina, type="webauthn").exists()


def test_nobody_removes_anothers_passkey(client, cast, phone):
    sign_in(client, with_password(cast.ben))
    passkey = Authenticator.objects.get(type="webauthn")
    for name in ("mfa_remove_webauthn", "mfa_edit_webauthn"):
        assert client.post(reverse(name, args=[passkey.pk]), {"name": "x"}).status_code == 404


def test_adding_and_removing_ends_the_other_sessions(amina, phone):
    old, new = Client(), Client()
    sign_in(old, amina)
    sign_in(new, amina)
    add(new, Device(), "Laptop")
    assert may_work(new)
    assert not may_work(old)


# --- Attacks ------------------------------------------------------------------------------


def refused(client, answer) -> bool:
    return answer.url == reverse("account_login") and not may_work(client)


def test_an_answer_counts_once_and_only_where_it_was_asked_for(client, phone):
    data = {"credential": phone.use(options(client))}
    assert client.post(reverse(LOGIN), data).url == reverse("home:start")
    client.post(reverse("account_logout"))
    options(client)
    assert refused(client, client.post(reverse(LOGIN), data))
    thief = Client()
    assert refused(thief, thief.post(reverse(LOGIN), data))
    options(thief)
    assert refused(thief, thief.post(reverse(LOGIN), data))


def test_a_device_that_asked_nobody_does_not_open_it(client, phone):
    phone.asks = False
    assert refused(client, enter(client, phone))


def test_a_passkey_made_without_asking_is_not_taken(client, amina):
    sign_in(client, amina)
    answer = add(client, Device(asks=False))
    assert answer.status_code == 200
    assert not Authenticator.objects.filter(user=amina).exists()


def test_a_look_alike_site_gets_nothing(client, phone):
    phone.site = "testserver.bad.example"
    assert refused(client, enter(client, phone))


def test_ones_own_device_does_not_open_anothers_account(client, cast, phone):
    ben = Client()
    sign_in(ben, with_password(cast.ben))
    mine = Device()
    add(ben, mine)
    assert refused(client, enter(client, mine, owner=phone.owner))


@pytest.mark.parametrize(
    "credential",
    [
        "",
        "{}",
        "[]",
        "null",
        "not json",
        '{"id": 1}',
        '{"response": {"userHandle": "!"}}',
        '{"id": "a", "rawId": "b", "response": {"userHandle": "MQ"}}',
        '{"id": {}, "rawId": [], "type": 1, "response": {"userHandle": "MQ"}}',
        '{"response": 3}',
        "[" * 5_000,
        "x" * 90_000,
    ],
)
def test_rubbish_gets_a_message(client, phone, credential):
    options(client)
    assert refused(client, client.post(reverse(LOGIN), {"credential": credential}))


@pytest.mark.parametrize("part", ["clientDataJSON", "authenticatorData", "signature", "userHandle"])
@pytest.mark.parametrize("value", ["", "AA", "!", None, 5, [], {}, "A" * 5_000, "////"])
def test_a_broken_answer_gets_a_message(client, phone, part, value):
    answer = json.loads(phone.use(options(client)))
    answer["response"][part] = value
    assert refused(client, client.post(reverse(LOGIN), {"credential": json.dumps(answer)}))


@pytest.mark.parametrize("part", ["clientDataJSON", "attestationObject"])
@pytest.mark.parametrize("value", ["", "AA", "!", None, 5, [], {}, "A" * 5_000, "////", "oWE"])
def test_a_broken_passkey_is_not_taken(client, amina, part, value):
    sign_in(client, amina)
    page = client.get(reverse("mfa_add_webauthn"))
    made = json.loads(Device().create(as_sent(page.context["js_data"]["creation_options"])))
    made["response"][part] = value
    data = {"name": "x", "credential": json.dumps(made), "passwordless": "True"}
    answer = client.post(reverse("mfa_add_webauthn"), data)
    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()


def test_a_closed_account_stays_closed(client, amina, phone):
    User.objects.filter(pk=amina.pk).update(is_active=False)
    enter(client, phone)
    assert not may_work(client)


@pytest.mark.parametrize("target", ["https://bad.example/", "//bad.example", "/\\bad.example"])
def test_it_never_leads_off_the_site(client, phone, target):
    assert enter(client, phone, next=target).url == reverse("home:start")


def test_the_pages_say_nothing_about_who_has_one(client, phone):
    assert not options(client)["publicKey"].get("allowCredentials")


# --- Staff --------------------------------------------------------------------------------


@pytest.fixture
def sam(cast):
    return with_password(cast.sam)


def test_staff_can_use_a_passkey_in_place_of_the_app(client, sam):
    sign_in(client, sam)
    device = Device()
    assert client.get(reverse(MINE)).url == reverse("mfa_activate_totp")
    assert add(client, device).url == reverse("mfa_view_recovery_codes")
    assert may_work(client)
    again = Client()
    enter(again, device)
    assert may_work(again)


def test_a_password_alone_is_then_not_enough(client, sam):
    first, device = Client(), Device()
    sign_in(first, sam)
    add(first, device)
    assert sign_in(client, sam).url == reverse("mfa_authenticate")
    page = client.get(reverse("mfa_authenticate"))
    answer = device.use(as_sent(page.context["js_data"]["request_options"]))
    client.post(reverse("mfa_authenticate"), {"credential": answer})
    client.post(reverse("mfa_trust"), {"action": ""})
    assert may_work(client)


def test_who_lost_it_uses_a_recovery_code(client, sam):
    first = Client()
    sign_in(first, sam)
    add(first, Device())
    codes = first.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    sign_in(client, sam)
    client.post(reverse("mfa_authenticate"), {"code": codes[0]})
    client.post(reverse("mfa_trust"), {"action": ""})
    assert may_work(client)


def test_removing_the_only_step_brings_staff_back_to_setting_one_up(client, sam):
    sign_in(client, sam)
    add(client, Device())
    passkey = Authenticator.objects.get(user=sam, type="webauthn")
    client.post(reverse("mfa_remove_webauthn", args=[passkey.pk]))
    assert client.get(reverse(MINE)).url == reverse("mfa_activate_totp")


def test_after_a_while_it_is_asked_again_before_a_change(client, amina, phone):
    sign_in(client, amina)
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] = time.time() - 3600
    session.save()
    asked = client.get(reverse("mfa_add_webauthn"))
    assert asked.url.startswith(reverse("account_reauthenticate"))
    page = client.get(reverse("mfa_reauthenticate_webauthn"))
    answer = phone.use(as_sent(page.context["js_data"]["request_options"]))
    client.post(reverse("mfa_reauthenticate_webauthn"), {"credential": answer})
    assert client.get(reverse("mfa_add_webauthn")).status_code == 200
    assert PASSWORD not in "".join(letter.text for letter in letters())
