"""Timed jobs: the table, the lock, the pulse, the tidying."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from cocreation.celery import app
from cocreation.schedule import TIMED
from core import tasks
from core.jobs import job, only_one
from core.models import Act, Draft, Heartbeat, Submission
from tests.core.messages import queue_one


def test_every_timed_job_exists():
    app.loader.import_default_modules()
    assert {timed.task for timed in TIMED} <= set(app.tasks)
    assert list(settings.CELERY_BEAT_SCHEDULE) == [timed.name for timed in TIMED]
    assert all(timed.task.endswith(f".{timed.name}") for timed in TIMED)


def test_job_shows_its_pulse_and_leaves_no_act(db):
    before = Act.objects.count()
    tasks.heartbeat()
    first = Heartbeat.objects.get(name="heartbeat").at
    tasks.heartbeat()
    assert Heartbeat.objects.get(name="heartbeat").at > first
    assert Act.objects.count() == before


def test_job_never_overlaps(committed_db):
    ran = []

    @job("slow")
    def slow() -> None:
        ran.append("outer")
        # Another process comes to the same job meanwhile: its connection gets no lock.
        elsewhere.append(is_free_elsewhere())

    elsewhere: list[bool] = []

    def is_free_elsewhere() -> bool:
        other = connection.copy()
        try:
            with other.cursor() as cursor:
                cursor.execute("SELECT pg_try_advisory_lock(hashtextextended('job slow', 0))")
                return cursor.fetchone()[0]
        finally:
            other.close()

    slow()
    assert (ran, elsewhere) == (["outer"], [False])
    assert is_free_elsewhere()
    assert Heartbeat.objects.filter(name="slow").exists()


def test_job_that_is_running_is_left_alone(committed_db):
    ran = []

    @job("busy")
    def busy() -> None:
        ran.append(1)

    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtextextended('job busy', 0))")
        busy()
        assert ran == []
        assert not Heartbeat.objects.filter(name="busy").exists()
        # Not by closing alone: the server lets go of it a moment after that.
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended('job busy', 0))")
    finally:
        other.close()
    busy()
    assert ran == [1]


def test_job_that_fails_shows_no_pulse_and_frees_its_lock(db):
    @job("broken")
    def broken() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()
    assert not Heartbeat.objects.filter(name="broken").exists()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        assert cursor.fetchone()[0] == 0
    with only_one("broken") as is_ours:
        assert is_ours


def test_sweep_delivers_what_a_lost_wake_up_missed(db, sink):
    message = queue_one()
    tasks.sweep_outbox()
    assert sink.taken_by(message.address) == 1
    assert Heartbeat.objects.filter(name="sweep_outbox").exists()


def test_tidying_removes_what_is_old_and_nothing_else(cast):
    now = timezone.now()
    for days in (1, 8):
        Submission.objects.create(
            key=uuid4(), page="p", digest="d", result="/", at=now - timedelta(days=days)
        )
    for days in (29, 31):
        Draft.objects.create(
            by=cast.sam, page=f"p{days}", values={}, updated_at=now - timedelta(days=days)
        )
    for days in (-1, 1):
        Session.objects.create(
            session_key=f"s{days}", session_data="", expire_date=now + timedelta(days=days)
        )
    tasks.tidy()
    assert [s.at for s in Submission.objects.all()] == [now - timedelta(days=1)]
    assert list(Draft.objects.values_list("page", flat=True)) == ["p29"]
    assert list(Session.objects.values_list("session_key", flat=True)) == ["s1"]
    assert Act.objects.filter(service="core.tidy_up", system="tidy").count() == 1
