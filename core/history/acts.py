"""What each of several acts changed, on one record each: for a page of recent changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import OuterRef, Subquery

from core.history.differences import Difference, came_or_went, merged, of_step
from core.history.words import FieldChange, Names
from core.tellings.readers import may_see_names

# Rows that belong to a record: their model and the column that holds its id.
Belonging = tuple[type[models.Model], str]


@dataclass(frozen=True)
class Subject:
    """One act and the record it was about, with the rows to look at besides the record's own.

    `skip` names columns, of the record and of those rows, whose changes are not told.
    """

    act_id: Any
    model: type[models.Model]
    pk: int
    parts: tuple[Belonging, ...] = ()
    skip: tuple[str, ...] = ()


def changed_by(subjects: Sequence[Subject], *, reader: Any) -> dict[Any, list[FieldChange]]:
    """What each act changed on its record, in words for this reader.

    At most three queries for each model that was changed, and one for each that is named,
    however many acts and however long the records' histories.
    """
    found: list[Difference] = []
    for model, mine in _by(subjects, lambda one: [one.model]):
        found += _differences(model, "pgh_obj_id", mine)
    for (model, column), mine in _by(subjects, lambda one: one.parts):
        found += _differences(model, column, mine, is_part=True)
    found = merged(found)
    names = Names(found, with_people=may_see_names(reader))
    by_act: dict[Any, list[FieldChange]] = {}
    for each in found:
        by_act.setdefault(each.act_id, []).append(names.in_words(each))
    return by_act


def _by(subjects: Sequence[Subject], keys) -> Iterable[tuple[Any, list[Subject]]]:
    """Subjects by what there is to read for them."""
    found: dict[Any, list[Subject]] = {}
    for one in subjects:
        for key in keys(one):
            found.setdefault(key, []).append(one)
    return found.items()


def _differences(
    model: type[models.Model],
    column: str,
    subjects: list[Subject],
    *,
    is_part: bool = False,
) -> Iterator[Difference]:
    skip = tuple({name for one in subjects for name in one.skip})
    events = _events(model, column, subjects)
    following = model.pgh_event_model.objects.in_bulk(
        {event.following_id for event in events} - {None}
    )
    last = {event.pgh_obj_id for event in events if event.following_id is None}
    now = model._base_manager.in_bulk(last) if last else {}
    for event in events:
        if is_part:
            yield from came_or_went(model, event)
        after = following.get(event.following_id) or now.get(event.pgh_obj_id)
        yield from of_step(model, event, after, skip, of=(after or event) if is_part else None)


def _events(model: type[models.Model], column: str, subjects: list[Subject]) -> list[Any]:
    """The states that these acts replaced, each with the id of the state that came next."""
    kept = model.pgh_event_model.objects
    following = kept.filter(pgh_obj=OuterRef("pgh_obj"), pgh_id__gt=OuterRef("pgh_id"))
    rows = kept.filter(
        act_id__in=[one.act_id for one in subjects],
        **{f"{column}__in": {one.pk for one in subjects}},
    ).annotate(following_id=Subquery(following.order_by("pgh_id").values("pgh_id")[:1]))
    # "+ 0": few rows, found first and then sorted; the primary key's order would mean them all.
    return list(rows.order_by(models.F("pgh_id") + 0))
