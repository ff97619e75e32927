"""Pages on which anyone types an address: as many queries, and the same bytes, whoever it is of (A8)."""

from __future__ import annotations

import time

import pytest
from django.conf import settings as given
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from community.selectors.paper import code_for
from core.pace import STEP
from tests.community.people import someone
from tests.conftest import PortalClient
from tests.users.people import own_caches, with_password
from tests.users.test_secrets import seen
from users.models import User

pytestmark = pytest.mark.django_db

# Of equal length, as a page that repeats the address repeats its length too.
MEMBER, ACCOUNT, CLOSED, LISTED, NOBODY = (
    f"{name}@home.example" for name in ("adaaa", "beeee", "cloee", "liiis", "zooee")
)
EVERYONE = (MEMBER, ACCOUNT, CLOSED, LISTED)


@pytest.fixture(autouse=True)
def apart(db, settings):
    """Nobody's tries count against anybody's."""
    settings.CACHES = own_caches()
    settings.ACCOUNT_RATE_LIMITS = {**given.ACCOUNT_RATE_LIMITS}


@pytest.fixture
def known(cast):
    """Somebody with record and account, with an account, with a closed one, and on a list alone."""
    for email, is_open in ((MEMBER, True), (ACCOUNT, True), (CLOSED, False)):
        user = with_password(User.objects.create(email=email, name="X", roles=["co_creator"]))
        user.is_active = is_open
        user.save()
        if email == MEMBER:
            someone("Ada Known", account=user, email=email, is_email_confirmed=True)
    someone("Liz Listed", email=LISTED)


def asked(path: str, email: str, sent: dict) -> tuple[int, list, float]:
    """How many queries a post takes, what it answers, and after how long."""
    client = PortalClient()
    client.get(path)
    begin = time.monotonic()
    with CaptureQueriesContext(connection) as queries:
        answer = client.send(path, {name: email if v is ... else v for name, v in sent.items()})
    took = time.monotonic() - begin
    pages = [seen(answer, email)]
    if answer.status_code == 302:
        pages.append(seen(client.get(answer.url), email))
    return len(queries), pages, took


PAGES: dict[str, dict] = {
    "join:join_email": {"email": ...},
    "join:join_mine": {"email": ..., "number": 1, "code": "ABCDEFGH"},
    "account_login": {"login": ..., "password": "not the one"},
    "account_request_login_code": {"email": ...},
    "account_reset_password": {"email": ...},
}
# The library looks twice for an address that it does not find at once.
LOOKS_AGAIN = {"account_login"}


@pytest.mark.parametrize("page", PAGES)
def test_a_known_address_is_answered_as_any_other(known, page):
    path = reverse(page)
    asked(path, "first@home.example", PAGES[page])
    queries, said, took = asked(path, NOBODY, PAGES[page])
    for email in EVERYONE:
        found, answer, its_time = asked(path, email, PAGES[page])
        assert answer == said, email
        if page in LOOKS_AGAIN:
            assert 0 <= queries - found <= 1, email
            # Where the work is not the same, the answer comes at a step of the clock.
            assert min(took, its_time) >= STEP
        else:
            assert found == queries, email


def test_who_has_a_letter_learns_nothing_of_other_addresses(known):
    """With a right code the mail differs, and the page and its pace do not."""
    path, said = reverse("join:join_mine"), []
    for email in (NOBODY, *EVERYONE):
        person = someone("Grace Obi")
        sent = {"email": ..., "number": person.pk, "code": code_for(person)}
        _queries, answer, took = asked(path, email, sent)
        assert took >= STEP
        said.append(answer)
    assert all(each == said[0] for each in said)
