"""The roll-ups behind the onion and the shift: always what a slow recount finds."""

from __future__ import annotations

import threading
import time
from datetime import date

import psycopg2
import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as tries
from hypothesis import strategies as some

from activities.models import (
    Activity,
    Level,
    OnionCount,
    Session,
    ShiftCount,
)
from activities.selectors.onion import TRUST, onion_counts
from activities.services.rollups import fold_rollups
from activities.tasks import fold_rollups as fold_task
from core.models import Heartbeat
from core.periods import Period
from organisation.models import ActivityKind, Service
from tests.activities.clerk import DEEDS, SYSTEM, Clerk, assert_counts_are_right


@tries(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=[Phase.generate, Phase.shrink],
)
@given(
    seed=some.integers(0, 2**32),
    deeds=some.lists(some.sampled_from(DEEDS), min_size=4, max_size=25),
)
def test_any_history_leaves_the_counts_that_a_recount_finds(db, seed, deeds):
    with transaction.atomic():
        clerk = Clerk(seed)
        for deed in ["log_by_form", "put_in_by_hand", "add_session", *deeds]:
            getattr(clerk, deed)()
        assert_counts_are_right()
        transaction.set_rollback(True)


def test_the_recount_would_notice_a_wrong_count(cast):
    """The control: a roll-up that is off by one fails the comparison."""
    clerk = Clerk(1)
    clerk.log_by_form()
    OnionCount.objects.create(
        scope="trust", scope_id=0, level_id=clerk.levels[0], state="happened",
        month=date(2025, 5, 1), starts=1, ends=0,
    )  # fmt: skip
    with pytest.raises(AssertionError):
        assert_counts_are_right()


def test_a_session_after_its_end_makes_a_standing_activity_last_until_then(cast):
    activity = Activity.objects.create(
        title="Drop-in", kind=ActivityKind.objects.first(), status="happened",
        level_achieved=Level.objects.first(), is_standing=True, ends_on=date(2025, 3, 1),
    )  # fmt: skip
    Session.objects.create(activity=activity, held_on=date(2026, 2, 9))
    key = (activity.level_achieved_id, "happened")
    assert onion_counts(TRUST, Period(date(2025, 6, 1), date(2025, 12, 1))) == {}
    assert onion_counts(TRUST, Period(date(2026, 2, 1), date(2026, 2, 1))) == {key: 1}
    assert_counts_are_right()


# --- Folding ---------------------------------------------------------------------------


def some_history(deeds: int = 40, seed: int = 7) -> Clerk:
    clerk = Clerk(seed)
    for _ in range(deeds):
        getattr(clerk, clerk.dice.choice(["log_by_form", "add_session", "change_level", "move"]))()
    return clerk


def test_folding_changes_no_sum_and_leaves_one_row_for_each_key(cast):
    some_history()
    rows = OnionCount.objects.count() + ShiftCount.objects.count()
    fewer = fold_rollups(by=SYSTEM)
    assert fewer > 0
    assert OnionCount.objects.count() + ShiftCount.objects.count() == rows - fewer
    keys = OnionCount.objects.values_list("scope", "scope_id", "level_id", "state", "month")
    assert len(keys) == len(set(keys))
    assert_counts_are_right()


def test_folding_twice_finds_nothing_more_to_do(cast):
    some_history()
    fold_rollups(by=SYSTEM)
    assert fold_rollups(by=SYSTEM) == 0


def test_what_came_to_nothing_leaves_no_row(cast):
    clerk = some_history()
    while Activity.objects.exists():
        clerk.drop()
    fold_rollups(by=SYSTEM)
    assert (OnionCount.objects.count(), ShiftCount.objects.count()) == (0, 0)


def test_the_timed_job_folds_and_shows_its_pulse(cast):
    some_history()
    fold_task()
    assert Heartbeat.objects.filter(name="fold_rollups").exists()
    assert fold_rollups(by=SYSTEM) == 0


def connect(environment: dict[str, str]):
    return psycopg2.connect(environment["DATABASE_URL"])


INSERT = """
INSERT INTO activities_activity
       (title, aim, kind_id, status, status_reason, level_achieved_id, level_reason,
        is_trust_wide, is_standing, starts_on, precision, what_was_asked, prompts, notes,
        is_public, version, directorate_ids, service_ids)
SELECT 'At once', '', (SELECT min(id) FROM organisation_activitykind), 'happened', '',
       (SELECT min(id) FROM activities_level), '', false, false, '2026-05-05', 'day', '', '', '',
       true, 1, ARRAY[d.id], '{}'
  FROM (SELECT min(id) AS id FROM organisation_directorate) d
"""
SUM = "SELECT coalesce(sum(starts), 0) FROM activities_onioncount WHERE scope = 'trust'"


def test_a_reader_never_sees_a_wrong_sum_while_others_log_and_fold(committed_db):
    """Two log, two fold, one reads: the sum only ever grows, and ends at what was logged."""
    stop, seen, logged, faults = threading.Event(), [], [], []

    def work(deed):
        try:
            with connect(committed_db) as conn, conn.cursor() as cursor:
                while not stop.is_set():
                    deed(conn, cursor)
        except Exception as fault:
            faults.append(fault)

    def log(conn, cursor):
        cursor.execute(INSERT)
        conn.commit()
        logged.append(1)

    def read(conn, cursor):
        cursor.execute(SUM)
        seen.append(cursor.fetchone()[0])
        conn.commit()

    threads = [threading.Thread(target=work, args=(deed,)) for deed in (log, log, read)]
    for thread in threads:
        thread.start()
    folded, until = 0, time.monotonic() + 3
    while time.monotonic() < until:
        folded += fold_rollups(by=SYSTEM)
    stop.set()
    for thread in threads:
        thread.join(20)
    fold_rollups(by=SYSTEM)
    assert not faults
    assert folded > 0
    assert len(logged) > 20
    assert seen == sorted(seen)
    with connection.cursor() as cursor:
        cursor.execute(SUM)
        assert cursor.fetchone()[0] == len(logged) == Activity.objects.count()
    assert OnionCount.objects.filter(scope="trust").count() == 1


def test_one_fold_at_a_time(committed_db):
    some_history()
    with connect(committed_db) as other, other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [0x464F4C44])
        assert fold_rollups(by=SYSTEM) == 0
        other.rollback()
    assert fold_rollups(by=SYSTEM) > 0


# --- Logging at the same time ----------------------------------------------------------


def test_logging_by_one_never_waits_for_another(committed_db):
    """One leaves a transaction open; another logs the same directorate, level and month."""
    with connect(committed_db) as slow, connect(committed_db) as quick:
        slow.cursor().execute(INSERT)
        cursor = quick.cursor()
        cursor.execute("SET lock_timeout = '2s'")
        cursor.execute(INSERT)
        quick.commit()
        slow.commit()
        cursor.execute(SUM)
        assert cursor.fetchone()[0] == 2


def test_two_who_update_one_counter_row_do_wait(committed_db):
    """The control: with a counter that is updated in place the second would wait."""
    count = "UPDATE activities_onioncount SET starts = starts + 1 WHERE scope = 'trust'"
    with connect(committed_db) as first:
        first.cursor().execute(INSERT)
    with connect(committed_db) as slow, connect(committed_db) as quick:
        slow.cursor().execute(count)
        cursor = quick.cursor()
        cursor.execute("SET lock_timeout = '300ms'")
        with pytest.raises(psycopg2.errors.LockNotAvailable):
            cursor.execute(count)
        slow.rollback()


@pytest.mark.parametrize("table", ["services", "counts"])
def test_two_who_add_to_one_record_at_once_both_count(committed_db, table):
    """Services of one activity, or head counts of one session, added in two open transactions."""
    services = list(Service.objects.order_by("pk")[:2])
    session = Session.objects.create(
        activity=Activity.objects.create(
            title="Shared", kind=ActivityKind.objects.first(), status="happened",
            level_achieved=Level.objects.first(),
        ),
        held_on=date(2026, 5, 5), minutes=60,
    )  # fmt: skip

    def add(cursor, place: int) -> None:
        if table == "services":
            service = services[place]
            cursor.execute(
                "INSERT INTO activities_activityservice (activity_id, service_id, directorate_id,"
                " is_lead) VALUES (%s, %s, %s, false)",
                [session.activity_id, service.pk, service.directorate_id],
            )
        else:
            cursor.execute(
                "INSERT INTO activities_headcount (session_id, kind, number, is_estimate)"
                " VALUES (%s, %s, 5, false)",
                [session.pk, ["carer", "public"][place]],
            )

    with connect(committed_db) as one, connect(committed_db) as two:
        add(one.cursor(), 0)
        second = threading.Thread(target=add, args=(two.cursor(), 1))
        second.start()
        time.sleep(0.3)
        one.commit()
        second.join(10)
        two.commit()
    assert_counts_are_right()
