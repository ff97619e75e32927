"""Workers killed in the middle, two people at once, and people who log meanwhile: nothing is half."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection
from django.utils import timezone

from activities.models import Activity
from activities.selectors.levels import all_levels
from activities.services.log import ActivityEntry, SessionEntry, log_activity
from core.imports.services.batches import load_import, match_columns, start_import, undo_import
from core.models import Draft, ImportRow, Work
from core.work.worker import do_due
from organisation.models import ActivityKind, Service
from tests.cast import Cast
from tests.core.imports.files import GOOD, checked, csv_of, fresh, loaded, things, upload_of

ROWS = [(f"Thing {n}", "red", str(n % 50), "", "", f"set {n // 2}") for n in range(3_000)]
RECORDS = 1_500
SEED = int(os.environ.get("IMPORT_SEED", "7"))

WORKER = """
import os, sys, time
import django
django.setup()
from core.imports.sockets import IMPORT_KINDS
from core.work.worker import do_due
from tests.core.imports.plain_kind import PlainKind
IMPORT_KINDS.plug(PlainKind())
print("ready", flush=True)
print("ended", do_due(), flush=True)
"""


def worker(environment, code=WORKER):
    environment = {**environment, "DJANGO_SETTINGS_MODULE": "cocreation.settings"}
    child = subprocess.Popen(
        [sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout.readline().strip() == "ready"
    return child


def kill_in_the_middle(environment, chance, work):
    """Start a worker and kill it as soon as it is somewhere in its step; whether it was in time."""
    child = worker(environment)
    time.sleep(chance.uniform(0, 0.4))
    os.kill(child.pid, signal.SIGKILL)
    child.communicate(timeout=60)
    work.refresh_from_db()
    return work.is_open


def done_by_another(work):
    """Come until the work is done: the lock of a dead worker goes with its connection."""
    for _ in range(60):
        do_due()
        work.refresh_from_db()
        if not work.is_open:
            return
        time.sleep(0.2)
    raise AssertionError("The work was never done.")


@pytest.mark.usefixtures("plain_kind")
def test_a_worker_killed_in_any_step_leaves_all_or_nothing(committed_db):
    """Read, check, bring in, take out: each killed twice at a random moment, then done whole."""
    chance, sam = random.Random(SEED), Cast().sam
    batch = start_import(by=sam, kind="things", upload=upload_of(csv_of(*ROWS)))
    killed = 0

    def through(kind, *, before, after, count):
        nonlocal killed
        work = Work.objects.get(kind=kind)
        for _ in range(2):
            if kill_in_the_middle(committed_db, chance, work):
                killed += 1
                assert (fresh(batch).state, count()) == before
        done_by_another(work)
        assert (work.state, fresh(batch).state, count()) == ("done", *after)

    def staged():
        return ImportRow.objects.filter(batch_id=batch.pk).count()

    def ready():
        return fresh(batch).counts.get("ready", 0)

    def there():
        return len(things(batch))

    through("imports.read", before=("reading", 0), after=("columns", 3_000), count=staged)
    now = fresh(batch)
    match_columns(
        by=sam, batch_id=batch.pk, expected=now.version, columns=now.columns, said={}, choices={}
    )
    through("imports.check", before=("checking", 0), after=("checked", 3_000), count=ready)
    load_import(by=sam, batch_id=batch.pk, expected=fresh(batch).version, mode="all")
    through("imports.load", before=("loading", 0), after=("loaded", RECORDS), count=there)
    undo_import(by=sam, batch_id=batch.pk, expected=fresh(batch).version)
    through("imports.undo", before=("undoing", RECORDS), after=("undone", 0), count=there)
    assert killed >= 3


@pytest.mark.usefixtures("plain_kind")
def test_of_two_who_bring_in_the_same_at_once_one_is_asked(committed_db):
    cast = Cast()
    batches = [checked(by, *GOOD) for by in (cast.sam, cast.olu)]
    for by, batch in zip((cast.sam, cast.olu), batches, strict=True):
        load_import(by=by, batch_id=batch.pk, expected=batch.version, mode="all")
    children = [worker(committed_db) for _ in range(2)]
    for child in children:
        child.communicate(timeout=120)
    do_due()
    states = sorted(fresh(batch).state for batch in batches)
    assert states == ["checked", "loaded"]
    assert len(things()) == 3
    asked = next(fresh(batch) for batch in batches if fresh(batch).state == "checked")
    assert "Look at the likely doubles once more" in asked.trouble


@pytest.mark.usefixtures("plain_kind")
def test_an_import_that_must_wait_for_another_holds_no_worker(committed_db):
    """Coming in and going out: with the turn taken the round ends at once, and nothing is lost."""
    sam = Cast().sam
    batch = checked(sam, *GOOD)
    other = connection.copy()
    for step, ask, after in (
        ("load", lambda **given: load_import(mode="all", **given), "loaded"),
        ("undo", undo_import, "undone"),
    ):
        ask(by=sam, batch_id=batch.pk, expected=fresh(batch).version)
        work = Work.objects.get(kind=f"imports.{step}")
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtextextended('turn import things', 0))")
        assert do_due() == 0
        work.refresh_from_db()
        assert (work.state, work.attempts) == ("waiting", 0)
        assert work.step == "Waiting for another import to end"
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock_all()")
        assert do_due() == 1
        assert fresh(batch).state == after
    other.close()


# --- A worker dies after it was decided what stays ---------------------------------------------

HELD_AFTER = """
import sys
import django
django.setup()
from core.imports.sockets import IMPORT_KINDS
from core.work.worker import do_due
from tests.core.imports.plain_kind import PlainKind
kinds = {{kind.name: type(kind) for kind in IMPORT_KINDS}} | {{"things": PlainKind}}
IMPORT_KINDS.plug(PlainKind())
kind = kinds[{kind!r}]
usual = kind.{step}
def step(self, **given):
    counts = usual(self, **given)
    print("written", flush=True)
    sys.stdin.readline()
    return counts
kind.{step} = step
print("ended", do_due(), flush=True)
"""


def held_after(environment, kind, step):
    """A worker that has done a step's writing and has not ended it: it waits for a line."""
    child = subprocess.Popen(
        [sys.executable, "-c", HELD_AFTER.format(kind=kind, step=step)],
        env={**environment, "DJANGO_SETTINGS_MODULE": "cocreation.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    while "written" not in (line := child.stdout.readline()):
        assert line, "The worker ended before it wrote."
    return child


def touch(name):
    thing = Draft.objects.get(values__name=name)
    Draft.objects.filter(pk=thing.pk).update(values={**thing.values, "touched": True})
    return thing


@pytest.mark.usefixtures("plain_kind")
def test_a_worker_killed_after_it_chose_what_stays_takes_nothing_and_another_chooses_anew(
    committed_db,
):
    """What is changed between the two deaths stays too; what was ticked goes all the same."""
    sam = Cast().sam
    batch = loaded(sam, checked(sam, *GOOD))
    touch("Cup")
    ticked = touch("Plate")
    undo_import(by=sam, batch_id=batch.pk, expected=batch.version, also=[ticked.pk])
    work = Work.objects.get(kind="imports.undo")
    child = held_after(committed_db, "things", "undo")
    os.kill(child.pid, signal.SIGKILL)
    child.communicate(timeout=60)
    assert (fresh(batch).state, fresh(batch).taken_out, len(things(batch))) == ("undoing", {}, 3)
    touch("Fork")
    done_by_another(work)
    batch = fresh(batch)
    assert (batch.state, batch.taken_out) == ("undone", {"things": 1})
    assert sorted(thing["name"] for thing in things(batch)) == ["Cup", "Fork"]


# --- Somebody logs while a file comes in -------------------------------------------------------

LOG = [
    (f"Old workshop {n}", "Involve", "Trust-wide", f"{n % 28 + 1} May 2023", "Workshop")
    for n in range(300)
]


def asked_to_load(by, kind, upload):
    """An import that a worker is to bring in."""
    batch = start_import(by=by, kind=kind, upload=upload)
    do_due()
    now = fresh(batch)
    match_columns(
        by=by,
        batch_id=batch.pk,
        expected=now.version,
        columns=now.columns,
        said=now.said,
        choices=now.choices,
    )
    do_due()
    now = fresh(batch)
    load_import(by=by, batch_id=batch.pk, expected=now.version, mode="all")
    return now


def log_while_it_is_held(environment, kind, by):
    """Log an activity at once while a worker has written an import and not committed it."""
    child = held_after(environment, kind, "load")
    before = Activity.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = '1500ms'")
    log_one(by)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    assert Activity.objects.count() == before + 1
    assert "ended 1" in child.communicate("go on\n", timeout=120)[0]


@pytest.fixture
def quiet(monkeypatch):
    """The worker is called by hand."""
    monkeypatch.setattr("core.work.services.wake", lambda task: None)


@pytest.mark.usefixtures("quiet")
def test_nobody_who_logs_waits_for_an_import(committed_db):
    """While the rows are written and not yet committed, an activity is logged at once."""
    sam = Cast().sam
    headings = ("Title", "Level", "Service", "Date", "Kind of activity")
    batch = asked_to_load(sam, "activities", upload_of(csv_of(*LOG, headings=headings)))
    assert batch.counts["ready"] == 300, batch.counts
    log_while_it_is_held(committed_db, "activities", sam)
    assert Activity.objects.count() == 301


@pytest.mark.usefixtures("quiet")
def test_nobody_who_logs_waits_for_an_import_of_the_organisation(committed_db):
    """New services, a changed cost centre of the very service that is logged for, and posts."""
    cast = Cast()
    used = Service.objects.earliest("pk")
    parts = ((used.directorate.name, f"Team {n}", "") for n in range(50))
    rows = ((used.directorate.name, used.name, "CC99"), *parts)
    upload = upload_of(csv_of(*rows, headings=("Directorate", "Service", "Cost centre")))
    batch = asked_to_load(cast.ada, "parts", upload)
    log_while_it_is_held(committed_db, "parts", cast.sam)
    assert fresh(batch).came_in["services"] == 50, fresh(batch).trouble
    post = ((cast.ivy.email, used.directorate.name, used.name),)
    upload = upload_of(csv_of(*post, headings=("E-mail address", "Directorate", "Service")))
    batch = asked_to_load(cast.ada, "posts", upload)
    log_while_it_is_held(committed_db, "posts", cast.sam)
    assert fresh(batch).came_in == {"posts": 1}


def log_one(by):
    """An activity like those that come in: same level, kind and day."""
    entry = ActivityEntry(
        title="Logged meanwhile",
        kind_id=ActivityKind.objects.get(label="Workshop").pk,
        level_id=all_levels().by_code["involve"].id,
        service_ids=(Service.objects.earliest("pk").pk,),
    )
    return log_activity(by=by, entry=entry, session=SessionEntry(held_on=timezone.localdate()))
