"""What the tests of imports share: files to read, and a small kind of import."""

from __future__ import annotations

import pytest

from core.imports.sockets import IMPORT_KINDS
from tests.core.imports.plain_kind import PlainKind


@pytest.fixture
def saved(tmp_path):
    """A file with these bytes or this text."""

    def save(content):
        path = tmp_path / "file"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return save


@pytest.fixture
def plain_kind(monkeypatch):
    """The kind "things", plugged in; no worker is woken."""
    kind = PlainKind()
    IMPORT_KINDS.plug(kind)
    monkeypatch.setattr("core.work.services.wake", lambda task: None)
    yield kind
    IMPORT_KINDS._plugs.remove(kind)
