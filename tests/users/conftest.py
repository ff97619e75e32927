"""Each test counts its own tries: nothing another test did is remembered against it."""

import pytest

from tests.users.people import own_caches


@pytest.fixture(autouse=True)
def own_cache(settings):
    """A part of the cache that this test has for itself."""
    settings.CACHES = own_caches()


@pytest.fixture(autouse=True)
def as_in_use(settings):
    """Mail goes into the outbox, as it does in use; only passwords are hashed quickly."""
    settings.EMAIL_BACKEND = "core.mail.OutboxBackend"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
