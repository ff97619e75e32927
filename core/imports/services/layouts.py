"""A layout that came in before: its columns for everybody, what a person said of it for them alone.

Nothing is kept twice: both are read from the last import of such a file. One that was taken out
again teaches nothing, but for the very same file: the person who brought it may do so anew. What
`tidy` has forgotten is forgotten here too.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q

from core.imports import rules
from core.imports.headings import own_places
from core.imports.kinds import Kind
from core.imports.selectors import actor_of
from core.models import ImportAnswer, ImportBatch

MOST_ANSWERS = 2_000


def recall(batch: ImportBatch, kind: Kind, by: Any) -> bool:
    """Put what was said about the last file of this layout into an import; False if there is none.

    The person's own last import of the very same file comes first, with all that they answered.
    Only what is still a field and a choice counts. Columns are the same for everybody; what was
    said and repaired is the word of one person and comes back to them alone.
    """
    alike = ImportBatch.objects.filter(
        kind=batch.kind, fingerprint=batch.fingerprint, state=ImportBatch.State.LOADED
    ).order_by("-loaded_at", "-pk")
    same = of_same_file(batch, by)
    if same is not None and same.fingerprint != batch.fingerprint:
        same = None
    last = same or alike.first()
    if last is None:
        return False
    keys = {field.key for field in kind.fields}
    batch.columns = {key: places for key, places in _columns(batch, last).items() if key in keys}
    known = {choice.key: choice.first for choice in kind.choices}
    batch.choices = {key: last.choices.get(key, first) for key, first in known.items()}
    answers = ImportAnswer.objects.filter(by=by)
    taught = Q(by=by) | Exists(answers.filter(batch=OuterRef("pk")))
    mine = same or alike.filter(taught).first()
    if mine is not None:
        if mine.by_id == by.pk:
            batch.said = {key: text for key, text in mine.said.items() if key in keys}
        repairs = answers.filter(batch=mine, field__in=[*keys, ""])
        if same is None:
            # Rows that were left out are decided anew for each file.
            repairs = repairs.exclude(action=ImportAnswer.Action.LEAVE_OUT)
        if rules.add_word_blocker(actor_of(by, kind)):
            repairs = repairs.exclude(action=ImportAnswer.Action.ADD)
        _copy(repairs, batch)
    return True


def of_same_file(batch: ImportBatch, by: Any) -> ImportBatch | None:
    """The person's last import of the very same file, also if it was taken out again.

    Only while all of it is kept: later it counts as any other of its layout.
    """
    own = ImportBatch.objects.filter(
        kind=batch.kind, digest=batch.digest, by=by, state__in=ImportBatch.CAME_IN, cleared_at=None
    )
    return own.order_by("-loaded_at", "-pk").first()


def _columns(batch: ImportBatch, last: ImportBatch) -> dict[str, list[int]]:
    """The columns of the last file, at their places in this one: either may hold some of ours."""
    moved = dict(zip(own_places(last.headings), own_places(batch.headings), strict=True))
    return {
        key: [moved[place] for place in places if place in moved]
        for key, places in last.columns.items()
    }


def _copy(answers: Any, batch: ImportBatch) -> None:
    """What was answered."""
    again = [
        ImportAnswer(
            batch=batch, field=each.field, value=each.value, action=each.action,
            text=each.text, by_id=each.by_id,
            # The word came in with that file and is known by now.
            is_met=False if each.action == ImportAnswer.Action.ADD else None,
        )
        for each in answers.order_by("-pk")[:MOST_ANSWERS]
    ]  # fmt: skip
    # A file that is read again has what it was given before.
    ImportAnswer.objects.bulk_create(reversed(again), ignore_conflicts=True)
