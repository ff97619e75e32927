"""Texts of files and numbers of rows, as pages show them."""

from __future__ import annotations

import re
from collections.abc import Mapping

SHORT = 60


def short(text: str, most: int = SHORT) -> str:
    """A text that may be of any length, on one line and short enough for a page."""
    plain = " ".join(text.split())
    return plain if len(plain) <= most else f"{plain[: most - 1]}…"


def row_words(number: int) -> str:
    """1 row, 1,234 rows."""
    return "1 row" if number == 1 else f"{number:,} rows"


def count_words(counts: Mapping[str, int], first: str = "") -> str:
    """120 activities, 4 new words and 310 sessions: what it is about stands `first`."""
    order = sorted(counts.items(), key=lambda counted: (counted[0] != first, counted[0]))
    said = [f"{number:,} {words if number != 1 else _one(words)}" for words, number in order]
    if len(said) < 2:
        return "".join(said) or "nothing"
    return f"{', '.join(said[:-1])} and {said[-1]}"


def _one(words: str) -> str:
    """activities: activity; cost centres changed: cost centre changed."""
    return re.sub(r"(ie)?s\b", lambda end: "y" if end[1] else "", words, count=1)
