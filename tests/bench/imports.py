"""P8: an old log read, checked and brought in by the worker, against bare COPY and INSERT … SELECT."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from core.imports.services.batches import load_import, match_columns, start_import, undo_import
from core.models import ImportBatch
from core.service import System
from home.demo.services import make_trust
from tests.bench.bare_imports import (
    NothingStays,
    delete_bare,
    load_bare,
    load_by_forms,
    load_by_import_export,
    machine_rows,
)
from tests.bench.logs import lists, log_file, machine_file
from tests.bench.measure import Result, database_busy, show
from users.models import User

FOLDER = Path("var/bench/logs")
SAMPLE = 500  # rows of the usual ways

# A worker of its own for each step: its memory is then that of the step.
WORKER = """
import json, resource, time
import django
django.setup()
from core.work.worker import do_due
from tests.bench.measure import database_busy
base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
database_busy()
begin, cpu = time.perf_counter(), time.process_time()
do_due()
seconds, cpu = time.perf_counter() - begin, time.process_time() - cpu
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
busy = cpu + database_busy()
print(json.dumps({"seconds": seconds, "busy": busy, "python": cpu, "mb": peak, "base": base}))
"""


@dataclass
class Cost:
    """Seconds by the clock, and of processor time in Python and in the database together.

    On a machine that does other work the second is the one to compare.
    """

    seconds: float = 0.0
    busy: float = 0.0

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.seconds + other.seconds, self.busy + other.busy)


class Taken:
    """How long each step took a worker, and the most memory that any of them held."""

    def __init__(self) -> None:
        self.steps: dict[str, Cost] = {}
        self.python = self.mb = self.base = 0.0

    def step(self, name: str) -> None:
        """Let a worker do what is due, and note it under this name."""
        done = subprocess.run(
            [sys.executable, "-c", WORKER], capture_output=True, text=True, check=True
        )
        said = json.loads(done.stdout.strip().splitlines()[-1])
        self.steps[name] = Cost(said["seconds"], said["busy"])
        self.python += said["python"]
        self.mb, self.base = max(self.mb, said["mb"]), said["base"]

    @property
    def all(self) -> Cost:
        return sum((self.steps[name] for name in ("read", "check", "load")), Cost())


def brought_in(by: User, path: Path, rows: int) -> tuple[ImportBatch, Taken]:
    """A file through the kernel: read, matched as suggested, checked and loaded."""
    taken = Taken()
    # As somebody who brings in their first: a known layout would be checked with the reading.
    ImportBatch.objects.exclude(fingerprint="").update(fingerprint="")
    with path.open("rb") as file:
        upload = UploadedFile(file, path.name, "text/csv", path.stat().st_size)
        batch = start_import(by=by, kind="activities", upload=upload)
    taken.step("read")
    batch.refresh_from_db()
    match_columns(
        by=by, batch_id=batch.pk, expected=batch.version, columns=batch.columns,
        said=batch.said, choices=batch.choices,
    )  # fmt: skip
    taken.step("check")
    batch.refresh_from_db()
    if batch.state != "checked" or batch.counts["ready"] < rows * 0.9:
        raise RuntimeError(f"{batch.state}: {batch.trouble} {batch.counts} {batch.columns}")
    load_import(by=by, batch_id=batch.pk, expected=batch.version, mode="good")
    taken.step("load")
    batch.refresh_from_db()
    if batch.state != "loaded":
        raise RuntimeError(f"{batch.state}: {batch.trouble}")
    return batch, taken


def taken_out(by: User, batch: ImportBatch) -> Cost:
    """What it takes a worker to undo an import."""
    taken = Taken()
    undo_import(by=by, batch_id=batch.pk, expected=batch.version)
    taken.step("undo")
    batch.refresh_from_db()
    if batch.state != "undone":
        raise RuntimeError(f"{batch.state}: {batch.trouble}")
    return taken.steps["undo"]


def _timed(run: Callable[[], Any]) -> tuple[Any, Cost]:
    begin, cpu, busy = time.perf_counter(), time.process_time(), database_busy()
    found = run()
    spent = time.process_time() - cpu + database_busy() - busy
    return found, Cost(time.perf_counter() - begin, spent)


def measured(sizes: Mapping[int, int], *, says: bool = True) -> list[Result]:
    """Every size with so many pairs, clean and with 5 % of bad rows; the usual ways with a few rows.

    Each figure is said as soon as it is known.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    make_trust(by=System("bench"))
    by = User.objects.get(email="ivy@portal.example")
    results: list[Result] = []
    per_row: dict[int, float] = {}
    for rows, pairs in sorted(sizes.items()):
        for bad, goal in ((0, "≥ 0.60"), (5, "≥ 0.40")):
            found = _pairs(by, rows, pairs, bad, goal)
            results += found
            if says:
                show(found, as_json=False)
            if not bad:
                per_row[rows] = found[1].ours_ms / rows
    last = _peers(by, min(per_row.values()))
    smallest, largest = min(per_row), max(per_row)
    if largest > smallest:
        growth = per_row[largest] / per_row[smallest]
        last.append(
            Result(
                f"P8 per row against {smallest:,} rows", largest,
                per_row[largest] * 1000, per_row[smallest] * 1000, growth, "≤ 1.1",
                note="per 1,000 rows",
            )
        )  # fmt: skip
    if says:
        show(last, as_json=False)
    return results + last


def _pairs(by: User, rows: int, pairs: int, bad: int, goal: str) -> list[Result]:
    found = lists()
    path = log_file(FOLDER, rows, found, bad_in_100=bad)
    machine = machine_file(FOLDER, rows, found)
    ours, bare, undo, deletes, runs = [], [], [], [], []
    for _ in range(pairs):
        batch, taken = brought_in(by, path, rows)
        runs.append(taken)
        ours.append(taken.all)
        undo.append(taken_out(by, batch))
        ids, cost = _timed(lambda: load_bare(by=by, path=machine))
        bare.append(cost)
        deletes.append(_timed(lambda ids=ids: delete_bare(by=by, ids=ids))[1])
    name = f"P8 import, {bad} % bad" if bad else "P8 import, clean"
    results = _compared(name, rows, ours, bare, goal)
    results[0].note = f"{_words(runs[-1])}; peak {max(run.mb for run in runs):.0f} MB"
    if not bad:
        results += _compared("P8 undo against DELETEs", rows, undo, deletes, "≥ 0.60")
        check = statistics.median(run.steps["check"].seconds for run in runs)
        results.append(
            Result("P8 check (preview)", rows, check * 1000, 1000, check, "≤ 1 s for 100k")
        )
    return results


def _words(taken: Taken) -> str:
    steps = ", ".join(f"{n} {c.seconds:.2f} s ({c.busy:.2f})" for n, c in taken.steps.items())
    return f"{steps}, of it Python {taken.python:.2f}; {taken.base:.0f} MB before it began"


def _compared(name: str, rows: int, ours: list[Cost], limit: list[Cost], goal: str) -> list[Result]:
    """By the clock and by processor time. The ratio is the share of the bare speed reached."""
    results = []
    for what, unit in (("seconds", ""), ("busy", ", processor time")):
        pairs = [(getattr(a, what), getattr(b, what)) for a, b in zip(ours, limit, strict=True)]
        results.append(
            Result(
                name + unit, rows, statistics.median(a for a, _ in pairs) * 1000,
                statistics.median(b for _, b in pairs) * 1000,
                statistics.median(b / a for a, b in pairs), goal,
                pairs=[(round(a * 1000, 1), round(b * 1000, 1)) for a, b in pairs],
            )
        )  # fmt: skip
    return results


def _peers(by: User, ours_per_row_ms: float) -> list[Result]:
    """The usual ways with a few rows, scaled: how many times slower they are for each row."""
    rows = machine_rows(machine_file(FOLDER, 10_000, lists()), SAMPLE)
    results = []
    for name, load, goal in (
        ("P8 against a ModelForm per row", load_by_forms, "≥ 100"),
        ("P8 against django-import-export", load_by_import_export, "≥ 20"),
    ):
        times = [_nothing_stays(load, by, rows) / SAMPLE * 1000 for _ in range(3)]
        peer = statistics.median(times)
        results.append(
            Result(
                name, SAMPLE, ours_per_row_ms, peer, peer / ours_per_row_ms, goal, note="per row"
            )
        )
    return results


def _nothing_stays(load: Callable[..., None], by: User, rows: list[dict[str, str]]) -> float:
    try:
        load(by=by, rows=rows)
    except NothingStays as measured_time:
        return measured_time.seconds
    raise RuntimeError("Nothing was measured.")
