"""The way into the demonstration, which exists nowhere else."""

import subprocess
import sys

import pytest
from django.conf import settings as given
from django.test import Client
from django.urls import reverse

from users.cast import CAST
from users.permissions import SECOND_FACTOR_ROLES

WALK = """
import django
django.setup()
from django.test import Client
for method in ("get", "post"):
    for path in ("/users/demo/", "/users/demo/sam/"):
        print(getattr(Client(), method)(path, HTTP_HOST="127.0.0.1").status_code)
"""


@pytest.fixture
def demo(settings):
    if not given.DEMO_MODE:
        pytest.fail("These tests run with DEMO_MODE=1.")


@pytest.mark.parametrize("person", CAST, ids=lambda person: person.key)
def test_one_button_enters_as_each_invented_person(db, client, demo, person):
    page = client.get(reverse("users:demo_list")).content.decode()
    assert person.name in page
    assert person.can in page
    answer = client.post(reverse("users:demo_enter", args=[person.key]))
    assert answer.url == reverse("home:start")
    mine = client.get(reverse("users:my_account"))
    assert mine.status_code == 200, "held up by the second factor"
    assert person.name in mine.content.decode()


def test_opening_an_address_signs_nobody_in(db, client, demo):
    assert client.get(reverse("users:demo_enter", args=["ada"])).status_code == 405
    assert not client.get(reverse("home:start")).wsgi_request.user.is_authenticated


def test_entering_needs_the_forms_token(db, demo):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("users:demo_enter", args=["ada"])).status_code == 403


def test_entering_as_another_starts_afresh(db, client, demo):
    client.post(reverse("users:demo_enter", args=["ada"]))
    session = client.session
    session["planted"] = "1"
    session.save()
    client.post(reverse("users:demo_enter", args=["sam"]))
    assert "planted" not in client.session
    assert client.get(reverse("users:account_list")).status_code == 403


def test_people_who_are_not_in_the_cast_cannot_be_entered(db, client, demo):
    assert client.post(reverse("users:demo_enter", args=["nobody"])).status_code == 404


def test_the_second_factor_counts_as_passed_for_demo_entry_only(db, as_person, client, settings):
    client.post(reverse("users:demo_enter", args=["sam"]))
    settings.DEMO_MODE = False
    answer = client.get(reverse("users:my_account"))
    assert answer.url.startswith(reverse("account_login"))
    assert not client.get(reverse("home:start")).wsgi_request.user.is_authenticated


def test_the_page_does_not_exist_with_demo_mode_off(committed_db):
    done = subprocess.run(
        [sys.executable, "-c", WALK],
        env={**committed_db, "DEMO_MODE": "0", "DJANGO_SETTINGS_MODULE": "cocreation.settings"},
        cwd=given.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.split() == ["404"] * 4, done.stderr


def test_the_cast_plays_every_role():
    assert {role for person in CAST for role in person.roles} > SECOND_FACTOR_ROLES
    assert all(person.email.endswith(".example") for person in CAST)
