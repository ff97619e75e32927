"""What became of an import: what somebody worked on since it came in, and what is still there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection


@dataclass(frozen=True)
class Touched:
    """An activity of an import: its newest act since it came in, and how many acts there were.

    Without any, `service` is empty.
    """

    id: int
    title: str
    day: date | None
    precision: str
    is_standing: bool
    service: str
    subject_type: str
    who: str
    at: datetime | None
    acts: int
    # A session of it was opened for sign-up: people may count on it, so it stays.
    is_offered: bool


# Any act but the load's own: one on the activity, or one that left a step in the history of the
# activity or of what belongs to it. A change of many that was taken back has changed nothing.
PARTS = (
    ("activities_activityevent", "pgh_obj_id"),
    ("activities_activityserviceevent", "activity_id"),
    ("activities_activitythemeevent", "activity_id"),
    ("activities_activitygroupevent", "activity_id"),
    ("activities_activitypartnerevent", "activity_id"),
    ("activities_sessionevent", "activity_id"),
)
_STEPS = "".join(
    f" UNION SELECT m.id, e.act_id FROM mine m JOIN {table} e ON e.{column} = m.id"  # noqa: S608
    " WHERE e.act_id IS NOT NULL"
    for table, column in PARTS
)
TOUCHED = f"""
WITH mine AS MATERIALIZED (
    SELECT id FROM activities_activity WHERE batch_id = %(batch)s ORDER BY id LIMIT %(most)s
),
acts AS (
    SELECT m.id, c.id AS act FROM mine m
      JOIN core_act c ON c.subject_type = 'activities.activity' AND c.subject_id = m.id
    {_STEPS}
    UNION
    SELECT m.id, e.act_id FROM mine m JOIN activities_session s ON s.activity_id = m.id
      JOIN activities_headcountevent e ON e.session_id = s.id WHERE e.act_id IS NOT NULL
),
newest AS (
    SELECT DISTINCT ON (a.id) a.id, c.by_id, c.at, c.service, c.subject_type,
           count(*) OVER (PARTITION BY a.id) AS acts
      FROM acts a JOIN core_act c ON c.id = a.act
     WHERE c.subject_type <> 'core.importbatch'
       AND NOT (c.subject_type = 'activities.bulkchange' AND EXISTS (
           SELECT 1 FROM activities_bulkrow r
            WHERE r.change_id = c.subject_id AND r.activity_id = a.id AND r.undo = 'taken_back'
       ))
     ORDER BY a.id, c.at DESC
)
SELECT m.id, a.title, a.span_from,
       coalesce((SELECT s.precision FROM activities_session s
                  WHERE s.activity_id = a.id ORDER BY s.held_on LIMIT 1), a.precision),
       a.is_standing, coalesce(n.service, ''), coalesce(n.subject_type, ''),
       coalesce(nullif(u.name, ''), split_part(u.email, '@', 1), 'The portal'),
       n.at, coalesce(n.acts, 0), EXISTS (
           SELECT 1 FROM activities_opportunity o JOIN activities_session s ON s.id = o.session_id
            WHERE s.activity_id = a.id)
  FROM mine m JOIN activities_activity a ON a.id = m.id
  LEFT JOIN newest n ON n.id = m.id LEFT JOIN users_user u ON u.id = n.by_id
 WHERE %(every)s OR n.id IS NOT NULL
 ORDER BY m.id
"""  # noqa: S608 - our own constants


def touched_since(batch_id: int) -> list[Touched]:
    """Activities of an import that an act other than the import's own was about."""
    return _read(batch_id, most=None, every=False)


def still_there(batch_id: int, most: int) -> list[Touched]:
    """Activities of an import, worked on or not: those that are left once it was taken out."""
    return _read(batch_id, most=most, every=True)


def _read(batch_id: int, *, most: int | None, every: bool) -> list[Touched]:
    with connection.cursor() as cursor:
        cursor.execute(TOUCHED, {"batch": batch_id, "most": most, "every": every})
        return [Touched(*row) for row in cursor.fetchall()]


LOCK_BATCH = """
SELECT count(*) FROM (
    SELECT id FROM activities_activity WHERE batch_id = %s ORDER BY id FOR UPDATE
) AS locked
"""


def lock_batch(batch_id: int) -> None:
    """Lock every activity of an import, in order; a correction under way ends first."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK_BATCH, [batch_id])
