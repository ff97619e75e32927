"""Say what is weaker than it should be in production."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.health.probes import OK, readiness
from core.health.weaknesses import weaknesses

WEAKER, FAULTY = 1, 2


class Command(BaseCommand):
    help = (
        "Print what is weaker than it should be in production and what to do about it. "
        "Ends with 0 if there is nothing, 1 if something is weaker, 2 if something does not work."
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the findings, faults first."""
        if readiness().database != OK:
            raise CommandError(
                "The database does not answer. Correct DATABASE_URL, or start it.",
                returncode=FAULTY,
            )
        found = weaknesses()
        for weakness in found:
            self.stdout.write(f"{'FAULT ' if weakness.is_fault else 'weaker'}  {weakness.what}")
            self.stdout.write(f"        {weakness.advice}")
        if not found:
            self.stdout.write("Nothing is weaker than it should be.")
            return
        faults = sum(weakness.is_fault for weakness in found)
        self.stdout.write(f"{len(found)} found, {faults} of them faults.")
        raise SystemExit(FAULTY if faults else WEAKER)
