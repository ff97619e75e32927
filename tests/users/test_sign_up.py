"""Opening one's own account, and signing in for the first time."""

import pytest
from django.urls import reverse

from core.models import Act
from tests.users.people import PASSWORD, sign_in, with_password
from tests.users.post import last_letter, letters
from users.models import User

pytestmark = pytest.mark.django_db
NEW = "grace@home.example"


def sign_up(client, email=NEW, **extra):
    data = {"name": "Grace", "email": email, "password1": PASSWORD, "password2": PASSWORD}
    return client.post(reverse("account_signup"), {**data, **extra})


def test_a_person_signs_up_confirms_by_mail_and_signs_in(client):
    asked = sign_up(client)
    assert asked.url == reverse("account_email_verification_sent")

    link = last_letter(NEW).link("confirm-email")
    page = client.get(link)
    assert page.status_code == 200
    assert not client.get(reverse("users:my_account")).wsgi_request.user.is_authenticated
    client.post(link)

    entered = sign_in(client, User.objects.get(email=NEW))
    assert entered.url == reverse("home:start")
    mine = client.get(reverse("users:my_account"))
    assert b"Grace" in mine.content
    assert b"Co-creator" in mine.content


def test_the_account_is_a_co_creators_whatever_the_form_sends(client):
    sign_up(client, roles="administrator", is_active="1", is_staff="1")

    account = User.objects.get(email=NEW)
    assert account.roles == ["co_creator"]
    act = Act.objects.get(service="users.open_own_account")
    assert (act.system, act.subject_id) == ("sign-up", account.pk)


def test_nobody_signs_in_before_confirming(client):
    sign_up(client)
    answer = sign_in(client, User.objects.get(email=NEW))
    assert answer.url == reverse("account_email_verification_sent")
    assert not answer.wsgi_request.user.is_authenticated


def test_the_name_is_kept_on_one_line(client):
    sign_up(client, name="Grace\r\nof\tHome\u202e")
    assert User.objects.get(email=NEW).name == "Grace of Home"


def test_the_address_is_kept_in_small_letters(client):
    sign_up(client, email="Grace@Home.Example")
    assert User.objects.filter(email=NEW).exists()
    answer = client.post(
        reverse("account_login"), {"login": "GRACE@home.example", "password": PASSWORD}
    )
    assert answer.url == reverse("account_email_verification_sent")


def test_a_weak_password_is_refused_in_plain_words(client):
    answer = sign_up(client, password1="password12", password2="password12")
    assert answer.status_code == 200
    assert "too common" in answer.content.decode()
    assert not User.objects.filter(email=NEW).exists()


def test_mail_about_a_new_account_carries_nothing_the_visitor_typed(client):
    sign_up(client, name="Buy now at http://bad.example/")
    assert "bad.example" not in last_letter(NEW).text


def test_the_confirming_page_does_nothing_until_its_button_is_pressed(client, cast):
    sign_up(client)
    link = last_letter(NEW).link("confirm-email")
    client.get(link)
    answer = sign_in(client, User.objects.get(email=NEW))
    assert answer.url == reverse("account_email_verification_sent")


def test_a_changed_address_counts_once_its_link_was_opened(client, cast):
    person = with_password(cast.amina)
    sign_in(client, person)
    client.post(reverse("account_email"), {"action_add": "", "email": "amina@new.example"})
    person.refresh_from_db()
    assert person.email == "amina@portal.example"

    client.post(last_letter("amina@new.example").link("confirm-email"))

    person.refresh_from_db()
    assert person.email == "amina@new.example"
    assert "amina@new.example" in last_letter("amina@portal.example").text
    assert Act.objects.filter(service="users.confirm_address", by=person).exists()


def test_every_sign_in_mail_says_who_writes_and_is_sealed(client, settings):
    sign_up(client)
    mail = letters(NEW)[0]
    assert settings.SERVICE_NAME in mail.subject
    assert settings.TRUST_NAME in mail.text


@pytest.mark.parametrize(
    "typed",
    [
        {"email": "a" * 300 + "@home.example"},
        {"email": "grace\0@home.example"},
        {"email": "grace@home.example\r\nBcc: x@bad.example"},
        {"name": "\0"},
        {"name": "x" * 100_000},
        {"password1": "\0" * 12, "password2": "\0" * 12},
        {"password1": "x" * 5_000, "password2": "y" * 5_000},
        {"email": ""},
        {"email": "graceé@hömé.example\u202e"},
    ],
)
def test_what_cannot_be_right_gets_a_message(client, typed):
    answer = sign_up(client, **typed)
    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()
    assert not User.objects.filter(roles=["co_creator"], name__startswith="Gr").exists()
