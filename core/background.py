"""The Celery application: how a piece of work reaches the worker.

Celery only wakes workers. What is to be done, by when and how it ended is in PostgreSQL,
so a broker that loses everything costs nothing but speed.
"""

import os
from functools import cache

from celery import Celery
from kombu.connection import Connection
from kombu.exceptions import KombuError
from kombu.pools import ProducerPool, producers
from redis.exceptions import RedisError

from core.cache import breaker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cocreation.settings")

app = Celery("cocreation")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

FAULTS = (KombuError, RedisError, OSError)
# A request waits no longer than this for a broker that takes lines but does not answer.
PATIENCE = 0.5  # seconds


@cache
def _lines() -> ProducerPool:
    """Lines to the broker for callers in a hurry; the worker's own are more patient."""
    line: Connection = app.connection_for_write()
    line.transport_options = {**(line.transport_options or {}), "socket_timeout": PATIENCE}
    return producers[line]


def wake(task: str) -> None:
    """Ask a worker to run a task soon; never mind if nobody hears.

    With the broker down this costs one quick try, then nothing for a while. What has to be
    done must be found some other way as well, such as a sweep.
    """
    fuse = breaker(app.conf.broker_url, "broker")
    if fuse.is_open():
        return
    try:
        with _lines().acquire(block=True, timeout=PATIENCE) as producer:
            app.send_task(task, producer=producer, ignore_result=True, retry=False, expires=60)
    except FAULTS as fault:
        fuse.failed(fault)
    else:
        fuse.worked()
