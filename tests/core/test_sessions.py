"""What a session remembers cannot be read in its row."""

import base64
import json
import zlib

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

pytestmark = pytest.mark.django_db


def kept(**content) -> Session:
    """The row of a session that remembers something."""
    session = Client().session
    session.update(content)
    session.save()
    return Session.objects.get(pk=session.session_key)


def opened(row: Session) -> bytes:
    """What anyone can read of a row: signed, perhaps packed, base64."""
    text = row.session_data.split(":")[0]
    packed = text.startswith(".")
    content = base64.urlsafe_b64decode(text.lstrip(".") + "===")
    return zlib.decompress(content) if packed else content


@pytest.mark.parametrize("secret", ["JBSWY3DPEHPK3PXP", "JBSWY3DPEHPK3PXP" * 500])
def test_its_row_tells_nothing(secret):
    row = kept(secret=secret, name="Zoë \u202e")
    assert b"JBSWY3DPEHPK3PXP" not in opened(row)
    assert row.get_decoded() == {"secret": secret, "name": "Zoë \u202e"}


def test_one_that_was_written_before_is_an_empty_one():
    row = kept(a=1)
    assert row.get_decoded() == {"a": 1}
    row.session_data = base64.urlsafe_b64encode(json.dumps({"a": 1}).encode()).decode()
    assert row.get_decoded() == {}


def test_another_key_opens_none(settings):
    row = kept(a=1)
    settings.SECRET_KEY = "another key, fifty characters long or thereabouts, yes"
    assert row.get_decoded() == {}
