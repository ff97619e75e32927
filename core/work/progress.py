"""How far a piece of work is, said on a line of its own while the work's transaction is open."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from uuid import UUID

from django.db import DatabaseError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

# A page asks about once a second; saying it more often would only cost.
EVERY = 0.5  # seconds

SAY = """
UPDATE core_work SET step = %s, done = %s, total = %s WHERE id = %s AND state = 'running'
RETURNING stop_asked_at IS NOT NULL
"""
HOLD = "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))"


class Stopped(Exception):  # noqa: N818 - somebody asked for it
    """The person who asked for the work has stopped it."""


class NotYet(Exception):  # noqa: N818 - the answer to a race, not a fault
    """The work must wait for something else to end; `step` says for what, in words."""

    def __init__(self, step: str) -> None:
        super().__init__(step)
        self.step = step


class Progress:
    """Given to the work; `at` says how far it is and raises `Stopped` when it should end."""

    def __init__(self, work_id: UUID, line: BaseDatabaseWrapper) -> None:
        self._work_id = work_id
        self._line = line
        self._said_at = 0.0

    def at(self, step: str, done: int = 0, total: int | None = None) -> None:
        """Say which step this is (in words) and how much of it is done."""
        now = time.monotonic()
        if now - self._said_at < EVERY and done != total:
            return
        self._said_at = now
        done = done if total is None else min(done, total)
        with self._line.cursor() as cursor:
            cursor.execute(SAY, [step[:120], done, total, self._work_id])
            row = cursor.fetchone()
        if row and row[0]:
            raise Stopped


@contextmanager
def own_line(work_id: UUID) -> Iterator[Progress | None]:
    """A second connection that holds the work's lock; None when another worker holds it.

    The lock belongs to the connection, so that it is free the moment a worker dies: there is
    no lease to wait for.
    """
    line = connection.copy()
    try:
        with line.cursor() as cursor:
            cursor.execute(HOLD, [f"work {work_id}"])
            (is_ours,) = cursor.fetchone()
        yield Progress(work_id, line) if is_ours else None
    finally:
        # If it is broken already, the lock is gone with it.
        with suppress(DatabaseError):
            line.close()
