"""P1 for people: found by name, interest and district, against the same statements bare."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time

from django.db import connection

from community.models import Compared
from community.services.doubles import compare_records
from community.tasks import BATCHES, COMPARED_AT_ONCE
from core.service import System, service
from home.demo.people import FIRST_NAMES, LAST_NAMES
from organisation.models import Area, Interest
from tests.bench.jobs import measured_page
from tests.bench.measure import Result, Server

AT_ONCE = 20_000

PEOPLE = """
INSERT INTO community_person (
    name, shown_name, email, is_email_confirmed, phone, kinds, status, way_in, brings, availability,
    meets, language, district_id, outward_code, is_post_wanted, address, is_hidden, version)
SELECT f || ' ' || l, f, '', false, '', ARRAY['service_user'], 'active', 'import',
       CASE WHEN i %% 3 = 0 THEN 'I have sat on interview panels.' ELSE '' END,
       ARRAY['weekday_morning'], ARRAY['online'], '',
       (%(districts)s::bigint[])[1 + i %% cardinality(%(districts)s::bigint[])],
       '', false, '', false, 1
  FROM generate_series(%(start)s, %(stop)s) i,
       LATERAL (SELECT (%(first)s::text[])[1 + abs(hashint4(i)) %% cardinality(%(first)s::text[])],
                       (%(last)s::text[])[1 + abs(hashint4(-i)) %% cardinality(%(last)s::text[])]
               ) AS n (f, l)
RETURNING id
"""
# Drawn by a hash: interests that follow the districts would let nobody fit both.
INTERESTS = """
INSERT INTO community_personinterest (person_id, interest_id)
SELECT p, (%(interests)s::bigint[])
          [1 + abs(hashint8(p * 31 + k)::bigint) %% cardinality(%(interests)s::bigint[])]
  FROM unnest(%(people)s::bigint[]) p, generate_series(1, 3) k
    ON CONFLICT DO NOTHING
"""


def finding(server: Server, rows: int) -> list[Result]:
    """The list of people plain, found by name, and by name, interest and district."""
    interest = Interest.objects.earliest("pk").pk
    district = Area.objects.earliest("pk").pk
    name = f"{FIRST_NAMES[3]}+{LAST_NAMES[5]}"
    chosen = f"interest={interest}&district={district}"
    addresses = {
        "P1 people": "/community/people/",
        "P1 people, by name": f"/community/people/?q={name}",
        "P1 people, name, interest, district": f"/community/people/?q={FIRST_NAMES[3]}&{chosen}",
        "P1 people, words, interest, district": f"/community/people/?q=panels&{chosen}",
    }
    pages = [measured_page(server, rows, job, path, "≤ 2.0") for job, path in addresses.items()]
    return [*pages, _compared(rows)]


def _compared(rows: int) -> Result:
    """The timed job that looks for doubles: a batch of records beside all others.

    The invented names are few, so that a name has hundreds of others beside it: the worst case.
    """
    Compared.objects.all().delete()
    times = []
    for _ in range(5):
        begin = time.perf_counter()
        compare_records(by=System("bench"), most=COMPARED_AT_ONCE)
        times.append((time.perf_counter() - begin) * 1000)
    ours = statistics.median(times)
    # A job runs at most so many batches every five minutes.
    limit = 300_000 / BATCHES
    pairs = [(each, limit) for each in times]
    note = f"{COMPARED_AT_ONCE} records; the limit here is a job's turn"
    job = "Doubles, a batch compared"
    return Result(job, rows, ours, limit, ours / limit, "≤ 0.5", note=note, pairs=pairs)


def grow_to(rows: int) -> None:
    """At least so many invented people, and statistics up to date."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM community_person")
        here = cursor.fetchone()[0]
    for start in range(here + 1, rows + 1, AT_ONCE):
        _add(by=System("bench"), start=start, stop=min(start + AT_ONCE - 1, rows))
    vacuum = "from django.db import connection as c; c.cursor().execute('VACUUM ANALYZE')"
    subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", vacuum],
        check=True,
        env={**os.environ, "DATABASE_ROLE": "owner"},
    )


@service
def _add(*, by: System, start: int, stop: int) -> None:
    facts = {
        "start": start,
        "stop": stop,
        "first": list(FIRST_NAMES),
        "last": list(LAST_NAMES),
        "districts": list(Area.objects.order_by("pk").values_list("pk", flat=True)),
        "interests": list(Interest.objects.order_by("pk").values_list("pk", flat=True)),
    }
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, facts)
        people = [number for (number,) in cursor.fetchall()]
        cursor.execute(INTERESTS, facts | {"people": people})
