"""Activities with all that belongs to them, written by COPY: one statement for each table.

The ids come from the tables' own sequences, so that rows can point at each other before they are
there. Columns that triggers keep are written as the triggers would write them (`derived_of`);
history and roll-ups are the statement triggers' own work, as after any other write.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from activities.models import (
    Activity,
    ActivityGroup,
    ActivityPartner,
    ActivityService,
    ActivityTheme,
    Headcount,
    Session,
)
from activities.services.entries import (
    Record,
    columns_of,
    derived_of,
    groups_of,
    people_of,
    services_of,
    session_columns_of,
)
from core.imports.staging import escaped

AT_ONCE = 5_000  # activities; about 10 MB of text

ACTIVITY = (
    "id", "title", "aim", "kind_id", "status", "status_reason", "level_planned_id",
    "level_achieved_id", "level_reason", "is_trust_wide", "project_id", "is_standing", "starts_on",
    "ends_on", "precision", "led_by_id", "logged_by_id", "publication_reach", "what_was_asked",
    "prompts", "notes", "is_public", "logged_at", "version", "batch_id", "first_on", "last_on",
    "first_held_on", "directorate_ids", "service_ids",
)  # fmt: skip
SESSION = (
    "id", "activity_id", "held_on", "precision", "starts_at", "ends_at", "minutes", "mode",
    "place_kind_id", "venue_id", "status", "status_reason", "staff_minutes", "co_creator_minutes",
    "people", "version",
)  # fmt: skip
NO_DATES = {"first_on": None, "last_on": None, "first_held_on": None}
NO_PLACES: dict[str, list[int]] = {"directorate_ids": [], "service_ids": []}


@dataclass(frozen=True)
class Written:
    """What one call wrote: the ids of the activities, and how many sessions."""

    activity_ids: list[int]
    sessions: int


def write_records(
    records: Sequence[Record], *, batch_id: int | None = None, logged_by_id: int | None = None
) -> Written:
    """Write records inside the caller's service; each has been checked (`check_entry`).

    `logged_by_id` is who logged those that do not say so themselves.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        (now,) = cursor.fetchone()
        ids = _next_ids(cursor, Activity, len(records))
        many = sum(len(record.sessions) for record in records)
        session_ids = iter(_next_ids(cursor, Session, many))
        pairs = list(zip(ids, records, strict=True))
        rows = (_activity(pk, each, batch_id, logged_by_id, now) for pk, each in pairs)
        _copy(cursor, Activity, ACTIVITY, rows)
        _copy_places(cursor, pairs)
        _copy_sessions(cursor, pairs, session_ids)
        _copy_tags(cursor, pairs)
    return Written(ids, many)


Pairs = Sequence[tuple[int, Record]]


def _activity(
    pk: int, record: Record, batch_id: int | None, logged_by_id: int | None, now: datetime
) -> list[Any]:
    entry = record.entry
    columns = NO_DATES | NO_PLACES | columns_of(entry) | derived_of(entry, record.sessions)
    columns |= {
        "id": pk,
        "status_reason": record.status_reason,
        "led_by_id": record.led_by_id,
        "logged_by_id": record.logged_by_id or logged_by_id,
        "logged_at": record.logged_at or now,
        "version": 1,
        "batch_id": batch_id,
    }
    return [columns[name] for name in ACTIVITY]


def _copy_places(cursor: Any, pairs: Pairs) -> None:
    _copy(
        cursor,
        ActivityService,
        ("activity_id", "service_id", "directorate_id", "is_lead"),
        (
            (pk, *place)
            for pk, record in pairs
            for place in services_of(record.entry.service_ids, record.entry.directorate_by_service)
        ),
    )


def _copy_sessions(cursor: Any, pairs: Pairs, ids: Iterable[int]) -> None:
    rows: list[list[Any]] = []
    heads: list[tuple[Any, ...]] = []
    ids = iter(ids)
    for activity_id, record in pairs:
        for entry in record.sessions:
            columns: dict[str, Any] = session_columns_of(entry)
            is_off = entry.status == Session.Status.CANCELLED
            reason = record.session_reason or record.status_reason
            columns |= {
                "id": next(ids),
                "activity_id": activity_id,
                "status_reason": reason if is_off else "",
                "people": people_of(entry),
                "version": 1,
            }
            rows.append([columns[name] for name in SESSION])
            heads += [(columns["id"], h.kind, h.number, h.is_estimate) for h in entry.headcounts]
    _copy(cursor, Session, SESSION, rows)
    _copy(cursor, Headcount, ("session_id", "kind", "number", "is_estimate"), heads)


def _copy_tags(cursor: Any, pairs: Pairs) -> None:
    for model, column, of in (
        (ActivityTheme, "theme_id", "theme_ids"),
        (ActivityPartner, "partner_id", "partner_ids"),
    ):
        rows = (
            (pk, each) for pk, record in pairs for each in dict.fromkeys(getattr(record.entry, of))
        )
        _copy(cursor, model, ("activity_id", column), rows)
    _copy(
        cursor,
        ActivityGroup,
        ("activity_id", "group_id", "is_meant", "is_reached"),
        ((pk, *group) for pk, record in pairs for group in groups_of(record.entry)),
    )


# --- COPY ---------------------------------------------------------------------------------------


def _next_ids(cursor: Any, model: Any, number: int) -> list[int]:
    """So many ids that nobody else will get."""
    if not number:
        return []
    cursor.execute(
        "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
        [model._meta.db_table, number],
    )
    return [pk for (pk,) in cursor.fetchall()]


def _copy(cursor: Any, model: Any, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    text = "".join(["\t".join([FORMS[type(v)](v) for v in row]) + "\n" for row in rows])
    if text:
        names = ", ".join(columns)
        cursor.copy_expert(
            f"COPY {model._meta.db_table} ({names}) FROM STDIN", io.BytesIO(text.encode())
        )


class _Forms(dict[type, Callable[[Any], str]]):
    """How a value stands in COPY's text format, by its type."""

    def __missing__(self, kind: type) -> Callable[[Any], str]:
        # The choices of a model are texts with a name.
        self[kind] = escaped if issubclass(kind, str) else str
        return self[kind]


def _array(values: list[int]) -> str:
    return "{" + ",".join(map(str, values)) + "}"


FORMS = _Forms(
    {
        str: escaped,
        type(None): lambda _: r"\N",
        bool: lambda value: "t" if value else "f",
        list: _array,
    }
)
