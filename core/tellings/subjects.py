"""The records that acts are about, as they are now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import models

from core.models import Act
from core.tellings import Record
from core.tellings.sockets import subject_record

# By label of model and id: what an act keeps of its subject.
Subjects = dict[tuple[str, int | None], models.Model]


def subjects_of(acts: Iterable[Act]) -> Subjects:
    """The subjects that apps tell of and that are still there: one query for each sort."""
    wanted: dict[str, set[int]] = {}
    records: dict[str, Record] = {}
    for act in acts:
        record = subject_record(act.service, act.subject_type)
        if act.subject_id is not None and record:
            records[act.subject_type] = record
            wanted.setdefault(act.subject_type, set()).add(act.subject_id)
    found: Subjects = {}
    for label, ids in wanted.items():
        record = records[label]
        rows = apps.get_model(label)._base_manager.defer(*record.skip)
        if record.related:
            rows = rows.select_related(*record.related)
        found |= {(label, row.pk): row for row in rows.filter(pk__in=ids)}
    return found


def address_for(reader: Any, act: Act, row: models.Model | None) -> str:
    """The address of what an act is about, if it is there and this reader may open it."""
    record = subject_record(act.service, act.subject_type)
    if record is None or row is None:
        return ""
    may_open = not record.opened_by or reader.may(record.opened_by)
    return record.address(row.pk) if may_open else ""
