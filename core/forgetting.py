"""The words by which somebody is known, looked for where no key leads to them.

One pattern serves the database (`lower(text) ~ pattern`) and Python alike; a whole file is
looked through piece by piece for the single words, for nobody knows where its rows end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from typing import IO
from urllib.parse import unquote_plus

# Work with files and the forgetting of somebody never go on at the same time.
FORGETTING = "forgetting"
PIECE = 1_000_000
OVERLAP = 400  # more than any address is long
MOST_READ = 2_000_000_000  # bytes; what unpacks to more is not looked through

# Between the figures of a telephone number.
_GAP = "[^0-9a-z]{0,3}"
_SPECIAL = re.compile(r"([.\\+*?()\[\]{}|^$-])")


@dataclass(frozen=True)
class Known:
    """Addresses, telephone numbers and whole names, as they are and as they were."""

    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    @cached_property
    def pattern(self) -> str:
        """What finds any of them in a text in small letters; empty if nothing is known.

        A name is found in either order: lists often have the last name first.
        """
        parts = [_of_email(email) for email in self.emails]
        parts += [_of_phone(phone) for phone in self._whole_phones]
        for first, last in self._whole_names:
            parts += [_of_name(first, last), _of_name(last, first)]
        return "|".join(parts)

    @property
    def _whole_phones(self) -> Iterator[str]:
        """The last figures of each number: how it begins may be written in several ways."""
        figures = (re.sub(r"\D", "", phone)[-9:] for phone in self.phones)
        return (each for each in figures if len(each) > 6)

    @property
    def _whole_names(self) -> Iterator[tuple[str, str]]:
        """First and last word. A name of one word tells nobody apart."""
        words = (name.lower().split() for name in self.names)
        return ((each[0], each[-1]) for each in words if len(each) > 1)

    def stands_in(self, text: str) -> bool:
        """Whether a text names them; also one that stands in an address."""
        if not self.pattern:
            return False
        found = self._compiled.search
        return bool(found(text.lower()) or found(unquote_plus(text).lower()))

    def is_looked_for(self, text: str) -> bool:
        """Whether a search may be for them: one word of a name is enough there."""
        words = re.findall(r"[^\W_]+", unquote_plus(text).lower())
        whole = {word for first_last in self._whole_names for word in first_last}
        return self.stands_in(text) or any(len(word) > 2 and word in whole for word in words)

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, re.S)

    def stands_in_files(self, files: Iterable[IO[bytes]]) -> bool:
        """Whether these files together hold an address, a number, or all of a name."""
        wanted = self._sets()
        found: set[re.Pattern[str]] = set()
        for text in (text for file in files for text in _texts(file)):
            for each in {pattern for whole in wanted for pattern in whole} - found:
                if each.search(text):
                    found.add(each)
            if any(whole <= found for whole in wanted):
                return True
        return False

    def _sets(self) -> list[frozenset[re.Pattern[str]]]:
        sets = [(_of_email(email),) for email in self.emails]
        sets += [(_of_phone(phone),) for phone in self._whole_phones]
        whole = [(_bounded(first), _bounded(last)) for first, last in self._whole_names]
        return [frozenset(map(re.compile, each)) for each in [*sets, *whole]]


def _of_email(email: str) -> str:
    escaped = _escaped(email.lower()).replace("@", "(@|%40)")
    return f"(^|[^a-z0-9._]){escaped}($|[^a-z0-9])"


def _of_phone(figures: str) -> str:
    return _GAP.join(figures)


def _of_name(first: str, last: str) -> str:
    return f"(^|[^a-z0-9]){_escaped(first)}[^a-z0-9](.*[^a-z0-9])?{_escaped(last)}($|[^a-z0-9])"


def _bounded(word: str) -> str:
    return f"(^|[^a-z0-9]){_escaped(word)}($|[^a-z0-9])"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _texts(file: IO[bytes]) -> Iterator[str]:
    """A file as text in small letters, in pieces that overlap, in each way it can be read."""
    rest, read = b"", 0
    while read < MOST_READ and (piece := file.read(PIECE)):
        read += len(piece)
        whole = rest + piece
        for encoding in _encodings(whole):
            yield unescape(whole.decode(encoding, "replace")).lower()
        # An even number, so that letters of two bytes stay whole.
        rest = whole[-OVERLAP:]


def _encodings(piece: bytes) -> Iterator[str]:
    if b"\0" in piece:
        yield from ("utf-16-le", "utf-16-be")
    yield "utf-8"
    if not piece.isascii():
        yield "windows-1252"
