"""Whether a paper form can be typed in."""

from __future__ import annotations

from typing import Any


def paper_blocker(actor: Any, *, is_used: bool, typing: Any) -> str | None:
    """Why this form cannot be typed in by this person now."""
    if is_used:
        return "This form was entered already."
    if typing is not None and typing.owner_id != actor.pk:
        return f"{typing.owner.display_name} is typing this form in. Ask them to finish."
    return None
