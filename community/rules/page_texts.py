"""Who writes the texts of joining pages in other words."""

from __future__ import annotations

from typing import Any

from community.rules.people import KEEP
from core.service import System


def write_text_blocker(actor: Any) -> str | None:
    """Why somebody cannot write these texts."""
    if isinstance(actor, System) or actor.may(KEEP):
        return None
    return "Only the involvement team can write these texts."


def text_once_blocker(*, is_there: bool) -> str | None:
    """Why there cannot be a second one."""
    if is_there:
        return "There is a text of this page in this language already. Change that one."
    return None


def main_text_blocker(code: str, *, is_easy_read: bool) -> str | None:
    """Why the page's own English text is not written here."""
    if code == "en" and not is_easy_read:
        return "The page has its own English text. Write it in Easy Read or in another language."
    return None
