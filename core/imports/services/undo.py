"""Taking a whole import out again; later, if it is wanted, what was kept of it as well."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils import timezone

from core.imports.services.moves import take_turn
from core.imports.sockets import kind_of
from core.models import ImportBatch
from core.service import Refused, acting, service
from core.work.progress import Progress

State = ImportBatch.State
CHANGED_MEANWHILE = "This was changed meanwhile, so nothing was taken out."


@service
def take_out_rows(*, by: Any, batch_id: int, progress: Progress) -> None:
    """Take out what came in, but for what was changed since and is not to go as well."""
    batch = ImportBatch.objects.get(pk=batch_id)
    kind = kind_of(batch.kind)
    take_turn(batch)
    progress.at("Looking for what was changed since")
    kind.lock(batch_id=batch_id)
    changed = [] if batch.is_undone_whole else kind.changed_since(batch_id=batch_id)
    keep = frozenset(each.key for each in changed) - set(batch.undo_also)
    act = acting()
    act.service = f"{kind.mount}.undo_{kind.name}"
    counts = kind.undo(
        by=by,
        batch_id=batch_id,
        keep=keep,
        progress=lambda done: progress.at("Taking out", done, sum(batch.came_in.values())),
    )
    batch = ImportBatch.objects.select_for_update(no_key=True).get(pk=batch_id)
    if batch.state != State.UNDOING:
        raise Refused(CHANGED_MEANWHILE)
    act.subject = batch
    # What was kept the first time may go later; both are told as one.
    batch.taken_out = dict(Counter(batch.taken_out) + Counter(counts))
    batch.state, batch.trouble = State.UNDONE, ""
    batch.undone_at, batch.undone_by = timezone.now(), by
    batch.version += 1
    batch.save()
