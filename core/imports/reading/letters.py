"""Which letters the bytes of a text file stand for, and its text in pieces, cleaned."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from core.text import clean_text

PIECE = 32_000  # bytes; no more than the characters a cell may have

UTF8, WINDOWS, MAC = "utf-8", "windows-1252", "mac-roman"
MARKS = (
    (codecs.BOM_UTF8, UTF8),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# In these, a byte below 128 is always that character.
PLAIN = frozenset({UTF8, WINDOWS, MAC})
CONTROLS = bytes({*range(32), 127} - {*b"\t\n\r"})
BELOW_128 = bytes(range(128))
# The bytes of what `clean_text` takes out, beyond 127. Looked for among those bytes alone,
# which is ten times as fast as to look through the text.
INVISIBLE = re.compile(
    rb"\xc2[\x80-\x84\x86-\x9f]|\xe2(\x80[\xaa-\xae]|\x81[\xa6-\xa9])|\xef\xbf[\xb9-\xbb]"
)


def _windows_instead(error: UnicodeError) -> tuple[str, int]:
    """A cell pasted from an old program: the bytes that are no UTF-8 are read as Windows does."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode(WINDOWS, "replace"), error.end


codecs.register_error("windows_instead", _windows_instead)


def encoding_of(start: bytes) -> tuple[str, int]:
    """(encoding, bytes of the mark that says so) by the beginning of a file."""
    for mark, encoding in MARKS:
        if start.startswith(mark):
            return encoding, len(mark)
    half = len(start) // 2
    if half > 1:
        first, second = start[::2].count(0), start[1::2].count(0)
        if second > half * 0.4 and first < half * 0.1:
            return "utf-16-le", 0
        if first > half * 0.4 and second < half * 0.1:
            return "utf-16-be", 0
    try:
        codecs.getincrementaldecoder(UTF8)().decode(start)
    except UnicodeDecodeError:
        # Excel's "CSV (Macintosh)" ends its lines as no other program does.
        return (MAC if b"\r" in start and b"\n" not in start else WINDOWS), 0
    return UTF8, 0


def pieces_of(path: Path, encoding: str, skipped: int) -> Iterator[str]:
    """The text in pieces of any length, without what nobody typed; lines end in \\n only."""
    decoder = codecs.getincrementaldecoder(encoding)(
        "windows_instead" if encoding == UTF8 else "replace"
    )
    held, beyond = "", b""
    with path.open("rb") as file:
        file.seek(skipped)
        while raw := file.read(PIECE):
            if encoding in PLAIN:
                raw = raw.translate(None, CONTROLS)
                beyond = beyond[-2:] + raw.translate(None, BELOW_128)
            text = held + decoder.decode(raw)
            if encoding not in PLAIN or INVISIBLE.search(beyond):
                text = clean_text(text)
            if "\r" in text:
                held = "\r" if text.endswith("\r") else ""  # the rest of its line end may follow
                text = text.removesuffix("\r").replace("\r\n", "\n").replace("\r", "\n")
            else:
                held = ""
            yield text
    yield clean_text(held.replace("\r", "\n") + decoder.decode(b"", final=True))
