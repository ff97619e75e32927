"""An activity as it was at an earlier version, and what going back to it would change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models

from activities.models import (
    Activity,
    ActivityGroup,
    ActivityPartner,
    ActivityService,
    ActivityTheme,
    Project,
)
from activities.selectors.levels import all_levels
from activities.services.entries import ActivityEntry
from community.models import Partner
from core.fields import date_words
from core.history import NOTHING, FieldChange, Version, parts_at, version_of
from organisation.models import ActivityKind, Group, Service, Theme

HAPPENED = (Activity.Status.HAPPENED, Activity.Status.CLOSED)
CLOSED_PROJECTS = (Project.Status.FINISHED, Project.Status.STOPPED)


@dataclass(frozen=True)
class EarlierActivity:
    """What to record to go back to a version, until when it stood, and what cannot come back."""

    version: Version
    entry: ActivityEntry
    gone: tuple[str, ...] = ()


def earlier_activity(activity: Activity, number: int) -> EarlierActivity | None:
    """An activity at a version; None if the version is not known.

    Its status is that of today, which moves by itself; so a level reached is taken back only
    for what has happened, and a level reached today stays where the version had none yet.
    """
    version = version_of(activity, number)
    if version is None:
        return None
    was, mine = version.state, {"activity_id": activity.pk}
    links = sorted(parts_at(ActivityService, mine, version), key=lambda one: not one.is_lead)
    groups = parts_at(ActivityGroup, mine, version)
    there = _There()
    services = there.only(Service, [link.service_id for link in links], "service")
    entry = ActivityEntry(
        title=was.title,
        kind_id=there.one(ActivityKind, was.kind_id, "kind of activity") or activity.kind_id,
        status=activity.status,
        aim=was.aim,
        level_reason=was.level_reason,
        service_ids=services,
        is_trust_wide=was.is_trust_wide,
        project_id=there.one(Project, was.project_id, "project"),
        theme_ids=_tagged(there, ActivityTheme, Theme, mine, version),
        group_meant_ids=there.only(Group, [g.group_id for g in groups if g.is_meant], "group"),
        group_reached_ids=there.only(Group, [g.group_id for g in groups if g.is_reached], "group"),
        partner_ids=_tagged(there, ActivityPartner, Partner, mine, version),
        is_standing=was.is_standing,
        starts_on=was.starts_on,
        ends_on=was.ends_on,
        precision=was.precision,
        publication_reach=was.publication_reach,
        what_was_asked=was.what_was_asked,
        prompts=was.prompts,
        notes=was.notes,
        is_public=was.is_public,
        # The directorate of that day, so that a later reorganisation does not rewrite it.
        directorate_by_service={link.service_id: link.directorate_id for link in links},
        **_levels(activity, was),
    )
    return EarlierActivity(version, entry, tuple(dict.fromkeys(there.gone)))


def _levels(now: Activity, was: Any) -> dict[str, Any]:
    planned = was.level_planned_id
    if now.status in HAPPENED:
        reached = was.level_achieved_id or now.level_achieved_id
        return {"level_id": reached, "level_planned_id": planned}
    planned = planned or now.level_planned_id or was.level_achieved_id
    return {"level_id": planned, "level_planned_id": planned}


def _tagged(
    there: _There,
    through: type[models.Model],
    word: type[models.Model],
    mine: dict[str, Any],
    version: Version,
) -> tuple[int, ...]:
    name = word._meta.model_name or ""
    ids = [getattr(link, f"{name}_id") for link in parts_at(through, mine, version)]
    return there.only(word, sorted(ids), name)


class _There:
    """Whether what a version names is still there; `gone` says what is not."""

    def __init__(self) -> None:
        self.gone: list[str] = []

    def only(self, model: type[models.Model], ids: Iterable[int], what: str) -> tuple[int, ...]:
        """Those of these rows that are there, in their order."""
        wanted = list(ids)
        found = set(model._base_manager.filter(pk__in=wanted).values_list("pk", flat=True))
        if len(found) < len(set(wanted)):
            self.gone.append(f"A {what} was removed since and cannot come back.")
        return tuple(each for each in wanted if each in found)

    def one(self, model: type[models.Model], pk: int | None, what: str) -> int | None:
        """The same for one row, or none."""
        return next(iter(self.only(model, [pk] if pk else [], what)), None)


# --- In words -----------------------------------------------------------------------------


def compared(activity: Activity, earlier: EarlierActivity) -> list[FieldChange]:
    """Field by field where they differ: `before` is what it says now, `after` what it would say."""
    today = earlier_activity(activity, activity.version)
    now = in_words(today.entry if today else earlier.entry)
    then = in_words(earlier.entry)
    return [
        FieldChange(label, said or NOTHING, then[label] or NOTHING)
        for label, said in now.items()
        if said != then[label]
    ]


def in_words(entry: ActivityEntry) -> dict[str, str]:
    """What a record says once this entry is recorded, by the labels of its page."""
    has_happened = entry.status in HAPPENED
    services = _names(Service, entry.service_ids)
    places = [*(["The whole trust"] if entry.is_trust_wide else []), *services[:1]]
    return {
        "Name": entry.title,
        "Level reached": _level(entry.level_id if has_happened else None),
        "Level planned": _level(entry.level_planned_id),
        "Why this level": entry.level_reason,
        "Kind": ", ".join(_names(ActivityKind, [entry.kind_id])),
        "Goes on without a set date": "Yes" if entry.is_standing else "No",
        "From": date_words(entry.starts_on, entry.precision),
        "To": date_words(entry.ends_on, entry.precision),
        "For": ", ".join(places),
        "Other services": ", ".join(sorted(services[1:])),
        "What it was for": entry.aim,
        "What people were asked": entry.what_was_asked,
        "Curiosity prompts": entry.prompts,
        "Project": ", ".join(_names(Project, [entry.project_id])),
        "Themes": ", ".join(_names(Theme, entry.theme_ids)),
        "Meant to reach": ", ".join(_names(Group, entry.group_meant_ids)),
        "Reached": ", ".join(_names(Group, entry.group_reached_ids)),
        "Partners": ", ".join(_names(Partner, entry.partner_ids)),
        "Sent to or read by": ""
        if entry.publication_reach is None
        else f"{entry.publication_reach:,} people",
        "Notes": entry.notes,
        "Named on the public onion": "Yes" if entry.is_public else "No",
    }


def _names(model: type[models.Model], ids: Iterable[int | None]) -> list[str]:
    wanted = [each for each in ids if each is not None]
    found = model._base_manager.in_bulk(wanted) if wanted else {}
    # Services keep their order, which says who leads; of all else the order says nothing.
    names = [str(found[each]) for each in wanted]
    return names if model is Service else sorted(names)


def _level(level_id: int | None) -> str:
    return all_levels().by_id[level_id].name if level_id else ""


def notes_on(earlier: EarlierActivity) -> list[str]:
    """What comes back although nobody could choose it today, and what cannot come back."""
    entry = earlier.entry
    notes = [
        f"{service} closes or closed on {date_words(service.valid_to)}. "
        "It comes back, because it was there then."
        for service in Service.objects.filter(pk__in=entry.service_ids, valid_to__isnull=False)
    ]
    words: tuple[tuple[type[models.Model], Iterable[int]], ...] = (
        (ActivityKind, [entry.kind_id]),
        (Theme, entry.theme_ids),
        (Group, {*entry.group_meant_ids, *entry.group_reached_ids}),
        (Partner, entry.partner_ids),
    )
    for model, ids in words:
        away = model._base_manager.filter(pk__in=ids, is_in_use=False)
        notes += [
            f"“{row}” was no longer offered. It comes back, because it was there then."
            for row in away
        ]
    for project in Project.objects.filter(
        pk__in=[entry.project_id or 0], status__in=CLOSED_PROJECTS
    ):
        notes.append(f"The project “{project}” is over. It comes back, because it was there then.")
    return [*notes, *earlier.gone]
