"""Changing many activities at once: what becomes of each, and what may be taken back.

Services are left out on purpose: who may change a record depends on them, so that a record
could slip out of the reach of whoever moved it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from activities.models import Activity, BulkChange
from activities.rules.log import ActivityFacts, Actor, edit_blocker, log_blocker

MOST_ROWS = 20_000
# More take longer than a page should, so a worker does them.
MOST_AT_ONCE = 500

SETS = ("themes", "partners", "meant", "reached")
COLUMNS = ("kind_id", "project_id", "is_public", "level_planned_id", "level_achieved_id")
HAPPENED = (Activity.Status.HAPPENED, Activity.Status.CLOSED)


@dataclass(frozen=True)
class Parts:
    """The parts of an activity that a change of many may touch."""

    kind_id: int
    project_id: int | None
    is_public: bool
    level_planned_id: int | None
    level_achieved_id: int | None
    themes: frozenset[int] = frozenset()
    partners: frozenset[int] = frozenset()
    meant: frozenset[int] = frozenset()
    reached: frozenset[int] = frozenset()

    def kept(self) -> dict[str, Any]:
        """The same as it is stored."""
        return {name: getattr(self, name) for name in COLUMNS} | {
            name: sorted(getattr(self, name)) for name in SETS
        }

    @classmethod
    def of(cls, kept: Any) -> Parts:
        """From what was stored."""
        sets: dict[str, Any] = {name: frozenset(kept[name]) for name in SETS}
        return cls(**{name: kept[name] for name in COLUMNS} | sets)


@dataclass(frozen=True)
class Changes:
    """What is to change. None, or an empty set, leaves a part as it is."""

    kind_id: int | None = None
    # 0 takes an activity out of its project.
    project_id: int | None = None
    is_public: bool | None = None
    level_id: int | None = None
    added: Mapping[str, frozenset[int]] = field(default_factory=dict)
    removed: Mapping[str, frozenset[int]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        single = (self.kind_id, self.project_id, self.is_public, self.level_id)
        words = (*self.added.values(), *self.removed.values())
        return any(each is not None for each in single) or any(words)

    def kept(self) -> dict[str, Any]:
        """The same as it is stored."""
        return {
            "kind_id": self.kind_id,
            "project_id": self.project_id,
            "is_public": self.is_public,
            "level_id": self.level_id,
            "added": {name: sorted(ids) for name, ids in self.added.items()},
            "removed": {name: sorted(ids) for name, ids in self.removed.items()},
        }

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Changes:
        """From what was stored."""
        words = {
            name: {each: frozenset(ids) for each, ids in kept[name].items()}
            for name in ("added", "removed")
        }
        return cls(**{**kept, **words})


def changed(parts: Parts, status: str, changes: Changes) -> Parts:
    """An activity's parts as they are to be.

    A level is the one it reached if it happened; of a planned one, the level aimed for.
    """
    new: dict[str, Any] = {}
    if changes.kind_id is not None:
        new["kind_id"] = changes.kind_id
    if changes.project_id is not None:
        new["project_id"] = changes.project_id or None
    if changes.is_public is not None:
        new["is_public"] = changes.is_public
    if changes.level_id is not None:
        name = "level_achieved_id" if status in HAPPENED else "level_planned_id"
        new[name] = changes.level_id
    for name in SETS:
        now: frozenset[int] = getattr(parts, name)
        new[name] = (now | changes.added.get(name, frozenset())) - changes.removed.get(
            name, frozenset()
        )
    return replace(parts, **new)


def taken_back(now: Parts, before: Parts, after: Parts) -> Parts:
    """The parts without what a change of many did: all else that was changed since stays."""
    new: dict[str, Any] = {}
    for name in COLUMNS:
        if getattr(now, name) == getattr(after, name):
            new[name] = getattr(before, name)
    for name in SETS:
        was, became = getattr(before, name), getattr(after, name)
        new[name] = (getattr(now, name) - (became - was)) | (was - became)
    return replace(now, **new)


def change_row_blocker(actor: Actor, facts: ActivityFacts, changes: Changes) -> str | None:
    """May this activity be changed like that, by this person?"""
    not_editable = edit_blocker(actor, facts)
    if not_editable:
        return not_editable
    if changes.level_id is not None and facts.status == Activity.Status.CANCELLED:
        return "This activity was cancelled, so it has no level to change."
    return None


def prepare_blocker(actor: Actor, changes: Changes, count: int) -> str | None:
    """May a change of so many be prepared?"""
    not_theirs = log_blocker(actor)
    if not_theirs:
        return not_theirs
    if not changes:
        return "Choose at least one thing to change."
    if count == 0:
        return "No activity is chosen. Go back and tick some."
    if count > MOST_ROWS:
        return (
            f"At most {MOST_ROWS:,} activities can be changed at once. "
            "Go back, and filter the list so that fewer match."
        )
    return None


def make_preview_blocker(*, is_own: bool) -> str | None:
    """A preview is its maker's alone."""
    return None if is_own else "Only the person who asked for this preview can have it made."


def carry_out_blocker(
    state: str, *, is_own: bool, is_looked_at: bool, will_change: int
) -> str | None:
    """May a prepared change be carried out?"""
    if not is_own:
        return "Only the person who prepared this change can carry it out."
    if state != BulkChange.State.PREPARED:
        return "This change was carried out already."
    if not is_looked_at:
        return "We are still looking at the activities. Wait until the preview is there."
    if not will_change:
        return "Nothing would change, so there is nothing to carry out."
    return None


def undo_blocker(state: str, actor: Actor, *, is_own: bool) -> str | None:
    """May a change that was carried out be taken back? Once only."""
    if not (is_own or actor.may_correct_any):
        return "Only the person who made this change or the involvement team can take it back."
    if state == BulkChange.State.PREPARED:
        return "This change was not carried out, so there is nothing to take back."
    if state == BulkChange.State.UNDONE:
        return "This change was taken back already."
    return None


def both_ways(changes: Changes) -> Iterable[str]:
    """The names of the sets in which the same word is to be added and taken away."""
    return [
        name
        for name in SETS
        if changes.added.get(name, frozenset()) & changes.removed.get(name, frozenset())
    ]
