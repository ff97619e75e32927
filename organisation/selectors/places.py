"""Venues and the areas that they lie in."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet
from django.http import Http404

from organisation.models import Area, Venue


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
