"""What the tests of the kernel share: the ways out for mail, a virus scanner."""

import pytest

from organisation.models import Directorate, Post, Service
from tests.faults.clamd import scanner
from tests.faults.smtp_sink import Sink


@pytest.fixture(scope="session")
def clamd():
    """The address of a virus scanner that answers."""
    with scanner() as address:
        yield address


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


@pytest.fixture
def places(db):
    """Directorates, none of them yet."""
    for model in (Post, Service, Directorate):
        model.objects.all().delete()
    return Directorate


@pytest.fixture
def own_files(monkeypatch, settings, tmp_path):
    """Files of the test's own; the worker is called by hand."""
    settings.FILES_FOLDER = tmp_path / "files"
    monkeypatch.setattr("core.work.services.wake", lambda task: None)
