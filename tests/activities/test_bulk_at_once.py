"""Changing many activities while others work, and when the worker dies: by doing it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

from django.db import connection, transaction

from activities.models import Activity, BulkChange
from activities.services.change_many import ask_for_change, change_many, undo_change
from activities.services.log import move_activity
from core.models import Work
from core.service import Refused, Stale
from organisation.models import Theme
from tests.activities.changing import prepared
from tests.activities.clerk import assert_counts_are_right
from tests.activities.records import an_activity, many
from tests.cast import Cast
from tests.house.world import World

LONG = 60  # seconds that a test waits before it says that something hangs


class Doing(threading.Thread):
    """One person doing one thing on a connection of their own; `said` is how it ended."""

    def __init__(self, deed) -> None:
        super().__init__(daemon=True)
        self.deed, self.said = deed, None
        self.start()

    def run(self) -> None:
        try:
            with connection.cursor() as cursor:
                # Who waits longer than this waits for the other's whole act.
                cursor.execute("SET lock_timeout = '20s'")
            self.said = self.deed()
        except Exception as problem:
            self.said = problem
        finally:
            connection.close()

    def ended(self):
        self.join(LONG)
        assert not self.is_alive(), "it hangs"
        return self.said


class Held:
    """Holds a change in the middle of its act, until `let_go`."""

    def __init__(self) -> None:
        self.is_in, self.may_go = threading.Event(), threading.Event()

    def say(self, step: str, done: int, total: int) -> None:
        if done == total:
            self.is_in.set()
            assert self.may_go.wait(LONG)


def test_pressed_twice_at_once_it_is_done_once(committed_db):
    ivy, made = Cast().ivy, many(20)
    change = prepared(ivy, made, is_public=False)
    pressed = [Doing(lambda: change_many(by=ivy, change_id=change.pk)) for _ in range(4)]
    said = [one.ended() for one in pressed]
    assert sum(isinstance(one, BulkChange) for one in said) == 1
    assert sum(isinstance(one, Refused) and "already" in one.sentence for one in said) == 3
    assert set(Activity.objects.values_list("version", flat=True)) == {2}
    backs = [Doing(lambda: undo_change(by=ivy, change_id=change.pk)) for _ in range(4)]
    assert sum(isinstance(one.ended(), BulkChange) for one in backs) == 1
    assert set(Activity.objects.values_list("version", flat=True)) == {3}


def test_nobody_who_logs_or_corrects_another_waits(committed_db):
    cast, made, held = Cast(), many(30), Held()
    ivy, sam = cast.ivy, cast.sam
    other = an_activity("Another", services=["Canterbury"])
    themes = frozenset(Theme.objects.values_list("pk", flat=True)[:3])
    change = prepared(ivy, made, is_public=False, added={"themes": themes})
    changing = Doing(lambda: change_many(by=ivy, change_id=change.pk, say=held.say))
    try:
        assert held.is_in.wait(LONG)
        with transaction.atomic(), connection.cursor() as cursor:
            # No waiting at all would be refused as "could not obtain lock".
            cursor.execute("SET LOCAL lock_timeout = '2s'")
            entry = World()._log("Canterbury", "sam")
            move_activity(
                by=sam, activity_id=other.pk, expected=1, to="cancelled", reason="It rained"
            )
        assert changing.is_alive()
        assert Activity.objects.filter(pk=entry.pk, status="planned").exists()
    finally:
        held.may_go.set()
    assert isinstance(changing.ended(), BulkChange)
    assert_counts_are_right()


def test_who_corrects_one_of_them_meanwhile_is_shown_the_change(committed_db):
    cast, made, held = Cast(), many(5), Held()
    change = prepared(cast.ivy, made, is_public=False)
    ivy = cast.ivy
    changing = Doing(lambda: change_many(by=ivy, change_id=change.pk, say=held.say))
    assert held.is_in.wait(LONG)
    moving = Doing(lambda: move_activity(by=ivy, activity_id=made[0].pk, expected=1, to="closed"))
    held.may_go.set()
    assert isinstance(changing.ended(), BulkChange)
    assert isinstance(moving.ended(), Stale)


def test_two_over_the_same_activities_end_both(committed_db):
    ivy, made = Cast().ivy, many(40)
    first = prepared(ivy, made, is_public=False)
    second = prepared(
        ivy,
        list(reversed(made)),
        project_id=0,
        added={"themes": frozenset(Theme.objects.values_list("pk", flat=True)[:2])},
    )
    doing = [
        Doing(lambda: change_many(by=ivy, change_id=first.pk)),
        Doing(lambda: change_many(by=ivy, change_id=second.pk)),
    ]
    assert all(isinstance(one.ended(), BulkChange) for one in doing)
    # Whoever came second left alone what had changed since the preview.
    outcomes = {
        change.pk: set(change.rows.values_list("outcome", flat=True)) for change in (first, second)
    }
    assert sorted(map(tuple, outcomes.values())) == [("changed",), ("moved_on",)]


# --- A worker that dies -------------------------------------------------------------------

WORKER = """
import sys, time
import django
django.setup()
import activities.services.change_many as services
from core.work.worker import do_due

services.AT_ONCE = 10
write = services.write_parts

def slowly(pairs):
    write(pairs)
    print("part", flush=True)
    time.sleep(float(sys.argv[1]))

services.write_parts = slowly
print("ended", do_due(), flush=True)
"""


def worker(environment, pause: float):
    environment = {**environment, "DJANGO_SETTINGS_MODULE": "cocreation.settings"}
    words = [sys.executable, "-c", WORKER, str(pause)]
    return subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True)


def test_a_killed_worker_leaves_nothing_changed_and_another_does_it_all(committed_db, monkeypatch):
    monkeypatch.setattr("core.work.services.wake", lambda task: None)
    ivy, made = Cast().ivy, many(40)
    themes = frozenset(Theme.objects.values_list("pk", flat=True)[:2])
    change = prepared(ivy, made, is_public=False, added={"themes": themes})
    ask_for_change(by=ivy, change_id=change.pk)
    first = worker(committed_db, 30)
    while "part" not in first.stdout.readline():
        assert first.poll() is None
    os.kill(first.pid, signal.SIGKILL)
    first.communicate(timeout=LONG)
    assert set(Activity.objects.values_list("version", flat=True)) == {1}
    for _ in range(50):
        second = worker(committed_db, 0)
        if "ended 1" in second.communicate(timeout=LONG)[0]:
            break
        time.sleep(0.2)
    change.refresh_from_db()
    assert change.state == "done"
    assert Work.objects.get().state == "done"
    assert set(Activity.objects.values_list("version", flat=True)) == {2}
    assert not Activity.objects.filter(is_public=True).exists()
    assert change.rows.filter(outcome="changed").count() == 40
    assert_counts_are_right()
