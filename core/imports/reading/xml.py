"""The XML inside a workbook, read in small pieces; what could fill the memory is refused.

The standard library's expat. A document type is refused outright, and with it every entity,
inner or outer. Expat itself keeps a token until it is complete, each name it has seen, and
each element that is open: all three are limited here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO, Any, Protocol
from xml.parsers import expat  # nosec - no entities: see above

from core.imports.reading.limits import MOST_IN_A_PART, Unreadable

PIECE = 65_536  # bytes
LONGEST_TOKEN = 1_000_000  # bytes
MOST_NAMES = 2_000
DEEPEST = 100

DAMAGED = (
    "The workbook is damaged or was not made by Excel. "
    "Open it in Excel and save it again as an Excel workbook (.xlsx)."
)


class Events(Protocol):
    """What is told about a document while it is read."""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...
    def end(self, name: str) -> None: ...
    def text(self, text: str) -> None: ...


def read_events(file: IO[bytes], events: Events, *, most: int) -> Iterator[int]:
    """Tell `events` about the document, piece by piece; yields the bytes read so far.

    Between two pieces the caller takes what has been gathered.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = PIECE
    parser.StartElementHandler = events.start
    parser.EndElementHandler = events.end
    parser.CharacterDataHandler = events.text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    read = 0
    while piece := file.read(PIECE):
        read += len(piece)
        if read > most:
            raise Unreadable(DAMAGED)
        _told(parser.Parse, piece, False)
        waiting = read - parser.CurrentByteIndex
        if waiting > LONGEST_TOKEN or len(parser.intern) > MOST_NAMES:
            raise Unreadable(DAMAGED)
        yield read
    _told(parser.Parse, b"", True)
    yield read


def _told(parse: Callable[[bytes, bool], Any], piece: bytes, is_last: bool) -> None:
    try:
        parse(piece, is_last)
    except (expat.ExpatError, UnicodeError, LookupError, ValueError) as error:
        raise Unreadable(DAMAGED) from error


def _refuse_doctype(*parts: Any) -> None:
    raise Unreadable(DAMAGED)


class Names(dict[str, str]):
    """Names without their prefix: some programs write `x:row` where Excel writes `row`."""

    def __missing__(self, name: str) -> str:
        self[name] = bare = name.rpartition(":")[2]
        return bare


class _Elements:
    """Gathers elements by name with their attributes, for the small parts of a workbook."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str, dict[str, str]]] = []
        self._names = Names()
        self._open: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = self._names[name]
        self.found.append((self._open[-1] if self._open else "", name, attributes))
        self._open.append(name)
        if len(self._open) > DEEPEST:
            raise Unreadable(DAMAGED)

    def end(self, name: str) -> None:
        self._open.pop()

    def text(self, text: str) -> None:
        pass


def elements(file: IO[bytes]) -> Iterator[tuple[str, str, dict[str, str]]]:
    """(name of the element around it, name, attributes) of every element, in order."""
    gathered = _Elements()
    for _read in read_events(file, gathered, most=MOST_IN_A_PART):
        yield from gathered.found
        gathered.found.clear()
