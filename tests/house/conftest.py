"""The site with everybody of the cast signed in to it."""

import logging

import pytest
from django.conf import settings as given
from django.core.handlers.base import BaseHandler

from tests.conftest import PortalClient
from tests.house.access_pages import VISITOR
from tests.house.asking import Site
from tests.users.people import own_caches
from users.cast import CAST
from users.models import User
from users.permissions import Role


@pytest.fixture
def quiet(settings):
    """No limit on tries, and no log lines for the thousand refusals that are expected here."""
    settings.CACHES = own_caches()
    settings.ACCOUNT_RATE_LIMITS = False
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def cookies(db) -> dict[str, str]:
    """The session of each person; a visitor has none, that of the closed account is left over."""
    closed = User.objects.create(email="closed@portal.example", roles=[r.value for r in Role])
    people = {person.key: User.objects.get(email=person.email) for person in CAST}
    found = {VISITOR: ""}
    for key, user in {**people, "closed": closed}.items():
        found[key] = PortalClient().sign_in(user).cookies[given.SESSION_COOKIE_NAME].value
    User.objects.filter(pk=closed.pk).update(is_active=False)
    return found


@pytest.fixture
def site(cookies, quiet) -> Site:
    handler = BaseHandler()
    handler.load_middleware()
    return Site(handler, cookies)
