"""Office files are ZIP archives: which kind one is, and whether it holds what it must not."""

from __future__ import annotations

import lzma
import re
import struct
import zipfile
import zlib
from typing import IO

OFFICE = frozenset({"docx", "xlsx", "pptx", "odt"})
_MAIN_PARTS = {
    "word/document.xml": "docx",
    "xl/workbook.xml": "xlsx",
    "ppt/presentation.xml": "pptx",
}
_ODT = b"application/vnd.oasis.opendocument.text"

END = 22  # bytes of the record at the end of an archive
MOST_PARTS = 10_000
MOST_UNPACKED = 1_500_000_000  # bytes
# XML of large tables shrinks to a fiftieth at times; bombs to a thousandth.
MOST_TIMES = 150
ALWAYS_FINE = 20_000_000  # bytes unpacked, whatever the times
MOST_LINKS = 20_000_000  # bytes of lists of links that are read

# What reading an archive raises that is broken, on purpose or not. RuntimeError: it is locked.
FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)

LOCKED = "This file is locked with a password. Take the password off, save it and choose it again."
MACROS = (
    "This file holds macros, which are small programs. Save it without macros "
    "(.docx, .xlsx or .pptx) and choose it again."
)
OUTSIDE = "This file fetches parts of itself from somewhere else. Save it as a PDF and choose that."
PACKED = "This file has other files packed inside it. Take them out, or save it as a PDF and choose that."
BROKEN = "We could not open this file. Open it yourself, save it again and choose it once more."
TOO_MUCH = "This file unpacks to far too much. Save it again, or as a PDF, and choose that."

_MACRO_PARTS = re.compile(r"(vbaProject\.bin|vbaData\.xml|/activeX/|macrosheets/)", re.I)
_ODT_MACROS = re.compile(r"^(Basic|Scripts)/", re.I)
_OLE = re.compile(r"embeddings/[^/]*\.(bin|exe|docm|xlsm|pptm|js|vbs)$", re.I)
_EXTERNAL = re.compile(rb"<[^>]*\bTargetMode\s*=\s*[\"']External[\"'][^>]*>", re.I)
# Links that a person follows by clicking, not parts that are fetched on opening.
_HARMLESS_LINK = re.compile(
    # Or on the reader's own disk, as Word notes which template a letter began with.
    rb"relationships/(hyperlink|externalLinkPath|externalLink)[\"']"
    rb"|\bTarget\s*=\s*[\"'](file:///)?[a-z]:[\\/]",
    re.IGNORECASE,
)


def kind_inside(file: IO[bytes]) -> str:
    """The Office kind of a ZIP archive, or "zip"; in words when it is broken."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and _start_of(archive, "mimetype") == _ODT:
                return "odt"
    except FAULTS:
        return "a broken archive"
    if "[Content_Types].xml" in names:
        return next((kind for part, kind in _MAIN_PARTS.items() if part in names), "zip")
    return "zip"


def _start_of(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(100).strip()


def blocker(file: IO[bytes], size: int) -> str | None:
    """None, or why an Office file cannot be taken."""
    try:
        with zipfile.ZipFile(file) as archive:
            return (
                _end_blocker(file, size)
                or _shape_blocker(archive, size)
                or _parts_blocker(archive)
                or _links_blocker(archive)
            )
    except FAULTS:
        return BROKEN


def _end_blocker(file: IO[bytes], size: int) -> str | None:
    """Nothing may stand behind the archive, where a reader of another kind would look."""
    file.seek(max(0, size - END))
    return None if file.read(4) == b"PK\x05\x06" else BROKEN


def _shape_blocker(archive: zipfile.ZipFile, size: int) -> str | None:
    """Bombs, archives with something before or behind them, parts lying over each other."""
    parts = archive.infolist()
    if len(parts) > MOST_PARTS:
        return TOO_MUCH
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_UNPACKED or (unpacked > ALWAYS_FINE and unpacked > size * MOST_TIMES):
        return TOO_MUCH
    if any(part.flag_bits & 0x1 for part in parts):
        return LOCKED
    places = sorted((part.header_offset, part.compress_size) for part in parts)
    if places[0][0] != 0 or archive.comment:
        return BROKEN
    ends_before_next = zip(places, [place for place, _ in places[1:]] + [size], strict=True)
    if any(start + length > after for (start, length), after in ends_before_next):
        return BROKEN
    names = [part.filename for part in parts]
    if len(set(names)) != len(names):
        return BROKEN
    if any(name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) for name in names):
        return BROKEN
    return None


def _parts_blocker(archive: zipfile.ZipFile) -> str | None:
    names = archive.namelist()
    if any(_MACRO_PARTS.search(name) for name in names):
        return MACROS
    if "mimetype" in names and any(_ODT_MACROS.match(name) for name in names):
        return MACROS
    if any(_OLE.search(name) for name in names):
        return PACKED
    for name in ("[Content_Types].xml", "META-INF/manifest.xml"):
        if name not in names:
            continue
        text = _read(archive, name)
        if text is None:
            return TOO_MUCH
        if b"\0" in text:
            # In another encoding nothing below would be found.
            return BROKEN
        if b"macroEnabled" in text or b"vbaProject" in text:
            return MACROS
        if b"encryption-data" in text:
            return LOCKED
    return None


def _links_blocker(archive: zipfile.ZipFile) -> str | None:
    """Parts that would be fetched from elsewhere when the file is opened."""
    left = MOST_LINKS
    for part in archive.infolist():
        if not part.filename.endswith(".rels"):
            continue
        left -= part.file_size
        text = _read(archive, part.filename) if left >= 0 else None
        if text is None:
            return TOO_MUCH
        if b"\0" in text:
            return BROKEN
        if any(not _HARMLESS_LINK.search(link) for link in _EXTERNAL.findall(text)):
            return OUTSIDE
    return None


def _read(archive: zipfile.ZipFile, name: str) -> bytes | None:
    """A part, or None if it turns out longer than a list of parts ever is."""
    with archive.open(name) as part:
        text = part.read(MOST_LINKS + 1)
    return text if len(text) <= MOST_LINKS else None
