"""Comparing every record with all others, a few at a time, for the review list."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import Q

from community.models import Compared, LikelyPair
from community.selectors.doubles import ALIKE, ALIKE_NEARBY, FEWEST_DIGITS, uncompared
from core.service import System, bookkeeping

# Beside each record so many others by each sign: of forty people with one name no more is told.
MOST_BESIDE = 10
# In the same postcode area less is enough, but not as little as while somebody types.
ALIKE_IN_AREA = max(ALIKE_NEARBY, 0.5)

# Each sign by an index of its own: e-mail, the tail of the number, the trigrams of the name.
_PAIRS = """
WITH open AS NOT MATERIALIZED (
     SELECT id, name, email, outward_code,
            right(regexp_replace(phone, '\\D', '', 'g'), 10) AS tail
       FROM community_person WHERE merged_into_id IS NULL AND erased_at IS NULL),
due AS MATERIALIZED (SELECT * FROM open WHERE id = ANY(%(ids)s))
INSERT INTO community_likelypair (first_id, second_id, sign, likeness)
SELECT least(a.id, b.id), greatest(a.id, b.id), min(sign), max(similarity(a.name, b.name))
  FROM due a CROSS JOIN LATERAL (
       (SELECT 1 AS sign, id, name FROM open WHERE a.email <> '' AND email = a.email
                                               AND id <> a.id ORDER BY id LIMIT %(most)s)
        UNION ALL
       (SELECT 2, id, name FROM open WHERE length(a.tail) >= %(digits)s AND tail = a.tail
                                       AND id <> a.id ORDER BY id LIMIT %(most)s)
        UNION ALL
       (SELECT 3, id, name FROM open WHERE name %% a.name AND id <> a.id
           AND similarity(name, a.name) >= CASE WHEN a.outward_code <> ''
               AND outward_code = a.outward_code THEN %(near)s ELSE %(alike)s END
         ORDER BY similarity(name, a.name) DESC, id LIMIT %(most)s)) b
 GROUP BY 1, 2
    ON CONFLICT (first_id, second_id) DO NOTHING
"""


@bookkeeping
def compare_records(*, by: System, most: int) -> int:
    """Compare records that are new or changed with all others; how many were compared."""
    due = dict(uncompared().order_by("pk").values_list("pk", "version")[:most])
    ids = list(due)
    LikelyPair.objects.filter(Q(first__in=ids) | Q(second__in=ids)).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [str(ALIKE_IN_AREA)]
        )
        values: dict[str, Any] = {
            "ids": ids,
            "most": MOST_BESIDE,
            "digits": FEWEST_DIGITS,
            "near": ALIKE_IN_AREA,
            "alike": ALIKE,
        }
        cursor.execute(_PAIRS, values)
    Compared.objects.bulk_create(
        [Compared(person_id=pk, version=version) for pk, version in due.items()],
        update_conflicts=True,
        unique_fields=["person"],
        update_fields=["version"],
    )
    return len(due)
