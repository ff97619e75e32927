"""Venues and areas."""

from __future__ import annotations

from typing import Any

from django.db.models import F

from core.service import acting, refuse, require_version, service
from core.turns import take_turns
from organisation.models import Area, Venue
from organisation.rules import (
    Double,
    bring_back_blocker,
    double_blocker,
    permission_blocker,
    put_away_blocker,
)
from organisation.selectors import same_words

KEEP = "keep_places"


def _refuse_double_venue(name: str, *, other_than: int = 0) -> None:
    found = same_words(Venue.objects.exclude(pk=other_than), "name", name).first()
    double = Double(found.name, found.is_in_use) if found else None
    refuse(double_blocker(double, what="venue"), field="name")


def _refuse_double_area(name: str, *, other_than: int = 0) -> None:
    found = same_words(Area.objects.exclude(pk=other_than), "name", name).first()
    refuse(double_blocker(found and Double(found.name), what="area"), field="name")


@service
def add_venue(
    *,
    by: Any,
    name: str,
    area_id: int | None = None,
    postcode: str = "",
    is_step_free: bool | None = None,
    has_hearing_loop: bool | None = None,
    has_toilet: bool | None = None,
    parking: str = "",
    buses: str = "",
    getting_there: str = "",
) -> Venue:
    """Add a place where sessions are held. None for yes/no means that nobody has checked."""
    refuse(permission_blocker(by, KEEP))
    take_turns("venue names")
    _refuse_double_venue(name)
    row = Venue.objects.create(
        name=name,
        area_id=area_id,
        postcode=postcode,
        is_step_free=is_step_free,
        has_hearing_loop=has_hearing_loop,
        has_toilet=has_toilet,
        parking=parking,
        buses=buses,
        getting_there=getting_there,
    )
    acting().subject = row
    return row


CHANGEABLE = [
    "name",
    "area_id",
    "postcode",
    "is_step_free",
    "has_hearing_loop",
    "has_toilet",
    "parking",
    "buses",
    "getting_there",
]


@service
def change_venue(*, by: Any, venue_id: int, expected: int | None, **values: Any) -> Venue:
    """Change what is known of a venue; `values` are any of the names of `add_venue`."""
    refuse(permission_blocker(by, KEEP))
    take_turns("venue names")
    row = Venue.objects.select_for_update(of=["self"]).select_related("area").get(pk=venue_id)
    acting().subject = row
    require_version(row, expected, lambda: _words(row))
    if unknown := set(values) - set(CHANGEABLE):
        raise TypeError(f"change_venue: {', '.join(sorted(unknown))} cannot be changed.")
    _refuse_double_venue(values.get("name", row.name), other_than=row.pk)
    for name, value in values.items():
        setattr(row, name, value)
    row.version = F("version") + 1
    row.save(update_fields=[*(n.removesuffix("_id") for n in values), "version"])
    return row


def _words(row: Venue) -> dict[str, str]:
    said = {True: "Yes", False: "No", None: "Not known"}
    return {
        "name": row.name,
        "area": row.area.name if row.area else "Not in the list",
        "postcode": row.postcode,
        "is_step_free": said[row.is_step_free],
        "has_hearing_loop": said[row.has_hearing_loop],
        "has_toilet": said[row.has_toilet],
        "parking": row.parking,
        "buses": row.buses,
        "getting_there": row.getting_there,
    }


def _locked_venue(venue_id: int) -> Venue:
    row = Venue.objects.select_for_update().get(pk=venue_id)
    acting().subject = row
    return row


@service
def put_away_venue(*, by: Any, venue_id: int) -> Venue:
    """No longer offer a venue. Sessions that were held there keep it."""
    row = _locked_venue(venue_id)
    refuse(put_away_blocker(by, KEEP, name=row.name, is_in_use=row.is_in_use))
    row.is_in_use, row.version = False, F("version") + 1
    row.save(update_fields=["is_in_use", "version"])
    return row


@service
def bring_back_venue(*, by: Any, venue_id: int) -> Venue:
    """Offer a venue again."""
    row = _locked_venue(venue_id)
    refuse(bring_back_blocker(by, KEEP, name=row.name, is_in_use=row.is_in_use))
    row.is_in_use, row.version = True, F("version") + 1
    row.save(update_fields=["is_in_use", "version"])
    return row


@service
def add_area(*, by: Any, name: str, code: str = "") -> Area:
    """Add a district or town. `code` is its nine-character ONS code, where it has one."""
    refuse(permission_blocker(by, KEEP))
    take_turns("area names")
    _refuse_double_area(name)
    row = Area.objects.create(name=name, code=code)
    acting().subject = row
    return row


@service
def change_area(*, by: Any, area_id: int, expected: int | None, name: str, code: str = "") -> Area:
    """Change the name or code of an area."""
    refuse(permission_blocker(by, KEEP))
    take_turns("area names")
    row = Area.objects.select_for_update().get(pk=area_id)
    acting().subject = row
    require_version(row, expected, lambda: {"name": row.name, "code": row.code})
    _refuse_double_area(name, other_than=row.pk)
    row.name, row.code, row.version = name, code, F("version") + 1
    row.save(update_fields=["name", "code", "version"])
    return row
