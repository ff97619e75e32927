"""Whom an activity belongs to: services, all of a directorate, or the whole trust."""

from __future__ import annotations

import re
from dataclasses import dataclass

from activities.imports.known import Known, Place
from activities.imports.readings import (
    NOTHING,
    Reading,
    choose_from,
    near,
    parts,
    says_nothing,
    shown,
    squeezed,
    suggested,
)

TRUST_WIDE = frozenset(
    {"trustwide", "trust", "wholetrust", "thewholetrust", "thetrust", "corporate", "kmpt", "all",
     "allservices", "acrossthetrust", "trustwideall", "everyservice"}
)  # fmt: skip
ALL_DIRECTORATES = frozenset(
    {"caregroups", "caregroup", "allcaregroups", "directorates", "alldirectorates"}
)
CARE_GROUPS_NOTE = "Recorded for the care groups (now directorates), not for the trust as a whole."
ALL_OF = "All services of "

# What logs shorten in the names of services.
SHORT_FORMS = (
    (r"\bcmhts?\b", "community mental health team"),
    (r"\bcmhsop\b", "community mental health service for older people"),
    (r"\b(?:ei|eip|eit|eis|eips)\b", "early intervention team"),
    (r"\bcrht+\b", "crisis resolution and home treatment team"),
    (r"\bmimh[st]?\b", "mother and infant mental health team"),
    (r"\blps\b", "liaison mental health team"),
    (r"\bmas\b", "memory assessment service"),
    (r"\biapt\b", "talking therapies team"),
    (r"\bcjl(?:ad)?[st]?\b", "criminal justice liaison team"),
    (r"\s*&\s*", " and "),
)
SHORT_SHAPES = tuple((re.compile(short, re.IGNORECASE), long) for short, long in SHORT_FORMS)


@dataclass(frozen=True, slots=True)
class Where:
    """Whom an activity belongs to, as a cell says it."""

    service_ids: tuple[int, ...] = ()
    is_trust_wide: bool = False
    note_to_keep: str = ""


def read_where(text: str, known: Known) -> Reading:
    """Services of a cell as `Where`: names, short names, all of a directorate, or the trust."""
    if says_nothing(text):
        return NOTHING
    key = squeezed(text)
    if key in TRUST_WIDE:
        return Reading(Where(is_trust_wide=True))
    if key in ALL_DIRECTORATES:
        return Reading(Where(is_trust_wide=True, note_to_keep=CARE_GROUPS_NOTE))
    names = known.places.keys() | known.all_of.keys()
    full = text if key in names else _in_full(text)
    found: list[int] = []
    for piece in parts(full, names):
        place = _place(piece, known)
        if place is None or place.is_directorate or not place.service_ids:
            return _no_place(piece, place, known)
        found += place.service_ids
    is_short = squeezed(full) != key
    return Reading(Where(tuple(dict.fromkeys(found))), note=SHORT_NOTE if is_short else "")


SHORT_NOTE = "The short name of a service was read as its full name"


def _in_full(text: str) -> str:
    for shape, long in SHORT_SHAPES:
        text = shape.sub(long, text)
    return text


def _place(piece: str, known: Known) -> Place | None:
    for name in (piece, f"{piece} team", f"{piece} service"):
        key = squeezed(name)
        found = known.all_of.get(key) or known.places.get(key)
        if found is not None:
            return found
    return None


def _no_place(piece: str, place: Place | None, known: Known) -> Reading:
    if place is not None and not place.service_ids:
        return Reading(
            None,
            f"{shown(place.name)} has no service yet. Choose a service, or write “Trust-wide”.",
            ("Trust-wide",),
        )
    if place is not None:
        return Reading(
            None,
            f"{shown(place.name)} is a directorate. Say which service it was, or that it was for "
            "all of them.",
            suggested([ALL_OF + place.name], _own_services(place, known)),
        )
    names = {key: found.name for key, found in known.places.items() if not found.is_directorate}
    directorates = {key: found.name for key, found in known.places.items() if found.is_directorate}
    nearest = near(piece, names, cutoff=0.5)
    near_parts = [ALL_OF + name for name in near(piece, directorates, cutoff=0.8)]
    return Reading(
        None,
        f"{shown(piece)} is no service that we know. Choose its service, or write “Trust-wide” "
        "if it was for everyone.",
        suggested(near_parts, nearest),
    )


def _own_services(place: Place, known: Known) -> list[str]:
    own = set(place.service_ids)
    return [
        each.name
        for each in known.places.values()
        if not each.is_directorate and own.issuperset(each.service_ids)
    ]


def _several_directorates(text: str, known: Known) -> Place | None:
    """The directorates of a cell together, as our own files name those of several services."""
    places = {key: each for key, each in known.places.items() if each.is_directorate}
    entries = parts(text, places.keys())
    found = [places[squeezed(each)] for each in entries if squeezed(each) in places]
    if len(found) < 2 or len(found) < len(entries):
        return None
    ids = tuple(dict.fromkeys(pk for each in found for pk in each.service_ids))
    return Place("; ".join(each.name for each in found), ids, is_directorate=True)


def read_directorate(text: str, known: Known) -> Reading:
    """A directorate's column: the `Place` it names, or the service or "all of" put there instead."""
    if says_nothing(text):
        return NOTHING
    key = squeezed(text)
    if key in TRUST_WIDE or key in ALL_DIRECTORATES:
        return read_where(text, known)
    place = known.places.get(key)
    if place is not None and place.is_directorate:
        return Reading(place)
    several = _several_directorates(text, known)
    if several is not None:
        return Reading(several)
    found = read_where(text, known)
    if not found.sentence:
        return found
    directorates = {key: each.name for key, each in known.places.items() if each.is_directorate}
    return Reading(
        None,
        f"{shown(text)} is no directorate that we know. We know: "
        f"{choose_from(sorted(set(directorates.values())), most=8)}.",
        near(text, directorates, cutoff=0.5),
    )
