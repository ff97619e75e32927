"""Whether a text is a name with one slip of the pen in it: near enough to be taken for it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

WORDS = re.compile(r"\w+")
SHORTEST = 5  # a slip turns a shorter word into another word too easily


def meant_by(text: str, names: Iterable[str]) -> str:
    """The one name that a text is but for one slip; nothing where there is none, or several."""
    found = [name for name in names if is_slip(text, name)]
    return found[0] if len(found) == 1 else ""


def is_slip(text: str, name: str) -> bool:
    """Whether all words are the same but one, and that one but for a letter, and not the first.

    "Thanet comunity team" is; "Ward 3" is not Ward 2, and "East team" is not West team.
    """
    one, other = (WORDS.findall(each.casefold()) for each in (text, name))
    if len(one) != len(other):
        return False
    wrong = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return len(wrong) == 1 and _is_misspelt(*wrong[0])


def _is_misspelt(a: str, b: str) -> bool:
    """One letter too many, too few or another one, or two that changed places."""
    if a[0] != b[0] or max(len(a), len(b)) < SHORTEST or not (a.isalpha() and b.isalpha()):
        return False
    if len(a) != len(b):
        short, long = sorted((a, b), key=len)
        return any(long[:place] + long[place + 1 :] == short for place in range(len(long)))
    places = [place for place, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    if len(places) == 2 and places[1] == places[0] + 1:
        first, second = places
        return a[first] == b[second] and a[second] == b[first]
    return len(places) == 1
