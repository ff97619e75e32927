"""Whether a file is plain text, and whether a browser would take it for more than that."""

from __future__ import annotations

import codecs
import re

_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BEFORE = r"^\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*"
_PAGE = r"(!doctype html|html|head|body|script|iframe|meta|title|style)"
_MARKUP = (
    (re.compile(rf"{_BEFORE}(<!doctype svg[^>]*>\s*)?<svg\b", re.S | re.I), "an SVG drawing"),
    (re.compile(rf"{_BEFORE}<{_PAGE}\b", re.S | re.I), "a web page"),
    (re.compile(r"^\s*<\?(xml|php)\b", re.I), "an XML file"),
)
# Of a thousand characters of text, as many may be ones that nobody types.
ODD_IN_1000 = 20
_ODD = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def decoded(head: bytes) -> str | None:
    """The beginning of a text, or None if it is none. A character cut off at the end is dropped."""
    if head.startswith(_MARKS[1:]):
        return head[: len(head) // 2 * 2].decode("utf-16", "replace")
    try:
        return codecs.getincrementaldecoder("utf-8-sig")().decode(head)
    except UnicodeDecodeError:
        # What Excel writes on Windows in this country.
        return head.decode("cp1252", "replace")


def markup_in(head: bytes) -> str:
    """What a browser would show this as, in words; nothing for what it would not."""
    text = decoded(head) or ""
    return next((words for shape, words in _MARKUP if shape.search(text)), "")


def is_text(head: bytes, *, is_whole: bool) -> bool:
    """Whether this is text. A few stray bytes do not make it anything else: whoever reads it says where."""
    text = decoded(head)
    if not text or (is_whole and not text.strip("\x00")):
        return False
    return len(_ODD.findall(text)) * 1000 <= len(text) * ODD_IN_1000
