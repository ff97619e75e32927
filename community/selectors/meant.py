"""What searched words may mean: as whom somebody takes part, or a word with a slip in it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence

from community.models import Kind
from organisation.selectors.places import choices_of

# Words for those who take part, as people say them; found in the plural, too.
KIND_SAID = {
    "service user": Kind.SERVICE_USER,
    "patient": Kind.SERVICE_USER,
    "carer": Kind.CARER,
    "family": Kind.FAMILY,
    "relative": Kind.FAMILY,
    "staff": Kind.STAFF,
    "community partner": Kind.COMMUNITY_PARTNER,
    "public": Kind.PUBLIC,
    "academic": Kind.ACADEMIC,
    "researcher": Kind.ACADEMIC,
}
SHORTEST_WITH_SLIP = 5
# One letter of five may be wrong, or two of ten.
NEAR = 0.79


def kinds_named(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The kinds that words name, and the words that name none."""
    rest, kinds = " ".join(words), []
    for said, kind in KIND_SAID.items():
        rest, times = re.subn(rf"\b{said}s?\b", " ", rest)
        kinds += [str(kind)] * bool(times)
    return kinds, rest.split()


def without_slips(words: Sequence[str]) -> list[str]:
    """The same words, those spelled nearly like one of the team's words spelled like it."""
    known = _known_words()
    return [_nearest(word, known) for word in words]


def _known_words() -> list[str]:
    """Every word of interests, experience, places and kinds, in small letters; one query."""
    lists = choices_of("interests", "experiences", "areas").values()
    labels = [label for pairs in lists for _key, label in pairs]
    return sorted(set(_split([*labels, *KIND_SAID])))


def _split(labels: Iterable[str]) -> Iterable[str]:
    for label in labels:
        yield from re.findall(r"\w{4,}", label.lower())


def _nearest(word: str, known: list[str]) -> str:
    is_known = any(each.startswith(word) or word.startswith(each) for each in known)
    if len(word) < SHORTEST_WITH_SLIP or is_known:
        return word
    return next(iter(difflib.get_close_matches(word, known, n=1, cutoff=NEAR)), word)
