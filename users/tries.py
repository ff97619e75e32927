"""Wrong passwords and codes, counted in this process as well.

allauth counts them in the shared cache. While that is down this is what still stops
guessing: per account, and a little more patient, because each process counts for itself.
"""

from __future__ import annotations

import hashlib

from django.core.cache import caches

MOST = 10
WINDOW = 5 * 60  # seconds


def _place(whose: str) -> str:
    return f"tries:{hashlib.sha256(whose.lower().encode()).hexdigest()}"


def is_over(whose: str) -> bool:
    """Whether there were too many wrong tries lately for this address or account."""
    return caches["process"].get(_place(whose), 0) >= MOST


def note_wrong(whose: str) -> None:
    """Count a wrong try; the window begins with the first."""
    cache = caches["process"]
    if not cache.add(_place(whose), 1, WINDOW):
        cache.incr(_place(whose))


def forget(whose: str) -> None:
    """A right one: begin to count anew."""
    caches["process"].delete(_place(whose))
