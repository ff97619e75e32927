"""When a plain reason may be offered."""

from __future__ import annotations


def add_blocker(sentence: str, *, is_there: bool) -> str | None:
    """A whole sentence, once."""
    if not sentence.strip():
        return "Write what the person reads."
    return "This reason is offered already." if is_there else None
