"""Background work: done once, whole or not at all, and seen by nobody but its owner."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse

from core.models import Draft, Work
from core.service import NotAllowed, Refused, service
from core.tasks import HANDS, do_work
from core.work.progress import NotYet
from core.work.services import start_work as start
from core.work.services import stop_work
from core.work.sockets import WORK_KINDS
from core.work.worker import do_due
from tests.cast import Cast

KIND = "tests.write"


@pytest.fixture
def kind(monkeypatch):
    """A kind of work that a test fills in."""
    runs = {}

    def kinds():
        return runs

    WORK_KINDS.plug(kinds)
    monkeypatch.setattr("core.work.services.wake", lambda task: None)
    yield runs
    WORK_KINDS._plugs.remove(kinds)


@service
def ask(*, by, kind=KIND, subject="1"):
    return start(by=by, kind=kind, subject=subject, title="A long one")


@pytest.mark.django_db
def test_work_is_done_and_says_so(cast, kind):
    kind[KIND] = lambda work, progress: progress.at("Writing", 1, 2)
    work = ask(by=cast.sam)
    assert do_due() == 1
    work.refresh_from_db()
    assert (work.state, work.attempts) == ("done", 1)
    assert do_due() == 0


@pytest.mark.django_db
def test_the_same_work_is_not_asked_for_twice_at_once(cast, kind):
    ask(by=cast.sam)
    with pytest.raises(Refused, match="being done already"):
        ask(by=cast.olu)
    assert ask(by=cast.olu, subject="2").subject == "2"


@pytest.mark.django_db
def test_a_reason_why_not_is_kept_for_the_person(cast, kind):
    def run(work, progress):
        raise Refused("The file has no rows.")

    kind[KIND] = run
    work = ask(by=cast.sam)
    do_due()
    work.refresh_from_db()
    assert (work.state, work.said) == ("failed", "The file has no rows.")


@pytest.mark.django_db
def test_what_breaks_is_tried_three_times_and_leaves_nothing_behind(cast, kind):
    def run(work, progress):
        Draft.objects.create(by=cast.sam, page=f"half {work.attempts}", values={})
        raise OSError("disk")

    kind[KIND] = run
    work = ask(by=cast.sam)
    for _ in range(5):
        do_due()
    work.refresh_from_db()
    assert (work.state, work.attempts) == ("failed", 3)
    assert "three times" in work.said
    assert not Draft.objects.filter(page__startswith="half").exists()


@pytest.mark.django_db
def test_what_must_wait_holds_no_worker_and_is_begun_again(cast, kind):
    """However often it had to wait, it is tried once in a round, and no attempt is counted."""
    begun = []

    def run(work, progress):
        begun.append(work.subject)
        Draft.objects.create(by=cast.sam, page=f"half {len(begun)}", values={})
        if work.subject == "1" and len(begun) < 7:
            raise NotYet("Waiting for another one to end")

    kind[KIND] = run
    work, other = ask(by=cast.sam), ask(by=cast.olu, subject="2")
    assert do_due() == 1
    for _ in range(4):
        assert do_due() == 0
    work.refresh_from_db()
    other.refresh_from_db()
    assert (other.state, begun) == ("done", ["1", "2", "1", "1", "1", "1"])
    assert (work.state, work.attempts) == ("waiting", 0)
    assert work.step == "Waiting for another one to end"
    assert do_due() == 1
    work.refresh_from_db()
    assert (work.state, work.attempts) == ("done", 1)
    assert set(Draft.objects.filter(page__startswith="half").values_list("page", flat=True)) == {
        "half 2",
        "half 7",
    }


@pytest.mark.django_db
def test_only_its_owner_stops_it(cast, kind):
    work = ask(by=cast.sam)
    with pytest.raises(NotAllowed):
        stop_work(by=cast.olu, work_id=work.pk)
    work = stop_work(by=cast.sam, work_id=work.pk)
    assert (work.state, work.stop_asked_by) == ("stopped", cast.sam)
    assert do_due() == 0


@pytest.mark.django_db
def test_somebody_who_may_stops_what_another_asked_for_and_it_is_known_who(cast, kind):
    work = ask(by=cast.sam)
    stop_work(by=cast.ivy, work_id=work.pk, may_stop_any=True)
    work.refresh_from_db()
    assert (work.state, work.by, work.stop_asked_by) == ("stopped", cast.sam, cast.ivy)
    stop_work(by=cast.sam, work_id=work.pk)
    work.refresh_from_db()
    assert work.stop_asked_by == cast.ivy


@pytest.mark.django_db
def test_only_its_owner_sees_how_far_it_is(cast, as_person, kind):
    work = ask(by=cast.sam)
    address = reverse("core:work_state", args=[work.pk])
    assert as_person("sam").get(address).json()["is_open"] is True
    assert as_person("olu").get(address).status_code == 404


# --- With real commits and real processes -------------------------------------------------

SLOW = """
import os, sys, time
import django
django.setup()
from core.models import Draft, Work
from core.work.sockets import WORK_KINDS
from core.work.worker import do_due

def run(work, progress):
    Draft.objects.create(by_id=work.by_id, page=f"work {work.attempts}", values={})
    for n in range(200):
        progress.at("Writing", n, 200)
        print("at", n, flush=True)
        time.sleep(float(sys.argv[1]))

WORK_KINDS.plug(lambda: {"tests.write": run})
print("ended", do_due(), flush=True)
"""


def worker(environment, pause):
    words = [sys.executable, "-c", SLOW, str(pause)]
    environment = {**environment, "DJANGO_SETTINGS_MODULE": "cocreation.settings"}
    return subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True)


def test_a_killed_worker_leaves_nothing_and_another_does_the_whole(committed_db):
    work = ask(by=Cast().sam)
    first = worker(committed_db, 0.05)
    while "at 3" not in first.stdout.readline():
        pass
    second = worker(committed_db, 0)
    # While the first lives the second finds the work taken.
    assert "ended 0" in second.communicate(timeout=60)[0]
    os.kill(first.pid, signal.SIGKILL)
    first.communicate(timeout=60)
    assert not Draft.objects.filter(page__startswith="work").exists()
    for _ in range(50):
        third = worker(committed_db, 0)
        if "ended 1" in third.communicate(timeout=60)[0]:
            break
        time.sleep(0.1)
    work.refresh_from_db()
    assert (work.state, work.attempts) == ("done", 2)
    assert [d.page for d in Draft.objects.filter(page__startswith="work")] == ["work 2"]


def test_progress_is_seen_while_the_work_goes_on_and_it_can_be_stopped(committed_db):
    sam = Cast().sam
    work = ask(by=sam)
    running = worker(committed_db, 0.05)
    try:
        for _ in range(200):
            work.refresh_from_db()
            if work.done:
                break
            time.sleep(0.05)
        assert (work.state, work.step, work.total) == ("running", "Writing", 200)
        stop_work(by=sam, work_id=work.pk)
        running.communicate(timeout=60)
    finally:
        running.kill()
    work.refresh_from_db()
    assert work.state == "stopped"
    assert not Draft.objects.filter(page__startswith="work").exists()


@pytest.mark.django_db
def test_work_does_not_use_a_plan_made_for_a_single_row(cast, kind):
    """A kept plan compares each with each if it was made when that was cheap."""
    join = "SELECT FROM generate_series(1, 9) a(n) JOIN generate_series(1, 9) b(n) USING (n)"
    seen = []

    def plan():
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN EXECUTE kept_plan")
            return cursor.fetchone()[0]

    kind[KIND] = lambda work, progress: seen.append(plan())
    with connection.cursor() as cursor:
        cursor.execute(f"PREPARE kept_plan AS {join}")
        cursor.execute("SET LOCAL enable_hashjoin = off")
        cursor.execute("SET LOCAL enable_mergejoin = off")
        assert "Nested Loop" in plan()
        cursor.execute("SET LOCAL enable_hashjoin = on")
        cursor.execute("SET LOCAL enable_mergejoin = on")
    assert "Nested Loop" in plan()
    ask(by=cast.sam)
    do_due()
    assert "Nested Loop" not in seen[0]
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE kept_plan")


@pytest.mark.django_db
def test_a_worker_keeps_a_hand_free_of_long_work(cast, kind):
    """Asked for more while it is at as much as it may, it goes on with other things at once."""
    kind[KIND] = lambda work, progress: None
    work = ask(by=cast.sam)
    held = [HANDS.acquire(blocking=False) for _ in range(settings.WORK_AT_ONCE)]
    try:
        do_work()
        work.refresh_from_db()
        assert (all(held), work.state) == (True, "waiting")
    finally:
        for _ in held:
            HANDS.release()
    do_work()
    work.refresh_from_db()
    assert work.state == "done"


@pytest.mark.django_db
def test_work_asked_for_meanwhile_is_done_when_the_first_has_ended(cast, kind):
    kind[KIND] = lambda work, progress: ask(by=cast.olu, kind="tests.next")
    kind["tests.next"] = lambda work, progress: None
    ask(by=cast.sam)
    do_work()
    assert list(Work.objects.order_by("asked_at").values_list("state", flat=True)) == ["done"] * 2
