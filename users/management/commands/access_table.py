"""Print, write or check the table of who may do and open what (users/access.py)."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from users.access import as_markdown

PAGE = "docs/access.md"


class Command(BaseCommand):
    help = "Show who may do what: permissions by role, and every page with its permission."

    def add_arguments(self, parser):
        parser.add_argument("--write", action="store_true", help=f"write {PAGE}")
        parser.add_argument("--check", action="store_true", help=f"fail if {PAGE} is out of date")

    def handle(self, *args, **options):
        if not settings.DEMO_MODE:
            raise CommandError("Run this with DEMO_MODE=1, so that every address is there.")
        page, text = settings.BASE_DIR / PAGE, as_markdown()
        if options["write"]:
            page.parent.mkdir(exist_ok=True)
            page.write_text(text)
        elif options["check"]:
            if not page.exists() or page.read_text() != text:
                raise CommandError(f"{PAGE} is out of date: manage.py access_table --write")
        else:
            self.stdout.write(text)
