"""A record as it was: its row at an earlier version, and the rows that belonged to it then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q


@dataclass(frozen=True)
class Version:
    """The state of a row that carried a version.

    `state` has the tracked columns of the row (its `attname`s) and is never saved.
    `since` are the acts that came after it, `before` those that led to it; `ended_at` is when
    the first one after it began. None of these for the version of today.
    """

    number: int
    state: Any
    since: frozenset[Any] = frozenset()
    before: frozenset[Any] = frozenset()
    ended_at: datetime | None = None

    @property
    def is_now(self) -> bool:
        return self.ended_at is None


def version_of(row: models.Model, number: int) -> Version | None:
    """The last state of a row that carried this version; None if no state is known to."""
    if row.version == number:
        return Version(number, row)
    # "+ 0": one record's few states are found by the record and then sorted.
    states = list(
        type(row).pgh_event_model.objects.filter(pgh_obj=row.pk).order_by(F("pgh_id") + 0)
    )
    places = [place for place, state in enumerate(states) if state.version == number]
    if not places:
        return None
    at = places[-1]
    return Version(
        number,
        states[at],
        since=frozenset(state.act_id for state in states[at:]) - {None},
        before=frozenset(state.act_id for state in states[:at]) - {None},
        ended_at=states[at].pgh_created_at,
    )


def parts_at(model: type[models.Model], where: dict[str, Any], version: Version) -> list[Any]:
    """The rows that belonged to a record at a version, each as its row or its stored state.

    The model must keep inserts in its history, for a row that came later looks like one that
    was always there. What came after the version is taken back step by step: the acts on the
    record itself, and any act on its parts alone that began later.
    """
    rows = {row.pk: row for row in model._base_manager.filter(**where)}
    if version.is_now:
        return list(rows.values())
    later = Q(act_id__in=version.since) | (
        Q(pgh_created_at__gt=version.ended_at) & ~Q(act_id__in=version.before)
    )
    # A row may have been another record's before: joined records give theirs away.
    mine = Q(**where) | Q(pgh_obj__in=list(rows))
    events = model.pgh_event_model.objects.filter(later, mine)
    for event in events.order_by(-F("pgh_id")):
        was_mine = all(getattr(event, name) == value for name, value in where.items())
        if event.pgh_label == "insert" or not was_mine:
            rows.pop(event.pgh_obj_id, None)
        else:
            rows[event.pgh_obj_id] = event
    return list(rows.values())
