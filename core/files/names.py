"""Names of files: what somebody called one, made safe to show, to keep and to hand out again."""

from __future__ import annotations

import re
from urllib.parse import quote

from core.text import one_line

LONGEST = 100
_NOT_IN_NAMES = re.compile(r'[/\\:*?"<>|%;\x00-\x1f]+')
# Windows takes these for devices, with any ending.
_DEVICES = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)


def ending_of(name: str) -> str:
    """The part after the last full stop in small letters; nothing if there is none."""
    stem, stop, ending = name.rpartition(".")
    return ending.strip().lower() if stop and stem else ""


def tidy_name(name: str, ending: str) -> str:
    """A name without folders, signs that programs take for something else, and hidden characters.

    It always ends in `ending`, which is what the file is.
    """
    last = re.split(r"[/\\]", name)[-1]
    stem = last.rpartition(".")[0] or last
    stem = _NOT_IN_NAMES.sub("-", one_line(stem)).strip(" .-")
    if not stem or _DEVICES.match(stem):
        stem = f"file {stem}".strip()
    return f"{stem[: LONGEST - len(ending) - 1].rstrip(' .')}.{ending}"


def disposition(name: str) -> str:
    """The header that has a browser save a file under a name (RFC 6266), in any language."""
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    plain = re.sub(r'["\\]', "_", plain)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
