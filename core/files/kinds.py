"""What kinds of file there are, and which one a file is: told from its bytes, never from its name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO

from core.files import archives, pdfs, photos, texts
from core.files.names import ending_of
from core.service import Refused

HEAD = 65_536  # bytes looked at to tell what a file is


@dataclass(frozen=True)
class Kind:
    """A kind of file the portal can take. The first ending is the one it gets."""

    name: str
    label: str
    media_type: str
    endings: tuple[str, ...]


_OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS = {
    kind.name: kind
    for kind in (
        Kind("pdf", "PDF document", "application/pdf", ("pdf",)),
        Kind("jpeg", "JPEG photo", "image/jpeg", ("jpg", "jpeg", "jfif")),
        Kind("png", "PNG picture", "image/png", ("png",)),
        Kind("heic", "HEIC photo", "image/heic", ("heic", "heif")),
        Kind("webp", "WebP picture", "image/webp", ("webp",)),
        Kind("docx", "Word document", f"{_OFFICE}.wordprocessingml.document", ("docx",)),
        Kind("xlsx", "Excel workbook", f"{_OFFICE}.spreadsheetml.sheet", ("xlsx",)),
        Kind("pptx", "PowerPoint slides", f"{_OFFICE}.presentationml.presentation", ("pptx",)),
        Kind("odt", "OpenDocument text", "application/vnd.oasis.opendocument.text", ("odt",)),
        Kind("csv", "CSV file", "text/csv", ("csv", "tsv")),
        Kind("text", "plain text file", "text/plain", ("txt", "text", "md")),
        Kind("zip", "ZIP archive", "application/zip", ("zip",)),
    )
}
PHOTOS = frozenset({"jpeg", "png", "heic", "webp"})
DOCUMENTS = frozenset({"pdf", "docx", "xlsx", "pptx", "odt", "csv", "text"})
SPREADSHEETS = frozenset({"csv", "text", "xlsx"})


@dataclass(frozen=True)
class Takes:
    """What a page takes: kinds by their names in KINDS, and how many bytes each file may have."""

    kinds: frozenset[str]
    most_bytes: int

    @property
    def words(self) -> str:
        """What a page says beforehand: "PDF, JPG or PNG, up to 20 MB"."""
        return f"{ending_words(self.kinds)}, up to {size_words(self.most_bytes)}"


# Starts that name a file for what it is, so that the message can say so. Longest first where
# one begins like another.
_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old or locked Office file"),
    (b"GIF8", "a GIF picture"),
    (b"BM", "a BMP picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"{\\rtf", "an RTF document"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"\x1f\x8b", "a compressed file"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"#!", "a script"),
    (b"ID3", "a sound recording"),
    (b"\xff\xfb", "a sound recording"),
    (b"OggS", "a sound recording"),
    (b"\x1aE\xdf\xa3", "a video"),
)
_WORDLIKE = {"a BMP picture", "a program", "a sound recording", "a RAR archive"}
_PHOTO_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1")
_SHIFTED_PDF = "a PDF document with something before it"
_ADVICE = {
    _SHIFTED_PDF: "Open it, save it as a PDF again and choose that.",
    "an old or locked Office file": (
        "Open it, take the password off if it has one, save it as .docx, .xlsx or .pptx and "
        "choose that."
    ),
}


def kind_of(file: IO[bytes], *, name: str, size: int, takes: Takes) -> Kind:
    """The kind of a file that a page takes; raises `Refused` with the reason if it does not.

    The file is left at its start. `name` is what the person called it.
    """
    if size == 0:
        raise Refused("The file is empty. Choose another one.", field="file")
    if size > takes.most_bytes:
        raise Refused(too_large_words(takes), field="file")
    try:
        found = _told(file, name, size)
        if found not in takes.kinds:
            raise Refused(_not_taken(found, takes), field="file")
        kind = KINDS[found]
        _check_ending(kind, name)
        _check_inside(kind, file, size)
    finally:
        file.seek(0)
    return kind


def too_large_words(takes: Takes) -> str:
    """That a file is too large, and what to do."""
    return f"The file must be {size_words(takes.most_bytes)} or smaller. Choose a smaller one."


def size_words(size: int) -> str:
    """Bytes as people say them: 640 KB, 2.4 MB, 1.5 GB."""
    if size < 1_000:
        return f"{size} bytes"
    if size < 1_000_000:
        return f"{size / 1_000:.0f} KB"
    if size < 1_000_000_000:
        return f"{size / 1_000_000:.1f}".removesuffix(".0") + " MB"
    return f"{size / 1_000_000_000:.1f}".removesuffix(".0") + " GB"


def ending_words(kinds: Iterable[str]) -> str:
    """Kinds by the endings people know: "PDF, JPG or PNG"."""
    known = [kind.endings[0].upper() for kind in KINDS.values() if kind.name in set(kinds)]
    return f"{', '.join(known[:-1])} or {known[-1]}" if len(known) > 1 else "".join(known)


def _told(file: IO[bytes], name: str, size: int) -> str:
    """A name in KINDS, or in words what else it is."""
    file.seek(0)
    head = file.read(HEAD)
    found = next((told for start, told in _STARTS if head.startswith(start)), "")
    if found == "zip":
        return archives.kind_inside(file)
    is_text = texts.is_text(head, is_whole=size <= HEAD)
    # A list may well begin with "BMI": what could be words is words if all the rest is.
    if found and not (is_text and found in _WORDLIKE):
        return found
    if head[4:8] == b"ftyp":
        return "heic" if head[8:12] in _PHOTO_BRANDS else "a video or sound recording"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if b"%PDF-" in head[:1024]:
        return _SHIFTED_PDF
    marked = texts.markup_in(head)
    if marked:
        return marked
    if not is_text:
        return "a kind of file we do not know"
    return "csv" if ending_of(name) in KINDS["csv"].endings else "text"


def _not_taken(found: str, takes: Takes) -> str:
    what = f"a {KINDS[found].label}" if found in KINDS else found
    if found == "xlsx":
        what = f"an {KINDS[found].label}"
    advice = _ADVICE.get(
        found, f"Choose a file of one of these kinds: {ending_words(takes.kinds)}."
    )
    return f"This is {what}, which we cannot take here. {advice}"


# Endings that run something when they are opened; before the last one they are there to hide.
_RUNS = re.compile(
    r"\.\s*(exe|com|bat|cmd|scr|pif|jse?|vb[se]|ws[fh]|ps1|msi|hta|jar|lnk|reg|sh|py|php|iso"
    r"|x?html?|svg|mht|do[ct]m|xl[st]m|xlam|pptm)\s*\.",
    re.IGNORECASE,
)


def _check_ending(kind: Kind, name: str) -> None:
    ending = ending_of(name)
    if ending not in kind.endings:
        said = f"ends in .{ending}" if ending else "has no ending"
        raise Refused(
            f"The name of the file {said}, but it is a {kind.label}. Check that it is the right "
            f"file, rename it to end in .{kind.endings[0]} and choose it again.",
            field="file",
        )
    if _RUNS.search(name):
        raise Refused(
            "The name of the file has two endings. Check that it is the right file, rename it "
            "and choose it again.",
            field="file",
        )


def _check_inside(kind: Kind, file: IO[bytes], size: int) -> None:
    """What a kind must not hold."""
    file.seek(0)
    if kind.name == "pdf":
        reason = pdfs.blocker(file, size)
    elif kind.name in archives.OFFICE:
        reason = archives.blocker(file, size)
    elif kind.name in PHOTOS:
        reason = photos.blocker(file, kind.name)
    else:
        reason = None
    if reason:
        raise Refused(reason, field="file")
