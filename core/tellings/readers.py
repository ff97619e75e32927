"""What a reader is told of an act besides what was done: who did it, and why."""

from __future__ import annotations

from typing import Any

from core.models import Act
from core.tellings.sockets import telling_of

SOMEBODY = "A member of staff"
THE_PORTAL = "The portal"


def may_see_names(reader: Any) -> bool:
    """Whether this reader is told who did something: whoever sees who works where."""
    return reader.may("see_posts")


def name_for(reader: Any, person: Any | None) -> str:
    """What this reader is told of who did something; nobody is the portal itself.

    What they did themselves is theirs: those who see no names see their own.
    """
    if person is None:
        return THE_PORTAL
    is_known = person.pk == reader.pk or may_see_names(reader)
    return person.display_name if is_known else SOMEBODY


def reason_for(reader: Any, act: Act) -> str:
    """The reason of an act, if this reader may be told it."""
    telling = telling_of(act.service)
    if telling is None or not telling.why_needs or any(map(reader.may, telling.why_needs)):
        return act.reason
    return ""
