"""Imports of the organisation, a step at a time."""

import pytest


@pytest.fixture(autouse=True)
def no_worker(monkeypatch):
    """Steps are done by the test, not by a worker that is woken."""
    monkeypatch.setattr("core.work.services.wake", lambda task: None)
