"""Django's `migrate`, then the rights of the database roles (core/database_rights.py)."""

from django.core.management.commands import migrate
from django.db import connections

from core.database_rights import apply_rights


class Command(migrate.Command):
    """Migrate as Django does; afterwards each role has exactly the rights of the table."""

    def handle(self, *args, **options):
        super().handle(*args, **options)
        if options["plan"] or options["check_unapplied"]:
            return
        for line in apply_rights(connections[options["database"]]):
            if options["verbosity"]:
                self.stdout.write(line)
