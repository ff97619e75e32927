"""Many activities quickly, in the shape of the invented data: `grow(1_000_000)`.

Set-based SQL with every trigger on. Derived columns are written as the triggers would write
them, so that a row is written once. The same numbers give the same rows, but for their ids.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime

import psycopg2
from django.conf import settings
from django.db import connection
from django.utils import timezone

from core.service import System, service
from home.demo.plan import make_plan
from home.demo.services import make_trust
from organisation.models import ActivityKind, PlaceKind, Theme
from users.models import User

AT_ONCE = 50_000
MANY = 100_000
DAYS = 3 * 365

# A number from 0 to %m - 1 for row i and purpose k: spread like chance, the same every time.
HASH = "(abs(hashint8(i * 64 + {k})::bigint) %% {m})"


def h(k: int, m: int | str) -> str:
    return HASH.format(k=k, m=m)


ACTIVITIES = f"""
WITH numbered AS (
    SELECT i, CASE WHEN {h(0, 20)} = 0 THEN %(today)s + 1 + {h(1, 120)}::int
                   ELSE %(today)s - {h(2, DAYS)}::int END AS day
      FROM generate_series(%(start)s, %(stop)s) AS i
), placed AS (
    SELECT i, day, (%(services)s::bigint[])[1 + {h(3, "cardinality(%(services)s::bigint[])")}] AS one,
           (%(services)s::bigint[])[1 + {h(4, "cardinality(%(services)s::bigint[])")}] AS other,
           {h(5, 6)} = 0 AS is_shared,
           CASE WHEN day > %(today)s THEN 'planned'
                WHEN {h(6, 25)} = 0 THEN 'cancelled'
                WHEN %(today)s - day > 120 AND {h(7, 10)} < 7 THEN 'closed'
                ELSE 'happened' END AS status,
           CASE WHEN {h(8, 1000)} < 330 - 190 * greatest(0, %(today)s - day) / {DAYS}
                THEN 4 + {h(9, 2)} ELSE 1 + {h(10, 3)} END AS depth
      FROM numbered
)
INSERT INTO activities_activity (
    title, aim, kind_id, status, status_reason, level_planned_id, level_achieved_id, level_reason,
    is_trust_wide, is_standing, precision, led_by_id, logged_by_id, what_was_asked, prompts, notes,
    is_public, logged_at, version, first_on, last_on, first_held_on, directorate_ids, service_ids)
SELECT (%(titles)s::text[])[1 + {h(11, "cardinality(%(titles)s::text[])")}],
       CASE WHEN {h(12, 2)} = 0 THEN 'To hear what people think and to change what they name.' ELSE '' END,
       (%(kinds)s::bigint[])[1 + {h(13, "cardinality(%(kinds)s::bigint[])")}], status,
       CASE WHEN status = 'cancelled' THEN 'Too few people could come.' ELSE '' END,
       (%(levels)s::bigint[])[depth],
       CASE WHEN status IN ('happened', 'closed') THEN (%(levels)s::bigint[])[depth] END,
       '', false, false, 'day',
       (%(people)s::bigint[])[1 + {h(14, "cardinality(%(people)s::bigint[])")}],
       (%(people)s::bigint[])[1 + {h(14, "cardinality(%(people)s::bigint[])")}],
       '', '', CASE WHEN i %% 1000 = 7 AND i <= 10000 THEN 'They spoke of hedgehogs.' ELSE '' END,
       true, least(day, %(today)s) + time '16:00', 1,
       CASE WHEN status <> 'cancelled' THEN day END, CASE WHEN status <> 'cancelled' THEN day END,
       CASE WHEN status IN ('happened', 'closed') THEN day END,
       (SELECT array_agg(DISTINCT directorate_id ORDER BY directorate_id) FROM organisation_service s
         WHERE s.id = one OR (is_shared AND s.id = other)),
       CASE WHEN is_shared AND one <> other THEN ARRAY[least(one, other), greatest(one, other)]
            ELSE ARRAY[one] END
  FROM placed
"""  # noqa: S608 - our own constants

LINKS = """
INSERT INTO activities_activityservice (activity_id, service_id, directorate_id, is_lead)
SELECT a.id, s.id, s.directorate_id, u.place = 1
  FROM activities_activity a
 CROSS JOIN LATERAL unnest(a.service_ids) WITH ORDINALITY AS u(service_id, place)
  JOIN organisation_service s ON s.id = u.service_id
 WHERE a.id > %(after)s
"""

# A cancelled activity keeps its day only in its session.
SESSIONS = f"""
WITH added AS (SELECT a.*, a.id AS i FROM activities_activity a WHERE a.id > %(after)s)
INSERT INTO activities_session (
    activity_id, held_on, precision, starts_at, ends_at, minutes, mode, place_kind_id, status,
    status_reason, people, version)
SELECT id, coalesce(first_on, logged_at::date), 'day',
       time '09:00' + make_interval(hours => {h(20, 10)}::int),
       time '10:30' + make_interval(hours => {h(20, 10)}::int), 90,
       (ARRAY['in_person', 'in_person', 'in_person', 'online', 'hybrid'])[1 + {h(21, 5)}],
       (%(place_kinds)s::bigint[])[1 + {h(22, "cardinality(%(place_kinds)s::bigint[])")}],
       CASE status WHEN 'planned' THEN 'planned' WHEN 'cancelled' THEN 'cancelled' ELSE 'held' END,
       CASE status WHEN 'cancelled' THEN 'Too few people could come.' ELSE '' END,
       CASE WHEN status IN ('happened', 'closed') THEN 4 + {h(23, 20)} END, 1
  FROM added
"""  # noqa: S608 - our own constants

HEADCOUNTS = """
INSERT INTO activities_headcount (session_id, kind, number, is_estimate)
SELECT s.id, k.kind, CASE k.kind WHEN 'carer' THEN s.people / 4 ELSE s.people - s.people / 4 END,
       s.people > 20
  FROM activities_session s CROSS JOIN (VALUES ('service_user'), ('carer')) AS k(kind)
 WHERE s.activity_id > %(after)s AND s.people IS NOT NULL
"""

THEMES = """
INSERT INTO activities_activity_themes (activity_id, theme_id)
SELECT a.id, (%(themes)s::bigint[])[1 + a.id %% cardinality(%(themes)s::bigint[])]
  FROM activities_activity a WHERE a.id > %(after)s
"""


INDEXES = """
SELECT c.relname, pg_get_indexdef(i.indexrelid)
  FROM pg_index i
  JOIN pg_class c ON c.oid = i.indexrelid
  JOIN pg_class t ON t.oid = i.indrelid
 WHERE t.relname LIKE 'activities\\_%' AND NOT i.indisunique
"""


def grow(number: int) -> None:
    """Add so many activities, each with a session, two headcounts, a theme, one or two services."""
    by = System("bench")
    facts = _facts(by)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM activities_activity")
        first = cursor.fetchone()[0] + 1
    with _indexes_later() if number >= MANY else nullcontext():
        for start in range(first, first + number, AT_ONCE):
            stop = min(start + AT_ONCE, first + number) - 1
            _add(by=by, facts=facts | {"start": start, "stop": stop})


@contextmanager
def _indexes_later() -> Iterator[None]:
    """Without the indexes that no constraint needs, and with them again at the end.

    Building them at once takes a tenth of the time of growing them row by row. Only the
    owner of the tables may.
    """
    name = connection.settings_dict["NAME"]
    connection.close()
    owner = psycopg2.connect(settings.DATABASE_URLS["owner"], dbname=name)
    owner.autocommit = True
    try:
        with owner.cursor() as cursor:
            cursor.execute(INDEXES)
            found = cursor.fetchall()
            for index, _ in found:
                cursor.execute(f'DROP INDEX "{index}"')
            try:
                yield
            finally:
                connection.close()
                cursor.execute("SET maintenance_work_mem = '256MB'")
                for _, definition in found:
                    cursor.execute(definition)
    finally:
        owner.close()


@service
def _add(*, by, facts: dict) -> None:
    with connection.cursor() as cursor:
        # The rows to come are those after the last one: the sequence only grows.
        cursor.execute("SELECT coalesce(max(id), 0) FROM activities_activity")
        facts = facts | {"after": cursor.fetchone()[0]}
        for statement in (ACTIVITIES, LINKS, SESSIONS, HEADCOUNTS, THEMES):
            cursor.execute(statement, facts)


def _facts(by: System) -> dict:
    """What the statements choose from."""
    services = make_trust(by=by)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(id ORDER BY position) FROM activities_level"
            " WHERE ladder_id = (SELECT id FROM activities_ladder WHERE is_default)"
        )
        levels = cursor.fetchone()[0]
    plan = make_plan(datetime(2026, 11, 22, 12, tzinfo=UTC))
    return {
        "today": timezone.localdate(),
        "services": sorted(each.pk for each in services.values()),
        "levels": levels,
        "titles": [each.title for each in plan],
        "kinds": list(ActivityKind.objects.values_list("pk", flat=True)),
        "place_kinds": list(PlaceKind.objects.values_list("pk", flat=True)),
        "themes": list(Theme.objects.values_list("pk", flat=True)),
        "people": list(
            User.objects.filter(roles__contains=["staff"])
            .order_by("pk")
            .values_list("pk", flat=True)
        ),
    }
