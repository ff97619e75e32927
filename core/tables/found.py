"""What a search adds to a list: marks on the words found, and a word on how it was understood.

The database puts the words found between two characters that no text holds (they are for
private use); only here do they become mark-up, after everything around them was escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

START, STOP = "\ue000", "\ue001"
_FOUND = re.compile(f"{START}([^{START}{STOP}]*){STOP}")
_MARKS = re.compile(f"[{START}{STOP}]")


class Marked(NamedTuple):
    """A cell with the words found between `START` and `STOP`, and the address it leads to.

    `below` is a passage of another text in which they were found, marked in the same way.
    """

    text: str
    address: str = ""
    below: str = ""


@dataclass(frozen=True)
class Remark:
    """What is said about a search: words, what they are about, and another search to offer."""

    said: str
    about: str = ""
    offer: str = ""
    value: str = ""


def marked_html(text: str) -> SafeString:
    """A text as mark-up: everything escaped, each pair of marks a `<mark>`."""
    safe = _FOUND.sub(r"<mark>\1</mark>", escape(text))
    return mark_safe(_MARKS.sub("", safe))  # noqa: S308 - escaped above


def words_marked(text: str, words: Iterable[str]) -> str:
    """A name with marks round the words typed, where one begins so."""
    parts = sorted(map(re.escape, filter(None, words)), key=len, reverse=True)
    plain = _MARKS.sub("", text)
    if not parts:
        return plain
    return re.sub(rf"\b(?:{'|'.join(parts)})", rf"{START}\g<0>{STOP}", plain, flags=re.IGNORECASE)


def has_marks(text: str) -> bool:
    """Whether any words are marked."""
    return START in text
