"""The worker's steps: read the file, check its rows, bring them in.

Each runs in the transaction of its work (`core.work.worker`), so that a worker killed in the
middle leaves nothing. An import's own row is written last, and only if it is still where the step
found it: until then its pages answer at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

import structlog
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from core.imports import staging
from core.imports.checking import Mapped, alike
from core.imports.findings import Findings, find_doubles
from core.imports.kinds import Checked
from core.imports.selectors import mapped_of
from core.imports.selectors.first_look import first_coming_in
from core.imports.services.moves import ask_worker, take_turn
from core.models import ImportAnswer, ImportBatch, ImportDouble, ImportMark, ImportProblem
from core.service import Refused, acting, refuse, service
from core.work.progress import Progress

State = ImportBatch.State
logger = structlog.get_logger(__name__)

GIVEN_UP = "This was given up or changed meanwhile, so nothing was done."
LISTS_CHANGED = (
    "Something in the portal changed since the rows were checked, so some of them fit no longer. "
    "Nothing has come in. The rows were checked again: look at them once more."
)
OTHER_DOUBLES = (
    "The log changed while the rows waited, and with it what is there twice: {rows}. "
    "Nothing has come in. Look at the likely doubles once more."
)
MOST_NAMED = 5
NOT_TOGETHER = (
    "Some rows hold answers that cannot be true together, so nothing has come in. "
    "Tell us, and we will find out which."
)


ALL_WAIT = (
    "All rows that could come in wait for the question on the last page, and it was left empty. "
    "Nothing has come in."
)


class ListsChangedError(Exception):
    """A row that was ready has a problem now."""


@service
def check_rows(*, by: Any, batch_id: int, progress: Progress) -> None:
    """Check every staged row, note what is wrong and what is there already, count it all."""
    batch = ImportBatch.objects.get(pk=batch_id)
    number = batch.checks + 1
    mapped = mapped_of(batch, by)
    staging.clear(batch_id, "core_importmark", "core_importproblem", "core_importquestion")
    with Findings(batch_id, mapped, batch.header_row or 0) as findings:
        for chunk in mapped.rows(staging.staged_rows(batch_id)):
            findings.add(mapped.checked(chunk))
            progress.at("Checking rows", findings.seen, batch.row_count)
    asks = mapped.kind.asks(mapped.known)
    if asks.keys() - batch.asks.keys():
        _ask(batch_id, {**asks, **batch.asks})
        return
    counts = findings.summed()
    _note_met(batch_id, mapped)
    progress.at("Looking for doubles")
    find_doubles(mapped.kind, batch_id, number)
    counts["coming_in"] = staging.counted_coming_in(batch_id)
    preview = first_coming_in(batch_id, mapped)
    batch = _still(batch_id, State.CHECKING)
    batch.state = State.CHECKED
    batch.checks = number
    batch.checked_at = timezone.now()
    batch.counts, batch.preview = counts, preview
    _save(batch)


def _note_met(batch_id: int, mapped: Mapped) -> None:
    """Which answers met a row of this file. A word that was added is no problem any more."""
    answers = ImportAnswer.objects.filter(batch_id=batch_id)
    answers = answers.exclude(action=ImportAnswer.Action.ADD)
    rows = answers.values_list("pk", "field", "value", "is_met")
    found = [(pk, was, (field, alike(value)) in mapped.met) for pk, field, value, was in rows]
    for is_met in (True, False):
        changed = [pk for pk, was, now in found if now is is_met and was is not is_met]
        answers.filter(pk__in=changed).update(is_met=is_met)


def _ask(batch_id: int, asks: Mapping[str, str]) -> None:
    """Back to the columns with questions about the whole file; what was found meanwhile is void."""
    batch = _still(batch_id, State.CHECKING)
    batch.state, batch.asks = State.COLUMNS, dict(asks)
    _save(batch)


@service
def bring_in_rows(*, by: Any, batch_id: int, progress: Progress) -> None:
    """Bring in everything that is ready, whole; or nothing, and say why."""
    batch = ImportBatch.objects.get(pk=batch_id)
    # Of two that bring in the same at once, the second looks for doubles when the first is in.
    take_turn(batch)
    mapped = mapped_of(batch, by)
    progress.at("Looking for doubles")
    check = batch.checks + 1
    changed = find_doubles(mapped.kind, batch_id, check)
    now_like = ImportDouble.objects.filter(batch_id=batch_id, since_check=check)
    changed += now_like.order_by("number").values_list("number", flat=True)
    if changed:
        batch = _stay_out(batch_id, _other_doubles(changed))
        batch.preview = first_coming_in(batch_id, mapped)
        batch.save(update_fields=["preview"])
        return
    waiting: list[list[Checked]] = []
    try:
        with transaction.atomic():
            counts = mapped.kind.load(
                by=by,
                batch=batch,
                groups=_by_last_word(batch, mapped, waiting),
                known=mapped.known,
                progress=_counted(
                    progress, "Bringing rows in", batch.counts.get("coming_in", {}).get("rows", 0)
                ),
            )
            refuse(ALL_WAIT if waiting and not counts else None)
    except ListsChangedError:
        _check_again(by, batch_id)
    except Refused as problem:
        _stay_out(batch_id, problem.sentence)
    except (IntegrityError, DataError) as problem:
        diag = getattr(problem.__cause__, "diag", None)
        logger.exception("import_rows_refused", constraint=getattr(diag, "constraint_name", ""))
        _stay_out(batch_id, NOT_TOGETHER)
    else:
        batch = _still(batch_id, State.LOADING)
        batch.state, batch.came_in, batch.trouble = State.LOADED, dict(counts), ""
        batch.loaded_at, batch.loaded_by = timezone.now(), by
        _leave_waiting(batch, mapped, waiting)
        _save(batch)
        # Only now: an act that brought nothing in is not to be told as one that did.
        act = acting()
        act.service, act.subject = f"{mapped.kind.mount}.load_{mapped.kind.name}", batch


def _other_doubles(changed: list[int]) -> str:
    """Which rows are doubles now, or of something else, or no more."""
    some = [f"{number:,}" for number in sorted(changed)[:MOST_NAMED]]
    more = len(changed) - len(some)
    named = f"row {some[0]}" if len(changed) == 1 else f"rows {', '.join(some)}"
    return OTHER_DOUBLES.format(rows=f"{named} and {more:,} more" if more else named)


def _groups(batch: ImportBatch, mapped: Mapped) -> Iterator[list[Checked]]:
    """What comes in, checked again, in lists of the rows of one record."""
    coming_in = batch.counts.get("coming_in", {})
    together = coming_in.get("records", 0) < coming_in.get("rows", 1)
    staged = staging.rows_coming_in(batch.pk, some_belong_together=together)
    firsts: list[int] = []

    def cells() -> Iterator[tuple[int, str]]:
        for first, number, text in staged:
            firsts.append(first)
            yield number, text

    kept: list[tuple[int, Checked]] = []
    for chunk in mapped.rows(cells()):
        found = mapped.checked(chunk)
        if any(row.problems for row in found):
            raise ListsChangedError
        kept += zip(firsts, found, strict=True)
        firsts.clear()
        # The last record of a chunk may go on in the next.
        last = kept[-1][0]
        whole = len(kept)
        while together and whole and kept[whole - 1][0] == last:
            whole -= 1
        yield from _parted(kept[:whole])
        kept = kept[whole:]
    yield from _parted(kept)


def _by_last_word(
    batch: ImportBatch, mapped: Mapped, waiting: list[list[Checked]]
) -> Iterator[list[Checked]]:
    """What comes in; what waits for a last word that was not given goes to `waiting` instead."""
    last = mapped.kind.last_word
    is_given = last is None or batch.choices.get(last.key, False)
    for group in _groups(batch, mapped):
        if is_given or not any(row.waits_for for row in group):
            yield group
        else:
            waiting.append(group)


def _leave_waiting(batch: ImportBatch, mapped: Mapped, groups: list[list[Checked]]) -> None:
    """Rows that waited in vain are among those that stayed out, with the reason."""
    last = mapped.kind.last_word
    if last is None or not groups:
        return
    numbers = [row.number for group in groups for row in group]
    ImportMark.objects.filter(batch_id=batch.pk, number__in=numbers).delete()
    ImportProblem.objects.bulk_create(
        ImportProblem(
            batch_id=batch.pk, number=number, place=0, sentence=last.refusal, is_left_out=True
        )
        for number in numbers
    )
    batch.counts["ready"] -= len(numbers)
    batch.counts["left_out"] += len(numbers)
    batch.counts["coming_in"] = staging.counted_coming_in(batch.pk)


def _parted(rows: list[tuple[int, Checked]]) -> Iterator[list[Checked]]:
    for _first, group in groupby(rows, key=itemgetter(0)):
        yield [row for _start, row in group]


def _counted(progress: Progress, step: str, total: int) -> Callable[[int], None]:
    return lambda done: progress.at(step, done, total)


def _still(batch_id: int, state: str) -> ImportBatch:
    """The import, locked, if it is still where the step found it."""
    batch = ImportBatch.objects.select_for_update(no_key=True).get(pk=batch_id)
    if batch.state != state:
        raise Refused(GIVEN_UP)
    return batch


def _save(batch: ImportBatch) -> None:
    batch.version += 1
    batch.save()


def _stay_out(batch_id: int, sentence: str) -> ImportBatch:
    """Back to the check, with the reason; nothing has come in. Doubles have been looked for anew."""
    batch = _still(batch_id, State.LOADING)
    batch.state, batch.mode, batch.trouble = State.CHECKED, "", sentence[:500]
    batch.checks += 1
    batch.counts = {**batch.counts, "coming_in": staging.counted_coming_in(batch_id)}
    _save(batch)
    return batch


def _check_again(by: Any, batch_id: int) -> None:
    batch = _stay_out(batch_id, LISTS_CHANGED)
    batch.state = State.CHECKING
    _save(batch)
    ask_worker(by, batch)
