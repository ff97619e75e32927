"""Going back to an earlier version of a record, as a new one, by the rules of any change."""

from __future__ import annotations

from typing import Any, Unpack

from core.history.restoring import Back, WayBack
from core.service import service
from organisation.models import WORD_LISTS, Area, Directorate, Service, Venue, Word
from organisation.services.parts import change_service, rename_directorate
from organisation.services.places import CHANGEABLE, change_area, change_venue
from organisation.services.words import change_word

# What each may take back: what its own page of changes may change.
DIRECTORATE = WayBack(("name", "short_name", "old_name"), rename_directorate, "directorate_id")
SERVICE = WayBack(("name", "cost_centre"), change_service, "service_id")
VENUE = WayBack(tuple(CHANGEABLE), change_venue, "venue_id")
AREA = WayBack(("name", "code"), change_area, "area_id")
WORD = WayBack(("label", "hint"), change_word, "word_id")


@service
def restore_directorate(*, by: Any, directorate_id: int, **to: Unpack[Back]) -> Directorate:
    """Give an open directorate the names again that it had at a version."""
    return DIRECTORATE.go(Directorate.objects.get(pk=directorate_id), by=by, to=to)


@service
def restore_service(*, by: Any, service_id: int, **to: Unpack[Back]) -> Service:
    """Give an open service the name and cost centre again that it had at a version."""
    return SERVICE.go(Service.objects.get(pk=service_id), by=by, to=to)


@service
def restore_venue(*, by: Any, venue_id: int, **to: Unpack[Back]) -> Venue:
    """Make a venue's record say again what it said at a version."""
    return VENUE.go(Venue.objects.get(pk=venue_id), by=by, to=to)


@service
def restore_area(*, by: Any, area_id: int, **to: Unpack[Back]) -> Area:
    """Give an area the name and code again that it had at a version."""
    return AREA.go(Area.objects.get(pk=area_id), by=by, to=to)


@service
def restore_word(*, by: Any, word_list: str, word_id: int, **to: Unpack[Back]) -> Word:
    """Word an entry again as it was at a version."""
    row = WORD_LISTS[word_list].objects.get(pk=word_id)
    return WORD.go(row, by=by, to=to, word_list=word_list)
