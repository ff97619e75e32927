"""The texts of a workbook: kept once each in a part of their own, cells hold their numbers.

Read only as far as they are asked for. The first are kept in memory, the rest in a temporary
file on the disk of files, so that a million texts take no more memory than a hundred thousand.
"""

from __future__ import annotations

import os
import re
import tempfile
from array import array
from collections.abc import Iterator
from typing import IO, Self

from core.files.storage import folder_of_work
from core.imports.reading.faults import TOO_LONG
from core.imports.reading.limits import MOST_IN_A_CELL, MOST_UNPACKED, Unreadable
from core.imports.reading.xml import DAMAGED, DEEPEST, Names, read_events
from core.text import clean_text

MOST_IN_MEMORY = 8_000_000  # bytes, about
EACH_TEXT = 60  # bytes besides its characters

# A character written as its number (ECMA-376 part 1, 22.4.2.4).
WRITTEN_OUT = re.compile("_x([0-9A-Fa-f]{4})_")


def cleaned(text: str) -> str:
    """Text of a workbook without what nobody typed, trimmed."""
    if "_x" in text:
        text = WRITTEN_OUT.sub(lambda found: chr(int(found[1], 16)), text)
    if not text.isprintable():
        text = clean_text(text.replace("\r\n", "\n").replace("\r", "\n"))
    text = text.strip()
    return text if len(text) <= MOST_IN_A_CELL else TOO_LONG


class SharedStrings:
    """The texts by their number."""

    def __init__(self, part: IO[bytes] | None = None) -> None:
        self.first: list[str] = []
        self._rest: array[int] = array(
            "Q", [0]
        )  # where each text of the file begins; the last ends
        self._room = MOST_IN_MEMORY
        self._part = part
        self._more = self._read(part) if part else iter(())
        self._file: IO[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_problem: object) -> None:
        for file in (self._part, self._file):
            if file:
                file.close()

    def text(self, number: int) -> str:
        """A text by its number; Unreadable if there is none."""
        try:
            return self.first[number]
        except IndexError:
            return self._later(number)

    def _later(self, number: int) -> str:
        while number >= len(self.first) + len(self._rest) - 1:
            if next(self._more, None) is None:
                raise Unreadable(DAMAGED)
        if number < len(self.first):
            return self.first[number]
        place = number - len(self.first)
        begin, end = self._rest[place], self._rest[place + 1]
        return os.pread(self._spill().fileno(), end - begin, begin).decode()

    def _spill(self) -> IO[bytes]:
        if self._file is None:
            # Closed with the workbook.
            self._file = tempfile.TemporaryFile(buffering=0, dir=folder_of_work())  # noqa: SIM115
        return self._file

    def _read(self, part: IO[bytes]) -> Iterator[bool]:
        gathered = _Texts()
        for _read in read_events(part, gathered, most=MOST_UNPACKED):
            self._keep(gathered.found)
            gathered.found.clear()
            yield True

    def _keep(self, texts: list[str]) -> None:
        late = []
        for text in texts:
            if self._room > 0:
                self.first.append(text)
                self._room -= len(text) + EACH_TEXT
            else:
                late.append(text.encode())
        for packed in late:
            self._rest.append(self._rest[-1] + len(packed))
        if late:
            self._spill().write(b"".join(late))


class _Texts:
    """Gathers the texts; those of one cell in several fonts are joined, readings left out."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._names = Names()
        self._parts: list[str] = []
        self._length = 0
        self._is_text = self._is_reading = False
        self._depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise Unreadable(DAMAGED)
        name = self._names[name]
        if name == "t":
            self._is_text = not self._is_reading
        elif name == "si":
            self._parts, self._length = [], 0
        elif name == "rPh":
            self._is_reading = True

    def text(self, text: str) -> None:
        if self._is_text and self._length <= MOST_IN_A_CELL:
            self._parts.append(text)
            self._length += len(text)

    def end(self, name: str) -> None:
        self._depth -= 1
        name = self._names[name]
        if name == "t":
            self._is_text = False
        elif name == "si":
            self.found.append(cleaned("".join(self._parts)))
        elif name == "rPh":
            self._is_reading = False
