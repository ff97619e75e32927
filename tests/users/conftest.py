"""Each test counts its own tries: nothing another test did is remembered against it."""

import uuid

import pytest
from django.conf import settings as given


@pytest.fixture(autouse=True)
def own_cache(settings):
    """A part of the cache that this test has for itself."""
    default = {**given.CACHES["default"], "KEY_PREFIX": f"test-{uuid.uuid4().hex}"}
    settings.CACHES = {"default": default}


@pytest.fixture(autouse=True)
def as_in_use(settings):
    """Mail goes into the outbox, as it does in use; only passwords are hashed quickly."""
    settings.EMAIL_BACKEND = "core.mail.OutboxBackend"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
