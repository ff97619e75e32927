"""What the import of old logs is measured against: the bare statements, and the usual ways."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import tablib
from django import forms
from django.db import connection
from import_export import fields, resources, widgets

from activities.models import (
    Activity,
    ActivityGroup,
    ActivityService,
    ActivityTheme,
    Headcount,
    Session,
)
from core.service import acting, service

# As the worker does: a trigger's plan may have been made for a single row.
ANEW = "DISCARD PLANS"
STAGING = """
CREATE TEMP TABLE bench_log (
    held_on date, title text, kind_id bigint, level_id bigint, service_id bigint,
    directorate_id bigint, starts_at time, ends_at time, users int, carers int, aim text,
    group_id bigint, theme_id bigint, mode text, notes text, is_about boolean
) ON COMMIT DROP
"""
COPY = "COPY bench_log FROM STDIN"
# The columns that triggers keep are written as they would be, as ours does.
WRITES = (
    "ALTER TABLE bench_log ADD activity_id bigint, ADD session_id bigint",
    """
    UPDATE bench_log SET
        activity_id = nextval(pg_get_serial_sequence('activities_activity', 'id')),
        session_id = nextval(pg_get_serial_sequence('activities_session', 'id'))
    """,
    """
    INSERT INTO activities_activity (
        id, title, aim, kind_id, status, status_reason, level_achieved_id, level_reason,
        is_trust_wide, is_standing, precision, what_was_asked, prompts, notes, is_public, version,
        first_on, last_on, first_held_on, directorate_ids, service_ids, logged_by_id)
    SELECT activity_id, title, aim, kind_id, 'happened', '', level_id, '', false, false, 'day', '',
           '', notes, true, 1, held_on, held_on, held_on, ARRAY[directorate_id],
           ARRAY[service_id], %(by)s
      FROM bench_log
    """,
    """
    INSERT INTO activities_activityservice (activity_id, service_id, directorate_id, is_lead)
    SELECT activity_id, service_id, directorate_id, true FROM bench_log
    """,
    """
    INSERT INTO activities_session (
        id, activity_id, held_on, precision, starts_at, ends_at, minutes, mode, status,
        status_reason, people, version)
    SELECT session_id, activity_id, held_on, 'day', starts_at, ends_at, 120, mode, 'held', '',
           users + carers, 1
      FROM bench_log
    """,
    """
    INSERT INTO activities_headcount (session_id, kind, number, is_estimate)
    SELECT session_id, 'service_user', users, is_about FROM bench_log
    UNION ALL SELECT session_id, 'carer', carers, false FROM bench_log
    """,
    """
    INSERT INTO activities_activity_themes (activity_id, theme_id)
    SELECT activity_id, theme_id FROM bench_log
    """,
    """
    INSERT INTO activities_activitygroup (activity_id, group_id, is_meant, is_reached)
    SELECT activity_id, group_id, true, false FROM bench_log
    """,
)  # fmt: skip


@service
def load_bare(*, by, path: Path) -> list[int]:
    """COPY to a staging table and INSERT … SELECT; the ids of what was written."""
    acting().reason = "bench"
    with connection.cursor() as cursor, path.open("rb") as file:
        cursor.execute(ANEW)
        cursor.execute("SET LOCAL jit = off")
        cursor.execute(STAGING)
        cursor.copy_expert(COPY, file)
        for statement in WRITES:
            cursor.execute(statement, {"by": by.pk})
        cursor.execute("SELECT min(activity_id), max(activity_id) FROM bench_log")
        first, last = cursor.fetchone()
    return [first, last]


DELETES = (
    "DELETE FROM activities_activity WHERE id BETWEEN %s AND %s",
    """
    DELETE FROM activities_headcount WHERE session_id IN
        (SELECT id FROM activities_session WHERE activity_id BETWEEN %s AND %s)
    """,
    "DELETE FROM activities_session WHERE activity_id BETWEEN %s AND %s",
    "DELETE FROM activities_activityservice WHERE activity_id BETWEEN %s AND %s",
    "DELETE FROM activities_activity_themes WHERE activity_id BETWEEN %s AND %s",
    "DELETE FROM activities_activitygroup WHERE activity_id BETWEEN %s AND %s",
)


@service
def delete_bare(*, by, ids: list[int]) -> None:
    """The same rows out again by one DELETE for each table."""
    acting().reason = "bench"
    with connection.cursor() as cursor:
        cursor.execute(ANEW)
        cursor.execute("SET LOCAL jit = off")
        for statement in DELETES:
            cursor.execute(statement, ids)


# --- The usual ways: a form for each row, and django-import-export ------------------------------


class ActivityForm(forms.ModelForm):
    class Meta:
        model = Activity
        fields = ["title", "aim", "kind", "status", "level_achieved", "notes"]


class SessionForm(forms.ModelForm):
    class Meta:
        model = Session
        fields = ["held_on", "starts_at", "ends_at", "mode", "status"]


NAMES = (
    "held_on", "title", "kind", "level_achieved", "service", "directorate", "starts_at", "ends_at",
    "users", "carers", "aim", "group", "theme", "mode", "notes", "is_about",
)  # fmt: skip


def machine_rows(path: Path, rows: int) -> list[dict[str, str]]:
    """The first rows of a machine's file."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, NAMES, delimiter="\t")
        return [row for _, row in zip(range(rows), reader, strict=False)]


def _hang_on(activity: Activity, row: dict[str, str]) -> None:
    """What belongs to the activity, as the usual code writes it."""
    ActivityService.objects.create(
        activity=activity,
        service_id=row["service"],
        directorate_id=row["directorate"],
        is_lead=True,
    )
    form = SessionForm(row | {"status": "held"})
    form.instance.activity = activity
    session = form.save()
    Headcount.objects.create(session=session, kind="service_user", number=row["users"])
    Headcount.objects.create(session=session, kind="carer", number=row["carers"])
    ActivityTheme.objects.create(activity=activity, theme_id=row["theme"])
    ActivityGroup.objects.create(activity=activity, group_id=row["group"], is_meant=True)


class NothingStays(Exception):  # noqa: N818 - ends a measurement
    """Takes the rows of a measurement out again; `seconds` is what it measured."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


@service
def load_by_forms(*, by, rows: list[dict[str, str]]) -> None:
    """A ModelForm for each row. Raises `NothingStays`."""
    begin = time.perf_counter()
    for row in rows:
        form = ActivityForm(row | {"status": "happened"})
        if not form.is_valid():
            raise ValueError(form.errors)
        _hang_on(form.save(), row)
    raise NothingStays(time.perf_counter() - begin)


class ActivityResource(resources.ModelResource):
    kind = fields.Field("kind_id", "kind", widgets.IntegerWidget())
    level_achieved = fields.Field("level_achieved_id", "level_achieved", widgets.IntegerWidget())

    class Meta:
        model = Activity
        fields = ("title", "aim", "kind", "level_achieved", "notes")
        import_id_fields = ()
        force_init_instance = True
        skip_diff = True
        use_transactions = False

    def before_save_instance(self, instance, row, **kwargs):
        instance.status = "happened"

    def after_save_instance(self, instance, row, **kwargs):
        _hang_on(instance, row)


@service
def load_by_import_export(*, by, rows: list[dict[str, str]]) -> None:
    """django-import-export with a resource. Raises `NothingStays`."""
    data = tablib.Dataset(headers=list(NAMES))
    for row in rows:
        data.append([row[name] for name in NAMES])
    begin = time.perf_counter()
    result = ActivityResource().import_data(data, raise_errors=True)
    seconds = time.perf_counter() - begin
    if result.totals["new"] != len(rows):
        raise ValueError(result.totals)
    raise NothingStays(seconds)
