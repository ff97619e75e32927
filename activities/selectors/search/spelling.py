"""Words that were meant: other ways of spelling one, and which of some is nearest to it."""

from __future__ import annotations

import re
from collections.abc import Iterable

# British and American ways of writing the same ending.
TWINS = (
    ("isation", "ization"),
    ("ise", "ize"),
    ("ising", "izing"),
    ("ised", "ized"),
    ("yse", "yze"),
    ("our", "or"),
    ("ours", "ors"),
    ("oural", "oral"),
    ("oured", "ored"),
    ("tre", "ter"),
    ("tres", "ters"),
    ("ogue", "og"),
    ("ogues", "ogs"),
    ("amme", "am"),
    ("ammes", "ams"),
    ("elling", "eling"),
    ("elled", "eled"),
    ("lment", "llment"),
    ("ence", "ense"),
)
MOST_NEAREST = 3


def twins_of(word: str) -> list[str]:
    """The same word in the spelling of the other side of the ocean; some are no words at all."""
    found = []
    for ours, theirs in TWINS:
        for one, other in ((ours, theirs), (theirs, ours)):
            if word.endswith(one) and len(word) > len(one) + 1:
                found.append(word[: -len(one)] + other)
    found += [re.sub("ae|oe", "e", word)] if re.search("ae|oe", word) else []
    return [twin for twin in dict.fromkeys(found) if twin != word]


def swapped(word: str) -> list[str]:
    """The word with each two neighbouring letters changed round: the commonest slip."""
    return [
        word[:i] + word[i + 1] + word[i] + word[i + 2 :]
        for i in range(len(word) - 1)
        if word[i] != word[i + 1]
    ]


def slips(one: str, other: str) -> int:
    """How many letters are wrong, missing, too many or changed round between two words."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        last, row, older = row, [i], before
        for j, b in enumerate(other, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        before = last
    return row[-1]


def most_slips(word: str) -> int:
    """How many slips still leave it likely that a word was meant."""
    return 1 if len(word) <= 4 else 2 if len(word) <= 8 else 3


def nearest(word: str, candidates: Iterable[tuple[str, int]]) -> list[str]:
    """The likeliest of some words with their numbers of uses, best first.

    Fewest slips first, then the same first letter, then the most used; all of the fewest slips.
    """
    far = [(slips(word, each), each[:1] != word[:1], -uses, each) for each, uses in candidates]
    near = sorted(one for one in far if one[0] <= most_slips(word))
    return [each for distance, _, _, each in near if distance == near[0][0]][:MOST_NEAREST]
