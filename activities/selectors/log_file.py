"""The rows of a whole log as files: activities, sessions, who came, and what each belongs to."""

from __future__ import annotations

from functools import cache

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, F, Field, IntegerField, Q, QuerySet, Value
from django.db.models.expressions import RawSQL

from activities.models import (
    Activity,
    ActivityGroup,
    ActivityPartner,
    ActivityService,
    ActivityTheme,
    Headcount,
)
from activities.selectors.lists import activity_rows

TEXT, NUMBER = CharField(null=True), IntegerField(null=True)

# `activities_activity` is the row that is described, as in `selectors.lists`.
_NAME_OF_LEVEL = """
(SELECT w.name FROM activities_levelwording w WHERE w.level_id = {level}
  ORDER BY w.version DESC LIMIT 1)
"""
_NAME_OF_LADDER = """
(SELECT x.name FROM activities_level l JOIN activities_ladder x ON x.id = l.ladder_id
  WHERE l.id = {level})
"""
_DEEPEST = """
coalesce(activities_activity.counted_level_id, activities_activity.level_achieved_id,
         activities_activity.level_planned_id)
"""
TEXTS = {
    "level_said": _NAME_OF_LEVEL.format(level=_DEEPEST),
    "planned_said": _NAME_OF_LEVEL.format(level="activities_activity.level_planned_id"),
    "ladder_said": _NAME_OF_LADDER.format(level=_DEEPEST),
    # The one that leads comes first: the import reads it so.
    "services_said": """
        (SELECT string_agg(s.name, '; ' ORDER BY l.is_lead DESC, s.name)
           FROM activities_activityservice l JOIN organisation_service s ON s.id = l.service_id
          WHERE l.activity_id = activities_activity.id)
    """,
    "themes_said": """
        (SELECT string_agg(t.label, '; ' ORDER BY t.position, t.label)
           FROM activities_activity_themes l JOIN organisation_theme t ON t.id = l.theme_id
          WHERE l.activity_id = activities_activity.id)
    """,
    "groups_meant_said": """
        (SELECT string_agg(g.label, '; ' ORDER BY g.position, g.label)
           FROM activities_activitygroup l JOIN organisation_group g ON g.id = l.group_id
          WHERE l.is_meant AND l.activity_id = activities_activity.id)
    """,
    "groups_reached_said": """
        (SELECT string_agg(g.label, '; ' ORDER BY g.position, g.label)
           FROM activities_activitygroup l JOIN organisation_group g ON g.id = l.group_id
          WHERE l.is_reached AND l.activity_id = activities_activity.id)
    """,
    "partners_said": """
        (SELECT string_agg(p.name, '; ' ORDER BY p.name)
           FROM activities_activity_partners l JOIN community_partner p ON p.id = l.partner_id
          WHERE l.activity_id = activities_activity.id)
    """,
}
NUMBERS = {
    "held_count": """
        (SELECT count(*) FROM activities_session s
          WHERE s.status = 'held' AND s.activity_id = activities_activity.id)
    """,
    "people_minutes": """
        (SELECT sum(s.people_minutes) FROM activities_session s
          WHERE s.status = 'held' AND s.activity_id = activities_activity.id)
    """,
}
CAME = """
(SELECT h.number FROM activities_headcount h
  WHERE h.session_id = activities_session.id AND h.kind = %s)
"""
GUESSED = """
(SELECT array_agg(h.kind::text ORDER BY h.id) FROM activities_headcount h
  WHERE h.session_id = activities_session.id AND h.is_estimate)
"""


def log_activities(directorate_id: int | None) -> QuerySet[Activity]:
    """Every activity of a directorate (of the trust without one), newest first."""
    return _of(directorate_id).order_by(F("span_from").desc(nulls_last=True), "-id")


def log_sessions(directorate_id: int | None) -> QuerySet[Activity]:
    """A row for each session, and one for each activity that has none; newest activity first."""
    counts = {
        f"came_{kind}": RawSQL(CAME, (kind,), output_field=NUMBER)  # noqa: S611 - our own constant
        for kind in Headcount.Kind.values
    }
    kinds = ArrayField(CharField(), null=True)
    guessed = RawSQL(GUESSED, (), output_field=kinds)  # noqa: S611 - our own constant
    rows = _of(directorate_id).annotate(
        **counts, guessed=guessed, session_id=F("sessions__id"), on_day=F("sessions__held_on")
    )
    return rows.order_by(
        F("span_from").desc(nulls_last=True),
        "-id",
        "sessions__held_on",
        F("sessions__starts_at").asc(nulls_last=True),
        "sessions__id",
    )


def log_headcounts(directorate_id: int | None) -> QuerySet[Headcount]:
    """A row for each kind of people that came to a session."""
    return Headcount.objects.filter(_within("session__activity__", directorate_id)).order_by(
        "-session__activity_id", "session__held_on", "session_id", "id"
    )


def log_tags(directorate_id: int | None) -> QuerySet:
    """A row for each service, theme, group and partner that an activity belongs to."""
    mine = _within("activity__", directorate_id)
    none = Value("", CharField())
    groups = ActivityGroup.objects.filter(mine)
    said = (
        (ActivityService.objects.filter(mine), "Service", "service__name", F("directorate__name")),
        (ActivityTheme.objects.filter(mine), "Theme", "theme__label", none),
        (groups.filter(is_meant=True), "Group meant", "group__label", none),
        (groups.filter(is_reached=True), "Group reached", "group__label", none),
        (ActivityPartner.objects.filter(mine), "Partner", "partner__name", none),
    )
    parts = [
        rows.order_by()
        .annotate(tag=Value(what, CharField()), named=F(name), place=place)
        .values_list("activity_id", "activity__title", "tag", "named", "place")
        for rows, what, name, place in said
    ]
    return parts[0].union(*parts[1:], all=True).order_by("-activity_id", "tag", "named")


def _of(directorate_id: int | None) -> QuerySet[Activity]:
    return _described().filter(_within("", directorate_id))


def _within(path: str, directorate_id: int | None) -> Q:
    if directorate_id is None:
        return Q()
    return Q(**{f"{path}directorate_ids__contains": [directorate_id]})


@cache
def _described() -> QuerySet[Activity]:
    """Activities with all that their rows say; each addition is read only where it is named."""
    kinds: list[tuple[dict[str, str], Field]] = [(TEXTS, TEXT), (NUMBERS, NUMBER)]
    shown = {
        name: RawSQL(sql, (), output_field=kind)  # noqa: S611 - our own constants
        for said, kind in kinds
        for name, sql in said.items()
    }
    return activity_rows().annotate(**shown)
