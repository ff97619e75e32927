"""What acts changed, field by field, from the states that the triggers keep."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import models


@dataclass(frozen=True)
class Difference:
    """One field before and after an act, or, without a field, a row that came or went."""

    act_id: Any
    model: type[models.Model]
    field: models.Field | None
    before: models.Model | None
    after: models.Model | None
    # The row of a part that the field belongs to, to be called by its own words.
    of: models.Model | None = None


def merged(differences: Iterable[Difference]) -> list[Difference]:
    """Of what one act did to one field in several steps: from before the first to after the last."""
    found: dict[Any, Difference] = {}
    for each in differences:
        state = each.before or each.after
        row = getattr(state, "pgh_obj_id", None) or getattr(state, "pk", None)
        name = each.field.name if each.field else each
        key = (each.act_id, each.model, row, name)
        first = found.get(key)
        found[key] = replace(first, after=each.after) if first else each
    return [each for each in found.values() if each.field is None or _differs(each)]


def _differs(each: Difference) -> bool:
    name = each.field.attname if each.field else ""
    return getattr(each.before, name) != getattr(each.after, name)


def of_row(
    model: type[models.Model],
    states: Sequence[models.Model],
    now: models.Model | None,
    skip: Sequence[str] = (),
    of: models.Model | None = None,
) -> Iterator[Difference]:
    """What each stored state of one row was changed into: the next state, or the row of today."""
    for before, after in zip(states, [*states, now][1:], strict=True):
        yield from of_step(model, before, after, skip, of)


def of_step(
    model: type[models.Model],
    before: models.Model,
    after: models.Model | None,
    skip: Sequence[str] = (),
    of: models.Model | None = None,
) -> Iterator[Difference]:
    """The fields that differ between one stored state and the state that followed it."""
    if before.pgh_label == "update" and after is not None:
        for field in _changed(model, before, after, skip):
            yield Difference(before.act_id, model, field, before, after, of)


def _changed(
    model: type[models.Model], before: models.Model, after: models.Model, skip: Sequence[str]
) -> Iterator[models.Field]:
    for field in model._meta.fields:
        name = field.attname
        if field.name in (*skip, "id", "version") or not hasattr(before, name):
            continue
        if getattr(before, name) != getattr(after, name):
            yield field


def came_or_went(model: type[models.Model], event: models.Model) -> Iterator[Difference]:
    """That a row of a part was added or taken away."""
    if event.pgh_label == "insert":
        yield Difference(event.act_id, model, None, None, event)
    elif event.pgh_label == "delete":
        yield Difference(event.act_id, model, None, event, None)
