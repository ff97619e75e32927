"""Files that a worker makes while others are killed, stopped or asked for at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from core.exports import rules
from core.exports.building import building_folder
from core.exports.services import (
    drop_old_exports,
    stop_export,
)
from core.models import Export, StoredFile
from core.service import Refused
from tests.cast import Cast
from tests.core.taking_out import BY, ask
from users.models import User

pytestmark = pytest.mark.usefixtures("own_files")

SLOW = """
import os, sys, time
import django
django.setup()
from core.exports import building
from core.work.worker import do_due

whole = building.csv_table
def slowly(table, rows):
    for number, piece in enumerate(whole(table, rows)):
        yield piece
        print("at", number, flush=True)
        time.sleep(float(sys.argv[1]))
building.csv_table = slowly
print("ended", do_due(), flush=True)
"""


def worker(environment, folder, pause):
    words = [sys.executable, "-c", SLOW, str(pause)]
    environment = {
        **environment,
        "DJANGO_SETTINGS_MODULE": "cocreation.settings",
        "FILES_FOLDER": str(folder),
    }
    return subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True)


def test_a_killed_worker_leaves_no_half_file_and_another_makes_the_whole(committed_db, settings):
    fin, folder = Cast().fin, settings.FILES_FOLDER
    export = ask(fin, form="zip")
    first = worker(committed_db, folder, 60)
    while "at 0" not in first.stdout.readline():
        pass
    assert [path.name for path in building_folder().iterdir()] == [str(export.pk)]
    os.kill(first.pid, signal.SIGKILL)
    first.communicate(timeout=60)
    export.refresh_from_db()
    assert (export.made_at, StoredFile.objects.count()) == (None, 0)
    for _ in range(50):
        if "ended 1" in worker(committed_db, folder, 0).communicate(timeout=60)[0]:
            break
    export.refresh_from_db()
    assert (export.rows, export.work.state, export.work.attempts) == (3, "done", 2)
    assert StoredFile.objects.count() == 1
    assert list(building_folder().iterdir()) == []


def test_what_a_killed_worker_left_and_nobody_makes_again_is_removed(committed_db, settings):
    fin = Cast().fin
    export = ask(fin, form="zip")
    left = building_folder() / str(export.pk)
    left.mkdir(parents=True)
    drop_old_exports(by=BY)
    assert left.exists()
    stop_export(by=fin, export_id=export.pk)
    drop_old_exports(by=BY)
    assert not left.exists()


def test_two_workers_make_one_file(committed_db, settings):
    export = ask(Cast().fin, form="zip")
    first = worker(committed_db, settings.FILES_FOLDER, 0.3)
    while "at 0" not in first.stdout.readline():
        pass
    second = worker(committed_db, settings.FILES_FOLDER, 0)
    assert "ended 0" in second.communicate(timeout=60)[0]
    assert "ended 1" in first.communicate(timeout=60)[0]
    export.refresh_from_db()
    assert (StoredFile.objects.count(), export.rows) == (1, 3)


def test_pressed_in_many_windows_at_once_no_more_are_made_than_allowed(committed_db):
    fin = Cast().fin

    def press(_number: int) -> bool:
        try:
            ask(User.objects.get(pk=fin.pk))
        except Refused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        asked = list(pool.map(press, range(8)))
    assert sum(asked) == Export.objects.count() == rules.MOST_OPEN
