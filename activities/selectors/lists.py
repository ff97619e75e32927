"""The rows of the activity list."""

from __future__ import annotations

from functools import cache

from django.db.models import CharField, Field, IntegerField, QuerySet
from django.db.models.expressions import RawSQL

from activities.models import Activity

# Written out because every page of the list asks for them: put together by the ORM, the
# statement took longer to build than to answer. `activities_activity` is the row shown.
DESCRIBED: dict[str, tuple[str, Field]] = {
    "level_name": (
        (
            "(SELECT w.name FROM activities_levelwording w"
            " WHERE w.level_id = activities_activity.counted_level_id"
            " ORDER BY w.version DESC LIMIT 1)"
        ),
        CharField(null=True),
    ),
    "lead_service": (
        (
            "(SELECT s.name FROM activities_activityservice l"
            " JOIN organisation_service s ON s.id = l.service_id"
            " WHERE l.activity_id = activities_activity.id"
            " ORDER BY l.is_lead DESC, l.id LIMIT 1)"
        ),
        CharField(null=True),
    ),
    # The rest is read for files only.
    "ladder_name": (
        (
            "(SELECT x.name FROM activities_level v JOIN activities_ladder x ON x.id = v.ladder_id"
            " WHERE v.id = activities_activity.counted_level_id)"
        ),
        CharField(null=True),
    ),
    "cost_centre": (
        (
            "(SELECT s.cost_centre FROM activities_activityservice l"
            " JOIN organisation_service s ON s.id = l.service_id"
            " WHERE l.activity_id = activities_activity.id"
            " ORDER BY l.is_lead DESC, l.id LIMIT 1)"
        ),
        CharField(null=True),
    ),
    "directorates_said": (
        (
            "(SELECT string_agg(d.name, '; ' ORDER BY d.name) FROM organisation_directorate d"
            " WHERE d.id = ANY (activities_activity.directorate_ids))"
        ),
        CharField(null=True),
    ),
    "people": (
        (
            "(SELECT sum(s.people) FROM activities_session s"
            " WHERE s.activity_id = activities_activity.id AND s.status = 'held')"
        ),
        IntegerField(null=True),
    ),
    # As exact as its first session's date is known; a standing one may have no session.
    "day_precision": (
        (
            "coalesce((SELECT s.precision FROM activities_session s"
            " WHERE s.activity_id = activities_activity.id ORDER BY s.held_on LIMIT 1),"
            " activities_activity.precision)"
        ),
        CharField(),
    ),
}


def activity_rows() -> QuerySet[Activity]:
    """Every activity with what the list shows; each addition is read for the shown rows only."""
    return _described().all()


@cache
def _described() -> QuerySet[Activity]:
    """The same, never read itself: put together once, because that takes as long as reading."""
    shown = {
        name: RawSQL(sql, (), output_field=kind)  # noqa: S611 - our own constants
        for name, (sql, kind) in DESCRIBED.items()
    }
    return Activity.objects.annotate(**shown)
