"""What the tests of the kernel share: the ways out for mail."""

import pytest

from tests.faults.smtp_sink import Sink


@pytest.fixture
def sink(settings):
    """A mail server on loopback, to which the outbox delivers."""
    with Sink() as sink:
        settings.MAIL_DELIVERY = "smtp"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        yield sink


@pytest.fixture
def folder(settings, tmp_path):
    """A folder to which the outbox delivers."""
    settings.MAIL_DELIVERY, settings.MAIL_FOLDER = "folder", tmp_path / "mail"
    return settings.MAIL_FOLDER


@pytest.fixture
def outbox_backend(settings):
    """Django's mail goes where it goes in earnest; pytest-django puts it into a list."""
    settings.EMAIL_BACKEND = "core.mail.OutboxBackend"
