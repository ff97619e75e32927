"""Draw docs/states/ from the models' tables of moves, or check that it is up to date."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.transitions import diagram, ladders


class Command(BaseCommand):
    help = "Write one diagram per model with a status into docs/states/."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="write nothing; fail if stale")

    def handle(self, *args, **options):
        folder = settings.BASE_DIR / "docs" / "states"
        wanted = {ladder.file_name: diagram(ladder) for ladder in ladders()}
        kept = {page.name: page.read_text() for page in folder.glob("*.md")}
        if options["check"]:
            stale = sorted(name for name in {*wanted, *kept} if wanted.get(name) != kept.get(name))
            if stale:
                raise CommandError(
                    f"docs/states/ is out of date ({', '.join(stale)}): manage.py state_diagrams"
                )
            return
        folder.mkdir(parents=True, exist_ok=True)
        for name in kept.keys() - wanted.keys():
            (folder / name).unlink()
        for name, text in wanted.items():
            (folder / name).write_text(text)
        self.stdout.write(f"{len(wanted)} diagrams in docs/states/.")
