"""What can be taken out about the trust's parts, posts, places and words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.exports.content import Listing
from core.exports.opening import listed
from core.exports.sockets import Source
from organisation import selectors
from organisation.tables import (
    AREAS,
    DIRECTORATES,
    POSTS,
    SERVICES,
    VENUES,
    WORDS,
    PeriodFilters,
    PostFilters,
    ServiceFilters,
    VenueFilters,
    WordFilters,
)

_SEES = frozenset({"see_organisation"})


def directorate_listing(person: Any) -> Listing:
    """Every directorate, past ones too."""
    return Listing(DIRECTORATES, selectors.directorate_rows(), PeriodFilters, _SEES)


def service_listing(person: Any) -> Listing:
    """Every service, past ones too."""
    return Listing(SERVICES, selectors.service_rows(), ServiceFilters, _SEES)


def post_listing(person: Any) -> Listing:
    """Every post, past ones too."""
    return Listing(POSTS, selectors.post_rows(), PostFilters, frozenset({"keep_organisation"}))


def venue_listing(person: Any) -> Listing:
    """Every venue, those put away too."""
    return Listing(VENUES, selectors.venue_rows(), VenueFilters, _SEES)


def area_listing(person: Any) -> Listing:
    """Every area."""
    return Listing(AREAS, selectors.area_rows(), None, frozenset({"keep_places"}))


def word_listing(person: Any, name: str) -> Listing:
    """One word list, words put away too; 404 if there is none of this name."""
    rows = selectors.word_rows(name)
    return Listing(WORDS[name], rows, WordFilters, frozenset({"keep_word_lists"}))


def exports() -> Mapping[str, Source]:
    """The lists of this app by the names of their pages."""
    return {
        "organisation:directorate_list": listed(directorate_listing),
        "organisation:service_list": listed(service_listing),
        "organisation:post_list": listed(post_listing),
        "organisation:venue_list": listed(venue_listing),
        "organisation:area_list": listed(area_listing),
        "organisation:word_list": listed(word_listing),
    }
