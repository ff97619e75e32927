"""Whom the trust says somebody is: renamed, look-alike, on a computer that others use too."""

import time

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests.users.people import with_password
from tests.users.post import letters
from tests.users.walking_in import CODE, START, confirm, enter, may_work
from users.models import User

pytestmark = pytest.mark.django_db
SAM = "sam@portal.example"


def signed_in_as(client) -> str:
    return client.get(reverse("users:my_account")).content.decode()


def test_no_way_is_named_that_is_closed(client, linked, provider, settings):
    settings.SIGN_ON_ONLY = True
    provider.is_down = True
    assert "another way" not in client.post(START).content.decode()


def test_on_a_shared_computer_one_sees_whose_account_it_was(client, sam, provider):
    provider.claims["email"] = "night.nurse@portal.example"
    page = enter(client, provider).content.decode()
    assert "The trust says that you are" in page
    assert "night.nurse@portal.example" in page


def test_the_next_on_a_shared_computer_begins_anew(client, linked, cast, provider):
    enter(client, provider)
    provider.claims = {**provider.claims, "sub": "olu-at-work", "email": "olu@portal.example"}
    with_password(cast.olu)
    enter(client, provider)
    confirm(client, cast.olu)
    page = signed_in_as(client)
    assert "olu@portal.example" in page
    assert SAM not in page


def test_capitals_are_no_other_address(client, sam, provider):
    provider.claims["email"] = "SAM@Portal.EXAMPLE"
    enter(client, provider)
    confirm(client, sam)
    assert SAM in signed_in_as(client)


def test_two_accounts_never_differ_by_capitals_alone(sam):
    with pytest.raises(IntegrityError), transaction.atomic():
        User(email="SAM@portal.example", name="Other", roles=["staff"]).save()


def test_who_was_renamed_to_a_colleagues_address_is_still_who_they_were(
    client, linked, cast, provider
):
    with_password(cast.olu)
    provider.claims["email"] = cast.olu.email
    enter(client, provider)
    page = signed_in_as(client)
    assert SAM in page
    assert "has another email address for you" in page


def test_who_was_renamed_to_an_address_outside_the_trust_stays_out(client, linked, provider):
    provider.claims["email"] = "sam@agency.example"
    assert enter(client, provider).status_code == 403
    assert not may_work(client)


@pytest.mark.parametrize("email", ["\u017fam@portal.example", "sam@portal.example\u200b"])
def test_an_address_that_only_looks_alike_gets_no_code(client, sam, provider, email):
    provider.claims["email"] = email
    enter(client, provider)
    client.post(CODE, {"code": "00000000"})
    assert not may_work(client)
    assert {letter.to for letter in letters()} <= {SAM}


@pytest.mark.parametrize(
    "email",
    [
        "\u017fam@portal.example",
        "sam@portal.ex\u00e4mple",
        "SAM@PORTAL.EXAMPLE",
        "sam@\u212aent.example",
    ],
)
@pytest.mark.parametrize("name", ["account_request_login_code", "account_reset_password"])
def test_what_opens_an_account_goes_to_its_own_address_alone(cast, name, email):
    with_password(cast.sam)
    User.objects.filter(pk=cast.olu.pk).update(email="sam@kent.example")
    Client().post(reverse(name), {"email": email})
    told = [letter for letter in letters() if letter.to not in {SAM, "sam@kent.example"}]
    assert not [letter for letter in told if "code:" in letter.subject]
    assert not [letter for letter in told if "/reset/key/" in letter.text]


def test_a_second_link_to_the_same_account_of_the_trust_is_not_made(client, linked, cast, provider):
    """A provider that mixes up two people: the one it named first keeps the account."""
    with_password(cast.olu)
    provider.claims["email"] = cast.olu.email
    enter(client, provider)
    assert SAM in signed_in_as(client)
    assert not letters(cast.olu.email)


def test_what_the_trust_said_does_not_wait_for_ever(client, sam, provider, settings):
    enter(client, provider)
    with time_machine.travel(time.time() + settings.ACCOUNT_LOGIN_TIMEOUT + 1):
        assert client.post(CODE, {}).url == reverse("home:start")
    assert client.get(CODE).url == reverse("home:start")
    assert len(letters()) == 1
