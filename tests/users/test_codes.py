"""Codes in the mail: signing in without a password, and showing once more who is there."""

import base64
import json
import time

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from core.models import Act, Message
from core.service import System
from tests.conftest import PortalClient
from tests.users.people import PASSWORD, set_up_phone, sign_in, unconfirmed, with_password
from tests.users.post import last_letter, letters
from tests.users.test_secrets import KNOWN, UNKNOWN, walk
from users import services
from users.models import User

pytestmark = pytest.mark.django_db
ASK, ENTER = "account_request_login_code", "account_confirm_login_code"
NEW = "nia@home.example"


@pytest.fixture
def nia(cast):
    """Somebody who joined, and has no password."""
    return services.open_joined_account(by=System("joining"), email=NEW, name="Nia")


def ask(client, email=NEW, **extra):
    return client.post(reverse(ASK), {"email": email, **extra})


def code(email=NEW) -> str:
    """The code in the newest letter."""
    return last_letter(email).subject.split(": ")[1].split(" ")[0]


def may_work(client) -> bool:
    return client.get(reverse("users:my_account")).status_code == 200


# --- Signing in ---------------------------------------------------------------------------


def test_a_person_without_a_password_signs_in_with_a_code(client, nia):
    assert ask(client).url == reverse(ENTER)
    assert code() in last_letter(NEW).text
    answer = client.post(reverse(ENTER), {"code": code()})
    assert answer.url == reverse("home:start")
    page = client.get(reverse("users:my_account")).content.decode()
    assert "You sign in with a code" in page


@pytest.mark.parametrize(
    "how",
    [
        lambda c: c.replace("-", ""),
        lambda c: f"  {c.replace('-', ' ')} ",
        lambda c: " ".join(c.replace("-", "")),
        lambda c: c.replace("-", "\u2013"),
        lambda c: c.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
        lambda c: c.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    ],
)
def test_spaces_dashes_and_other_keyboards_are_forgiven(client, nia, how):
    ask(client)
    client.post(reverse(ENTER), {"code": how(code())})
    assert may_work(client)


def test_it_leads_back_to_where_one_was(client, nia):
    asked = ask(client, next="/users/me/")
    assert asked.url.endswith("?next=%2Fusers%2Fme%2F")
    assert client.post(asked.url, {"code": code(), "next": "/users/me/"}).url == "/users/me/"


@pytest.mark.parametrize("target", ["https://bad.example/", "//bad.example", "/\\bad.example"])
def test_it_never_leads_off_the_site(client, nia, target):
    asked = ask(client, next=target)
    assert asked.url == reverse(ENTER)
    answer = client.post(asked.url, {"code": code(), "next": target})
    assert answer.url == reverse("home:start")


def test_an_old_code_is_refused_and_a_new_one_asked_for(client, nia, settings):
    with time_machine.travel(time.time(), tick=False) as clock:
        ask(client)
        old = code()
        clock.shift(settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT + 1)
        assert client.post(reverse(ENTER), {"code": old}).url == reverse(ASK)
        assert not may_work(client)


def test_a_code_works_once_and_only_where_it_was_asked_for(client, nia):
    ask(client)
    here = code()
    thief = Client()
    ask(thief)
    assert "not right" in thief.post(reverse(ENTER), {"code": here}).content.decode()
    client.post(reverse(ENTER), {"code": here})
    assert may_work(client)
    client.post(reverse("account_logout"))
    client.post(reverse(ENTER), {"code": here})
    assert not may_work(client)


def test_only_the_newest_code_works(client, nia):
    ask(client)
    first = code()
    again = client.post(reverse("account_logout"), {"next": reverse(ASK)})
    assert again.url == reverse(ASK)
    ask(client)
    assert "not right" in client.post(reverse(ENTER), {"code": first}).content.decode()
    client.post(reverse(ENTER), {"code": code()})
    assert may_work(client)


def test_guessing_stops_after_three_tries(client, nia):
    ask(client)
    right = code()
    for _ in range(3):
        answer = client.post(reverse(ENTER), {"code": "00000000"})
    assert answer.url == reverse(ASK)
    client.post(reverse(ENTER), {"code": right})
    assert not may_work(client)


@pytest.mark.parametrize("typed", ["", " ", "\0", "x" * 100_000, "12345678" * 50, "'; --"])
def test_what_cannot_be_right_gets_a_message(client, nia, typed):
    ask(client)
    answer = client.post(reverse(ENTER), {"code": typed})
    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()


def test_a_waiting_code_lies_nowhere_in_the_clear(client, nia):
    ask(client)
    ask(client, "not an address")
    kept = client.session["account_login"]
    rows = json.dumps(
        [
            kept,
            *Session.objects.values_list("session_data"),
            *Message.objects.values_list("subject"),
        ]
    )
    for form in (code(), code().replace("-", "")):
        assert form not in rows
        assert base64.b64encode(form.encode()).decode().rstrip("=") not in rows
    client.post(reverse(ENTER), {"code": code()})
    assert may_work(client)


def test_what_lies_in_the_session_is_no_code(client, nia):
    ask(client)
    kept = client.session["account_login"]["state"]["stages"]["login_by_code"]["data"]["code"]
    assert "not right" in client.post(reverse(ENTER), {"code": kept}).content.decode()


# --- Nobody learns who has an account; nobody's mailbox is flooded --------------------------


@pytest.mark.parametrize("state", ["open", "closed", "unconfirmed"])
def test_known_and_unknown_addresses_are_answered_alike(cast, state):
    person = with_password(cast.amina)
    person.is_active = state != "closed"
    person.save()
    EmailAddress.objects.filter(user=person).update(verified=state != "unconfirmed")
    answers = [walk(ASK, {"email": e}, e) for e in (KNOWN, UNKNOWN)]
    assert answers[0] == answers[1]
    assert len(letters(KNOWN)) == len(letters(UNKNOWN)) == 1


def test_wrong_codes_are_answered_alike(cast):
    with_password(cast.amina)
    said = []
    for email in (KNOWN, UNKNOWN):
        client = Client()
        ask(client, email)
        answers = [client.post(reverse(ENTER), {"code": "00000000"}) for _ in range(3)]
        said.append([answer.status_code for answer in answers])
    assert said[0] == said[1]


def test_asking_takes_as_many_queries_either_way(cast, django_assert_max_num_queries):
    with_password(cast.amina)
    counts = []
    for email in (KNOWN, UNKNOWN):
        with django_assert_max_num_queries(60) as asked:
            ask(Client(), email)
        counts.append(len(asked))
    assert abs(counts[0] - counts[1]) <= 1, counts


@pytest.mark.parametrize("email", [KNOWN, UNKNOWN])
def test_a_mailbox_gets_five_an_hour(cast, email):
    with_password(cast.amina)
    for written in (email, email.upper(), email.title()) * 3:
        answer = ask(Client(), written)
    assert "Too many codes" in answer.content.decode()
    assert len(letters(email)) == 5


def test_a_mailbox_is_not_flooded_while_the_cache_is_down(cast, settings):
    nowhere = {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:9/0"}
    settings.CACHES = {**settings.CACHES, "default": nowhere}
    with_password(cast.amina)
    for _ in range(15):
        ask(Client(), KNOWN)
    assert len(letters(KNOWN)) == 10


def test_forged_headers_buy_no_more(nia):
    for number in range(8):
        Client().post(reverse(ASK), {"email": NEW}, headers={"X-Forwarded-For": f"10.0.0.{number}"})
    assert len(letters(NEW)) == 5


# --- What a code does not do ----------------------------------------------------------------


def test_staff_still_need_the_second_step(client, cast):
    sam = with_password(cast.sam)
    ask(client, sam.email)
    client.post(reverse(ENTER), {"code": code(sam.email)})
    assert client.get(reverse("users:my_account")).url == reverse("mfa_activate_totp")


def test_it_does_not_go_round_an_app(client, cast):
    sam = with_password(cast.sam)
    first = Client()
    sign_in(first, sam)
    set_up_phone(first)
    ask(client, sam.email)
    answer = client.post(reverse(ENTER), {"code": code(sam.email)})
    assert answer.url == reverse("mfa_authenticate")
    assert not may_work(client)


def test_a_closed_account_stays_closed(client, nia):
    ask(client)
    User.objects.filter(pk=nia.pk).update(is_active=False)
    client.post(reverse(ENTER), {"code": code()})
    assert not may_work(client)


def test_a_password_chosen_by_who_never_confirmed_the_address_goes(client, db):
    """Somebody opened an account with another's address, and waits until the owner comes."""
    unconfirmed(NEW)
    ask(client)
    client.post(reverse(ENTER), {"code": code()})
    assert may_work(client)
    account = User.objects.get(email=NEW)
    assert not account.has_usable_password()
    assert "not right" in sign_in(Client(), account).content.decode()
    assert Act.objects.filter(service="users.forget_password", subject_id=account.pk).exists()


def test_confirming_another_address_later_keeps_the_password(client, cast):
    person = with_password(cast.amina)
    ask(client, person.email)
    client.post(reverse(ENTER), {"code": code(person.email)})
    client.post(reverse("account_email"), {"action_add": "", "email": NEW})
    client.post(last_letter(NEW).link("confirm-email"))
    person.refresh_from_db()
    assert person.email == NEW
    assert person.has_usable_password()


# --- Showing once more who is there ---------------------------------------------------------


@pytest.fixture
def at_home(client, nia):
    """Nia, signed in for an hour."""
    ask(client)
    client.post(reverse(ENTER), {"code": code()})
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] = time.time() - 3600
    session.save()
    return client


PROVE = "users:prove_by_code"


@pytest.mark.parametrize("name", ["account_set_password", "mfa_add_webauthn", "mfa_activate_totp"])
def test_without_a_password_a_code_is_asked_for_before_a_change(at_home, name):
    asked = at_home.get(reverse(name))
    assert asked.url.startswith(reverse(PROVE))
    before = len(letters(NEW))
    page = at_home.get(asked.url)
    assert "Send me the code" in page.content.decode()
    assert len(letters(NEW)) == before, "a look at the page sends nothing"
    at_home.post(asked.url)
    assert at_home.post(asked.url, {"code": code()}).url == reverse(name)
    assert at_home.get(reverse(name)).status_code == 200


def test_a_wrong_or_old_code_proves_nothing(at_home):
    at_home.post(reverse(PROVE))
    right = code()
    for _ in range(3):
        answer = at_home.post(reverse(PROVE), {"code": "00000000"})
    assert "Ask for a new one" in answer.content.decode()
    at_home.post(reverse(PROVE), {"code": right})
    assert at_home.get(reverse("mfa_add_webauthn")).status_code == 302


def test_the_session_holds_no_code(at_home):
    at_home.post(reverse(PROVE))
    kept = str(dict(at_home.session))
    assert code() not in kept
    assert code().replace("-", "") not in kept


def test_codes_to_prove_it_count_with_the_others(at_home):
    for _ in range(7):
        answer = at_home.post(reverse(PROVE))
    assert "Too many codes" in answer.content.decode()
    assert len(letters(NEW)) == 5


def test_who_has_a_password_is_asked_for_that(client, cast):
    sign_in(client, with_password(cast.amina))
    client.post(reverse(PROVE))
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] = time.time() - 3600
    session.save()
    assert client.get(reverse("mfa_add_webauthn")).url.startswith(reverse("account_reauthenticate"))


def test_a_code_goes_round_nothing_that_is_stronger(client, cast):
    sign_in(client, with_password(cast.amina))
    before = len(letters())
    answer = client.post(f"{reverse(PROVE)}?next=/users/me/")
    assert answer.url == f"{reverse('account_reauthenticate')}?next=%2Fusers%2Fme%2F"
    assert client.get(reverse(PROVE)).url == reverse("account_reauthenticate")
    assert len(letters()) == before


def test_a_first_password_can_be_set(at_home):
    at_home.post(reverse(PROVE))
    at_home.post(reverse(PROVE), {"code": code()})
    new = {"password1": PASSWORD, "password2": PASSWORD}
    at_home.post(reverse("account_set_password"), new)
    assert sign_in(Client(), User.objects.get(email=NEW)).url == reverse("home:start")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/account/login/", ("Enter your email address", "Enter password")),
        ("/account/login/code/", ("Enter your email address",)),
        ("/account/password/reset/", ("Enter your email address",)),
    ],
)
def test_an_empty_box_is_named(path, words):
    page = PortalClient().send(path, {}).content.decode()
    assert "This field is required" not in page
    for each in words:
        assert each in page
