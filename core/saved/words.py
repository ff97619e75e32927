"""How lists of things that people keep and share are told: whose each is."""

from __future__ import annotations

from core.tellings.readers import SOMEBODY


def whose(is_own: bool, is_shared: bool, owner: str = "", email: str = "") -> str:
    """Whose a view or a template is; a reader who may not see names is told none."""
    if is_own:
        return "Yours, shared" if is_shared else "Yours"
    return f"Shared by {owner or email.partition('@')[0] or somebody()}"


def somebody() -> str:
    """Who it was, within a sentence, to those who may not see names."""
    return SOMEBODY[:1].lower() + SOMEBODY[1:]
