"""Reads for the onion: places to choose, counts from the roll-up, and activities to name.

Counts come from `OnionCount` alone, so that they cost the same with a million activities.
Names come through the ring indexes of `Activity`, a few per ring, after a look at no more
than LOOK_AT rows where a place has to be matched.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Q, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from activities.models import OnionCount
from activities.models.counts import Scope
from activities.onion import HAPPENED, NAMED, Counts, Named, Onion, build_onion
from activities.selectors.levels import DEFAULT_LADDER, Levels, all_levels
from core.periods import CHOSEN, LAST_12, Period, preset, write_month
from organisation.models import Directorate

LOOK_AT = 3_000


@dataclass(frozen=True)
class Place:
    """The trust, a directorate or a service. `ended_on` is set once it is no more."""

    scope: str
    id: int
    name: str
    directorate: str = ""
    directorate_id: int | None = None
    ended_on: date | None = None

    @property
    def key(self) -> str:
        """How an address names it: `directorate-3`; empty for the trust."""
        return f"{self.scope}-{self.id}" if self.id else ""

    @property
    def label(self) -> str:
        """The name, with the year it ended in if it has."""
        return f"{self.name} (until {self.ended_on:%Y})" if self.ended_on else self.name

    def is_past(self, today: date) -> bool:
        return self.ended_on is not None and self.ended_on <= today


TRUST = Place(Scope.TRUST, 0, "The whole trust")


@dataclass(frozen=True)
class Places:
    """Every directorate and service there is or was."""

    directorates: tuple[Place, ...] = ()
    services: tuple[Place, ...] = ()

    @cached_property
    def by_key(self) -> dict[str, Place]:
        return {place.key: place for place in (TRUST, *self.directorates, *self.services)}

    def choices(self) -> list[tuple[str, Any]]:
        """For a form: the trust, each directorate, and services under the name of theirs."""
        said: list[tuple[str, Any]] = [
            ("", TRUST.name),
            ("Directorates", [(place.key, place.label) for place in self.directorates]),
        ]
        for directorate in self.directorates:
            services = self.services_of(directorate.id)
            if services:
                said.append((directorate.name, [(place.key, place.label) for place in services]))
        return said

    def services_of(self, directorate_id: int) -> list[Place]:
        return [place for place in self.services if place.directorate_id == directorate_id]


def all_places() -> Places:
    """Directorates and services by name, those that are no more after the others; one query."""
    rows = Directorate.objects.order_by("name", "pk", "services__name", "services__pk").values_list(
        "pk", "name", "valid_to", "services__pk", "services__name", "services__valid_to"
    )
    directorates: dict[int, Place] = {}
    services = []
    for pk, name, ended, service, service_name, service_ended in rows:
        directorates.setdefault(
            pk, Place(Scope.DIRECTORATE, pk, name, directorate_id=pk, ended_on=ended)
        )
        if service is not None:
            services.append(Place(Scope.SERVICE, service, service_name, name, pk, service_ended))
    today = timezone.localdate()
    return Places(
        tuple(sorted(directorates.values(), key=lambda place: place.is_past(today))),
        tuple(sorted(services, key=lambda place: place.is_past(today))),
    )


# --- What is asked for -----------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """Which onion: of which place, which months (and the preset that named them), which ladder."""

    place: Place
    period: Period
    preset: str = CHOSEN
    ladder: str = DEFAULT_LADDER

    @property
    def query(self) -> str:
        """The shortest address part that asks for the same; empty for the usual page."""
        is_usual = self.preset == LAST_12
        pairs = {
            "place": self.place.key,
            "period": "" if is_usual else self.preset,
            "from": write_month(self.period.first) if self.preset == CHOSEN else "",
            "to": write_month(self.period.last) if self.preset == CHOSEN else "",
            "ladder": "" if self.ladder == DEFAULT_LADDER else self.ladder,
        }
        said = urlencode({name: value for name, value in pairs.items() if value})
        return f"?{said}" if said else ""


@dataclass(frozen=True)
class OnionFigure:
    """An onion with what it is of: all that the figure's template needs."""

    asked: Asked
    onion: Onion
    as_of: date
    is_public: bool = False


# --- Counts ----------------------------------------------------------------------------


def _in_period(period: Period):
    """What began by the period's end less what ended before it (see `OnionCount`)."""
    began = Sum("starts", filter=Q(month__lte=period.last) if period.last else None)
    if period.first is None:
        return Coalesce(began, Value(0))
    ended = Sum("ends", filter=Q(month__lt=period.first))
    return Coalesce(began, Value(0)) - Coalesce(ended, Value(0))


def onion_counts(place: Place, period: Period) -> dict[tuple[int, str], int]:
    """How many activities of a place overlap a period, by level recorded and state."""
    rows = (
        OnionCount.objects.filter(scope=place.scope, scope_id=place.id)
        .values_list("level_id", "state")
        .annotate(count=_in_period(period))
        .order_by("level_id", "state")
    )
    return {(level, state): count for level, state, count in rows if count}


def directorate_counts(period: Period) -> dict[int, dict[tuple[int, str], int]]:
    """The same for every directorate at once, by its id."""
    rows = (
        OnionCount.objects.filter(scope=Scope.DIRECTORATE)
        .values_list("scope_id", "level_id", "state")
        .annotate(count=_in_period(period))
        .order_by("scope_id", "level_id", "state")
    )
    found: dict[int, dict[tuple[int, str], int]] = defaultdict(dict)
    for directorate, level, state, count in rows:
        if count:
            found[directorate][level, state] = count
    return found


# --- Names -----------------------------------------------------------------------------

# Standing ones first, longest known first; then the newest that began in the period; then
# the newest of those that began before it and went on into it.
_BY_RING = """
SELECT wanted.level_id, wanted.state, found.id, found.title, found.is_standing
  FROM unnest(%(levels)s::bigint[], %(states)s::varchar[], %(numbers)s::int[])
       AS wanted(level_id, state, number)
 CROSS JOIN LATERAL (
    (SELECT 1 AS part, row_number() OVER () AS place, c.id, c.title, c.is_standing
       FROM (SELECT a.* FROM activities_activity a
              WHERE a.is_standing AND a.counted_state = wanted.state
                AND a.counted_level_id = wanted.level_id
              ORDER BY a.id LIMIT %(look_at)s) c
      WHERE (c.span_from IS NULL OR c.span_from <= %(last)s)
        AND (c.span_to IS NULL OR c.span_to >= %(first)s) {only}
      LIMIT %(most)s)
    UNION ALL
    (SELECT 2, row_number() OVER (), c.id, c.title, c.is_standing
       FROM (SELECT a.* FROM activities_activity a
              WHERE a.counted_state = wanted.state AND a.counted_level_id = wanted.level_id
                AND a.span_from BETWEEN %(first)s AND %(last)s
              ORDER BY a.span_from DESC NULLS LAST, a.id DESC LIMIT %(look_at)s) c
      WHERE NOT c.is_standing {only}
      LIMIT %(most)s)
    UNION ALL
    (SELECT 3, row_number() OVER (), c.id, c.title, c.is_standing
       FROM (SELECT a.* FROM activities_activity a
              WHERE a.counted_state = wanted.state AND a.counted_level_id = wanted.level_id
                AND a.span_from < %(first)s
              ORDER BY a.span_from DESC NULLS LAST, a.id DESC LIMIT %(look_back)s) c
      WHERE NOT c.is_standing AND c.span_to >= %(first)s {only}
      LIMIT %(most)s)
    ORDER BY 1, 2 LIMIT wanted.number
  ) found
"""

# A service with few activities: all of them through their own index, in one go. One with
# many is found quickly among the newest of each ring.
FEW = 500
_BY_SERVICE = """
SELECT level_id, state, id, title, is_standing FROM (
    SELECT c.counted_level_id AS level_id, c.counted_state AS state, c.id, c.title, c.is_standing,
           row_number() OVER (
             PARTITION BY c.counted_level_id, c.counted_state
             ORDER BY c.is_standing DESC, CASE WHEN c.is_standing THEN c.id END,
                      c.span_from DESC NULLS LAST, c.id DESC) AS place
      FROM (SELECT a.* FROM activities_activity a
             WHERE a.service_ids @> ARRAY[%(place)s]::bigint[] AND a.counted_state IS NOT NULL
               AND (a.span_from <= %(last)s OR (a.span_from IS NULL AND a.is_standing))
               AND (a.span_to IS NULL OR a.span_to >= %(first)s)
             LIMIT %(look_at)s) c
     WHERE true {only}) ranked
 WHERE place <= %(most)s ORDER BY level_id, state, place
"""
_IN_PLACE: dict[str, str] = {
    Scope.DIRECTORATE: " AND c.directorate_ids @> ARRAY[%(place)s]::bigint[]",
    Scope.SERVICE: " AND c.service_ids @> ARRAY[%(place)s]::bigint[]",
}
_PUBLIC = " AND c.is_public"


def named_activities(
    place: Place, period: Period, counts: Counts, *, is_public: bool = False
) -> dict[tuple[int, str], list[Named]]:
    """A few activities to name in each ring that has any; one query, or none."""
    rings = sorted(counts)
    if not rings:
        return {}
    only = _PUBLIC if is_public else ""
    if place.scope == Scope.SERVICE and sum(counts.values()) <= FEW:
        query = _BY_SERVICE.format(only=only)
    else:
        query = _BY_RING.format(only=only + _IN_PLACE.get(place.scope, ""))
    wanted: dict[str, Any] = {
        "levels": [level for level, _ in rings],
        "states": [state for _, state in rings],
        "numbers": [NAMED[state] for _, state in rings],
        "first": period.first or date.min,
        "last": period.last_day or date.max,
        "place": place.id,
        "most": max(NAMED.values()),
        "look_at": LOOK_AT,
        "look_back": LOOK_AT // 10,
    }
    found: dict[tuple[int, str], list[Named]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(query, wanted)
        for level, state, pk, title, is_standing in cursor.fetchall():
            found[level, state].append(Named(pk, title, is_standing, state))
    return found


# --- Whole onions ----------------------------------------------------------------------


def onion_figure(asked: Asked, levels: Levels) -> OnionFigure:
    """The onion that is asked for, with named activities: two queries."""
    counts = onion_counts(asked.place, asked.period)
    names = named_activities(asked.place, asked.period, counts)
    onion = build_onion(levels, asked.ladder, counts, names)
    return OnionFigure(asked, onion, timezone.localdate())


def public_figure(asked: Asked, levels: Levels) -> OnionFigure:
    """The trust's onion as anyone may see it: what happened, and names meant for the public."""
    found = onion_counts(TRUST, asked.period)
    counts = {key: count for key, count in found.items() if key[1] == HAPPENED}
    names = named_activities(TRUST, asked.period, counts, is_public=True)
    onion = build_onion(levels, asked.ladder, counts, names)
    return OnionFigure(asked, onion, timezone.localdate(), is_public=True)


def directorate_figures(asked: Asked, places: Places, levels: Levels) -> list[OnionFigure]:
    """An onion without names for each directorate there is, and past ones with any: one query."""
    counts, today = directorate_counts(asked.period), timezone.localdate()
    return [
        OnionFigure(
            replace(asked, place=place),
            build_onion(levels, asked.ladder, counts.get(place.id, {})),
            today,
        )
        for place in places.directorates
        if place.id in counts or not place.is_past(today)
    ]


def trust_figure(*, is_public: bool = False) -> OnionFigure:
    """The trust's onion of the last 12 months, for start pages: three queries.

    Show it with `{% include "activities/_onion_figure.html" %}`, which wants `figure`.
    """
    asked = Asked(TRUST, preset(LAST_12, timezone.localdate()), LAST_12)
    return (public_figure if is_public else onion_figure)(asked, all_levels())
