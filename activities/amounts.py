"""One number of people as somebody writes it: 20, about 20, 20ish, 15-20, twenty.

The log form and the import of old logs read it here, so that both understand the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WORDS = (
    {word: number for number, word in enumerate(ONES)}
    | {word: 10 * number for number, word in enumerate(TENS, start=2)}
    | {"a dozen": 12, "dozen": 12, "a couple": 2, "hundred": 100, "a hundred": 100, "no one": 0,
       "nobody": 0, "one hundred": 100, "two dozen": 24, "two hundred": 200}
)  # fmt: skip
ABOUT = (
    r"(?:about|around|approx(?:imately|\.)?|circa|c\.?a?\.?|roughly|nearly|almost|over|at least"
    r"|up to|some|est(?:imated)?\.?|~|>|≈|\+)"
)
ONE = re.compile(
    rf"(?P<about>{ABOUT})?\s*(?P<low>\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.0+)?"
    r"(?:\s*(?:-|–|—|to|or|/)\s*(?P<high>\d{1,3}(?:,\d{3})+|\d+))?"
    r"\s*(?P<more>\+|plus\b|ish\b|-ish\b|approx\.?|\?)?",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number, whether it is a guess, and the words that came after it."""

    number: int
    is_estimate: bool = False
    rest: str = ""


def read_amount(text: str) -> Amount | None:
    """The number that a text begins with, in digits or in words; None if it begins with none."""
    text = " ".join(text.split())
    return leading(text) or in_words(text)


def leading(text: str) -> Amount | None:
    """A number in digits. Of a range such as 15-20 about its middle; none if it runs backwards."""
    found = ONE.match(text)
    if not found:
        return None
    rest = text[found.end() :].strip()
    low = int(found["low"].replace(",", ""))
    if not found["high"]:
        return Amount(low, bool(found["about"] or found["more"]), rest)
    high = int(found["high"].replace(",", ""))
    return Amount((low + high) // 2, True, rest) if low <= high else None


def in_words(text: str) -> Amount | None:
    """A number written out: "twenty", "about twenty-five"."""
    plain = text.lower().replace("-", " ")
    about = re.match(rf"{ABOUT}\s+", plain, re.IGNORECASE)
    words = (plain[about.end() :] if about else plain).split()
    for size in (3, 2, 1):
        number = _word_number(words[:size]) if len(words) >= size else None
        if number is not None:
            return Amount(number, bool(about), " ".join(words[size:]))
    return None


def _word_number(words: list[str]) -> int | None:
    whole = WORDS.get(" ".join(words))
    if whole is not None:
        return whole
    if len(words) == 2 and words[0] in TENS and words[1] in ONES[1:10]:
        return WORDS[words[0]] + WORDS[words[1]]
    return None
