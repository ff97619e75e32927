"""Opening an address for a person: what they may take out there, now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, QueryDict
from django.urls import Resolver404, resolve

from core.exports.content import Content, Listing, Part
from core.exports.sockets import EXPORTS, Source
from core.service import NotAllowed, Refused
from core.tables.chosen import chosen

LONGEST_ADDRESS = 2_000
GONE = "There is no list at this address any more. Open the list and ask again."
NOT_YOURS = "Your account may not take this out any more. Ask your administrator if that is wrong."
FAULTY = "A filter of this list cannot be right. Open the list, put it right and ask again."


def listed(listing: Callable[..., Listing]) -> Source:
    """A list as something to take out; `listing` gives it for a person."""

    def content(request: HttpRequest, **arguments: Any) -> Content:
        found = listing(request.user, **arguments)
        asked = chosen(request, found.table.in_files, found.rows, found.filterset)
        if asked.filters.unused:
            raise Refused(FAULTY)
        if found.seen:
            found.seen(asked.pairs, asked.rows)
        part = Part(found.table.caption, found.table.in_files, asked.rows)
        return Content(found.table.name, asked.about(request.user), (part,), found.needs)

    return content


def content_at(address: str, person: Any) -> Content:
    """What this person may take out at an address of ours, now.

    Raises `NotAllowed` if they may not, `Refused` if nothing is there (any more).
    """
    if len(address) > LONGEST_ADDRESS or not address.isprintable():
        raise Refused(GONE)
    # Not urlsplit: some texts that are no addresses break it.
    path, _mark, query = address.partition("?")
    source, arguments = _source_at(path)
    request = HttpRequest()
    request.method, request.path, request.user = "GET", path, person
    request.GET = QueryDict(query)
    try:
        content = source(request, **arguments)
    except Http404 as problem:
        raise Refused(GONE) from problem
    if not holds(person, content.needs):
        raise NotAllowed(NOT_YOURS)
    return content


def _source_at(path: str) -> tuple[Source, dict[str, Any]]:
    try:
        match = resolve(path)
    except Resolver404 as problem:
        raise Refused(GONE) from problem
    for sources in EXPORTS:
        found = sources().get(match.view_name)
        if found is not None:
            return found, match.kwargs
    raise Refused(GONE)


def holds(person: Any, needs: frozenset[str]) -> bool:
    """Whether a person still holds every permission that a file was made with."""
    return all(person.may(permission) for permission in needs)
