"""Each test counts its own tries: nothing another test did is remembered against it."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from tests.users.people import own_caches
from tests.users.provider import configured, running
from tests.users.walking_in import confirm, enter


@pytest.fixture(autouse=True)
def own_cache(settings):
    """A part of the cache that this test has for itself."""
    settings.CACHES = own_caches()


@pytest.fixture(autouse=True)
def as_in_use(settings):
    """Mail goes into the outbox, as it does in use; only passwords are hashed quickly."""
    settings.EMAIL_BACKEND = "core.mail.OutboxBackend"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def provider(settings):
    with running() as provider:
        settings.SOCIALACCOUNT_PROVIDERS = configured(provider)
        settings.SIGN_ON_DOMAINS = ["portal.example"]
        settings.SITE_URL = "http://testserver"
        yield provider


@pytest.fixture
def sam(cast):
    """Sam, for whom an administrator opened an account."""
    person = cast.sam
    person.set_unusable_password()
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


@pytest.fixture
def linked(sam, provider):
    """Sam, who has come in that way before."""
    first = Client()
    enter(first, provider)
    confirm(first, sam)
    return sam
