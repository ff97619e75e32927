"""Which numbers of people are guesses: a column of our own sheet of sessions, or a plain yes."""

from __future__ import annotations

from dataclasses import replace

from activities.imports.readings import NOTHING, Reading, parts, says_nothing, shown, squeezed
from activities.meanings import CAME
from activities.models import Headcount
from activities.services.entries import HeadcountEntry

Numbers = tuple[tuple[HeadcountEntry, ...], ...]

KINDS = {squeezed(heading): str(kind) for kind, heading in CAME.items()}
ALL = frozenset(map(str, Headcount.Kind.values))
YES, NO = frozenset({"yes", "y", "true", "all"}), frozenset({"no", "n", "false"})


def read_guesses(text: str) -> Reading:
    """The kinds of people whose number is a guess: headings of their columns, or yes for all."""
    key = squeezed(text)
    if says_nothing(text) or key in NO:
        return NOTHING
    if key in YES:
        return Reading(ALL)
    found = [KINDS.get(squeezed(piece)) for piece in parts(text, KINDS)]
    if not found or None in found:
        return Reading(
            None,
            f"{shown(text)} names no column of people. Write Yes if all numbers of the row are "
            "guesses, or leave it empty.",
            ("Yes", "No"),
        )
    return Reading(frozenset(found))


def with_guesses(each: Numbers, guessed: frozenset[str] | None) -> Numbers:
    """The numbers of each date, those of these kinds marked as guesses."""
    if not guessed:
        return each
    return tuple(
        tuple(replace(row, is_estimate=row.is_estimate or row.kind in guessed) for row in rows)
        for rows in each
    )
