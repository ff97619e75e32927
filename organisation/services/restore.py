"""Going back to an earlier version of a record, as a new one, by the rules of any change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.db.models import Model

from core.history.restoring import values_at
from core.service import acting, service
from organisation.models import WORD_LISTS, Area, Directorate, Service, Venue, Word
from organisation.services.parts import change_service, rename_directorate
from organisation.services.places import CHANGEABLE, change_area, change_venue
from organisation.services.words import change_word

# What each may take back: what its own page of changes may change.
DIRECTORATE = ("name", "short_name", "old_name")
SERVICE = ("name", "cost_centre")
VENUE = tuple(CHANGEABLE)
AREA = ("name", "code")
WORD = ("label", "hint")

R = TypeVar("R")


def _again(
    change: Callable[..., R],
    row: Model,
    names: Sequence[str],
    version: int,
    reason: str,
    **which: Any,
) -> R:
    """Change a record to what it said at a version, by the service of its own page."""
    changed = change(**which, **values_at(row, version, names))
    acting().reason = reason
    return changed


@service
def restore_directorate(
    *, by: Any, directorate_id: int, expected: int | None, version: int, reason: str
) -> Directorate:
    """Give an open directorate the names again that it had at a version."""
    row = Directorate.objects.get(pk=directorate_id)
    which = {"by": by, "directorate_id": directorate_id, "expected": expected}
    return _again(rename_directorate, row, DIRECTORATE, version, reason, **which)


@service
def restore_service(
    *, by: Any, service_id: int, expected: int | None, version: int, reason: str
) -> Service:
    """Give an open service the name and cost centre again that it had at a version."""
    row = Service.objects.get(pk=service_id)
    which = {"by": by, "service_id": service_id, "expected": expected}
    return _again(change_service, row, SERVICE, version, reason, **which)


@service
def restore_venue(
    *, by: Any, venue_id: int, expected: int | None, version: int, reason: str
) -> Venue:
    """Make a venue's record say again what it said at a version."""
    row = Venue.objects.get(pk=venue_id)
    which = {"by": by, "venue_id": venue_id, "expected": expected}
    return _again(change_venue, row, VENUE, version, reason, **which)


@service
def restore_area(*, by: Any, area_id: int, expected: int | None, version: int, reason: str) -> Area:
    """Give an area the name and code again that it had at a version."""
    row = Area.objects.get(pk=area_id)
    which = {"by": by, "area_id": area_id, "expected": expected}
    return _again(change_area, row, AREA, version, reason, **which)


@service
def restore_word(
    *, by: Any, word_list: str, word_id: int, expected: int | None, version: int, reason: str
) -> Word:
    """Word an entry again as it was at a version."""
    row = WORD_LISTS[word_list].objects.get(pk=word_id)
    which = {"by": by, "word_list": word_list, "word_id": word_id, "expected": expected}
    return _again(change_word, row, WORD, version, reason, **which)
