"""Where apps say what kinds of background work they have."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from core.models import Work
from core.sockets import Socket
from core.work.progress import Progress

# Does the work inside one transaction. Raises `core.service.Refused` when it cannot be done for a
# reason that a person should read; anything else that it raises is tried again.
Run = Callable[[Work, Progress], None]

WORK_KINDS: Socket[Callable[[], Mapping[str, Run]]] = Socket("core.work_kinds")


def run_of(kind: str) -> Run:
    """What does this kind of work; KeyError if no app has plugged it in."""
    for kinds in WORK_KINDS:
        found = kinds().get(kind)
        if found is not None:
            return found
    raise KeyError(kind)
