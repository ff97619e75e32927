"""History kept by the database: what changed, from what to what, by whom and why.

`keeps_history` puts statement-level triggers on a model's table. They store the old row on
update and delete with the id of the act in progress; the newest state is the row itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

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


def changes(row: models.Model, *, skip: Sequence[str] = ()) -> list[Change]:
    """Every act on one record, newest first, with the fields that it changed."""
    model = type(row)
    events = list(model.pgh_event_model.objects.filter(pgh_obj=row.pk).order_by("pgh_id"))
    by_act: dict = {}
    for before, after in zip(events, [*events, row][1:], strict=True):
        if before.pgh_label == "insert":
            continue
        changed = _compare(model, before, after, skip)
        by_act.setdefault(before.act_id, []).extend(changed)
    label = model._meta.label_lower
    acts = (
        Act.objects.filter(
            models.Q(subject_type=label, subject_id=row.pk) | models.Q(pk__in=by_act)
        )
        .select_related("by", "on_behalf_of")
        .order_by(F("at").desc(), "-id")
    )
    return [_change(act, by_act.get(act.pk, [])) for act in acts]


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
