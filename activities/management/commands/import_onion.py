"""Reads an onion file: `manage.py import_onion FILE [--dry-run]`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from activities.imports import LARGEST_FILE, Fault, Unreadable, check_onion, read_onion
from activities.selectors.imports import known_names, standing_keys
from activities.services.imports import import_standing
from core.service import Refused, System

MOST_FAULTS = 50


class Command(BaseCommand):
    """Checks every row first; loads all of them or none."""

    help = "Load the standing activities of an onion file (columns: ring, activity, scope)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a CSV file in UTF-8")
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            raw = read_onion(_bytes(path))
        except Unreadable as problem:
            raise _stop([problem.fault]) from problem
        rows, faults = check_onion(raw, known_names())
        if faults:
            raise _stop(faults)
        if options["dry_run"]:
            there = standing_keys()
            new = [row for row in rows if row.key not in there]
            self._say([row.title for row in new], len(rows) - len(new), "would be added")
            return
        try:
            done = import_standing(by=System("onion import"), rows=rows, source=path.name)
        except Refused as problem:
            raise CommandError(problem.sentence) from problem
        self._say(done.added, len(done.present), "added")

    def _say(self, titles, present: int, verb: str) -> None:
        for title in titles:
            self.stdout.write(f"  {title}")
        self.stdout.write(f"{len(titles)} activities {verb}.")
        if present:
            self.stdout.write(f"{present} were there already and stay as they are.")


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as problem:
        raise CommandError(f"The file {path} cannot be opened. Check its name.") from problem


def _stop(faults: list[Fault]) -> CommandError:
    lines = [str(fault) for fault in faults[:MOST_FAULTS]]
    if len(faults) > MOST_FAULTS:
        lines.append(f"and {len(faults) - MOST_FAULTS} more.")
    many = "1 thing is" if len(faults) == 1 else f"{len(faults)} things are"
    return CommandError("\n".join([f"Nothing was loaded: {many} wrong.", *lines]))
