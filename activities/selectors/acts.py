"""Finding recent acts: of the trust or a directorate, by what was done and by whom.

Whatever a reader chooses, each service's newest acts are read from one index and merged, so
that a page costs the same under a thousand acts and under millions, and the thousandth page
as much as the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from activities.models.acts import THE_TRUST
from users.models import User
from users.permissions import Role

PER_PAGE = 25
MOST_PEOPLE = 300


@dataclass(frozen=True)
class Wanted:
    """Which acts: of a directorate (`THE_TRUST`: all), of these services, by one person or any.

    At most one of `older_than` and `newer_than`, the ids of acts: ids rise with time.
    """

    services: Sequence[str]
    directorate_id: int = THE_TRUST
    person_id: int | None = None
    older_than: UUID | None = None
    newer_than: UUID | None = None


@dataclass(frozen=True)
class Found:
    """Ids of acts, newest first, and whether there are newer and older ones."""

    ids: list[UUID]
    has_newer: bool
    has_older: bool


# The same columns under the same names: the acts themselves, and those of one directorate.
_ACTS = "SELECT id, service, by_id FROM core_act"
_IN_DIRECTORATE = (
    "SELECT act_id AS id, service, by_id FROM activities_actscope"
    " WHERE directorate_id = %(directorate)s"
)
# Bounds and no equality: with an equality the database may believe that every service is common
# and look for a rare one among all acts. These can only be read from the index that has the order.
_NEWEST = """
SELECT found.id
  FROM unnest(%(services)s::text[]) AS wanted(service)
 CROSS JOIN LATERAL (
    SELECT told.id FROM ({acts}) AS told
     WHERE told.service {within} wanted.service
       AND (told.service, told.id) {beyond} (wanted.service, %(place)s) {by_person}
     ORDER BY told.service {order}, told.id {order} LIMIT %(most)s
 ) AS found
 ORDER BY found.id {order} LIMIT %(most)s
"""
# After the last id that there can be.
_END = UUID(int=2**128 - 1)


def find_acts(wanted: Wanted) -> Found:
    """One page of acts; one query."""
    is_backwards = wanted.newer_than is not None
    sql = _NEWEST.format(
        acts=_ACTS if wanted.directorate_id == THE_TRUST else _IN_DIRECTORATE,
        by_person="" if wanted.person_id is None else "AND told.by_id = %(person)s",
        within="<=" if is_backwards else ">=",
        beyond=">" if is_backwards else "<",
        order="ASC" if is_backwards else "DESC",
    )
    values: dict[str, Any] = {
        "services": list(wanted.services),
        "directorate": wanted.directorate_id,
        "person": wanted.person_id,
        "place": wanted.newer_than or wanted.older_than or _END,
        "most": PER_PAGE + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        ids = [row[0] for row in cursor.fetchall()]
    has_more = len(ids) > PER_PAGE
    ids = ids[:PER_PAGE]
    if is_backwards:
        return Found(ids[::-1], has_newer=has_more, has_older=True)
    return Found(ids, has_newer=wanted.older_than is not None, has_older=has_more)


def end_of_month(month: date) -> UUID:
    """The lowest id that an act after this month (its first day) could have (`core.ids`)."""
    after = (month + timedelta(days=32)).replace(day=1)
    start = timezone.make_aware(datetime.combine(after, time.min))
    return UUID(int=int(start.timestamp() * 1000) << 80)


# From one person's first row to the next person's: as many steps as people, not as rows.
_PEOPLE = """
WITH RECURSIVE step AS (
    (SELECT by_id FROM activities_actscope
      WHERE directorate_id = %(directorate)s AND by_id IS NOT NULL ORDER BY by_id LIMIT 1)
    UNION ALL
    SELECT (SELECT s.by_id FROM activities_actscope s
             WHERE s.directorate_id = %(directorate)s AND s.by_id > step.by_id
             ORDER BY s.by_id LIMIT 1)
      FROM step WHERE step.by_id IS NOT NULL
)
SELECT by_id FROM step WHERE by_id IS NOT NULL LIMIT %(most)s
"""


def people_of(directorate_id: int, *, also: Sequence[int] = ()) -> list[tuple[int, str]]:
    """Who changed something of a directorate, by name; `also` these if they work here. Two queries."""
    found: set[int] = set()
    if directorate_id != THE_TRUST:
        with connection.cursor() as cursor:
            cursor.execute(_PEOPLE, {"directorate": directorate_id, "most": MOST_PEOPLE})
            found.update(row[0] for row in cursor.fetchall())
    is_staff = Q(pk__in=also, roles__overlap=sorted(set(Role) - {Role.CO_CREATOR}))
    people = User.objects.filter(Q(pk__in=found) | is_staff)
    return sorted(((one.pk, one.display_name) for one in people), key=lambda pair: pair[1])
