"""Recent changes in words, for one reader: who changed what, and when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.utils import timezone

from activities.models import ActScope
from activities.models.acts import THE_TRUST
from activities.selectors.acts import Found, Wanted, find_acts
from core.history import FieldChange, Subject, changed_by
from core.models import Act
from core.tellings import COUNT, IT, Kind, Record, Telling
from core.tellings.readers import name_for, reason_for
from core.tellings.sockets import kinds, record_of, since_of, telling_of, tellings, why_of
from core.tellings.subjects import address_for, subjects_of
from organisation.models import Directorate
from organisation.selectors import posts_of

# What was changed is told by name up to here; the record's own history has the rest.
MOST_FIELDS = 4
GONE = "something since removed"


@dataclass(frozen=True)
class Line:
    """One act as a sentence: who, `before` the name, the name with its address, and `after`.

    `since` says what has become of it, if it does not stand: "taken back since".
    """

    at: datetime
    who: str
    for_whom: str
    before: str
    named: str
    href: str
    after: str
    since: str
    why: str
    reason: str
    fields: tuple[FieldChange, ...]
    more_fields: int


@dataclass(frozen=True)
class Day:
    """The lines of one day in London."""

    on: date
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class RecentChanges:
    """One page: days, newest first, and the acts beside which the next pages begin."""

    days: tuple[Day, ...]
    newer_than: UUID | None
    older_than: UUID | None


def directorates() -> list[tuple[int, str]]:
    """Every directorate to choose from, past ones too, by name."""
    return list(Directorate.objects.order_by("name", "pk").values_list("pk", "name"))


def own_directorate(viewer) -> int:
    """The directorate that a person's posts of today are in; the trust for none or several."""
    found = {post.directorate_id for post in posts_of(viewer)}
    return found.pop() if len(found) == 1 else THE_TRUST


def kinds_for(viewer) -> list[Kind]:
    """The sorts of change that this reader may read of."""
    return [kind for kind in kinds() if viewer.may(kind.permission)]


def services_for(viewer, kind: str = "") -> list[str]:
    """The services whose acts this reader may read of, of one sort or of all."""
    return [
        service
        for service, telling in tellings().items()
        if viewer.may(telling.kind.permission) and kind in ("", telling.kind.key)
    ]


def recent_changes(wanted: Wanted, viewer) -> RecentChanges:
    """One page of changes; queries by the sorts of record on it, not by how many."""
    found = find_acts(wanted)
    rows = Act.objects.select_related("by", "on_behalf_of").in_bulk(found.ids)
    acts = [rows[each] for each in found.ids]
    lines = _Lines(acts, viewer, wanted.directorate_id)
    days: dict[date, list[Line]] = {}
    for act in acts:
        days.setdefault(timezone.localdate(act.at), []).append(lines.line(act))
    return RecentChanges(
        days=tuple(Day(on, tuple(each)) for on, each in days.items()),
        newer_than=_edge(found, newest=True),
        older_than=_edge(found, newest=False),
    )


def _edge(found: Found, *, newest: bool) -> UUID | None:
    goes_on = found.has_newer if newest else found.has_older
    if not (found.ids and goes_on):
        return None
    return found.ids[0 if newest else -1]


class _Lines:
    """Everything that a page's sentences need, read once for all of them."""

    def __init__(self, acts: Sequence[Act], viewer, directorate_id: int) -> None:
        self.viewer = viewer
        self.directorate_id = directorate_id
        self.subjects = subjects_of(acts)
        self.numbers = _numbers(acts, directorate_id)
        self.changed = changed_by(list(self._to_compare(acts)), reader=viewer)

    def line(self, act: Act) -> Line:
        """An act as a sentence."""
        telling, record = telling_of(act.service), record_of(act.subject_type)
        row = self.subjects.get((act.subject_type, act.subject_id))
        before, named, after = self._sentence(act, telling, record, row)
        fields = self.changed.get(act.pk, [])
        return Line(
            at=act.at,
            who=name_for(self.viewer, act.by),
            for_whom=name_for(self.viewer, act.on_behalf_of) if act.on_behalf_of else "",
            before=before,
            named=named,
            href=self._href(act, telling, row),
            after=after,
            since=since_of(act.service, row),
            why=why_of(act.service),
            reason=reason_for(self.viewer, act),
            fields=tuple(fields[:MOST_FIELDS]),
            more_fields=max(0, len(fields) - MOST_FIELDS),
        )

    def _href(self, act: Act, telling: Telling | None, row: models.Model | None) -> str:
        """The address of the record; none where records of another sort came in with it."""
        if telling is None or (IT not in telling.did and (act.pk, THE_TRUST) not in self.numbers):
            return ""
        return address_for(self.viewer, act, row)

    def _sentence(
        self, act: Act, telling: Telling | None, record: Record | None, row: Any
    ) -> tuple[str, str, str]:
        did = telling.did if telling else act.service
        mark = IT if IT in did else COUNT
        before, _, after = did.partition(mark)
        count = self._count(act.pk, telling)
        if mark == COUNT:
            return before, count, after
        named = record.naming(row) if record and row else GONE
        return before.replace(COUNT, count), named, after.replace(COUNT, count)

    def _count(self, act_id: UUID, telling: Telling | None) -> str:
        """How many: those of the directorate, and in all if that is more.

        What has no number, such as an act of long ago, is not counted.
        """
        if (act_id, THE_TRUST) not in self.numbers:
            return "records"
        one, more = telling.many if telling else ("record", "records")
        here = self.numbers.get((act_id, self.directorate_id), 0)
        in_all = self.numbers.get((act_id, THE_TRUST), 0)
        said = f"{here:,} {one if here == 1 else more}"
        return f"{said} ({in_all:,} in the whole trust)" if in_all > here else said

    def _to_compare(self, acts: Iterable[Act]) -> Iterable[Subject]:
        """Acts on one record that say what they changed, with the rows this reader may see."""
        for act in acts:
            telling, record = telling_of(act.service), record_of(act.subject_type)
            if not (telling and record and telling.with_fields and IT in telling.did):
                continue
            if act.subject_id is None:
                continue
            parts = tuple(
                (apps.get_model(part.model), part.column)
                for part in record.parts
                if not part.permission or self.viewer.may(part.permission)
            )
            model = apps.get_model(act.subject_type)
            if hasattr(model, "pgh_event_model"):
                yield Subject(act.pk, model, act.subject_id, parts, record.skip)


def _numbers(acts: Sequence[Act], directorate_id: int) -> dict[tuple[UUID, int], int]:
    """How many records the acts on many touched, there and in the whole trust."""
    rows = ActScope.objects.filter(
        act_id__in=[act.pk for act in acts],
        directorate_id__in={directorate_id, THE_TRUST},
        number__isnull=False,
    )
    found = rows.values_list("act_id", "directorate_id", "number")
    return {(act, place): number or 0 for act, place, number in found}
