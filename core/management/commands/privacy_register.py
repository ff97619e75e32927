"""Print, write or check the register of personal data (core/privacy.py)."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core import privacy

PAGE = "docs/privacy-register.md"


class Command(BaseCommand):
    help = "Show every stored field and whether it is plain, personal, special or secret."

    def add_arguments(self, parser):
        parser.add_argument("--write", action="store_true", help=f"write {PAGE}")
        parser.add_argument("--check", action="store_true", help=f"fail if {PAGE} is out of date")

    def handle(self, *args, **options):
        wrong = privacy.faults(privacy.stored())
        if wrong:
            raise CommandError("\n".join(wrong))
        page, text = settings.BASE_DIR / PAGE, privacy.as_markdown()
        if options["write"]:
            page.parent.mkdir(exist_ok=True)
            page.write_text(text)
        elif options["check"]:
            if not page.exists() or page.read_text() != text:
                raise CommandError(f"{PAGE} is out of date: manage.py privacy_register --write")
        else:
            self._print()

    def _print(self):
        entries = list(privacy.register())
        width = max(len(f"{e.table}.{e.field}") for e in entries)
        for entry in entries:
            self.stdout.write(f"{entry.table}.{entry.field}".ljust(width + 2) + entry.level)
