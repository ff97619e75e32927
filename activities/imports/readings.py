"""What a cell turned out to mean, or what is wrong with it in words; and comparing names."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

LONGEST_SHOWN = 60
LONGEST_COMPARED = 120
NEAR = 0.6
MOST_SUGGESTIONS = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """A cell's meaning, or why it has none.

    `sentence` is empty where the cell was understood; `suggestions` are texts that could stand
    there instead; `note` says in which way it was read where that is not the only one. Where the
    cell holds several entries, all this is about `entry`, and `others` about further ones.
    """

    value: Any = None
    sentence: str = ""
    suggestions: tuple[str, ...] = ()
    note: str = ""
    entry: str = ""
    others: tuple[Reading, ...] = ()


NOTHING = Reading()

# What people write into a cell to say that there is nothing to write.
EMPTY_WORDS = frozenset(
    {"", "na", "none", "nil", "notapplicable", "notknown", "unknown", "notrecorded", "tbc", "tba"}
)


MARKS = re.compile(r"[\W_]+")


@lru_cache(maxsize=10_000)
def squeezed(text: str) -> str:
    """A name without case, spaces, hyphens and other marks: two spellings meet here."""
    return MARKS.sub("", text.casefold())


def says_nothing(text: str) -> bool:
    """Whether a cell holds a dash, "n/a" or the like."""
    return squeezed(text) in EMPTY_WORDS


def shown(text: str) -> str:
    """What somebody wrote, short enough for a sentence."""
    plain = " ".join(text.split())
    return f"“{plain if len(plain) <= LONGEST_SHOWN else plain[: LONGEST_SHOWN - 1] + '…'}”"


def near(text: str, names: Mapping[str, str], *, cutoff: float = NEAR) -> tuple[str, ...]:
    """The names that are spelled most like a text, likeliest first. `names` are by squeezed name."""
    key = squeezed(text[:LONGEST_COMPARED])
    found = difflib.get_close_matches(key, names, n=MOST_SUGGESTIONS, cutoff=cutoff)
    return tuple(names[each] for each in found)


def suggested(*groups: Iterable[str]) -> tuple[str, ...]:
    """The first few of several lists of suggestions, each only once."""
    return tuple(dict.fromkeys(each for group in groups for each in group if each))[
        :MOST_SUGGESTIONS
    ]


def choose_from(names: Collection[str], *, most: int = 6) -> str:
    """A list to choose from, in words, cut short where it is long."""
    some = list(names)[:most]
    more = len(names) - len(some)
    return ", ".join(some) + (f" and {more} more" if more else "")


CELL_BREAKS = re.compile(r"[;|\n]+")
LOOSE_BREAKS = re.compile(r"[;|\n,/]+|\s+(?:and|&)\s+|\s*&\s*", re.IGNORECASE)


def parts(text: str, known: Collection[str]) -> list[str]:
    """The entries of a cell that may hold several.

    Semicolons, bars and new lines always part them. Commas, slashes and "and" do only where
    everything between them is known (squeezed) by itself, because names hold such marks too.
    """
    found: list[str] = []
    for piece in CELL_BREAKS.split(text):
        whole = piece.strip(" •*-\t,")
        if not whole:
            continue
        smaller = [each.strip(" •*-\t") for each in LOOSE_BREAKS.split(whole)]
        smaller = [each for each in smaller if each]
        is_list = len(smaller) > 1 and squeezed(whole) not in known
        if is_list and ("," in whole or all(squeezed(each) in known for each in smaller)):
            # A comma parts entries even where one of them is not known, unless the name of a
            # known entry holds a comma itself.
            found += smaller if all(squeezed(e) in known for e in smaller) else _by_comma(whole)
        else:
            found.append(whole)
    return list(dict.fromkeys(found))


def _by_comma(text: str) -> list[str]:
    return [each.strip() for each in text.split(",") if each.strip()]
