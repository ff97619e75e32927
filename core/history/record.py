"""One record's life, step by step, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q

from core.history.differences import Difference, came_or_went, merged, of_row
from core.history.words import FieldChange, Names
from core.models import Act
from core.tellings import IT
from core.tellings.readers import may_see_names, name_for, reason_for
from core.tellings.sockets import done_to, since_of, telling_of, why_of
from core.tellings.subjects import Subjects, address_for, subjects_of

# Whom a record is about, where something was done for them.
THEM = "them"


@dataclass(frozen=True)
class Change:
    """One step in a record's life, in words; `why` is what its reason is called.

    `since` says that the whole of what was done was taken back, and `href` leads to the report
    of what was done to this record and others at once.
    `version` is what the record's own version became by it, if it became another one;
    `back_href` leads to the page that goes back to it.
    """

    at: datetime
    who: str
    on_behalf_of: str
    what: str
    reason: str
    fields: tuple[FieldChange, ...]
    why: str = "Reason"
    since: str = ""
    href: str = ""
    version: int | None = None
    is_now: bool = False
    back_href: str = ""


class Steps(list[Change]):
    """The newest steps of a record's life, newest first; `has_older` says whether these are all.

    `first_href` leads back to the first version, where no step made it: the record came with
    many others at once, or with another that it belongs to.
    """

    has_older = False
    first_href = ""


Part = tuple[type[models.Model], dict[str, Any]]

# A page of history longer than this is read by nobody, and would grow without end.
MOST_ACTS = 100


def changes(
    row: models.Model,
    *,
    reader: Any,
    parts: Iterable[Part] = (),
    skip: tuple[str, ...] = (),
    back: Callable[[int], str] | None = None,
    brought_by: Iterable[Any] = (),
) -> Steps:
    """The newest acts on one record (at most `MOST_ACTS`), with what each changed.

    Names of people are told to those who may see them.

    `parts` are the models whose rows belong to the record, each with the filter that finds
    them, in their table and in its history alike: `(Session, {"activity_id": 7})`.
    `back` gives the address of the page that goes back to a version, if this reader may.
    `brought_by` are the ids of acts that the record came in with and left no trace of in it.
    The number of queries depends on the kinds of things changed, not on how often.
    """
    whole = [(type(row), {"pgh_obj": row.pk}), *parts]
    acts = _acts(row, whole, brought_by)
    shown = [act.pk for act in acts[:MOST_ACTS]]
    states = _states(*whole[0], shown)
    found = list(of_row(type(row), states, row, skip))
    for model, where in whole[1:]:
        found += _part_differences(model, where, shown)
    found = merged(found)
    names = Names(found, with_people=may_see_names(reader))
    by_act: dict[Any, list[FieldChange]] = {}
    for each in found:
        by_act.setdefault(each.act_id, []).append(names.in_words(each))
    on_many = subjects_of(act for act in acts[:MOST_ACTS] if _is_on_many(act))
    is_whole = len(acts) <= MOST_ACTS
    versions = _versions(row, states, acts[-1].pk if acts and is_whole else None)
    steps = Steps(
        _change(act, by_act.get(act.pk, []), versions.get(act.pk), row, back, reader, on_many)
        for act in acts[:MOST_ACTS]
    )
    steps.has_older = not is_whole
    if back and is_whole and versions:
        first = states[0].version if states else row.version
        steps.first_href = "" if first in versions.values() else back(first)
    return steps


def _acts(row: models.Model, whole: Iterable[Part], brought_by: Iterable[Any]) -> list[Act]:
    """The newest acts on a record or its parts: one more than shown, if there are more."""
    about = Act.objects.filter(subject_type=type(row)._meta.label_lower, subject_id=row.pk)
    # A union and no "or": each part then finds its few acts by an index.
    ids = about.values("pk").union(
        *(
            model.pgh_event_model.objects.filter(act_id__isnull=False, **where).values("act_id")
            for model, where in whole
        )
    )
    which = Q(pk__in=ids) | Q(pk__in=list(brought_by))
    acts = Act.objects.filter(which).select_related("by", "on_behalf_of")
    return list(acts.order_by(F("at").desc(), "-id")[: MOST_ACTS + 1])


def _states(
    model: type[models.Model], where: dict[str, Any], shown: list[Any]
) -> list[models.Model]:
    """Stored states from the first that a shown act replaced: later ones say what came next."""
    kept = model.pgh_event_model.objects.filter(**where)
    # "+ 0": the few rows are found first and then sorted. By the primary key's order, the
    # database would read the whole table from its start to find the first one.
    first = kept.filter(act_id__in=shown).order_by(F("pgh_id") + 0).values("pgh_id")[:1]
    return list(kept.filter(pgh_id__gte=first).order_by("pgh_id"))


def _part_differences(
    model: type[models.Model], where: dict[str, Any], shown: list[Any]
) -> Iterator[Difference]:
    """What happened to rows that belong to the record, and which of them came and went."""
    by_row: dict[Any, list[models.Model]] = {}
    for event in _states(model, where, shown):
        by_row.setdefault(event.pgh_obj_id, []).append(event)
    now = model._base_manager.in_bulk(by_row) if by_row else {}
    for pk, events in by_row.items():
        for event in events:
            yield from came_or_went(model, event)
        yield from of_row(model, events, now.get(pk), of=now.get(pk) or events[-1])


def _versions(row: models.Model, states: list[models.Model], first_act: Any) -> dict[Any, int]:
    """The version that each act made of the record; the first act made what there was first."""
    kept = {field.name for field in type(row).pgh_event_model._meta.fields}
    if "version" not in kept:
        return {}
    after = [*states, row][1:]
    made = {before.act_id: each.version for before, each in zip(states, after, strict=True)}
    if first_act is not None:
        made.setdefault(first_act, (states[0] if states else row).version)
    return made


def _is_on_many(act: Act) -> bool:
    telling = telling_of(act.service)
    return telling is not None and IT not in telling.did


def _for_whom(act: Act, reader: Any) -> str:
    """For whom something was done: the one it is about, or somebody by name; else nobody."""
    if act.is_for_subject:
        return THEM
    return name_for(reader, act.on_behalf_of) if act.on_behalf_of else ""


def _change(
    act: Act,
    fields: list[FieldChange],
    version: int | None,
    row: models.Model,
    back: Callable[[int], str] | None,
    reader: Any,
    on_many: Subjects,
) -> Change:
    is_now = version is not None and version == row.version
    report = on_many.get((act.subject_type, act.subject_id))
    return Change(
        at=act.at,
        who=name_for(reader, act.by),
        on_behalf_of=_for_whom(act, reader),
        what=done_to(act.service, act.subject_type, to=row._meta.label_lower),
        reason=reason_for(reader, act),
        fields=tuple(fields),
        why=why_of(act.service),
        since=since_of(act.service, report),
        href=address_for(reader, act, report),
        version=version,
        is_now=is_now,
        back_href=back(version) if back and version is not None and not is_now else "",
    )
