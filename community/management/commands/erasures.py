"""List who was forgotten, as keys that name nobody: to be kept apart from the back-ups."""

from django.core.management.base import BaseCommand

from community.selectors.rights import erasures


class Command(BaseCommand):
    """One line for each: a key and a time. `reapply_erasures` reads them after a restore."""

    help = __doc__ or ""

    def handle(self, *args, **options):
        for key, at in erasures():
            self.stdout.write(f"{key} {at.isoformat()}")
