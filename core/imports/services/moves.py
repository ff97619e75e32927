"""What the services of imports share: the import locked for a change, and moving it on."""

from __future__ import annotations

from typing import Any

from core.imports import rules
from core.imports.selectors import WORK, actor_of
from core.imports.sockets import kind_of
from core.models import ImportBatch
from core.service import acting, refuse, require_version
from core.turns import may_take_turn
from core.work.progress import NotYet
from core.work.services import start_work

State = ImportBatch.State
# Where an import stands again when a step that could not be done is left.
BEFORE = {
    State.CHECKING: State.COLUMNS,
    State.LOADING: State.CHECKED,
    State.UNDOING: State.LOADED,
}


def take_turn(batch: ImportBatch) -> None:
    """Keep others of the kind from coming in or going out until this step has ended.

    Raises `NotYet` while another does: waiting here would hold a worker for a whole other import.
    """
    if not may_take_turn(f"import {batch.kind}"):
        raise NotYet("Waiting for another import to end")


def locked(by: Any, batch_id: int, expected: int | None) -> ImportBatch:
    """The import for a change of this person's, if it is still as they saw it.

    The lock leaves the key alone: rows that come in point to it while it is held.
    """
    batch = ImportBatch.objects.select_for_update(no_key=True).get(pk=batch_id)
    refuse(rules.see_blocker(actor_of(by, kind_of(batch.kind), batch)))
    require_version(batch, expected, dict)
    acting().subject = batch
    return batch


def move(batch: ImportBatch, state: str) -> None:
    """Keep what was changed, in this state; what stood in the way before is over."""
    batch.state = state
    batch.trouble = ""
    batch.version += 1
    batch.save()


def step_back(batch: ImportBatch) -> None:
    """Leave a step that could not be done: the import stands where it was before it."""
    before = BEFORE[State(batch.state)]
    if before == State.CHECKED:
        batch.mode = ""
    if before == State.LOADED and batch.undone_at is not None:
        before = State.UNDONE
    move(batch, before)


def hand_over(by: Any, batch: ImportBatch, state: str) -> None:
    """Move on to a state in which a worker is at it, and ask for one."""
    move(batch, state)
    ask_worker(by, batch)


def ask_worker(by: Any, batch: ImportBatch) -> None:
    """Ask for the work of the state an import is in."""
    # Not by the name of the file: work that has ended is kept longer than that may be.
    title = kind_of(batch.kind).title
    start_work(by=by, kind=WORK[State(batch.state)], subject=batch.pk, title=title)
