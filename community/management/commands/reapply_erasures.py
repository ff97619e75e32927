"""After a back-up was restored: forget again whoever was forgotten since it was made."""

import hashlib
from datetime import datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from community.selectors.rights import restored_people
from community.services.erasure import ask_erasure_again, erase_person
from core.service import System


class Command(BaseCommand):
    """Reads the list that `manage.py erasures` wrote; safe to run twice."""

    help = __doc__ or ""

    def add_arguments(self, parser):
        parser.add_argument("file", help="the list that manage.py erasures wrote")

    def handle(self, *args, **options):
        by, count = System("restored back-up"), 0
        listed = _read(Path(options["file"]))
        for person_id, asked_at in restored_people():
            at = listed.get(hashlib.sha256(f"community.person:{person_id}".encode()).hexdigest())
            # A number may have been given to somebody new since the back-up was restored.
            if at is None or asked_at > at:
                continue
            ask_erasure_again(by=by, person_id=person_id, at=at)
            erase_person(by=by, person_id=person_id)
            count += 1
        self.stdout.write(f"{count} forgotten again.")


def _read(path: Path) -> dict[str, datetime]:
    try:
        lines = [line.split() for line in path.read_text().splitlines() if line.strip()]
        return {key: datetime.fromisoformat(at) for key, at in lines}
    except (OSError, ValueError) as problem:
        raise CommandError(f"This is no list of erasures: {problem}") from problem
