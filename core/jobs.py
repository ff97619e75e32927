"""Timed jobs: tasks that never overlap with themselves and show a pulse.

    @job("fold_rollups")
    def fold_rollups() -> None:
        services.fold_rollups(by=System("roll-ups"))

The name is the one in `cocreation/schedule.py`, where its time is set.
"""

import functools
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from celery import Task
from django.db import DatabaseError, connection
from structlog.contextvars import bound_contextvars

from core.background import app
from core.service import System
from core.services import record_pulse

log = structlog.get_logger(__name__)


@contextmanager
def only_one(name: str) -> Iterator[bool]:
    """Hold the database's lock of this name; False when another process holds it.

    It belongs to the connection, so that it is free again the moment a worker dies.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [f"job {name}"])
        (is_held,) = cursor.fetchone()
    try:
        yield is_held
    finally:
        if is_held:
            _let_go(name)


def _let_go(name: str) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [f"job {name}"])
    except DatabaseError:
        # The connection is broken, and the lock is gone with it.
        connection.close()


def job(name: str) -> Callable[[Callable[[], Any]], Task]:
    """Make a function without arguments a timed job of this name."""

    def decorate(function: Callable[[], Any]) -> Task:
        @functools.wraps(function)
        def run() -> None:
            start = time.monotonic()
            with bound_contextvars(job=name), only_one(name) as is_ours:
                if not is_ours:
                    log.info("job_still_running")
                    return
                function()
                record_pulse(name=name, by=System(name))
                log.debug("job_done", seconds=round(time.monotonic() - start, 3))

        return app.task(run, name=f"{function.__module__}.{function.__name__}")

    return decorate
