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


Part = tuple[type[models.Model], dict[str, Any]]


def changes(
    row: models.Model, *, parts: Iterable[Part] = (), skip: Sequence[str] = ()
) -> list[Change]:
    """Every act on one record, newest first, with what it changed.

    `parts` are the models whose rows belong to the record, each with the filter that finds
    them, in their table and in its history alike: `(Session, {"activity_id": 7})`.
    """
    by_act: dict[Any, list[FieldChange]] = {}
    for act_id, change in _chain(type(row), _events(type(row), {"pgh_obj": row.pk}), row, skip):
        by_act.setdefault(act_id, []).append(change)
    for model, where in parts:
        for act_id, change in _part_changes(model, where):
            by_act.setdefault(act_id, []).append(change)
    label = type(row)._meta.label_lower
    acts = (
        Act.objects.filter(
            models.Q(subject_type=label, subject_id=row.pk) | models.Q(pk__in=by_act)
        )
        .select_related("by", "on_behalf_of")
        .order_by(F("at").desc(), "-id")
    )
    return [_change(act, by_act.get(act.pk, [])) for act in acts]


def _events(model: type[models.Model], where: dict[str, Any]) -> list[models.Model]:
    return list(model.pgh_event_model.objects.filter(**where).order_by("pgh_id"))


def _chain(
    model: type[models.Model],
    events: list[models.Model],
    now: models.Model | None,
    skip: Sequence[str],
) -> Iterator[tuple[Any, FieldChange]]:
    """What each stored state of one row was changed into: the next state, or the row of today."""
    for before, after in zip(events, [*events, now][1:], strict=True):
        if before.pgh_label == "update" and after is not None:
            for change in _compare(model, before, after, skip):
                yield before.act_id, change


def _part_changes(
    model: type[models.Model], where: dict[str, Any]
) -> Iterator[tuple[Any, FieldChange]]:
    """The same for rows that belong to the record, each called by its own words."""
    now = {row.pk: row for row in model._base_manager.filter(**where)}
    by_row: dict[Any, list[models.Model]] = {}
    for event in _events(model, where):
        by_row.setdefault(event.pgh_obj_id, []).append(event)
    for pk, events in by_row.items():
        for event in events:
            if event.pgh_label in WORDS:
                words = _named(model, event)
                yield event.act_id, FieldChange(_label_of(model), *WORDS[event.pgh_label](words))
        for act_id, change in _chain(model, events, now.get(pk), ()):
            label = (
                f"{_label_of(model)} ({_named(model, now.get(pk) or events[-1])}): {change.label}"
            )
            yield act_id, FieldChange(label, change.before, change.after)


WORDS: dict[str, Callable[[str], tuple[str, str]]] = {
    "insert": lambda words: ("Nothing", words),
    "delete": lambda words: (words, "Nothing"),
}


def _label_of(model: type[models.Model]) -> str:
    return str(model._meta.verbose_name).capitalize()


def _named(model: type[models.Model], state: models.Model) -> str:
    """What a row, or a stored state of one, is called."""
    fields = {
        f.attname: getattr(state, f.attname)
        for f in model._meta.fields
        if hasattr(state, f.attname)
    }
    return str(model(**{name: value for name, value in fields.items() if name != "pgh_id"}))


def _change(act: Act, fields: list[FieldChange]) -> Change:
    return Change(
        at=act.at,
        who=act.by.display_name if act.by else "The portal",
        on_behalf_of=act.on_behalf_of.display_name if act.on_behalf_of else "",
        what=act.service.split(".")[-1].replace("_", " ").capitalize(),
        reason=act.reason,
        fields=tuple(fields),
    )


def _compare(model, before, after, skip) -> list[FieldChange]:
    found = []
    for field in model._meta.fields:
        if (
            field.name in skip
            or field.name in ("id", "version")
            or not hasattr(before, field.attname)
        ):
            continue
        old, new = getattr(before, field.attname), getattr(after, field.attname)
        if old != new:
            found.append(FieldChange(_label(field), _words(field, before), _words(field, after)))
    return found


def _label(field: models.Field) -> str:
    return str(field.verbose_name).capitalize()


def _words(field: models.Field, row: models.Model) -> str:
    """A stored value as a person would read it."""
    value = getattr(row, field.attname)
    if value in (None, "", []):
        return "Nothing"
    if field.is_relation:
        # The event row's relation is unconstrained: what it named may be gone.
        named = field.related_model._base_manager.filter(pk=value).first()
        return str(named) if named else "Something since removed"
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return f"{value:%-d %B %Y, %H:%M}"
    if hasattr(value, "strftime"):
        return f"{value:%-d %B %Y}" if hasattr(value, "day") else f"{value:%H:%M}"
    return str(value)
