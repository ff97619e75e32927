"""What is typed about an activity and its sessions, and the rows that it becomes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from activities.models import Activity, ActivityGroup, ActivityService, Headcount, Session
from activities.rules import log as rules
from core.service import refuse
from organisation.models import Service


@dataclass(frozen=True, slots=True)
class HeadcountEntry:
    """How many of one kind (`Headcount.Kind`) came."""

    kind: str
    number: int
    is_estimate: bool = False


@dataclass(frozen=True, slots=True)
class SessionEntry:
    """A session as typed. Times are London clock times; minutes are sums over people."""

    held_on: date
    precision: str = "day"
    starts_at: time | None = None
    ends_at: time | None = None
    mode: str = Session.Mode.IN_PERSON
    place_kind_id: int | None = None
    venue_id: int | None = None
    status: str = Session.Status.HELD
    staff_minutes: int | None = None
    co_creator_minutes: int | None = None
    headcounts: tuple[HeadcountEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class ActivityEntry:
    """An activity as typed. `level_id` is the level reached if it happened, else planned.

    The first of `service_ids` is the lead service; none means the whole trust.
    """

    title: str
    kind_id: int
    level_id: int
    status: str = Activity.Status.HAPPENED
    aim: str = ""
    level_planned_id: int | None = None
    level_reason: str = ""
    service_ids: tuple[int, ...] = ()
    is_trust_wide: bool = False
    project_id: int | None = None
    theme_ids: tuple[int, ...] = ()
    group_meant_ids: tuple[int, ...] = ()
    group_reached_ids: tuple[int, ...] = ()
    partner_ids: tuple[int, ...] = ()
    is_standing: bool = False
    starts_on: date | None = None
    ends_on: date | None = None
    precision: str = "day"
    publication_reach: int | None = None
    what_was_asked: str = ""
    prompts: str = ""
    notes: str = ""
    is_public: bool = True
    directorate_by_service: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Record:
    """One activity with all its sessions, as it would stand after years of single forms.

    `entry.directorate_by_service` must be filled. A status of "cancelled" cancels the
    sessions too, for the same reason; `session_reason` is why single ones were cancelled.
    """

    entry: ActivityEntry
    sessions: tuple[SessionEntry, ...] = ()
    logged_by_id: int | None = None
    led_by_id: int | None = None
    logged_at: datetime | None = None
    status_reason: str = ""
    session_reason: str = ""


def columns_of(entry: ActivityEntry) -> dict[str, Any]:
    """The columns of an activity. What has not happened reached no level."""
    happened = entry.status in (Activity.Status.HAPPENED, Activity.Status.CLOSED)
    return {
        "title": entry.title,
        "aim": entry.aim,
        "kind_id": entry.kind_id,
        "status": entry.status,
        "level_planned_id": entry.level_planned_id or (None if happened else entry.level_id),
        "level_achieved_id": entry.level_id if happened else None,
        "level_reason": entry.level_reason,
        "is_trust_wide": entry.is_trust_wide,
        "project_id": entry.project_id,
        "is_standing": entry.is_standing,
        "starts_on": entry.starts_on,
        "ends_on": entry.ends_on,
        "precision": entry.precision,
        "publication_reach": entry.publication_reach,
        "what_was_asked": entry.what_was_asked,
        "prompts": entry.prompts,
        "notes": entry.notes,
        "is_public": entry.is_public,
    }


def derived_of(entry: ActivityEntry, sessions: Sequence[SessionEntry]) -> dict[str, Any]:
    """What the triggers would write a moment later: written at once, they find no change."""
    derived: dict[str, Any] = {}
    places = entry.directorate_by_service
    if all(each in places for each in entry.service_ids):
        derived["service_ids"] = sorted(set(entry.service_ids))
        derived["directorate_ids"] = sorted({places[each] for each in entry.service_ids})
    days = [
        (session.status, rules.first_day(session.held_on, session.precision), session.precision)
        for session in sessions
        if session.status != Session.Status.CANCELLED
    ]
    if days:
        held = [day for status, day, _ in days if status == Session.Status.HELD]
        derived["first_on"] = min(day for _, day, _ in days)
        derived["last_on"] = max(rules.last_day(day, precision) for _, day, precision in days)
        derived["first_held_on"] = min(held, default=None)
    return derived


def links_of(activity: Activity, entry: ActivityEntry) -> list[ActivityService]:
    """Its services, each with the directorate of that day; the first one leads."""
    directorates = dict(entry.directorate_by_service)
    # A service that has closed since is not among those on offer.
    unknown = set(entry.service_ids) - set(directorates)
    if unknown:
        found = Service.objects.filter(pk__in=unknown).values_list("pk", "directorate_id")
        directorates.update(found)
    return [
        ActivityService(
            activity=activity, service_id=each, directorate_id=directorate, is_lead=is_lead
        )
        for each, directorate, is_lead in services_of(entry.service_ids, directorates)
    ]


def services_of(
    service_ids: Iterable[int], directorates: Mapping[int, int]
) -> list[tuple[int, int, bool]]:
    """Service, its directorate of today and whether it leads, for each service once."""
    return [
        (each, directorates[each], place == 0)
        for place, each in enumerate(dict.fromkeys(service_ids))
    ]


def group_links_of(activity: Activity, entry: ActivityEntry) -> list[ActivityGroup]:
    """The groups it meant to reach and reached."""
    return [
        ActivityGroup(activity=activity, group_id=each, is_meant=is_meant, is_reached=is_reached)
        for each, is_meant, is_reached in groups_of(entry)
    ]


def groups_of(entry: ActivityEntry) -> list[tuple[int, bool, bool]]:
    """Group, whether it was meant and whether it was reached, for each group once."""
    meant, reached = entry.group_meant_ids, entry.group_reached_ids
    if not meant and not reached:
        return []
    return [(each, each in meant, each in reached) for each in sorted({*meant, *reached})]


def plain_tags_of(entry: ActivityEntry) -> Iterable[tuple[str, str, tuple[int, ...]]]:
    """Themes and partners: field, column of the joining table, ids."""
    return (
        ("themes", "theme_id", entry.theme_ids),
        ("partners", "partner_id", entry.partner_ids),
    )


def session_columns_of(entry: SessionEntry) -> dict[str, Any]:
    """The columns of a session. Raises `Refused` for clock times that cannot be."""
    held_on = rules.first_day(entry.held_on, entry.precision)
    refuse(rules.times_blocker(held_on, entry.starts_at, entry.ends_at), field="ends_at")
    return {
        "held_on": held_on,
        "precision": entry.precision,
        "starts_at": entry.starts_at,
        "ends_at": entry.ends_at,
        "minutes": rules.session_minutes(held_on, entry.starts_at, entry.ends_at),
        "mode": entry.mode,
        "place_kind_id": entry.place_kind_id,
        "venue_id": entry.venue_id,
        "status": entry.status,
        "staff_minutes": entry.staff_minutes,
        "co_creator_minutes": entry.co_creator_minutes,
    }


def people_of(entry: SessionEntry) -> int | None:
    """Everybody but staff: what the headcount trigger would write, and the same by test."""
    numbers = [h.number for h in entry.headcounts if h.kind != Headcount.Kind.STAFF]
    return sum(numbers) if numbers else None
