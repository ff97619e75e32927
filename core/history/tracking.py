"""The triggers that keep every earlier state of a row, with the act that replaced it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pghistory
import pgtrigger
from django.db import models


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
            # The index below begins with it.
            obj_field=pghistory.ObjForeignKey(related_name="events", db_index=False),
            context_field=None,
            attrs={"act_id": act, "PRIVACY": {"act_id": "plain"}},
            meta={
                "indexes": [
                    models.Index(fields=["pgh_obj", "pgh_id"]),
                    # What one act changed: for recent changes, and to take an act back.
                    models.Index(fields=["act_id"]),
                ]
            },
            level=pghistory.Statement,
        )(model)

    return decorate


def _generated(model: type[models.Model]) -> list[str]:
    return [f.name for f in model._meta.fields if isinstance(f, models.GeneratedField)]
