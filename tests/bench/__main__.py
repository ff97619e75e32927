"""Measure: `python -m tests.bench [NAME] [--json]` (script/bench sets the database up).

NAME is one of list, log, onion, shift, export, people, person, imports, broken, start,
guessing, calendar, places, claims, desk, reminders; without it all run, each within about five minutes.
`--rows` takes the sizes to measure at (default 10000), which takes longer the larger they are;
`--samples` how often each page of guessing is asked (default 400; its goal is for 5000).
"""

import argparse
import os
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")

import django

django.setup()

from tests.bench import (  # noqa: E402
    broken_files,
    calendar,
    claims,
    desk,
    exports,
    guessing,
    imports,
    jobs,
    measure,
    people,
    person,
    places,
    reminders,
    start,
)
from tests.bench.prepare import prepared  # noqa: E402

PAGES = {
    "list": jobs.lists,
    "log": jobs.logging,
    "onion": jobs.onion,
    "shift": jobs.shift,
    "export": exports.taking_out,
    "people": people.finding,
    "person": person.own_data,
    "calendar": calendar.showing,
    "reminders": reminders.sweeping,
}


ALONE = {
    "broken": lambda asked: broken_files.measured(),
    "start": lambda asked: start.measured(),
    "places": lambda asked: places.measured(),
    "claims": lambda asked: claims.measured(),
    "desk": lambda asked: desk.measured(asked.rows),
    "guessing": lambda asked: guessing.measured(asked.samples),
}
# Measured beside so many people, however much was logged.
OF_PEOPLE = {"people", "person"}
# Measured beside so many sign-ups, which it makes itself.
OF_SIGN_UPS = {"reminders"}
WITHOUT_PAGES = ("imports", *ALONE)


def _grown(names: list[str], rows: int) -> None:
    """So many activities, and people; people alone are found however much was logged."""
    prepared(10_000 if set(names) <= OF_PEOPLE | OF_SIGN_UPS else rows)
    if OF_PEOPLE & set(names):
        people.grow_to(rows)


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/bench")
    parser.add_argument("name", nargs="?", choices=[*PAGES, *WITHOUT_PAGES])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rows", nargs="+", type=int, default=[10_000])
    parser.add_argument("--samples", type=int, default=400)
    asked = parser.parse_args()
    results: list[measure.Result] = []

    def keep(found: list[measure.Result]) -> None:
        results.extend(found)
        if not asked.json:
            measure.show(found, as_json=False)

    names = [asked.name] if asked.name else list(PAGES)
    if asked.name not in WITHOUT_PAGES:
        for rows in sorted(asked.rows):
            _grown(names, rows)
            with measure.serving(Path("var/bench/jobs").absolute(), "ivy@portal.example") as server:
                for name in names:
                    keep(PAGES[name](server, rows))
        keep(jobs.growth(results))
    if asked.name in (None, "imports"):
        prepared(20_000)
        # Few of the large ones: each takes minutes, and the others say how sure a figure is.
        sizes = {rows: 1 if rows > 200_000 else 2 if rows > 50_000 else 5 for rows in asked.rows}
        results.extend(imports.measured(sizes, says=not asked.json))
    for name, measured in ALONE.items():
        if asked.name in (None, name):
            keep(measured(asked))
    if asked.json:
        measure.show(results, as_json=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
