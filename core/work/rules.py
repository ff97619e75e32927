"""Who may stop background work: `None`, or the reason why not."""

from __future__ import annotations

NOT_YOURS = "Only the person who asked for it can stop it."


def stop_blocker(*, is_own: bool, may_stop_any: bool) -> str | None:
    """Why this person may not stop a piece of work; `may_stop_any`: what it is about is theirs to keep."""
    return None if is_own or may_stop_any else NOT_YOURS
