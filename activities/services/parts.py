"""Writing the changed parts of many activities with statements for sets of rows.

Ten statements for two thousand records, whatever changes: with a form's statements for each
record, ten thousand would take minutes and hold everybody up who wants to correct one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models

from activities.models import Activity, ActivityGroup, ActivityPartner, ActivityTheme
from activities.rules.bulk import COLUMNS, Parts

# One activity: its id, its parts as they are and as they are to be.
Pair = tuple[int, Parts, Parts]

COLUMN_TYPES = {
    "kind_id": "bigint",
    "project_id": "bigint",
    "is_public": "boolean",
    "level_planned_id": "bigint",
    "level_achieved_id": "bigint",
}
WORDS: tuple[tuple[str, type[models.Model], str], ...] = (
    ("themes", ActivityTheme, "theme_id"),
    ("partners", ActivityPartner, "partner_id"),
)


def write_parts(pairs: Sequence[Pair]) -> None:
    """Make the records what they are to be, each with its next version; their rows are locked."""
    put(
        Activity,
        [pk for pk, _, _ in pairs],
        {
            name: (COLUMN_TYPES[name], [getattr(then, name) for _, _, then in pairs])
            for name in COLUMNS
        },
        also="version = t.version + 1",
    )
    for name, model, column in WORDS:
        changes = [(pk, getattr(now, name), getattr(then, name)) for pk, now, then in pairs]
        _take_away(model, column, [(pk, each) for pk, now, then in changes for each in now - then])
        _add(model, column, [(pk, each) for pk, now, then in changes for each in then - now])
    _write_groups(pairs)


def _write_groups(pairs: Sequence[Pair]) -> None:
    """A group stands in one row with both its marks; without either there is no row."""
    gone: list[tuple[int, int]] = []
    new: list[tuple[int, int, bool, bool]] = []
    marked: list[tuple[int, int, bool, bool]] = []
    for pk, now, then in pairs:
        for group in now.meant | now.reached | then.meant | then.reached:
            was = (group in now.meant, group in now.reached)
            will = (group in then.meant, group in then.reached)
            if was == will:
                continue
            if not any(will):
                gone.append((pk, group))
            elif any(was):
                marked.append((pk, group, *will))
            else:
                new.append((pk, group, *will))
    _take_away(ActivityGroup, "group_id", gone)
    table = ActivityGroup._meta.db_table
    columns = list(zip(*marked, strict=True))
    if marked:
        _run(
            f"UPDATE {table} t SET is_meant = v.meant, is_reached = v.reached"  # noqa: S608 - our own names
            " FROM unnest(%s::bigint[], %s::bigint[], %s::boolean[], %s::boolean[])"
            " AS v(activity, word, meant, reached)"
            " WHERE t.activity_id = v.activity AND t.group_id = v.word",
            columns,
        )
    if new:
        _run(
            f"INSERT INTO {table} (activity_id, group_id, is_meant, is_reached)"  # noqa: S608 - our own names
            " SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::boolean[], %s::boolean[])"
            " ON CONFLICT (activity_id, group_id) DO UPDATE"
            " SET is_meant = excluded.is_meant, is_reached = excluded.is_reached",
            list(zip(*new, strict=True)),
        )


def _take_away(model: type[models.Model], column: str, gone: Sequence[tuple[int, int]]) -> None:
    if gone:
        _run(
            f"DELETE FROM {model._meta.db_table} t"  # noqa: S608 - our own names
            " USING unnest(%s::bigint[], %s::bigint[]) AS v(activity, word)"
            f" WHERE t.activity_id = v.activity AND t.{column} = v.word",
            list(zip(*gone, strict=True)),
        )


def _add(model: type[models.Model], column: str, new: Sequence[tuple[int, int]]) -> None:
    if new:
        _run(
            f"INSERT INTO {model._meta.db_table} (activity_id, {column})"  # noqa: S608 - our own names
            " SELECT * FROM unnest(%s::bigint[], %s::bigint[])"
            f" ON CONFLICT (activity_id, {column}) DO NOTHING",
            list(zip(*new, strict=True)),
        )


def put(
    model: type[models.Model],
    ids: Sequence[int],
    columns: dict[str, tuple[str, list[Any]]],
    *,
    also: str = "",
) -> None:
    """Set columns of many rows to a value for each row, in one statement.

    `columns` holds for each the database's type and the values, in the order of `ids`.
    """
    if not ids:
        return
    names = list(columns)
    sets = ", ".join([*(f"{name} = v.{name}" for name in names), *([also] if also else [])])
    arrays = ", ".join(["%s::bigint[]", *(f"%s::{columns[name][0]}[]" for name in names)])
    _run(
        f"UPDATE {model._meta.db_table} t SET {sets}"  # noqa: S608 - our own names
        f" FROM unnest({arrays}) AS v({', '.join(['id', *names])}) WHERE t.id = v.id",
        [list(ids), *(columns[name][1] for name in names)],
    )


def _run(sql: str, arrays: Iterable[Sequence[Any]]) -> None:
    # Names in the statements are those of our own models, never what somebody sent.
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(array) for array in arrays])
