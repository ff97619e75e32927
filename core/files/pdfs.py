"""Whether a PDF is one to its end, and holds nothing that runs or unpacks when it is opened."""

from __future__ import annotations

import mmap
import re
import zlib
from collections.abc import Iterator
from typing import IO

BROKEN = "This PDF does not end as it should. Open it, save it again and choose that."
LOCKED = "This PDF is locked with a password. Take the password off, save it and choose it again."
RUNS = "This PDF holds a program or other files. Print it to a new PDF and choose that."
TOO_MUCH = "This PDF unpacks to far too much. Print it to a new PDF and choose that."

TAIL = 2_048
MOST_UNPACKED = 100_000_000  # bytes of all its packed lists of objects together
AT_ONCE = 5_000_000

# Long names only: a short one would stand by chance in packed pictures of some megabytes.
_RUNS = re.compile(rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia)(?![A-Za-z])")
_ENCRYPT = re.compile(rb"/Encrypt(?![A-Za-z])")
# Letters of a name may be spelt as codes: /J#61vaScript.
_CODED = re.compile(rb"/[A-Za-z0-9]{0,60}#[0-9A-Fa-f]{2}[A-Za-z0-9#]{0,120}")
_CODE = re.compile(rb"#([0-9A-Fa-f]{2})")
_LIST = re.compile(rb"/ObjStm(?![A-Za-z]).{0,1000}?stream\r?\n", re.DOTALL)

Text = bytes | mmap.mmap


def blocker(file: IO[bytes], size: int) -> str | None:
    """None, or why this PDF cannot be taken."""
    file.seek(max(0, size - TAIL))
    if b"%%EOF" not in file.read(TAIL):
        return BROKEN
    left = MOST_UNPACKED
    whole = _mapped(file)
    reason = _reason(whole)
    for packed in () if reason else _unpacked(whole):
        left -= len(packed)
        reason = _reason(packed) or (TOO_MUCH if left < 0 else None)
        if reason:
            break
    return reason


def _mapped(file: IO[bytes]) -> Text:
    """The file as one text, which is not in memory if it lies on the disk."""
    file.seek(0)
    try:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError):
        return file.read()


def _reason(text: Text) -> str | None:
    names = b" ".join(_CODE.sub(_letter, name[0]) for name in _CODED.finditer(text))
    for each in (text, names):
        if _ENCRYPT.search(each):
            return LOCKED
        if _RUNS.search(each):
            return RUNS
    return None


def _letter(code: re.Match[bytes]) -> bytes:
    return bytes([int(code[1], 16)])


def _unpacked(whole: Text) -> Iterator[bytes]:
    """What is packed in its lists of objects, piece by piece, each a little over the last."""
    for found in _LIST.finditer(whole):
        unpacking = zlib.decompressobj()
        place, before = found.end(), b""
        while not unpacking.eof:
            packed = unpacking.unconsumed_tail or whole[place : place + AT_ONCE]
            place += 0 if unpacking.unconsumed_tail else AT_ONCE
            try:
                text = unpacking.decompress(packed, AT_ONCE)
            except zlib.error:
                break  # nothing can read it, then
            if not text:
                break
            yield before + text
            before = text[-200:]
