"""Fills an empty portal with invented data: `manage.py demo [--scale 0.05]`."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.service import System
from home.demo.selectors import is_loaded
from home.demo.services import load_demo

LARGEST = 20.0


class Command(BaseCommand):
    """Does nothing where the data is already; refuses a portal that is not a demonstration."""

    help = "Load invented people, places and three years of activities."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--scale", type=float, default=1.0, help="1 makes 1,500 activities; 0.05 makes 75"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_MODE:
            raise CommandError(
                "This portal is not a demonstration. Set DEMO_MODE=1 to fill it with invented data."
            )
        if not 0 < options["scale"] <= LARGEST:
            raise CommandError(f"The scale must be above 0 and at most {LARGEST:.0f}.")
        if is_loaded():
            self.stdout.write("The invented data is there already. Nothing was added.")
            return
        started = time.monotonic()
        for what, number in load_demo(by=System("demo"), scale=options["scale"]).items():
            self.stdout.write(f"{number:>7,} {what}")
        self.stdout.write(f"Loaded in {time.monotonic() - started:.1f} seconds.")
