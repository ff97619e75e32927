"""What logging needs to know: who asks, what there is to choose from, what was used last."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db import connection
from django.utils import timezone

from activities.models import Activity, Headcount, Session
from activities.rules.log import ActivityFacts, Actor
from activities.selectors.levels import LEVELS_AS_JSON, Levels, all_levels, levels_from_json
from core.fields import date_words
from core.service import System
from organisation.models import Post


def actor_of(by, *, with_posts: bool = True) -> Actor:
    """The person who acts, as the rules see them. The portal's own jobs may do anything."""
    if isinstance(by, System):
        return Actor(id=0, may_log=True, may_correct_any=True)
    actor = Actor(
        id=by.pk,
        may_log=by.may("log_activity"),
        may_correct_any=by.may("correct_any_activity"),
    )
    if not with_posts or actor.may_correct_any:
        return actor
    posts = Post.objects.in_force(timezone.localdate()).filter(person=by)
    places = list(posts.values_list("service_id", "directorate_id"))
    return Actor(
        id=actor.id,
        may_log=actor.may_log,
        may_correct_any=False,
        service_ids=frozenset(s for s, _ in places if s),
        directorate_ids=frozenset(d for _, d in places if d),
    )


def activity_facts(activity: Activity) -> ActivityFacts:
    """The facts of one activity that the rules ask about."""
    return ActivityFacts(
        status=activity.status,
        logged_by_id=activity.logged_by_id,
        led_by_id=activity.led_by_id,
        service_ids=frozenset(activity.service_ids),
        directorate_ids=frozenset(activity.directorate_ids),
        has_held_session=activity.first_held_on is not None,
        begins_in_future=(
            activity.span_from is not None and activity.span_from > timezone.localdate()
        ),
    )


def in_words(row: Activity | Session) -> dict[str, str]:
    """What a record says now, by form field, for a second editor to compare with."""
    return session_in_words(row) if isinstance(row, Session) else activity_in_words(row)


def activity_in_words(activity: Activity) -> dict[str, str]:
    links = activity.service_links.select_related("service").order_by("-is_lead", "service__name")
    services = [link.service.name for link in links]
    groups = list(activity.group_links.select_related("group").order_by("group__position"))
    lead = services[0] if services else ""
    return {
        "title": activity.title,
        "kind": str(activity.kind),
        "service": lead or ("The whole trust" if activity.is_trust_wide else ""),
        "other_services": ", ".join(services[1:]),
        "aim": activity.aim,
        "level": _level_words(activity),
        "starts_on": date_words(activity.starts_on, activity.precision),
        "ends_on": date_words(activity.ends_on, activity.precision),
        "level_reason": activity.level_reason,
        "project": str(activity.project or ""),
        "themes": ", ".join(str(theme) for theme in activity.themes.all()),
        "groups_meant": ", ".join(str(g) for g in groups if g.is_meant),
        "groups_reached": ", ".join(str(g) for g in groups if g.is_reached),
        "partners": ", ".join(str(partner) for partner in activity.partners.all()),
        "what_was_asked": activity.what_was_asked,
        "prompts": activity.prompts,
        "notes": activity.notes,
        "publication_reach": str(activity.publication_reach or ""),
        "is_hidden": _yes(not activity.is_public),
        "is_standing": _yes(activity.is_standing),
    }


def _level_words(activity: Activity) -> str:
    level_id = activity.level_achieved_id or activity.level_planned_id
    return all_levels().by_id[level_id].name if level_id else ""


def session_in_words(session: Session) -> dict[str, str]:
    return {
        "held_on": date_words(session.held_on, session.precision),
        "mode": session.get_mode_display(),
        "place_kind": str(session.place_kind or ""),
        "venue": str(session.venue or ""),
        "starts_at": f"{session.starts_at:%H:%M}" if session.starts_at else "",
        "ends_at": f"{session.ends_at:%H:%M}" if session.ends_at else "",
        "staff_hours": hours_words(session.staff_minutes),
        "co_creator_hours": hours_words(session.co_creator_minutes),
        **_counts_in_words(session),
    }


def _counts_in_words(session: Session) -> dict[str, str]:
    found = {count.kind: count for count in session.headcounts.all()}
    words: dict[str, str] = {}
    for kind in Headcount.Kind.values:
        count = found.get(kind)
        words[f"count_{kind}"] = str(count.number) if count else ""
        words[f"about_{kind}"] = _yes(bool(count and count.is_estimate))
    return words


def hours_words(minutes: int | None) -> str:
    """Hours as they are typed: 1.5."""
    return "" if minutes is None else f"{minutes / 60:.2f}".rstrip("0").rstrip(".")


def _yes(is_so: bool) -> str:
    return "Yes" if is_so else "No"


@dataclass(frozen=True)
class Option:
    """One entry to choose: `note` is a hint or the directorate, `extra` a number or code."""

    id: int
    label: str
    note: str = ""
    extra: str = ""


@dataclass(frozen=True)
class LogChoices:
    """All that the log form offers, and what this person used last."""

    lists: dict[str, list[Option]] = field(default_factory=dict)
    # Those of every ladder, the old one too: what is offered is in `lists`.
    levels: Levels = field(default_factory=Levels)
    usual_service_id: int | None = None
    last_kind_id: int | None = None
    last_mode: str = ""
    last_place_kind_id: int | None = None

    def __getitem__(self, name: str) -> list[Option]:
        return self.lists.get(name, [])

    def pairs(self, name: str) -> list[tuple[str, str]]:
        """Choices for a form field."""
        return [(str(o.id), o.label) for o in self[name]]

    @property
    def publications(self) -> frozenset[int]:
        """The kinds that are read or watched, not attended."""
        return frozenset(o.id for o in self["kind"] if o.extra == "true")

    @property
    def directorate_by_service(self) -> dict[int, int]:
        return {o.id: int(o.extra) for o in self["service"]}


# One statement for everything: a log form must not cost a query per word list.
CHOICES_SQL = f"""
SELECT 'kind', id, label, hint, is_publication::text, position
  FROM organisation_activitykind WHERE is_in_use
UNION ALL SELECT 'theme', id, label, hint, '', position FROM organisation_theme WHERE is_in_use
UNION ALL SELECT 'group', id, label, hint, '', position FROM organisation_group WHERE is_in_use
UNION ALL SELECT 'place_kind', id, label, hint, '', position
  FROM organisation_placekind WHERE is_in_use
UNION ALL SELECT 'venue', id, name, '', '', 0 FROM organisation_venue WHERE is_in_use
UNION ALL SELECT 'partner', id, name, '', '', 0 FROM community_partner WHERE is_in_use
UNION ALL SELECT 'project', id, name, '', '', 0
  FROM activities_project WHERE status IN ('proposed', 'running')
UNION ALL
SELECT 'service', s.id, s.name, d.name, d.id::text, 0
  FROM organisation_service s JOIN organisation_directorate d ON d.id = s.directorate_id
 WHERE coalesce(s.valid_from <= %(today)s, true) AND coalesce(s.valid_to > %(today)s, true)
UNION ALL
SELECT 'level', l.id, w.name, w.meaning, l.code || ' ' || w.id, l.position
  FROM activities_level l JOIN activities_ladder x ON x.id = l.ladder_id AND x.is_default
 CROSS JOIN LATERAL (SELECT id, name, meaning FROM activities_levelwording
                      WHERE level_id = l.id ORDER BY version DESC LIMIT 1) w
UNION ALL
SELECT 'import', b.id, 'Import of ' || to_char(b.loaded_at AT TIME ZONE 'Europe/London', 'FMDD FMMonth YYYY')
       || ' (number ' || b.id || CASE b.state WHEN 'undone' THEN ', kept when it was taken out)' ELSE ')' END,
       '', '', -b.id
  FROM core_importbatch b
 WHERE b.kind = 'activities'
   AND (b.state IN ('loaded', 'undoing') OR b.state = 'undone'
        AND EXISTS (SELECT 1 FROM activities_activity a WHERE a.batch_id = b.id))
UNION ALL
(SELECT 'usual service', p.service_id, '', '', '', 0
   FROM organisation_post p
  WHERE p.person_id = %(person)s AND p.service_id IS NOT NULL
    AND coalesce(p.valid_from <= %(today)s, true) AND coalesce(p.valid_to > %(today)s, true)
  ORDER BY p.valid_from DESC NULLS LAST, p.id DESC LIMIT 1)
UNION ALL
(SELECT 'last', a.kind_id, coalesce(s.mode, ''), '', coalesce(s.place_kind_id::text, ''), 0
   FROM activities_activity a
   LEFT JOIN LATERAL (SELECT mode, place_kind_id FROM activities_session
                       WHERE activity_id = a.id ORDER BY id DESC LIMIT 1) s ON true
  WHERE a.logged_by_id = %(person)s ORDER BY a.id DESC LIMIT 1)
UNION ALL
SELECT 'all levels', 0, ({LEVELS_AS_JSON})::text, '', '', 0
ORDER BY 1, 6, 3
"""  # noqa: S608 - our own constants


def log_choices(person, today: date | None = None) -> LogChoices:
    """Everything the log form offers this person, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(CHOICES_SQL, {"today": today or timezone.localdate(), "person": person.pk})
        rows = cursor.fetchall()
    lists: dict[str, list[Option]] = defaultdict(list)
    for name, number, label, note, extra, _ in rows:
        lists[name].append(Option(number, label, note, extra))
    usual = lists.pop("usual service", [])
    last = lists.pop("last", [])
    (levels,) = lists.pop("all levels")
    return LogChoices(
        lists=dict(lists),
        levels=levels_from_json(levels.label),
        usual_service_id=usual[0].id if usual else None,
        last_kind_id=last[0].id if last else None,
        last_mode=last[0].label if last else "",
        last_place_kind_id=int(last[0].extra) if last and last[0].extra else None,
    )
