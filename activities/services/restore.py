"""Going back to an earlier version, as a new one: the history itself is never changed."""

from __future__ import annotations

from typing import Any, Unpack

from activities.models import Activity, Project, Session
from activities.rules import log as rules
from activities.selectors.earlier import compared, earlier_activity
from activities.selectors.log import actor_of, in_words
from activities.services.entries import HeadcountEntry, SessionEntry
from activities.services.log import (
    correct_activity,
    correct_session,
    lock_activity,
    lock_session,
)
from activities.services.projects import FIELDS, edit_project
from core.history.restoring import Back, WayBack, values_at
from core.history.rules import UNKNOWN, restore_blocker
from core.service import Refused, acting, refuse, require_version, service


@service
def restore_activity(
    *, by: Any, activity_id: int, expected: int | None, version: int, reason: str
) -> Activity:
    """Make a record say again what it said at a version, by the rules of any correction.

    Its status, its sessions and who came stay. Raises `Stale` and `Refused`.
    """
    activity, facts = lock_activity(activity_id)
    refuse(rules.edit_blocker(actor_of(by), facts))
    require_version(activity, expected, lambda: in_words(activity))
    earlier = earlier_activity(activity, version)
    if earlier is None:
        raise Refused(UNKNOWN)
    refuse(restore_blocker(differs=bool(compared(activity, earlier))))
    return correct_activity(
        by=by, activity_id=activity_id, expected=expected, entry=earlier.entry, reason=reason
    )


SESSION = (
    "held_on",
    "precision",
    "starts_at",
    "ends_at",
    "mode",
    "place_kind_id",
    "venue_id",
    "staff_minutes",
    "co_creator_minutes",
)


@service
def restore_session(
    *, by: Any, session_id: int, expected: int | None, version: int, reason: str
) -> Session:
    """Make a session's record say again what it said; its status and who came stay."""
    session, facts = lock_session(session_id)
    refuse(rules.edit_blocker(actor_of(by), facts))
    require_version(session, expected, lambda: in_words(session))
    came = tuple(
        HeadcountEntry(count.kind, count.number, count.is_estimate)
        for count in session.headcounts.all()
    )
    said = SessionEntry(
        **values_at(session, version, SESSION), status=session.status, headcounts=came
    )
    changed = correct_session(by=by, session_id=session_id, expected=expected, entry=said)
    acting().reason = reason
    return changed


PROJECT = WayBack(tuple(FIELDS), edit_project, "project_id")


@service
def restore_project(*, by: Any, project_id: int, **to: Unpack[Back]) -> Project:
    """Make a project's record say again what it said at a version; its status stays."""
    return PROJECT.go(Project.objects.get(pk=project_id), by=by, to=to)
