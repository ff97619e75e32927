"""The roll-ups behind the onion and the shift: always what a slow recount finds."""

from __future__ import annotations

import random
import threading
import time
from datetime import date, timedelta

import psycopg2
import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as tries
from hypothesis import strategies as some

from activities.models import (
    Activity,
    ActivityService,
    Headcount,
    Level,
    OnionCount,
    Session,
    ShiftCount,
)
from activities.selectors.onion import TRUST, all_places, directorate_counts, onion_counts
from activities.services.log import ActivityEntry, HeadcountEntry, SessionEntry, log_activity
from activities.services.rollups import fold_rollups
from activities.tasks import fold_rollups as fold_task
from core.models import Heartbeat
from core.periods import Period
from core.service import System
from impact.selectors import AMOUNTS, monthly_amounts
from organisation.models import ActivityKind, Service
from tests.activities.recount import slow_onion, slow_shift

SYSTEM = System("tests")
PERIODS = [
    Period(None, None),
    Period(date(2025, 4, 1), date(2026, 3, 1)),
    Period(date(2026, 2, 1), date(2026, 2, 1)),
    Period(None, date(2025, 6, 1)),
    Period(date(2026, 6, 1), None),
]
EVER = Period(date(2000, 1, 1), date(2100, 12, 1))


def assert_counts_are_right() -> None:
    """Every place on both pages says what the slow recount says."""
    places = all_places()
    for place in (TRUST, *places.directorates, *places.services):
        scope = (place.scope, place.id)
        for period in PERIODS:
            assert onion_counts(place, period) == slow_onion(scope, period.first, period.last)
        fast = {
            key: tuple(getattr(amounts, name) for name in AMOUNTS)
            for key, amounts in monthly_amounts(place, EVER).items()
        }
        assert {key: row for key, row in fast.items() if any(row)} == slow_shift(scope)
    for period in PERIODS:
        at_once = directorate_counts(period)
        for place in places.directorates:
            expected = slow_onion((place.scope, place.id), period.first, period.last)
            assert at_once.get(place.id, {}) == expected


class Clerk:
    """Does one random thing after another to the log, as forms, imports and repairs would."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.kind = ActivityKind.objects.first()
        self.levels = list(Level.objects.values_list("pk", flat=True))
        self.services = list(Service.objects.all())
        self.kept: list[dict] = []

    def day(self) -> date:
        return date(2025, 1, 1) + timedelta(days=self.dice.randrange(700))

    def some_day(self) -> tuple[date, str]:
        day, precision = self.day(), self.dice.choice(["day", "day", "month", "year"])
        if precision == "month":
            day = day.replace(day=1)
        if precision == "year":
            day = day.replace(month=1, day=1)
        return day, precision

    def one(self, model):
        rows = list(model.objects.order_by("pk"))
        return self.dice.choice(rows) if rows else None

    # What may happen to the log.

    def log_by_form(self) -> None:
        services = self.dice.sample(self.services, self.dice.randrange(3))
        day, precision = self.some_day()
        session = SessionEntry(
            held_on=day,
            precision=precision,
            status=self.dice.choice(["held", "held", "planned"]),
            co_creator_minutes=self.dice.choice([None, 90]),
            headcounts=tuple(
                HeadcountEntry(kind, self.dice.randrange(1, 9))
                for kind in self.dice.sample(["service_user", "carer", "staff"], 2)
            ),
        )
        log_activity(
            by=SYSTEM,
            entry=ActivityEntry(
                title="Logged",
                kind_id=self.kind.pk,
                level_id=self.dice.choice(self.levels),
                status=self.dice.choice(["planned", "happened"]),
                service_ids=tuple(service.pk for service in services),
                is_trust_wide=not services,
                directorate_by_service={s.pk: s.directorate_id for s in self.services},
            ),
            session=self.dice.choice([session, session, None]),
        )

    def put_in_by_hand(self) -> None:
        starts, precision = self.some_day()
        standing = self.dice.random() < 0.4
        made = Activity.objects.create(
            title="By hand",
            kind=self.kind,
            status=self.dice.choice(["planned", "happened", "closed"]),
            level_planned_id=self.dice.choice(self.levels),
            level_achieved_id=self.dice.choice(self.levels),
            is_standing=standing,
            starts_on=self.dice.choice([starts, None]),
            ends_on=None,
            precision=precision,
        )
        self.link(made)

    def link(self, activity: Activity | None = None) -> None:
        activity = activity or self.one(Activity)
        taken = set(
            ActivityService.objects.filter(activity=activity).values_list("service_id", flat=True)
        )
        free = [service for service in self.services if service.pk not in taken]
        if activity and free:
            ActivityService.objects.bulk_create(
                ActivityService(activity=activity, service=s, directorate_id=s.directorate_id)
                for s in self.dice.sample(free, self.dice.randrange(1, len(free) + 1))
            )

    def unlink(self) -> None:
        if row := self.one(ActivityService):
            row.delete()

    def relink(self) -> None:
        if row := self.one(ActivityService):
            other = self.dice.choice(self.services)
            if not ActivityService.objects.filter(
                activity_id=row.activity_id, service=other
            ).exists():
                ActivityService.objects.filter(pk=row.pk).update(
                    service=other, directorate_id=other.directorate_id
                )

    def change_level(self) -> None:
        if row := self.one(Activity):
            level = self.dice.choice(self.levels)
            Activity.objects.filter(pk=row.pk).update(
                level_planned_id=level, level_achieved_id=level
            )

    def move(self) -> None:
        if row := self.one(Activity):
            row.status = self.dice.choice(sorted(Activity.TRANSITIONS[row.status]))
            row.status_reason = "Because"
            row.level_achieved_id = row.level_achieved_id or self.dice.choice(self.levels)
            row.level_planned_id = row.level_planned_id or self.dice.choice(self.levels)
            row.save(update_fields=["status", "status_reason", "level_achieved", "level_planned"])

    def change_dates(self) -> None:
        if row := self.one(Activity):
            starts, precision = self.some_day()
            ends = (
                None
                if self.dice.random() < 0.5
                else max(starts, self.day()).replace(
                    day=1, month=1 if precision == "year" else starts.month
                )
            )
            if ends and ends < starts:
                ends = None
            Activity.objects.filter(pk=row.pk).update(
                starts_on=self.dice.choice([starts, None]),
                ends_on=ends,
                precision=precision,
                is_standing=self.dice.random() < 0.5,
            )

    def add_session(self) -> None:
        if row := self.one(Activity):
            day, precision = self.some_day()
            session = Session.objects.create(
                activity=row,
                held_on=day,
                precision=precision,
                minutes=self.dice.choice([None, 60, 120]),
                status=self.dice.choice(["planned", "held", "held"]),
            )
            if self.dice.random() < 0.7:
                self.count(session)

    def count(self, session: Session | None = None) -> None:
        session = session or self.one(Session)
        if session:
            Headcount.objects.update_or_create(
                session=session,
                kind=self.dice.choice(["service_user", "carer", "staff"]),
                defaults={"number": self.dice.randrange(0, 40)},
            )

    def uncount(self) -> None:
        if row := self.one(Headcount):
            row.delete()

    def change_session(self) -> None:
        if row := self.one(Session):
            row.held_on, row.precision = self.some_day()
            row.status = self.dice.choice([row.status, *sorted(Session.TRANSITIONS[row.status])])
            row.status_reason = "Because"
            row.minutes = self.dice.choice([None, 45])
            row.co_creator_minutes = self.dice.choice([None, 0, 500])
            row.save()

    def move_session(self) -> None:
        if row := self.one(Session):
            Session.objects.filter(pk=row.pk).update(activity=self.one(Activity))

    def drop_session(self) -> None:
        if row := self.one(Session):
            row.delete()

    def drop(self) -> None:
        if row := self.one(Activity):
            row.delete()

    def drop_from_the_top(self) -> None:
        """The activity first, its parts after it, as a repair by hand may do."""
        if row := self.one(Activity):
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM activities_activity WHERE id = %s", [row.pk])
                cursor.execute(
                    "DELETE FROM activities_headcount h USING activities_session s"
                    " WHERE h.session_id = s.id AND s.activity_id = %s", [row.pk]
                )  # fmt: skip
                for table in ("session", "activityservice"):
                    cursor.execute(
                        f"DELETE FROM activities_{table} WHERE activity_id = %s",  # noqa: S608
                        [row.pk],
                    )

    def change_many(self) -> None:
        level = self.dice.choice(self.levels)
        Activity.objects.update(level_achieved_id=level)
        Session.objects.filter(precision="day").update(held_on=self.day())

    def remember(self) -> None:
        columns = ["id", "level_achieved_id", "is_standing", "starts_on", "ends_on", "precision"]
        self.kept = list(Activity.objects.exclude(level_achieved=None).values(*columns))

    def undo(self) -> None:
        for row in self.kept:
            Activity.objects.filter(pk=row["id"]).update(**row)

    def fold(self) -> None:
        fold_rollups(by=SYSTEM)


DEEDS = sorted(name for name in vars(Clerk) if not name.startswith("_") and name not in
               {"day", "some_day", "one"})  # fmt: skip


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
