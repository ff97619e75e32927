"""Changing many activities in one act, and taking the whole of it back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone

from activities.models import BulkChange, BulkRow
from activities.rules import bulk as rules
from activities.rules.bulk import Changes, Parts
from activities.rules.log import Actor, edit_blocker
from activities.selectors.bulk import Current, current_of
from activities.selectors.bulk_pages import CHANGE, PREVIEW, UNDO
from activities.selectors.log import actor_of
from activities.services.parts import Pair, put, write_parts
from core.models import Work
from core.service import acting, bookkeeping, refuse, service
from core.work.services import start_work

AT_ONCE = 2_000
KEEP_PREVIEWS = timedelta(days=7)
MOVED_ON = "Somebody else changed it after you looked at the preview."
SINCE = "It was changed after this change, so it was left as it is."

# Says how far a long one is: the step in words, how many are done, of how many.
Say = Callable[[str, int, int], None]
Outcome = BulkRow.Outcome


def _silent(step: str, done: int, total: int) -> None:
    """Nobody waits for a short one."""


@service
def prepare_change(
    *, by: Any, activity_ids: Sequence[int], changes: Changes, reason: str = ""
) -> BulkChange:
    """Work out what a change of many would do to each activity, and change none of them yet."""
    change = _begun(by, activity_ids, changes, reason)
    _look(change, actor_of(by), changes, _silent)
    return change


@service
def ask_for_preview(
    *, by: Any, activity_ids: Sequence[int], changes: Changes, reason: str = ""
) -> BulkChange:
    """Have a worker do the same for more activities than a page can wait for."""
    change = _begun(by, activity_ids, changes, reason)
    title = f"Look at {len(change.unseen_ids):,} activities before they change"
    start_work(by=by, kind=PREVIEW, subject=change.pk, title=title)
    return change


@service
def make_preview(*, by: Any, change_id: int, say: Say = _silent) -> BulkChange:
    """Look at the activities of a change that nobody has looked at yet."""
    change = _lock(change_id)
    refuse(rules.make_preview_blocker(is_own=change.by_id == by.pk))
    _look(change, actor_of(by), Changes.of(change.changes), say)
    acting().subject = change
    return change


@service
def ask_for_change(*, by: Any, change_id: int) -> Work:
    """Have a worker carry out a prepared change that is too long for a page."""
    change = _lock(change_id)
    count = change.rows.filter(outcome=Outcome.WILL).count()
    refuse(_carry_out_blocker(change, by, count))
    title = f"Change {count:,} activities"
    acting().subject = change
    return start_work(by=by, kind=CHANGE, subject=change.pk, title=title)


@service
def change_many(*, by: Any, change_id: int, say: Say = _silent) -> BulkChange:
    """Carry out a prepared change: every activity that it may change, or, if it breaks, none.

    What somebody else changed after the preview, or what this person may no longer change, is
    left alone and named in the report. Only activities that change are locked, in the order of
    their ids; logging a new one waits for nothing.
    """
    change = _lock(change_id)
    ids = list(
        change.rows.filter(outcome=Outcome.WILL)
        .order_by("activity_id")
        .values_list("activity_id", flat=True)
    )
    refuse(_carry_out_blocker(change, by, len(ids)))
    actor, changes = actor_of(by), Changes.of(change.changes)
    for done, part in _counted(ids):
        say("Changing activities", done, len(ids))
        _change_part(change, part, actor, changes)
    say("Changing activities", len(ids), len(ids))
    change.state, change.done_at = BulkChange.State.DONE, timezone.now()
    change.save(update_fields=["state", "done_at"])
    acting().subject = change
    acting().reason = change.reason
    return change


@service
def ask_for_undo(*, by: Any, change_id: int, also: Iterable[int] = ()) -> Work:
    """Have a worker take back a change that is too long for a page."""
    change = _lock(change_id)
    refuse(_undo_blocker(change, by))
    change.undo_with = sorted(set(also))
    change.save(update_fields=["undo_with"])
    acting().subject = change
    count = change.rows.filter(outcome=Outcome.CHANGED).count()
    title = f"Take back a change of {count:,} activities"
    return start_work(by=by, kind=UNDO, subject=change.pk, title=title)


@service
def undo_change(
    *, by: Any, change_id: int, also: Iterable[int] | None = None, say: Say = _silent
) -> BulkChange:
    """Take a change of many back, once, as a new act.

    Activities changed since stay as they are unless `also` names them (None: those that were
    named when the work was asked for); of those, too, only what this change did is taken back.
    """
    change = _lock(change_id)
    refuse(_undo_blocker(change, by))
    chosen = frozenset(change.undo_with if also is None else also)
    actor = actor_of(by)
    rows = list(change.rows.filter(outcome=Outcome.CHANGED).order_by("activity_id"))
    for done, part in _counted(rows):
        say("Taking the change back", done, len(rows))
        _undo_part(part, actor, chosen)
    say("Taking the change back", len(rows), len(rows))
    change.state, change.undone_at, change.undone_by = BulkChange.State.UNDONE, timezone.now(), by
    change.undo_with = sorted(chosen)
    change.save(update_fields=["state", "undone_at", "undone_by", "undo_with"])
    acting().subject = change
    return change


@bookkeeping
def drop_old_previews(*, by: Any) -> int:
    """Forget previews that nobody carried out within a week; how many."""
    old = BulkChange.objects.filter(
        state=BulkChange.State.PREPARED, prepared_at__lt=timezone.now() - KEEP_PREVIEWS
    )
    return old.delete()[1].get(BulkChange._meta.label, 0)


# --- Parts --------------------------------------------------------------------------------


def _lock(change_id: int) -> BulkChange:
    # Whoever presses a second time waits here, and then finds it carried out.
    return BulkChange.objects.select_for_update(of=("self",)).get(pk=change_id)


def _begun(by: Any, ids: Sequence[int], changes: Changes, reason: str) -> BulkChange:
    unseen = sorted(set(ids))
    refuse(rules.prepare_blocker(actor_of(by), changes, len(unseen)))
    change = BulkChange.objects.create(
        by=by, changes=changes.kept(), reason=reason, unseen_ids=unseen
    )
    acting().subject = change
    acting().reason = reason
    return change


def _look(change: BulkChange, actor: Actor, changes: Changes, say: Say) -> None:
    """A row for each activity: what would become of it."""
    ids = change.unseen_ids
    for done, part in _counted(ids):
        say("Looking at activities", done, len(ids))
        BulkRow.objects.bulk_create(
            [_preview(change, pk, now, actor, changes) for pk, now in current_of(part).items()]
        )
    change.unseen_ids = []
    change.save(update_fields=["unseen_ids"])


def _carry_out_blocker(change: BulkChange, by: Any, count: int) -> str | None:
    return rules.carry_out_blocker(
        change.state,
        is_own=change.by_id == by.pk,
        is_looked_at=not change.unseen_ids,
        will_change=count,
    )


def _undo_blocker(change: BulkChange, by: Any) -> str | None:
    return rules.undo_blocker(change.state, actor_of(by), is_own=change.by_id == by.pk)


def _preview(change: BulkChange, pk: int, now: Current, actor: Actor, changes: Changes) -> BulkRow:
    reason = rules.change_row_blocker(actor, now.facts, changes)
    then = rules.changed(now.parts, now.facts.status, changes)
    row = BulkRow(change=change, activity_id=pk, version_seen=now.version)
    if reason:
        row.outcome, row.reason = Outcome.REFUSED, reason
    elif then == now.parts:
        row.outcome = Outcome.SAME
    else:
        row.outcome, row.before, row.after = Outcome.WILL, now.parts.kept(), then.kept()
    return row


def _change_part(change: BulkChange, ids: list[int], actor: Actor, changes: Changes) -> None:
    """Change some of the activities; what became of each is written beside it."""
    rows = {row.activity_id: row for row in change.rows.filter(activity_id__in=ids)}
    pairs: list[Pair] = []
    for pk, now in current_of(ids, lock=True).items():
        row = rows[pk]
        then = rules.changed(now.parts, now.facts.status, changes)
        reason = rules.change_row_blocker(actor, now.facts, changes)
        if now.version != row.version_seen:
            row.outcome, row.reason = Outcome.MOVED_ON, MOVED_ON
        elif reason:
            row.outcome, row.reason = Outcome.REFUSED, reason
        elif then == now.parts:
            row.outcome = Outcome.SAME
        else:
            row.outcome, row.version_after = Outcome.CHANGED, now.version + 1
            row.before, row.after = now.parts.kept(), then.kept()
            pairs.append((pk, now.parts, then))
    write_parts(pairs)
    _write_rows(rows.values(), "outcome", "reason", "version_after", "before", "after")


def _undo_part(rows: list[BulkRow], actor: Actor, chosen: frozenset[int]) -> None:
    found = current_of([row.activity_id for row in rows], lock=True)
    pairs: list[Pair] = []
    # Some may have gone meanwhile with the import that they came in with.
    rows = [row for row in rows if row.activity_id in found]
    for row in rows:
        now = found[row.activity_id]
        reason = edit_blocker(actor, now.facts)
        if not reason and now.version != row.version_after and row.activity_id not in chosen:
            reason = SINCE
        if reason:
            row.undo, row.undo_reason = BulkRow.Undo.KEPT, reason
            continue
        row.undo = BulkRow.Undo.TAKEN_BACK
        then = rules.taken_back(now.parts, Parts.of(row.before), Parts.of(row.after))
        if then != now.parts:
            pairs.append((row.activity_id, now.parts, then))
    write_parts(pairs)
    _write_rows(rows, "undo", "undo_reason")


ROW_TYPES = {
    "outcome": "text",
    "reason": "text",
    "version_after": "integer",
    "before": "jsonb",
    "after": "jsonb",
    "undo": "text",
    "undo_reason": "text",
}


def _write_rows(rows: Iterable[BulkRow], *names: str) -> None:
    rows = list(rows)
    columns: dict[str, tuple[str, list[Any]]] = {}
    for name in names:
        values = [getattr(row, name) for row in rows]
        if ROW_TYPES[name] == "jsonb":
            values = [None if value is None else json.dumps(value) for value in values]
        columns[name] = (ROW_TYPES[name], values)
    put(BulkRow, [row.pk for row in rows], columns)


def _parts_of(everything: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(everything), AT_ONCE):
        yield everything[start : start + AT_ONCE]


def _counted(everything: list[Any]) -> Iterator[tuple[int, list[Any]]]:
    for number, part in enumerate(_parts_of(everything)):
        yield number * AT_ONCE, part
