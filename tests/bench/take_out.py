"""A process that makes one file and says how long it took: `python -m tests.bench.take_out zip`.

It prints "ready" when it begins, then seconds and the megabytes beyond those of the loaded
program. With a second word it goes on making them until it is ended.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")

import django

django.setup()

from core.exports.building import build  # noqa: E402
from core.exports.opening import content_at  # noqa: E402
from users.models import User  # noqa: E402


class NoProgress:
    """Nobody asks how far it is."""

    def at(self, step: str, done: int = 0, total: int | None = None) -> None:
        """Said to nobody."""


def opened():
    """The activity list as the involvement team takes it out."""
    return content_at("/activities/", User.objects.get(email="ivy@portal.example"))


def make(form: str) -> float:
    """Make one file; how many seconds it took."""
    content = opened()
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        build(content, form, Path(folder) / "file", NoProgress())
        return time.perf_counter() - begin


def main() -> None:
    form, *again = sys.argv[1:]
    opened()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print("ready", flush=True)
    while again:
        make(form)
    seconds = make(form)
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(seconds, memory)


if __name__ == "__main__":
    main()
