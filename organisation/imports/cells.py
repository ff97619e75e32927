"""What a cell of a list of parts says: directorates and cost centres. Pure."""

from __future__ import annotations

import re

from core.imports.cells import EMPTY_WORDS, shown, squeezed

COST_CENTRE = re.compile(r"[A-Z0-9-]{2,20}")

# Words that lists add to the name of a directorate, or leave out.
ADDED_WORDS = re.compile(r"\b(?:the|directorate|care group|division|trust)\b", re.IGNORECASE)


def directorate_key(text: str) -> str:
    """What the spellings of a directorate share: "East Kent Directorate" meets "East Kent"."""
    return squeezed(ADDED_WORDS.sub(" ", text)) or squeezed(text)


def read_cost_centre(text: str) -> tuple[str, str]:
    """A cost centre as it is kept, or what is wrong with the cell."""
    if squeezed(text) in EMPTY_WORDS:
        return "", ""
    kept = text.upper().replace(" ", "")
    if COST_CENTRE.fullmatch(kept):
        return kept, ""
    return "", (
        f"{shown(text)} is not a cost centre. It has 2 to 20 letters, figures or hyphens, "
        "like 412345."
    )
