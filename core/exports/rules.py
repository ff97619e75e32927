"""Whether somebody may have a file made, and may open one that was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

MOST_OPEN = 3
TOO_MANY = (
    f"{MOST_OPEN} files are being made for you already. Wait until one is ready, or stop one."
)
NOT_READY = "The file is not ready."
GONE = "The file is gone. Have it made again."
LOST_RIGHTS = (
    "Your account may no longer see all that is in this file, so it cannot be opened. "
    "You can have it made again with what you may see now."
)


def ask_blocker(open_now: int) -> str | None:
    """None, or why no further file is made for this person now; `open_now` wait or are being made."""
    return TOO_MANY if open_now >= MOST_OPEN else None


@dataclass(frozen=True)
class ExportFacts:
    """What the rules ask about one file."""

    is_made: bool
    has_file: bool
    expires_at: datetime | None
    holds_rights: bool


def open_blocker(facts: ExportFacts, now: datetime) -> str | None:
    """None, or why its asker may not open the file now."""
    if not facts.is_made or facts.expires_at is None:
        return NOT_READY
    if not facts.has_file or now >= facts.expires_at:
        return GONE
    return None if facts.holds_rights else LOST_RIGHTS
