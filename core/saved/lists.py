"""Which lists there are, by the names of their addresses, and what an address of one says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest, QueryDict
from django.urls import NoReverseMatch, ResolverMatch, resolve, reverse

from core.access import PUBLIC, SIGNED_IN
from core.models.views import LONGEST_QUERY
from core.tables.filters import AFTER, BEFORE, DOWNLOAD, SEARCH

# A place in the list or a file is not part of a view.
PASSING = frozenset({AFTER, BEFORE, DOWNLOAD})
MOST_PARTS = 60


PRIVATE = "is_search_private"


def searched_in_private(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a list whose readers see unlike much: a search of one is never shared with others."""
    setattr(view, PRIVATE, True)
    return view


@dataclass(frozen=True)
class ListPlace:
    """One list: its name, as views keep it, its path and who may open it.

    `is_search_private`: what one reader may look for names people whom another must not see.
    """

    name: str
    path: str
    mark: str
    is_search_private: bool = False

    @property
    def title(self) -> str:
        """“Activity list”; of a list of several of a kind also which: “Word list: themes”."""
        _app, view, *which = self.name.split(":")
        words = view.replace("_", " ").capitalize()
        return f"{words}: {', '.join(which).replace('_', ' ')}" if which else words

    def may_be_opened_by(self, person: Any) -> bool:
        return self.mark in (PUBLIC, SIGNED_IN) or person.may(self.mark)

    def address(self, query: str) -> str:
        """The list as a view shows it."""
        return f"{self.path}?{query}"


def name_of(match: ResolverMatch) -> str:
    """The name of the list that an address leads to: "activities:activity_list"."""
    return ":".join([match.view_name, *map(str, match.kwargs.values())])


@lru_cache(maxsize=200)
def list_place(name: str) -> ListPlace | None:
    """The list of this name; None if there is none (any more).

    Every list page asks, and working out an address takes longer than drawing a row.
    """
    app, _, rest = name.partition(":")
    view, *which = rest.split(":")
    if not view.endswith("_list"):
        return None
    try:
        path = reverse(f"{app}:{view}", args=which)
    except NoReverseMatch:
        return None
    view_of = resolve(path).func
    mark = getattr(view_of, "access", "")
    return ListPlace(name, path, mark, hasattr(view_of, PRIVATE)) if mark else None


def query_of(given: QueryDict) -> str:
    """The lasting part of a list's address; empty if nothing is narrowed, sorted or sized."""
    pairs = [
        (key, value)
        for key, values in given.lists()
        if key not in PASSING
        for value in values
        if value and "\x00" not in value
    ]
    query = urlencode(pairs[:MOST_PARTS], errors="replace")
    return query if len(query) <= LONGEST_QUERY else ""


def asked_of(request: HttpRequest) -> str:
    """The same of the address that is open."""
    return query_of(request.GET)


def searches(query: str) -> bool:
    """Whether an address looks for words that somebody typed."""
    return any(key == SEARCH for key, _value in parse_qsl(query))


def is_same(query: str, other: str) -> bool:
    """Whether two addresses show the same, in whatever order they say it."""
    return sorted(parse_qsl(query)) == sorted(parse_qsl(other))
