"""A workbook as a zip file: which sheets it has, which styles, and where each is kept."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path
from typing import IO

from core.imports.reading.kinds import LOCKED, SAVE_AGAIN
from core.imports.reading.limits import (
    MOST_LISTED,
    MOST_SHEETS,
    MOST_STYLES,
    MOST_TIMES,
    MOST_UNPACKED,
    Unreadable,
)
from core.imports.reading.numbers import NUMBER, meaning_of, meaning_of_built_in
from core.imports.reading.strings import SharedStrings
from core.imports.reading.xml import DAMAGED, elements

IS_ENCRYPTED = 0x1
TOO_LARGE = (
    "The workbook unpacks to more than we can read. Copy its rows into a new workbook, "
    "or save the sheet as CSV."
)
MACROS = (
    "The workbook has macros in it. Open it in Excel, choose Save As, and pick "
    "Excel Workbook (.xlsx), which leaves them out."
)
# Other files that are zip files too, by a part that only they have.
OTHERS = {
    "word/document.xml": "This is a Word document. Copy its table into Excel and save that.",
    "ppt/presentation.xml": "This is a PowerPoint file. Copy its table into Excel and save that.",
    "xl/workbook.bin": "This is a binary workbook (.xlsb). In Excel, save it as Excel Workbook (.xlsx).",
    "index/document.iwa": "This is a Numbers file. In Numbers, choose File, Export To, Excel.",
    "index.zip": "This is a Numbers file. In Numbers, choose File, Export To, Excel.",
    "content.xml": "This is an OpenDocument file (.ods). Save it as Excel Workbook (.xlsx) or as CSV.",
}
NOT_A_WORKBOOK = f"This is a zip file, not a spreadsheet. Unpack it, or: {SAVE_AGAIN}"


@dataclass(frozen=True)
class SheetPart:
    """A worksheet as the workbook lists it."""

    name: str
    part: str
    is_hidden: bool


@dataclass
class Book:
    """An open workbook."""

    file: zipfile.ZipFile
    parts: dict[str, zipfile.ZipInfo]
    sheets: list[SheetPart] = field(default_factory=list)
    strings: SharedStrings = field(default_factory=SharedStrings)
    meanings: list[str] = field(default_factory=list)
    is_from_1904: bool = False

    def open_part(self, name: str) -> IO[bytes]:
        part = self.parts.get(name.lower())
        if part is None:
            raise Unreadable(DAMAGED)
        return self.file.open(part)


class _CarefulFile(FileIO):
    """zipfile reads the list of a file's parts in one go, however long it says it is."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > MOST_LISTED:
            raise Unreadable(DAMAGED)
        return super().read(-1 if size is None else size) or b""


@contextmanager
def open_book(path: Path) -> Iterator[Book]:
    """The workbook at `path`; Unreadable for every way in which it is not one."""
    try:
        with _CarefulFile(path) as raw, zipfile.ZipFile(raw) as file:
            book = Book(file, _parts(file, path.stat().st_size))
            _read_parts(book)
            with book.strings:
                yield book
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise Unreadable(DAMAGED) from error
    except (ValueError, OverflowError, OSError) as error:  # places in the file that are not there
        raise Unreadable(DAMAGED) from error


def _parts(file: zipfile.ZipFile, size: int) -> dict[str, zipfile.ZipInfo]:
    """The parts by name in small letters, when all of them together can be what they say."""
    parts = {info.filename.replace("\\", "/").lstrip("/").lower(): info for info in file.infolist()}
    _refuse_others(parts)
    if sum(info.compress_size for info in file.infolist()) > size:
        raise Unreadable(DAMAGED)  # parts that lie over each other
    for name, info in parts.items():
        if info.flag_bits & IS_ENCRYPTED:
            raise Unreadable(LOCKED)
        if not name.endswith((".xml", ".rels")):
            continue  # pictures and the like are never opened
        if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise Unreadable(DAMAGED)
        if info.file_size > min(MOST_UNPACKED, MOST_TIMES * max(info.compress_size, 10_000)):
            raise Unreadable(TOO_LARGE)
    return parts


def _refuse_others(parts: dict[str, zipfile.ZipInfo]) -> None:
    for name, sentence in OTHERS.items():
        if name in parts:
            raise Unreadable(sentence)
    if any(name.endswith("vbaproject.bin") for name in parts):
        raise Unreadable(MACROS)
    if "[content_types].xml" not in parts and "_rels/.rels" not in parts:
        raise Unreadable(NOT_A_WORKBOOK)


def _read_parts(book: Book) -> None:
    root = next(
        (target for _id, kind, target in _relations(book, "") if kind == "officeDocument"),
        "xl/workbook.xml",
    )
    places = {}
    for key, kind, target in _relations(book, root):
        if kind == "worksheet":
            places[key] = target
        elif kind == "sharedStrings" and target.lower() in book.parts:
            book.strings = SharedStrings(book.open_part(target))
        elif kind == "styles" and target.lower() in book.parts:
            book.meanings = _meanings(book, target)
    for _around, name, about in _elements_of(book, root):
        if name == "workbookPr":
            book.is_from_1904 = about.get("date1904") in {"1", "true"}
        elif name == "sheet":
            _add_sheet(book, about, places)
    if not book.sheets:
        raise Unreadable(f"The workbook has no sheet with cells. {SAVE_AGAIN}")


def _add_sheet(book: Book, about: dict[str, str], places: dict[str, str]) -> None:
    key = next((value for name, value in about.items() if name.rpartition(":")[2] == "id"), "")
    if key not in places:
        return  # a sheet that is only a chart
    is_hidden = about.get("state", "visible") != "visible"
    book.sheets.append(SheetPart(about.get("name", "")[:200], places[key], is_hidden))
    if len(book.sheets) > MOST_SHEETS:
        raise Unreadable(
            f"The workbook has more than {MOST_SHEETS} sheets. Copy one into a new one."
        )


def _relations(book: Book, of: str) -> Iterator[tuple[str, str, str]]:
    """(key, kind, part) of each part that a part names; part "" is the workbook file itself."""
    folder, name = posixpath.split(of)
    listed = posixpath.join(folder, "_rels", f"{name}.rels")
    if listed.lower() not in book.parts:
        return
    for _around, element, about in _elements_of(book, listed):
        if element == "Relationship" and about.get("TargetMode") != "External":
            kind = about.get("Type", "").rpartition("/")[2]
            target = posixpath.normpath(posixpath.join("/", folder, about.get("Target", "")))
            yield about.get("Id", ""), kind, target.lstrip("/")


def _elements_of(book: Book, name: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    with book.open_part(name) as part:
        yield from elements(part)


def _meanings(book: Book, name: str) -> list[str]:
    """What numbers mean, by the number of a cell's style."""
    own: dict[str, str] = {}
    meanings: list[str] = []
    for around, element, about in _elements_of(book, name):
        if element == "numFmt":
            own[about.get("numFmtId", "")] = meaning_of(about.get("formatCode", "")[:200])
        elif element == "xf" and around == "cellXfs":
            key = about.get("numFmtId", "0")
            built_in = meaning_of_built_in(int(key)) if key.isdecimal() else NUMBER
            meanings.append(own.get(key, built_in))
        if len(own) + len(meanings) > MOST_STYLES:
            raise Unreadable(DAMAGED)
    return meanings
