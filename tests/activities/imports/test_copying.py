"""COPY writes what a form would have written, column by column."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.db import models
from hypothesis import HealthCheck, given
from hypothesis import settings as tries
from hypothesis import strategies as some

from activities.models import Activity, ActivityGroup, ActivityService, Headcount, Session
from activities.services.bulk import log_many
from activities.services.copying import ACTIVITY, SESSION
from activities.services.entries import ActivityEntry, HeadcountEntry, Record, SessionEntry
from activities.services.log import log_activity
from core.service import System
from organisation.models import ActivityKind, Group, PlaceKind, Service, Theme

BY = System("tests")
GENERATED = {
    model: [field.name for field in model._meta.fields if isinstance(field, models.GeneratedField)]
    for model in (Activity, Session)
}

# What the list of the day adds up later; until then the database's own nothing stands there.
ADDED_LATER = {"prepared_minutes", "part_people", "part_minutes"}


def rows_of(activity: Activity) -> dict:
    """Everything the database holds of an activity but for keys and times of writing."""

    def of(model, apart, **which):
        names = [f.attname for f in model._meta.concrete_fields if f.attname not in apart]
        return sorted(map(repr, model.objects.filter(**which).values(*names)))

    return {
        "activity": of(Activity, {"id", "logged_at", "search"}, pk=activity.pk),
        "services": of(ActivityService, {"id", "activity_id"}, activity=activity),
        "groups": of(ActivityGroup, {"id", "activity_id"}, activity=activity),
        "themes": sorted(activity.themes.values_list("pk", flat=True)),
        "partners": sorted(activity.partners.values_list("pk", flat=True)),
        "sessions": of(Session, {"id", "activity_id"}, activity=activity),
        "headcounts": of(Headcount, {"id", "session_id"}, session__activity=activity),
    }


TEXTS = some.text(
    some.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30
)
HEADS = some.lists(
    some.builds(
        HeadcountEntry,
        kind=some.sampled_from(Headcount.Kind.values),
        number=some.integers(0, 300),
        is_estimate=some.booleans(),
    ),
    unique_by=lambda head: head.kind,
    max_size=4,
).map(tuple)


@some.composite
def session_entries(draw):
    precision = draw(some.sampled_from(["day", "day", "month", "year"]))
    is_timed = precision == "day" and draw(some.booleans())
    return SessionEntry(
        held_on=date(2024, 1, 1) + timedelta(days=draw(some.integers(0, 900))),
        precision=precision,
        starts_at=time(9, 30) if is_timed else None,
        ends_at=time(11) if is_timed else None,
        mode=draw(some.sampled_from(["", *Session.Mode.values])),
        place_kind_id=draw(
            some.sampled_from([None, *PlaceKind.objects.values_list("pk", flat=True)[:2]])
        ),
        headcounts=draw(HEADS),
    )


@some.composite
def entries(draw):
    services = list(Service.objects.values_list("pk", "directorate_id"))
    chosen = draw(some.lists(some.sampled_from(services), unique=True, max_size=3))
    themes = list(Theme.objects.values_list("pk", flat=True)[:4])
    groups = list(Group.objects.values_list("pk", flat=True)[:4])
    starts = draw(some.sampled_from([None, date(2024, 5, 1)]))
    status = draw(some.sampled_from(["happened", "planned"]))
    return ActivityEntry(
        title=draw(TEXTS.filter(str.strip)) + "x",
        kind_id=ActivityKind.objects.values_list("pk", flat=True).first(),
        level_id=draw(some.integers(1, 11)),
        status=status,
        aim=draw(TEXTS),
        service_ids=tuple(pk for pk, _ in chosen),
        is_trust_wide=not chosen,
        theme_ids=tuple(draw(some.lists(some.sampled_from(themes), unique=True, max_size=2))),
        group_meant_ids=tuple(draw(some.lists(some.sampled_from(groups), unique=True, max_size=2))),
        group_reached_ids=tuple(
            draw(some.lists(some.sampled_from(groups), unique=True, max_size=2))
        ),
        is_standing=draw(some.booleans()),
        starts_on=starts,
        ends_on=starts and date(2024, 6, 1),
        precision=draw(some.sampled_from(["day", "month"])) if starts else "day",
        publication_reach=draw(some.sampled_from([None, 0, 1200])),
        notes=draw(TEXTS),
        directorate_by_service=dict(services),
    )


@pytest.mark.django_db
@tries(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=some.data())
def test_copy_writes_what_a_form_writes(data):
    entry = data.draw(entries())
    session = data.draw(session_entries()) if entry.status == "happened" else None
    sessions = (session,) if session else ()
    by_form = log_activity(by=BY, entry=entry, session=session)
    (pk,) = log_many(by=BY, records=[Record(entry=entry, sessions=sessions)])
    copied = rows_of(Activity.objects.get(pk=pk))
    assert copied == rows_of(by_form)


def test_copy_names_every_column_that_is_stored():
    for model, columns in ((Activity, ACTIVITY), (Session, SESSION)):
        stored = {f.column for f in model._meta.concrete_fields if f.name not in GENERATED[model]}
        assert stored - ADDED_LATER == set(columns)
