"""Which column of a file goes into which field, by what the headings say. Pure."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence

from core.imports.kinds import Field, Kind

# Headings of the file of rows that stayed out; brought in again, they say nothing about a record.
ROW_HEADING = "Row in the first file"
REASON_HEADING = "Why it did not come in"

# From here on two headings are taken for the same, of 1 for equal ones.
NEAR = 0.84
# A short word is inside too many others to mean anything.
SHORTEST_PART = 5


def squeezed(text: str) -> str:
    """A heading without case, spaces, marks and a number at its end: "Date 2" meets "date"."""
    return re.sub(r"[\W_]+|\d+\W*$", "", text.casefold())


ADDED = frozenset({squeezed(ROW_HEADING), squeezed(REASON_HEADING)})
# What is put behind a heading that stands twice.
_TOLD_APART = re.compile(r" \(column [A-Z]+\)$")


def own_places(headings: Sequence[str]) -> list[int]:
    """The places of a file's own columns: all but those that we added to it."""
    return [
        place
        for place, heading in enumerate(headings)
        if squeezed(_TOLD_APART.sub("", heading)) not in ADDED
    ]


def suggested(fields: Sequence[Field], headings: Sequence[str]) -> dict[str, list[int]]:
    """For each field the places of the columns that are likely meant for it, best match first.

    A column goes into one field, a field takes one column unless it takes many.
    """
    scores = sorted(
        (
            (-score, place, field)
            for place in own_places(headings)
            for field, score in _scores(fields, headings[place])
        ),
        key=lambda found: found[:2],
    )
    chosen: dict[str, list[int]] = {}
    taken: set[int] = set()
    takes_many = {field.key for field in fields if field.takes_many}
    for _score, place, key in scores:
        if place in taken or (key in chosen and key not in takes_many):
            continue
        taken.add(place)
        chosen.setdefault(key, []).append(place)
    return {key: sorted(places) for key, places in chosen.items()}


def _scores(fields: Sequence[Field], heading: str) -> Iterator[tuple[str, float]]:
    found = squeezed(heading)
    if not found:
        return
    for field in fields:
        score = max(
            _alike(found, squeezed(name)) for name in (field.label, field.key, *field.names)
        )
        if score >= NEAR:
            yield field.key, score


def _alike(one: str, other: str) -> float:
    """How alike two squeezed headings are, from 0 to 1."""
    if one == other:
        return 1.0
    short, long = sorted((one, other), key=len)
    if len(short) >= SHORTEST_PART and short in long:
        # The nearer in length, the likelier: "venue name" is rather a venue than "name".
        return 0.85 + 0.1 * len(short) / len(long)
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() * 0.98 if matcher.quick_ratio() >= NEAR else 0.0


def missing(
    fields: Sequence[Field], columns: Mapping[str, Sequence[int]], said: Mapping[str, str]
) -> list[Field]:
    """Required fields that neither a column nor a word for all rows fills."""
    return [
        field
        for field in fields
        if field.is_required and not columns.get(field.key) and not said.get(field.key)
    ]


def template_headings(kind: Kind) -> list[str]:
    """The headings of the example file, which this module finds again for certain."""
    return [field.label for field in kind.fields]
