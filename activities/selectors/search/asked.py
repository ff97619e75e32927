"""What a person typed to search, taken apart: words, phrases, beginnings, references."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

# More words than these are left out: each costs a look into the index.
MOST_TERMS = 12
LONGEST_WORD = 60
SHORTEST_BEGINNING = 3

REFERENCE = re.compile(r"a0*(\d{1,15})", re.IGNORECASE | re.ASCII)
NUMBER = re.compile(r"0*(\d{1,15})", re.ASCII)
LARGEST_ID = 2**63 - 1

_PART = re.compile(r'(-?)"([^"]*)(?:"|$)|(\S+)')
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_APOSTROPHES = str.maketrans("’‘`´", "''''")
_POSSESSIVE = re.compile(r"'s\b|'(?=\W|$)", re.IGNORECASE)

WORD, PHRASE, BEGINNING = "word", "phrase", "beginning"


@dataclass(frozen=True)
class Term:
    """One thing to look for. `is_other` joins it to the one before with "or"."""

    text: str
    kind: str = WORD
    is_unwanted: bool = False
    is_other: bool = False
    reference: int | None = None


@dataclass(frozen=True)
class Asked:
    """All of a search; `is_cut` if there were more words than are looked for."""

    text: str
    terms: tuple[Term, ...] = ()
    is_cut: bool = False

    @property
    def reference(self) -> int | None:
        """The activity that is asked for by its reference and nothing else: A00321."""
        one = self.terms[0] if len(self.terms) == 1 else None
        return one.reference if one and REFERENCE.fullmatch(one.text) else None

    @property
    def pairs(self) -> list[tuple[int, str]]:
        """Neighbouring words as one ("co creation"), with the place of the first."""
        return [
            (place, one.text + two.text)
            for place, (one, two) in enumerate(pairwise(self.terms))
            if one.kind == two.kind == WORD
            and not (one.is_unwanted or two.is_unwanted or two.is_other)
            and not (one.reference or two.reference)
        ]


def taken_apart(text: str) -> Asked:
    """The terms of a search as people type them, in the manner of web searches.

    "two words" in quotation marks stand together, -word is not wanted, gard* is a beginning,
    "or" joins its neighbours.
    """
    terms: list[Term] = []
    is_other = False
    plain = text.replace("\x00", " ").translate(_APOSTROPHES)
    for minus, phrase, bare in _PART.findall(plain):
        if bare.lower() == "or" and terms:
            is_other = True
            continue
        found = _of_phrase(phrase, minus) if not bare else _of_bare(bare)
        if found and is_other and not found[0].is_unwanted:
            first = found[0]
            found[0] = Term(first.text, first.kind, False, True, first.reference)
        is_other = is_other and not found
        terms += found
    return Asked(text, tuple(terms[:MOST_TERMS]), is_cut=len(terms) > MOST_TERMS)


def _of_phrase(phrase: str, minus: str) -> list[Term]:
    words = " ".join(_words(phrase))
    return [Term(words, PHRASE, bool(minus))] if words else []


def _of_bare(bare: str) -> list[Term]:
    is_unwanted = bare.startswith("-")
    words = _words(bare)
    if words and bare.endswith("*") and len(words[-1]) >= SHORTEST_BEGINNING:
        *others, last = words
        return [*(_term(w, is_unwanted) for w in others), Term(last, BEGINNING, is_unwanted)]
    return [_term(word, is_unwanted) for word in words]


def _term(word: str, is_unwanted: bool) -> Term:
    found = REFERENCE.fullmatch(word)
    number = int(found[1]) if found and not is_unwanted else None
    return Term(word, is_unwanted=is_unwanted, reference=number)


def _words(text: str) -> list[str]:
    plain = _POSSESSIVE.sub(" ", text)
    return [word[:LONGEST_WORD].lower() for word in _WORD.findall(plain)]


def number_of(asked: Asked) -> int | None:
    """The number, if a number is all that was typed: it may be a reference or a word."""
    one = asked.terms[0] if len(asked.terms) == 1 and asked.terms[0].kind == WORD else None
    found = NUMBER.fullmatch(one.text) if one and not one.is_unwanted else None
    return int(found[1]) if found else None
