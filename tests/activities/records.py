"""Activities for tests of the pages that count them, made without a form."""

from __future__ import annotations

from datetime import date
from typing import Any

from activities.models import Activity, ActivityService, Headcount, Level, Session
from organisation.models import ActivityKind, Service

ON = date(2026, 5, 5)


def an_activity(
    title: str = "Workshop",
    level: str = "involve",
    *,
    services: list[str] | None = None,
    **columns: Any,
) -> Activity:
    """One that happened on 5 May 2026 unless told otherwise; `services` by how they begin."""
    status = columns.setdefault("status", Activity.Status.HAPPENED)
    rung = Level.objects.get(code=level)
    reached = status not in (Activity.Status.PLANNED, Activity.Status.CANCELLED)
    columns.setdefault("level_achieved" if reached else "level_planned", rung)
    if not columns.get("is_standing"):
        columns.setdefault("starts_on", ON)
    activity = Activity.objects.create(title=title, kind=ActivityKind.objects.first(), **columns)
    for name in services or []:
        service = Service.objects.get(name__startswith=name)
        ActivityService.objects.create(
            activity=activity, service=service, directorate_id=service.directorate_id
        )
    return activity


def a_session(
    activity: Activity, on: date = ON, people: int | None = None, **columns: Any
) -> Session:
    """A held session of an hour, with so many service users."""
    columns.setdefault("minutes", 60)
    session = Session.objects.create(activity=activity, held_on=on, **columns)
    if people is not None:
        Headcount.objects.create(session=session, kind="service_user", number=people)
    return session


def many(count: int, level: str = "involve", on: date = ON, **columns: Any) -> list[Activity]:
    """So many that happened, each with one held session, in three statements."""
    rung, kind = Level.objects.get(code=level), ActivityKind.objects.first()
    made = Activity.objects.bulk_create(
        Activity(
            title=f"Activity {number}",
            kind=kind,
            status=Activity.Status.HAPPENED,
            level_achieved=rung,
            starts_on=on,
            **columns,
        )
        for number in range(count)
    )
    Session.objects.bulk_create(Session(activity=each, held_on=on, minutes=60) for each in made)
    return made
