"""The code from a phone: who needs it, what it stops, and how it is got rid of."""

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from core.models import Act
from tests.cast import Cast
from tests.users.people import PASSWORD, set_up_phone, sign_in, with_password
from tests.users.post import last_letter, letters
from users.models import User

ENTER = "mfa_authenticate"


@pytest.fixture
def cast(committed_db):
    """Real commits: some of what is tested here happens after them, in the same request."""
    return Cast()


@pytest.fixture
def sam(cast):
    return with_password(cast.sam)


@pytest.fixture
def clock():
    with time_machine.travel("2026-11-22 12:00:00+00:00", tick=False) as moment:
        yield moment


@pytest.fixture
def phone(sam, clock):
    """Sam's phone, set up in an earlier session."""
    client = Client()
    sign_in(client, sam)
    phone = set_up_phone(client)
    clock.shift(60)
    return phone


def may_work(client) -> bool:
    """Whether the person's own page opens."""
    return client.get(reverse("users:my_account")).status_code == 200


def test_staff_reach_nothing_before_setting_up_a_second_factor(client, sam):
    sign_in(client, sam)
    for page in ("home:start", "users:my_account", "account_email", "mfa_index"):
        assert client.get(reverse(page)).url == reverse("mfa_activate_totp")
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    assert client.get(reverse("account_logout")).status_code == 200


def test_co_creators_are_not_held_up(client, cast):
    sign_in(client, with_password(cast.amina))
    assert may_work(client)


def test_after_setting_it_up_the_whole_portal_is_open(client, sam, clock):
    sign_in(client, sam)
    set_up_phone(client)
    assert may_work(client)
    codes = client.get(reverse("mfa_view_recovery_codes"))
    assert len(codes.context["unused_codes"]) == 10
    assert any("turned on" in letter.text for letter in letters(sam.email))
    assert Act.objects.filter(reason="Second factor set up", subject_id=sam.pk).exists()


def test_signing_in_asks_for_the_code(client, sam, phone):
    asked = sign_in(client, sam)
    assert asked.url == reverse(ENTER)
    assert not asked.wsgi_request.user.is_authenticated

    wrong = client.post(reverse(ENTER), {"code": "000000"})
    assert "not right" in wrong.content.decode()

    client.post(reverse(ENTER), {"code": phone.code()})
    client.post(reverse("mfa_trust"), {"action": ""})
    assert may_work(client)


def test_a_code_counts_once(client, sam, phone):
    sign_in(client, sam)
    code = phone.code()
    client.post(reverse(ENTER), {"code": code})
    thief = Client()
    sign_in(thief, sam)
    assert "not right" in thief.post(reverse(ENTER), {"code": code}).content.decode()


def test_the_code_of_the_set_up_opens_no_other_session(client, sam, clock):
    sign_in(client, sam)
    phone = set_up_phone(client)
    thief = Client()
    sign_in(thief, sam)
    refused = thief.post(reverse(ENTER), {"code": phone.code()})
    assert "not right" in refused.content.decode()
    assert not may_work(thief)

    clock.shift(30)
    thief.post(reverse(ENTER), {"code": phone.code()})
    thief.post(reverse("mfa_trust"), {"action": ""})
    assert may_work(thief)


def test_a_code_counts_once_even_when_the_cache_forgets(client, sam, phone):
    sign_in(client, sam)
    code = phone.code()
    client.post(reverse(ENTER), {"code": code})
    cache.clear()
    thief = Client()
    sign_in(thief, sam)
    assert "not right" in thief.post(reverse(ENTER), {"code": code}).content.decode()


def test_a_recovery_code_opens_once(client, sam, phone):
    codes = Authenticator.objects.get(user=sam, type="recovery_codes").wrap().generate_codes()
    sign_in(client, sam)
    client.post(reverse(ENTER), {"code": codes[0]})
    client.post(reverse("mfa_trust"), {"action": ""})
    assert may_work(client)

    again = Client()
    sign_in(again, sam)
    assert "not right" in again.post(reverse(ENTER), {"code": codes[0]}).content.decode()
    again.post(reverse(ENTER), {"code": codes[1]})
    again.post(reverse("mfa_trust"), {"action": ""})
    assert may_work(again)


def test_a_trusted_device_is_not_asked_again_for_a_time(client, sam, phone, clock, settings):
    sign_in(client, sam)
    client.post(reverse(ENTER), {"code": phone.code()})
    client.post(reverse("mfa_trust"), {"action": "trust"})
    client.post(reverse("account_logout"))

    clock.shift(settings.MFA_TRUST_COOKIE_AGE - 120)
    sign_in(client, sam)
    assert may_work(client)
    client.post(reverse("account_logout"))

    clock.shift(240)
    assert sign_in(client, sam).url == reverse(ENTER)


def test_a_new_password_ends_the_trust_in_a_device(client, sam, phone):
    sign_in(client, sam)
    client.post(reverse(ENTER), {"code": phone.code()})
    client.post(reverse("mfa_trust"), {"action": "trust"})
    client.post(reverse("account_logout"))
    sam.set_password("another long pass phrase")
    sam.save()
    assert sign_in(client, sam, "another long pass phrase").url == reverse(ENTER)


def test_a_reset_password_does_not_go_round_the_code(client, sam, phone):
    client.post(reverse("account_reset_password"), {"email": sam.email})
    link = last_letter(sam.email).link("password/reset/key")
    page = client.get(link, follow=True)
    set_key = page.request["PATH_INFO"]
    new = {"password1": "another long pass phrase", "password2": "another long pass phrase"}
    client.post(set_key, new)
    assert not may_work(client)
    assert sign_in(client, sam, "another long pass phrase").url == reverse(ENTER)
    assert not may_work(client)


def test_a_session_from_before_the_role_is_asked_for_the_factor(client, cast):
    person = with_password(cast.amina)
    sign_in(client, person)
    assert may_work(client)
    User.objects.filter(pk=person.pk).update(roles=["co_creator", "staff"])
    assert client.get(reverse("users:my_account")).url == reverse("mfa_activate_totp")


def test_setting_it_up_ends_the_other_sessions(sam, clock, cast):
    person = with_password(cast.amina)
    old, new = Client(), Client()
    sign_in(old, person)
    sign_in(new, person)
    set_up_phone(new)
    assert may_work(new)
    assert not may_work(old)


def test_turning_it_off_brings_staff_back_to_setting_it_up(client, sam, clock):
    sign_in(client, sam)
    set_up_phone(client)
    client.post(reverse("mfa_deactivate_totp"))
    assert client.get(reverse("home:start")).url == reverse("mfa_activate_totp")


def test_a_password_only_session_is_asked_for_the_code(client, cast, clock):
    """The role, the phone and the session came in the wrong order."""
    person = with_password(cast.amina)
    sign_in(client, person)
    phone = set_up_phone(client)
    session = client.session
    del session["second_factor"]
    session.save()
    User.objects.filter(pk=person.pk).update(roles=["staff"])
    asked = client.get(reverse("users:my_account"))
    assert asked.url.startswith(reverse("mfa_reauthenticate"))
    clock.shift(60)
    back = client.post(asked.url, {"code": phone.code()})
    assert back.url == reverse("users:my_account")
    assert may_work(client)


def test_who_has_an_app_cannot_get_round_it_by_adding_a_passkey(client, cast, clock):
    """A session from before the app, which no second step was shown in."""
    person = with_password(cast.amina)
    sign_in(client, person)
    set_up_phone(client)
    session = client.session
    del session["second_factor"]
    session.save()
    User.objects.filter(pk=person.pk).update(roles=["staff"])
    asked = client.get(reverse("mfa_add_webauthn"))
    assert asked.url.startswith(reverse("mfa_reauthenticate"))


def test_secrets_in_the_database_open_nothing(sam, phone):
    for factor in Authenticator.objects.filter(user=sam):
        text = str(factor.data)
        assert phone.key not in text
        assert "seed" not in factor.data or len(factor.data["seed"]) > 80


def test_a_key_that_does_not_fit_lets_nobody_in(client, sam, phone, settings):
    settings.SECOND_FACTOR_KEY = "another key of at least fifty characters, 0123456789"
    sign_in(client, sam)
    answer = client.post(reverse(ENTER), {"code": phone.code()})
    assert "not right" in answer.content.decode()


def test_once_passed_it_costs_no_query(client, sam, clock, django_assert_num_queries):
    sign_in(client, sam)
    set_up_phone(client)
    client.get(reverse("account_change_password"))
    with django_assert_num_queries(2):  # the session and the person
        client.get(reverse("account_change_password"))


def test_guessing_codes_stops(client, sam, phone):
    sign_in(client, sam)
    for _ in range(5):
        client.post(reverse(ENTER), {"code": "000000"})
    answer = client.post(reverse(ENTER), {"code": phone.code()})
    assert "Too many tries" in answer.content.decode()
    assert PASSWORD not in answer.content.decode()
