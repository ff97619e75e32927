"""Measure: `python -m tests.bench [NAME] [--json]` (script/bench sets the database up).

NAME is one of list, log, onion, shift, start; without it all run. `--rows` takes the sizes
to measure at (default 10000 1000000).
"""

import argparse
import os
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")

import django

django.setup()

from tests.bench import jobs, measure, start  # noqa: E402
from tests.bench.prepare import prepared  # noqa: E402

PAGES = {"list": jobs.lists, "log": jobs.logging, "onion": jobs.onion, "shift": jobs.shift}


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/bench")
    parser.add_argument("name", nargs="?", choices=[*PAGES, "start"])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rows", nargs="+", type=int, default=[10_000, 1_000_000])
    asked = parser.parse_args()
    results: list[measure.Result] = []
    names = [asked.name] if asked.name else list(PAGES)
    if asked.name != "start":
        folder = Path("var/bench/jobs").absolute()
        for rows in sorted(asked.rows):
            prepared(rows)
            with measure.serving(folder, "ivy@portal.example") as server:
                for name in names:
                    results.extend(PAGES[name](server, rows))
    if asked.name in (None, "start"):
        results.extend(start.measured())
    measure.show(results + jobs.growth(results), as_json=asked.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
