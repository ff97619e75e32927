"""One activity with all that its page shows."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch
from django.http import Http404

from activities.models import (
    Activity,
    ActivityGroup,
    ActivityPartner,
    ActivityService,
    ActivityTheme,
    Attachment,
    Headcount,
    Session,
)
from activities.rules import log as rules
from activities.rules.log import ActivityFacts, Actor
from activities.selectors.levels import DEFAULT_LADDER, OLD_LADDER, LevelFact, Levels, all_levels
from activities.selectors.log import activity_facts, actor_of
from core.history import Part
from core.tables.keyset import LARGEST_ID


def find_activity(activity_id: int) -> Activity:
    """An activity with its relations, in a number of queries that does not grow; or 404."""
    links = ActivityService.objects.select_related("service", "directorate").order_by(
        "-is_lead", "service__name"
    )
    sessions = (
        Session.objects.select_related("place_kind", "venue", "opportunity")
        .prefetch_related(Prefetch("headcounts", Headcount.objects.order_by("id")))
        .order_by("held_on", "starts_at", "id")
    )
    activity = (
        Activity.objects.select_related(
            "kind", "project", "led_by", "logged_by", "batch__loaded_by"
        )
        .defer("search")
        .prefetch_related(
            Prefetch("service_links", links),
            Prefetch("sessions", sessions),
            Prefetch("group_links", ActivityGroup.objects.select_related("group")),
            "themes",
            "partners",
        )
        .filter(pk=activity_id)
        .first()
    )
    if activity is None:
        raise Http404
    return activity


def is_activity(number: int) -> bool:
    """Whether there is an activity with this number."""
    return number <= LARGEST_ID and Activity.objects.filter(pk=number).exists()


def find_session(session_id: int) -> Session:
    """A session with its activity and counts, or 404."""
    session = (
        Session.objects.select_related("activity", "place_kind", "venue")
        .prefetch_related("headcounts")
        .filter(pk=session_id)
        .first()
    )
    if session is None:
        raise Http404
    return session


@dataclass(frozen=True)
class ShownLevel:
    """A recorded level as the page says it: on its own ladder, and mapped onto the other."""

    level: LevelFact
    mapped: tuple[LevelFact, ...]

    @property
    def other_words(self) -> str:
        """The other ladder's words, honest about what is not known."""
        if not self.mapped:
            return ""
        names = " or ".join(each.name for each in self.mapped)
        unsure = " (which of the two is not known)" if len(self.mapped) > 1 else ""
        return f"mapped to {names}{unsure} on the {self.mapped[0].ladder_name.lower()}"


def shown_level(levels: Levels, level_id: int | None) -> ShownLevel | None:
    """A level id as words for a page."""
    if level_id is None:
        return None
    level = levels.by_id[level_id]
    other = OLD_LADDER if level.ladder == DEFAULT_LADDER else DEFAULT_LADDER
    return ShownLevel(level, levels.shown_on(level_id, other))


@dataclass(frozen=True)
class ActivityPage:
    """What the page of one activity shows, and what this person may do there."""

    activity: Activity
    planned: ShownLevel | None
    achieved: ShownLevel | None
    sessions: list[Session]
    groups_meant: list[str]
    groups_reached: list[str]
    why_not_correct: str | None
    moves: tuple[str, ...]
    waits_for_answer: bool

    @property
    def people(self) -> int:
        return sum(s.people or 0 for s in self.sessions if s.status == Session.Status.HELD)


def activity_page(activity_id: int, viewer, today) -> ActivityPage:
    """Everything on the page of one activity for one viewer."""
    activity = find_activity(activity_id)
    levels = all_levels()
    actor, facts = actor_of(viewer), activity_facts(activity)
    groups = list(activity.group_links.all())
    is_past = activity.span_to is not None and activity.span_to < today
    return ActivityPage(
        activity=activity,
        planned=shown_level(levels, activity.level_planned_id),
        achieved=shown_level(levels, activity.level_achieved_id),
        sessions=list(activity.sessions.all()),
        groups_meant=[str(g.group) for g in groups if g.is_meant],
        groups_reached=[str(g.group) for g in groups if g.is_reached],
        why_not_correct=rules.edit_blocker(actor, facts),
        moves=possible_moves(actor, facts),
        waits_for_answer=activity.status == Activity.Status.PLANNED and is_past,
    )


def possible_moves(actor: Actor, facts: ActivityFacts) -> tuple[str, ...]:
    """The statuses this person may move the activity to (given a reason and a level)."""
    return tuple(
        to
        for to in Activity.Status.values
        if rules.move_blocker(actor, facts, to, reason="given", level_id=1) is None
    )


def edit_refusal(activity: Activity, viewer) -> str | None:
    """Why this person may not change what the record says, to show before they type."""
    return rules.edit_blocker(actor_of(viewer), activity_facts(activity))


def move_refusal(activity: Activity, viewer, to: str) -> str | None:
    """Why this person may not move the activity to a status, whatever they give as reason."""
    return rules.move_blocker(
        actor_of(viewer), activity_facts(activity), to, reason="given", level_id=1
    )


def session_refusal(session: Session, viewer, to: str) -> str | None:
    """Why this person may not move the session to a status."""
    facts = activity_facts(session.activity)
    return rules.session_move_blocker(actor_of(viewer), facts, session.status, to, reason="given")


def already_chosen(activity: Activity) -> dict[str, list[tuple[str, str]]]:
    """What a record says, as answers a form must keep on offer."""
    links = [(str(link.service_id), str(link.service)) for link in activity.service_links.all()]
    groups = [(str(link.group_id), str(link.group)) for link in activity.group_links.all()]
    level = shown_level(all_levels(), activity.level_achieved_id or activity.level_planned_id)
    return {
        "kind": [(str(activity.kind_id), str(activity.kind))],
        "service": links,
        "other_services": links,
        "level": [(str(level.level.id), f"{level.level.name} ({level.level.ladder_name})")]
        if level
        else [],
        "project": [(str(activity.project_id), str(activity.project))] if activity.project else [],
        "themes": [(str(row.pk), str(row)) for row in activity.themes.all()],
        "groups_meant": groups,
        "groups_reached": groups,
        "partners": [(str(row.pk), str(row)) for row in activity.partners.all()],
    }


def history_parts(activity: Activity, *, with_people: bool, with_files: bool) -> list[Part]:
    """The rows that belong to an activity, for its history; how many came, and files, only if
    asked for."""
    mine = {"activity_id": activity.pk}
    sessions = [session.pk for session in activity.sessions.all()]
    links = (ActivityService, ActivityTheme, ActivityGroup, ActivityPartner)
    counts = [(Headcount, {"session_id__in": sessions})] if with_people else []
    files = [(Attachment, mine)] if with_files else []
    return [*((model, mine) for model in links), (Session, mine), *counts, *files]
