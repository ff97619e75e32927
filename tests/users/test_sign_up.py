"""Accounts come from joining; and who opened one earlier confirms the address first."""

import pytest
from django.urls import reverse

from core.models import Act
from tests.users.people import PASSWORD, sign_in, unconfirmed, with_password
from tests.users.post import last_letter
from users.models import User

pytestmark = pytest.mark.django_db
NEW = "grace@home.example"


@pytest.mark.parametrize("way", ["get", "post"])
def test_the_sign_up_address_leads_to_joining(client, way):
    typed = {"name": "Grace", "email": NEW, "password1": PASSWORD, "password2": PASSWORD}
    answer = getattr(client, way)("/account/signup/", typed)
    assert answer.headers["Location"] == "/join/"
    assert "What joining means" in client.get("/join/").content.decode()
    assert not User.objects.filter(email=NEW).exists()


def test_who_has_no_account_is_told_how_to_join(client):
    client.post(reverse("account_reset_password"), {"email": NEW})
    letter = last_letter(NEW)
    assert "You can also join us" in letter.text
    assert client.get(letter.link("signup")).headers["Location"] == "/join/"


def test_nobody_signs_in_before_confirming(client):
    answer = sign_in(client, unconfirmed(NEW))
    assert answer.url == reverse("account_email_verification_sent")
    assert not answer.wsgi_request.user.is_authenticated


def test_the_confirming_page_does_nothing_until_its_button_is_pressed(client):
    grace = unconfirmed(NEW)
    sign_in(client, grace)
    link = last_letter(NEW).link("confirm-email")
    assert client.get(link).status_code == 200
    assert sign_in(client, grace).url == reverse("account_email_verification_sent")
    client.post(link)
    entered = sign_in(client, grace)
    assert entered.url == reverse("home:start")
    assert b"Grace" in client.get(reverse("users:my_account")).content


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


def test_every_sign_in_mail_says_who_writes(client, settings):
    sign_in(client, unconfirmed(NEW))
    mail = last_letter(NEW)
    assert settings.SERVICE_NAME in mail.subject
    assert settings.TRUST_NAME in mail.text
