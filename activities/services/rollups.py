"""Folding the roll-ups: many rows of one key become one, and no sum changes."""

from __future__ import annotations

from django.db import connection, models

from activities.models import OnionCount, ShiftCount
from core.service import bookkeeping

# What is summed; all other columns are the key.
SUMS: dict[type[models.Model], tuple[str, ...]] = {
    OnionCount: ("starts", "ends"),
    ShiftCount: ("activities", "sessions", "timed_sessions", "people", "people_minutes"),
}
# Any fixed number: two folds at once would each keep what the other sums up.
_LOCK = 0x464F4C44


@bookkeeping
def fold_rollups(*, by) -> int:
    """Replace the rows of each key by their sum; returns how many rows are fewer.

    One statement for each table takes the old rows away and puts the sums in, so a reader
    sees either. Rows above the highest id seen at the start, and rows not yet committed,
    wait for the next time. Does nothing while another fold is at work.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        return sum(_fold(cursor, model, sums) for model, sums in SUMS.items())


def _fold(cursor, model: type[models.Model], sums: tuple[str, ...]) -> int:
    table = model._meta.db_table
    columns = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
    key = ", ".join(name for name in columns if name not in sums)
    added = ", ".join(f"sum({name})" for name in sums)
    is_something = " OR ".join(f"sum({name}) <> 0" for name in sums)
    cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")  # noqa: S608 - our own names
    (highest,) = cursor.fetchone()
    # Names come from the models and are no input.
    cursor.execute(
        f"""
        WITH crowded AS (
            SELECT {key} FROM {table} WHERE id <= %(highest)s GROUP BY {key}
            HAVING count(*) > 1 OR NOT ({is_something})
        ), gone AS (
            DELETE FROM {table} t USING crowded c
             WHERE t.id <= %(highest)s AND {_same(key)}
            RETURNING t.*
        ), kept AS (
            INSERT INTO {table} ({key}, {", ".join(sums)})
            SELECT {key}, {added} FROM gone GROUP BY {key} HAVING {is_something}
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM gone) - (SELECT count(*) FROM kept)
        """,  # noqa: S608
        {"highest": highest},
    )
    return cursor.fetchone()[0]


def _same(key: str) -> str:
    """Every column of a key is filled, so plain equality compares them."""
    return " AND ".join(f"t.{name} = c.{name}" for name in key.split(", "))
