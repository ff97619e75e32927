"""Nobody learns from the portal who has an account, and guessing is slowed down."""

import re
import time

import pytest
from django.test import Client
from django.urls import reverse

from core.models import Act
from tests.users.people import PASSWORD, sign_in, with_password
from tests.users.post import letters

pytestmark = pytest.mark.django_db

KNOWN, UNKNOWN = "amina@portal.example", "nobody@portal.example"
CHANGES = re.compile(rb'(csrfmiddlewaretoken" value="|submission_key" value=")[^"]+')


def seen(response, email: str) -> tuple:
    """What a visitor can tell from an answer, without what differs each time."""
    body = CHANGES.sub(b"", response.content).replace(email.encode(), b"ADDRESS")
    headers = {
        k: v for k, v in response.items() if k not in {"X-Request-ID", "Expires", "Content-Length"}
    }
    return response.status_code, body, headers


def walk(name: str, data: dict, email: str) -> list[tuple]:
    """A form sent by a fresh visitor, and the page it leads to."""
    client = Client()
    answer = client.post(reverse(name), data)
    pages = [seen(answer, email)]
    if answer.status_code == 302:
        pages.append(seen(client.get(answer.url), email))
    return pages


@pytest.mark.parametrize("state", ["open", "closed"])
def test_sign_in_says_the_same_of_known_and_unknown_addresses(cast, state):
    person = with_password(cast.amina)
    person.is_active = state == "open"
    person.save()
    answers = [
        walk("account_login", {"login": email, "password": "not the password"}, email)
        for email in (KNOWN, UNKNOWN)
    ]
    assert answers[0] == answers[1]
    assert "is not right" in answers[0][0][1].decode()
    assert not letters()


@pytest.mark.parametrize("state", ["open", "closed", "invited"])
def test_reset_says_and_sends_the_same(cast, state):
    if state != "invited":
        person = with_password(cast.amina)
        person.is_active = state == "open"
        person.save()
    answers = [walk("account_reset_password", {"email": e}, e) for e in (KNOWN, UNKNOWN)]
    assert answers[0] == answers[1]
    assert len(letters(KNOWN)) == len(letters(UNKNOWN)) == 1


def test_a_wrong_address_takes_as_long_as_a_wrong_password(cast, settings):
    """Both pay for one hash. Medians of 9 interleaved tries differ by less than half a hash."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    settings.ACCOUNT_RATE_LIMITS = False
    with_password(cast.amina)
    took: dict[str, list[float]] = {KNOWN: [], UNKNOWN: []}
    for _ in range(9):
        for email, times in took.items():
            start = time.thread_time()
            Client().post(reverse("account_login"), {"login": email, "password": "not it at all"})
            times.append(time.thread_time() - start)
    known, unknown = (sorted(times)[4] for times in took.values())
    assert abs(known - unknown) < 0.5 * min(known, unknown), (known, unknown)


def test_guessing_a_password_stops_after_five_tries(client, cast):
    person = with_password(cast.amina)
    for _ in range(5):
        sign_in(client, person, "wrong")
    answer = sign_in(client, person)
    assert "Too many tries" in answer.content.decode()
    assert not answer.wsgi_request.user.is_authenticated
    other = sign_in(Client(), with_password(cast.ben))
    assert other.url == reverse("home:start")


def test_letter_case_and_forged_headers_do_not_buy_more_tries(client, cast):
    person = with_password(cast.amina)
    for number, written in enumerate(["amina", "AMINA", "Amina", "aMina", "amiNa"]):
        client.post(
            reverse("account_login"),
            {"login": f"{written}@portal.example", "password": "wrong"},
            headers={"X-Forwarded-For": f"10.0.0.{number}"},
        )
    assert "Too many tries" in sign_in(client, person).content.decode()


def test_the_owner_can_still_come_in_by_a_reset(client, cast):
    person = with_password(cast.amina)
    for _ in range(6):
        sign_in(client, person, "wrong")
    client.post(reverse("account_reset_password"), {"email": person.email})
    page = client.get(letters(person.email)[-1].link("password/reset/key"), follow=True)
    new = "another long pass phrase"
    client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
    assert sign_in(client, person, new).url == reverse("home:start")


def test_a_reset_link_works_once(client, cast):
    person = with_password(cast.amina)
    client.post(reverse("account_reset_password"), {"email": person.email})
    link = letters(person.email)[-1].link("password/reset/key")
    new = {"password1": "another long pass phrase", "password2": "another long pass phrase"}
    page = client.get(link, follow=True)
    client.post(page.request["PATH_INFO"], new)
    assert Act.objects.filter(service="users.set_password", by=person).count() == 1

    again = Client().get(link, follow=True)
    assert "password1" not in again.content.decode()


def test_a_reset_link_dies_when_the_address_changes(client, cast):
    person = with_password(cast.amina)
    client.post(reverse("account_reset_password"), {"email": person.email})
    link = letters(person.email)[-1].link("password/reset/key")
    person.email = "amina@elsewhere.example"
    person.save()
    assert "password1" not in Client().get(link, follow=True).content.decode()


def test_nobodys_mailbox_is_flooded(client, cast):
    """At most 3 letters an hour to one address from each form."""
    with_password(cast.amina)
    for _ in range(6):
        Client().post(reverse("account_reset_password"), {"email": KNOWN})
    assert len(letters(KNOWN)) == 3


def test_too_many_tries_get_a_page_that_says_so(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login": "1/m/ip"}
    data = {"login": UNKNOWN, "password": "wrong"}
    client.post(reverse("account_login"), data)
    answer = client.post(reverse("account_login"), data)
    assert answer.status_code == 429
    assert "Wait" in answer.content.decode()
    assert settings.TRUST_NAME in answer.content.decode()


@pytest.mark.parametrize(
    "target",
    [
        "https://bad.example/",
        "//bad.example/",
        "///bad.example",
        "/\\bad.example",
        "http:///bad.example",
        "javascript:alert(1)",
        "https:bad.example",
        " https://bad.example",
        "/\t/bad.example",
        "http://testserver@bad.example/",
    ],
)
def test_signing_in_and_out_never_leads_off_the_site(client, cast, target):
    person = with_password(cast.amina)
    answer = client.post(
        reverse("account_login"), {"login": person.email, "password": PASSWORD, "next": target}
    )
    assert answer.url == reverse("home:start")
    left = client.post(reverse("account_logout"), {"next": target})
    assert left.url == reverse("home:start")


def test_signing_in_leads_back_to_where_one_was(client, cast):
    person = with_password(cast.amina)
    asked = client.get(reverse("users:my_account"))
    assert asked.url == f"{reverse('account_login')}?next=%2Fusers%2Fme%2F"
    answer = sign_in(client, person, next="/users/me/")
    assert answer.url == "/users/me/"


@pytest.mark.parametrize("host", ["bad.example", "testserver.bad.example", "127.0.0.1@bad.example"])
def test_a_mail_is_never_written_for_another_host(client, cast, host):
    with_password(cast.amina)
    answer = client.post(
        reverse("account_reset_password"), {"email": KNOWN}, headers={"Host": host}
    )
    assert answer.status_code == 400
    assert not letters()


@pytest.mark.parametrize(
    "email", ["", "a" * 300 + "@home.example", "a..b@home.example", "a\0@home.example", "a@b@c"]
)
@pytest.mark.parametrize("name", ["account_login", "account_reset_password"])
def test_addresses_that_cannot_be_right_get_a_message(client, db, name, email):
    answer = client.post(reverse(name), {"login": email, "email": email, "password": "x"})
    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()


def test_guessing_stops_while_the_cache_is_down_too(client, cast, settings):
    nowhere = {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:9/0"}
    settings.CACHES = {**settings.CACHES, "default": nowhere}
    person = with_password(cast.amina)
    for _ in range(10):
        assert "is not right" in sign_in(client, person, "wrong").content.decode()
    assert "Too many tries" in sign_in(client, person).content.decode()
