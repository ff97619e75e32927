"""Venues and the areas that they lie in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.db import connection
from django.db.models import CharField, Count, F, Q, QuerySet, Value
from django.http import Http404

from organisation.models import WORD_LISTS, Area, Venue


@dataclass(frozen=True)
class VenueName:
    """A venue to choose or to show."""

    id: int
    name: str
    area: str | None


@dataclass(frozen=True)
class AreaName:
    id: int
    name: str


def venues_in_use(*, also: int | None = None) -> list[VenueName]:
    """Venues that may be chosen, by name; `also` is one chosen before and since put away."""
    rows = Venue.objects.filter(Q(is_in_use=True) | Q(pk=also)).order_by("name")
    return [VenueName(*row) for row in rows.values_list("id", "name", "area__name")]


def venue_rows() -> QuerySet[Venue]:
    """Every venue with the name of its area."""
    return Venue.objects.annotate(area_name=F("area__name"))


def find_venue(venue_id: int) -> Venue:
    """One venue with its area; 404 if there is none."""
    row = Venue.objects.select_related("area").filter(pk=venue_id).first()
    if row is None:
        raise Http404
    return row


def areas() -> list[AreaName]:
    """Areas to choose from, by name."""
    return [AreaName(*row) for row in Area.objects.order_by("name").values_list("id", "name")]


def area_rows() -> QuerySet[Area]:
    """Every area with the number of venues in it."""
    return Area.objects.annotate(venue_count=Count("venues"))


def find_area(area_id: int) -> Area:
    """One area; 404 if there is none."""
    row = Area.objects.filter(pk=area_id).first()
    if row is None:
        raise Http404
    return row


Pairs = list[tuple[str, str]]


def choices_of(*names: str) -> dict[str, Pairs]:
    """Words in use of these lists, and areas under "areas", to narrow a list by; one query."""
    found: dict[str, Pairs] = {name: [] for name in names}
    with connection.cursor() as cursor:
        cursor.execute(*_choices(names))
        rows = sorted(cursor.fetchall())
    for name, _place, label, pk in rows:
        found[name].append((str(pk), label))
    return found


@cache
def _choices(names: tuple[str, ...]) -> tuple[str, tuple]:
    """The query, put together once: that took as long as a tenth of a whole page."""
    rows = [_listed(name) for name in names]
    return rows[0].union(*rows[1:], all=True).query.sql_with_params()


def _listed(name: str) -> QuerySet:
    columns = (Value(name, CharField()), "position", "label", "pk")
    if name == "areas":
        return Area.objects.order_by().values_list(columns[0], Value(0), "name", "pk")
    return WORD_LISTS[name]._default_manager.filter(is_in_use=True).order_by().values_list(*columns)
