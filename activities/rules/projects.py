"""Projects: who may keep them and how they move. None, or the reason why not."""

from __future__ import annotations

from dataclasses import dataclass

from activities.models import Project
from core.transitions import transition_blocker

Status = Project.Status
NEEDS_REASON = frozenset({Status.FINISHED, Status.STOPPED})


@dataclass(frozen=True)
class ProjectFacts:
    """A project as the rules need it."""

    status: str


def keep_blocker(may_keep: bool, *, is_name_taken: bool = False) -> str | None:
    """May this person add or change a project under this name?"""
    if not may_keep:
        return "Only staff can add or change projects."
    if is_name_taken:
        return "There is already a project with this name."
    return None


def move_blocker(may_keep: bool, facts: ProjectFacts, to: str, *, reason: str) -> str | None:
    """May the project's status become `to`, with this reason?"""
    impossible = keep_blocker(may_keep) or transition_blocker(Project.TRANSITIONS, facts.status, to)
    if impossible:
        return impossible
    if to in NEEDS_REASON and not reason.strip():
        return "Say why it was stopped." if to == Status.STOPPED else "Say what came of it."
    return None


def moves_from(status: str) -> tuple[str, ...]:
    """The statuses that a project may move to from this one, in the order of the list."""
    allowed = Project.TRANSITIONS[Status(status)]
    return tuple(each for each in Status.values if each in allowed)
