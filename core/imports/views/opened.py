"""The import that a page is about."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpRequest

from core.imports.kinds import Kind
from core.imports.place import Place, place_of
from core.imports.selectors import find_batch
from core.imports.sockets import kind_of
from core.models import ImportBatch


class Opened(NamedTuple):
    """An import with its kind, and where its pages are."""

    place: Place
    batch: ImportBatch
    kind: Kind


def opened(request: HttpRequest, batch_id: int) -> Opened:
    """The import at this address, or Http404 where the person may not see it."""
    place = place_of(request, batch_id)
    batch = find_batch(batch_id, request.user, place.mount)
    return Opened(place, batch, kind_of(batch.kind))
