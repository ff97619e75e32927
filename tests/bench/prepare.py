"""A migrated database with the cast and so many activities."""

import os
import subprocess
import sys
import time

from django.db import connection

from activities.models import Activity
from activities.services.search import read_words
from core.service import System
from tests import cast
from tests.bench.data import grow
from users.models import User


def prepared(rows: int) -> None:
    """Bring the bench database to at least this many activities, and its statistics up to date."""
    environment = {**os.environ, "DATABASE_ROLE": "owner"}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], check=True, env=environment)
    # Pages name their styles and pictures by what is in them, which has to be collected first.
    collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "-v", "0"]
    subprocess.run(collect, check=True)
    if not User.objects.exists():
        cast.build()
    here = Activity.objects.count()
    begin = time.perf_counter()
    if here < rows:
        grow(rows - here)
    while read_words(by=System("bench")):
        pass
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM activities_activity")
        count = cursor.fetchone()[0]
    # Statistics are the owner's to refresh; autovacuum does it in production.
    vacuum = "from django.db import connection as c; c.cursor().execute('VACUUM ANALYZE')"
    subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", vacuum], check=True, env=environment
    )
    seconds = time.perf_counter() - begin
    print(f"Prepared {count:,} activities in {seconds:.0f} s", file=sys.stderr)
