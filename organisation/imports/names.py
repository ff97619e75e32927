"""Names of parts of the trust that may mean the same, though they are not spelled the same. Pure."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from core.imports.cells import LONGEST_COMPARED, MOST_SUGGESTIONS

# Words that tell no two services apart, and those that short forms skip.
TELL_NOTHING = frozenset({"the", "team", "teams", "service", "services"})
SMALL = frozenset({"and", "at", "for", "in", "of", "the", "to"})
SHORTEST_SHORT_FORM = 3
# Of 1 for equal words. East and west are at 0.75 and are two; comunity and community one.
NEAR_WORD = 0.82


def alike(text: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """Of names by any key, those that may be meant by a text, in the order they are given."""
    found = (name for name in names.values() if may_be_same(text, name))
    return tuple(dict.fromkeys(found))[:MOST_SUGGESTIONS]


def may_be_same(one: str, other: str) -> bool:
    """Whether two names differ only by spelling slips, by the order of their words, by words
    that tell nothing ("team"), or by a short form: CMHT, community mental health team."""
    first, second = _words(one), _words(other)
    if not _share_letters(first, second):
        return False
    first, second = _in_full(first, second), _in_full(second, first)
    mine, theirs = _telling(first), _telling(second)
    left, right = mine - theirs, theirs - mine
    if left.total() != right.total():
        return False
    return all(any(_is_slip(word, each) for each in right) for word in left)


@lru_cache(maxsize=4_096)
def _words(name: str) -> tuple[str, ...]:
    # People's is peoples, C.M.H.T. is CMHT.
    plain = re.sub(r"['’]|(?<=\b\w)\.(?=\w\b|\s|$)", "", name[:LONGEST_COMPARED].casefold())
    plain = plain.replace("&", " and ")
    return tuple(word for word in re.split(r"[\W_]+", plain) if word)


def _share_letters(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether it is worth looking closer, known at once: most names begin quite differently."""
    first, second = _letters(one), _letters(other)
    return first <= second or second <= first


@lru_cache(maxsize=4_096)
def _letters(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word[0] for word in _telling(words))


def _telling(words: tuple[str, ...]) -> Counter[str]:
    """The words that tell a name apart, as one of each is called; all, if none of them does."""
    telling = [word for word in words if word not in TELL_NOTHING | SMALL] or words
    return Counter(word.removesuffix("s") if len(word) > 3 else word for word in telling)


def _in_full(words: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """A name with its short forms written out, where the other name has the words for it."""
    known = frozenset(other)
    found: list[str] = []
    for word in words:
        whole = [] if word in known else _meant_by(word, other)
        found += whole or [word]
    return tuple(found)


def _meant_by(short: str, words: tuple[str, ...]) -> list[str]:
    """The words, one after the other, whose first letters make up a short form; or none. Small
    words among them may be skipped: CRHT, crisis resolution and home treatment."""
    telling = [word for word in words if word not in SMALL]
    firsts = "".join(word[0] for word in telling)
    for letters in (short, short.removesuffix("s")):
        start = firsts.find(letters)
        if start >= 0 and len(letters) >= SHORTEST_SHORT_FORM:
            return telling[start : start + len(letters)]
    return []


def _is_slip(one: str, other: str) -> bool:
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    return matcher.quick_ratio() >= NEAR_WORD and matcher.ratio() >= NEAR_WORD
