"""Parts of the trust and places by what somebody typed."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F, Value
from django.db.models.functions import Coalesce

from core.search import Source, named_like
from organisation.models import Directorate, Service, Venue


def parts_and_places_like(words: Sequence[str]) -> list[Source]:
    """Directorates (by older names too), services (by cost centre too) and venues, for `hits`."""
    return [
        named_like(
            "directorate", Directorate.objects.all(), words, also=("short_name", "old_name")
        ),
        named_like(
            "service",
            Service.objects.all(),
            words,
            note=F("directorate__name"),
            also=("cost_centre",),
        ),
        named_like(
            "venue",
            Venue.objects.all(),
            words,
            note=Coalesce(F("area__name"), Value("")),
            also=("postcode",),
        ),
    ]
