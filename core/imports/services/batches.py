"""What a person does with an import as a whole: from choosing the file to taking it out again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.files.kinds import SPREADSHEETS, Takes
from core.files.services import store_upload
from core.imports import rules
from core.imports.selectors import actor_of, facts_of, work_of
from core.imports.services.moves import BEFORE, ask_worker, hand_over, locked, move, step_back
from core.imports.sockets import kind_of
from core.models import ImportBatch, Work
from core.service import Refused, acting, refuse, service
from core.work.services import stop_work

State = ImportBatch.State

TAKES = Takes(SPREADSHEETS, most_bytes=200_000_000)


@service
def start_import(*, by: Any, kind: str, upload: Any) -> ImportBatch:
    """Keep a file and have a worker read it."""
    refuse(rules.bring_in_blocker(actor_of(by, kind_of(kind))))
    stored = store_upload(by=by, upload=upload, purpose=f"imports.{kind}", takes=TAKES)
    batch = ImportBatch.objects.create(
        kind=kind,
        by=by,
        file=stored,
        file_name=stored.name,
        digest=stored.digest,
        size=stored.size,
    )
    acting().subject = batch
    ask_worker(by, batch)
    return batch


@service
def choose_layout(
    *, by: Any, batch_id: int, expected: int | None, sheet: int, header_row: int
) -> ImportBatch:
    """Read another sheet, or take another row for the headings."""
    batch = locked(by, batch_id, expected)
    refuse(rules.change_blocker(facts_of(batch)))
    refuse(rules.layout_blocker(has_file=batch.file_id is not None))
    if batch.state == State.CHECKED:
        move(batch, State.COLUMNS)
    batch.sheet, batch.header_row = sheet, header_row
    batch.columns, batch.said, batch.asks, batch.is_layout_known = {}, {}, {}, False
    hand_over(by, batch, State.READING)
    return batch


@service
def match_columns(
    *,
    by: Any,
    batch_id: int,
    expected: int | None,
    columns: Mapping[str, Sequence[int]],
    said: Mapping[str, str],
    choices: Mapping[str, bool | str],
) -> ImportBatch:
    """Say which column goes where, and have the rows checked."""
    batch = locked(by, batch_id, expected)
    refuse(rules.change_blocker(facts_of(batch)))
    chosen = {key: list(places) for key, places in columns.items()}
    if chosen != batch.columns:
        # Other columns may leave other things open.
        batch.asks = {}
    batch.columns = chosen
    batch.said, batch.choices = dict(said), dict(choices)
    batch.is_layout_known = False
    if batch.state == State.CHECKED:
        move(batch, State.COLUMNS)
    hand_over(by, batch, State.CHECKING)
    return batch


@service
def load_import(
    *, by: Any, batch_id: int, expected: int | None, mode: str, is_last_word_given: bool = False
) -> ImportBatch:
    """Have a worker bring the rows in: all or none, or only the good ones; by the kind's last
    word those too that wait for it."""
    batch = locked(by, batch_id, expected)
    refuse(rules.load_blocker(facts_of(batch), mode))
    batch.mode = mode
    last = kind_of(batch.kind).last_word
    if last is not None:
        batch.choices[last.key] = is_last_word_given
    hand_over(by, batch, State.LOADING)
    return batch


@service
def undo_import(
    *,
    by: Any,
    batch_id: int,
    expected: int | None,
    also: Sequence[int] = (),
    every: bool = False,
) -> ImportBatch:
    """Have a worker take out what came in; `also` are changed records that are to go as well.

    `every`: all that were changed go, those too that are changed before the worker comes to it.
    """
    batch = locked(by, batch_id, expected)
    refuse(rules.undo_blocker(facts_of(batch)))
    batch.undo_also, batch.is_undone_whole = list(also), every
    hand_over(by, batch, State.UNDOING)
    return batch


@service
def drop_import(*, by: Any, batch_id: int, expected: int | None) -> ImportBatch:
    """Give an import up. What was read of it is removed at night."""
    batch = locked(by, batch_id, expected)
    work = work_of(batch)
    refuse(rules.drop_blocker(facts_of(batch, work)))
    if work is not None and work.is_open:
        stop_work(by=by, work_id=work.pk, may_stop_any=True)
    move(batch, State.DROPPED)
    return batch


@service
def resume_import(*, by: Any, batch_id: int, is_going_on: bool) -> ImportBatch:
    """After a step was stopped or could not be done: begin it again, or leave it."""
    batch = locked(by, batch_id, None)
    refuse(rules.resume_blocker(facts_of(batch)))
    if is_going_on or State(batch.state) not in BEFORE:
        ask_worker(by, batch)
    else:
        step_back(batch)
    return batch


@service
def stop_import(*, by: Any, batch_id: int) -> Work:
    """Stop what a worker is doing with an import, whoever of those that may go on with it asked."""
    batch = locked(by, batch_id, None)
    work = work_of(batch)
    if work is None:
        raise Refused(rules.STEP_ENDED)
    refuse(rules.stop_blocker(facts_of(batch, work)))
    return stop_work(by=by, work_id=work.pk, may_stop_any=True)
