"""History kept by the database: what changed, from what to what, by whom and why.

`keeps_history` puts statement-level triggers on a model's table. They store the old row on
update and delete with the id of the act in progress; the newest state is the row itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F

from core.models import Act


class CurrentAct(models.Func):
    """The id of the act in progress, as `core.service` set it for this transaction."""

    template = "NULLIF(current_setting('cocreation.act', true), '')::uuid"
    output_field = models.UUIDField()


def keeps_history(
    *, exclude: Sequence[str] = (), inserts: bool = False
) -> Callable[[type[models.Model]], type[models.Model]]:
    """Keep every earlier state of a model's rows. Secrets belong in `exclude`.

    With `inserts` also the first state is stored, where the law wants it (consent, roles).
    """
    trackers = [
        pghistory.UpdateEvent(row=pghistory.Old, condition=pgtrigger.AnyChange()),
        pghistory.DeleteEvent(),
    ]
    if inserts:
        trackers.append(pghistory.InsertEvent())

    def decorate(model: type[models.Model]) -> type[models.Model]:
        act = models.UUIDField(null=True, editable=False, db_default=CurrentAct())
        return pghistory.track(
            *trackers,
            exclude=[*exclude, *_generated(model)],
            context_field=None,
            attrs={"act_id": act, "PRIVACY": {"act_id": "plain"}},
            meta={"indexes": [models.Index(fields=["pgh_obj", "pgh_id"])]},
            level=pghistory.Statement,
        )(model)

    return decorate


def _generated(model: type[models.Model]) -> list[str]:
    return [f.name for f in model._meta.fields if isinstance(f, models.GeneratedField)]


@dataclass(frozen=True)
class FieldChange:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One step in a record's life, in words."""

    at: datetime
    who: str
    on_behalf_of: str
    what: str
    reason: str
    fields: tuple[FieldChange, ...]


class Steps(list[Change]):
    """The newest steps of a record's life, newest first; `has_older` says whether these are all."""

    has_older = False


Part = tuple[type[models.Model], dict[str, Any]]

# A page of history longer than this is read by nobody, and would grow without end.
MOST_ACTS = 100


def changes(row: models.Model, *, parts: Iterable[Part] = (), skip: Sequence[str] = ()) -> Steps:
    """The newest acts on one record (at most `MOST_ACTS`), with what each changed.

    `parts` are the models whose rows belong to the record, each with the filter that finds
    them, in their table and in its history alike: `(Session, {"activity_id": 7})`.
    The number of queries depends on the kinds of things changed, not on how often.
    """
    whole = [(type(row), {"pgh_obj": row.pk}), *parts]
    acts = _acts(row, whole)
    shown = [act.pk for act in acts[:MOST_ACTS]]
    found = list(_differences(type(row), _events(*whole[0], shown), row, skip))
    for model, where in whole[1:]:
        found += _part_differences(model, where, shown)
    names = _Names(found)
    by_act: dict[Any, list[FieldChange]] = {}
    for each in found:
        by_act.setdefault(each.act_id, []).append(names.in_words(each))
    steps = Steps(_change(act, by_act.get(act.pk, [])) for act in acts[:MOST_ACTS])
    steps.has_older = len(acts) > MOST_ACTS
    return steps


def _acts(row: models.Model, whole: Iterable[Part]) -> list[Act]:
    """The newest acts on a record or its parts: one more than shown, if there are more."""
    about = Act.objects.filter(subject_type=type(row)._meta.label_lower, subject_id=row.pk)
    # A union and no "or": each part then finds its few acts by an index.
    ids = about.values("pk").union(
        *(
            model.pgh_event_model.objects.filter(act_id__isnull=False, **where).values("act_id")
            for model, where in whole
        )
    )
    acts = Act.objects.filter(pk__in=ids).select_related("by", "on_behalf_of")
    return list(acts.order_by(F("at").desc(), "-id")[: MOST_ACTS + 1])


def _events(
    model: type[models.Model], where: dict[str, Any], shown: list[Any]
) -> list[models.Model]:
    """Stored states from the first that a shown act replaced: later ones say what came next."""
    kept = model.pgh_event_model.objects.filter(**where)
    # "+ 0": the few rows are found first and then sorted. By the primary key's order, the
    # database would read the whole table from its start to find the first one.
    first = kept.filter(act_id__in=shown).order_by(F("pgh_id") + 0).values("pgh_id")[:1]
    return list(kept.filter(pgh_id__gte=first).order_by("pgh_id"))


# --- What was changed --------------------------------------------------------------------


@dataclass(frozen=True)
class _Difference:
    """One field before and after an act, or, without a field, a row that came or went."""

    act_id: Any
    model: type[models.Model]
    field: models.Field | None
    before: models.Model | None
    after: models.Model | None
    # The row of a part that the field belongs to, to be called by its own words.
    of: models.Model | None = None


def _differences(
    model: type[models.Model],
    events: list[models.Model],
    now: models.Model | None,
    skip: Sequence[str] = (),
    of: models.Model | None = None,
) -> Iterator[_Difference]:
    """What each stored state of one row was changed into: the next state, or the row of today."""
    for before, after in zip(events, [*events, now][1:], strict=True):
        if before.pgh_label == "update" and after is not None:
            for field in _changed(model, before, after, skip):
                yield _Difference(before.act_id, model, field, before, after, of)


def _changed(
    model: type[models.Model], before: models.Model, after: models.Model, skip: Sequence[str]
) -> Iterator[models.Field]:
    for field in model._meta.fields:
        name = field.attname
        if field.name in (*skip, "id", "version") or not hasattr(before, name):
            continue
        if getattr(before, name) != getattr(after, name):
            yield field


def _part_differences(
    model: type[models.Model], where: dict[str, Any], shown: list[Any]
) -> Iterator[_Difference]:
    """The same for rows that belong to the record, and which of them came and went."""
    now = {row.pk: row for row in model._base_manager.filter(**where)}
    by_row: dict[Any, list[models.Model]] = {}
    for event in _events(model, where, shown):
        by_row.setdefault(event.pgh_obj_id, []).append(event)
    for pk, events in by_row.items():
        for event in events:
            if event.pgh_label == "insert":
                yield _Difference(event.act_id, model, None, None, event)
            elif event.pgh_label == "delete":
                yield _Difference(event.act_id, model, None, event, None)
        yield from _differences(model, events, now.get(pk), of=now.get(pk) or events[-1])


# --- In words ----------------------------------------------------------------------------


class _Names:
    """What rows are called that others point to: read once for each model, not for each value."""

    def __init__(self, differences: Iterable[_Difference]) -> None:
        wanted: dict[Any, set[Any]] = {}
        for each in differences:
            for field, state in _pointers(each):
                wanted.setdefault(field.related_model, set()).add(getattr(state, field.attname))
        self.found: dict[Any, dict[Any, models.Model]] = {
            model: model._base_manager.in_bulk(ids - {None}) for model, ids in wanted.items()
        }

    def in_words(self, each: _Difference) -> FieldChange:
        """A difference as a person would read it."""
        label = str(each.model._meta.verbose_name).capitalize()
        if each.field is None:
            return FieldChange(
                label, self._named(each.model, each.before), self._named(each.model, each.after)
            )
        field_label = str(each.field.verbose_name).capitalize()
        if each.of is not None:
            field_label = f"{label} ({self._named(each.model, each.of)}): {field_label}"
        return FieldChange(
            field_label, self._value(each.field, each.before), self._value(each.field, each.after)
        )

    def _named(self, model: type[models.Model], state: models.Model | None) -> str:
        """What a row, or a stored state of one, is called."""
        if state is None:
            return NOTHING
        kept = [f for f in model._meta.concrete_fields if hasattr(state, f.attname)]
        row = model(**{f.attname: getattr(state, f.attname) for f in kept})
        for field in _relations(kept):
            named = self.found[field.related_model].get(getattr(state, field.attname))
            if named is not None:
                setattr(row, field.name, named)
        return str(row)

    def _value(self, field: models.Field, state: models.Model) -> str:
        value = getattr(state, field.attname)
        if not field.is_relation or value is None:
            return _words(field, value)
        # The stored relation is unconstrained: what it named may be gone.
        named = self.found[field.related_model].get(value)
        return str(named) if named else "Something since removed"


def _relations(fields: Iterable[models.Field]) -> list[models.Field]:
    return [field for field in fields if field.is_relation]


def _pointers(each: _Difference) -> Iterator[tuple[models.Field, models.Model]]:
    """The relations that must be named to tell of a difference, and the states they stand in."""
    changed = [each.field] if each.field is not None and each.field.is_relation else []
    everything = _relations(each.model._meta.concrete_fields)
    for fields, states in (
        (changed, (each.before, each.after)),
        (everything, (each.of,) if each.field is not None else (each.before, each.after)),
    ):
        for state in filter(None, states):
            yield from ((field, state) for field in fields if hasattr(state, field.attname))


def _change(act: Act, fields: list[FieldChange]) -> Change:
    return Change(
        at=act.at,
        who=act.by.display_name if act.by else "The portal",
        on_behalf_of=act.on_behalf_of.display_name if act.on_behalf_of else "",
        what=act.service.split(".")[-1].replace("_", " ").capitalize(),
        reason=act.reason,
        fields=tuple(fields),
    )


NOTHING = "Nothing"


def _words(field: models.Field, value: Any) -> str:
    """A stored value as a person would read it."""
    if value in (None, "", []):
        return NOTHING
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return f"{value:%-d %B %Y, %H:%M}"
    if hasattr(value, "strftime"):
        return f"{value:%-d %B %Y}" if hasattr(value, "day") else f"{value:%H:%M}"
    return str(value)
