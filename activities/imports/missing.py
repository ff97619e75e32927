"""What every activity needs and a row does not say."""

from __future__ import annotations

from typing import Any

from activities.imports.choices import STANDING
from activities.imports.known import Place
from activities.imports.places import ALL_OF, Where
from activities.imports.readings import says_nothing
from core.imports.kinds import Problem

# What the cells of one row mean, by field; a field without a meaning is not in it.
Said = dict[str, Any]


def missing(said: Said, texts: dict[str, str]) -> list[Problem]:
    """What every activity needs. A cell that says "n/a" has a text and no meaning."""
    is_whole = "title" in said and "level" in said and "service" in said
    if is_whole and (when := said.get("date")) and (when.days or when.is_standing):
        return []
    found = []
    if "title" not in said and "title" not in texts:
        found.append(Problem("title", "", "There is no title. Write what the activity was called."))
    if said.get("level") is None and not _is_wrong("level", said, texts):
        found.append(
            Problem("level", texts.get("level", ""), "There is no level. Choose how deep it went.")
        )
    has_place = isinstance(said.get("service") or said.get("directorate"), Where)
    if not has_place and not any(_is_wrong(key, said, texts) for key in ("service", "directorate")):
        found.append(_no_place(said.get("directorate"), texts))
    days = said.get("date")
    is_standing = said.get("status") == STANDING or (days is not None and days.is_standing)
    if not is_standing and not (days and days.days) and not _is_wrong("date", said, texts):
        found.append(
            Problem(
                "date",
                texts.get("date", ""),
                # No suggestion: what has no date yet would count as going on for ever.
                "There is no date. Write when it was, or that it goes on all the time.",
            )
        )
    return found


def _is_wrong(key: str, said: Said, texts: dict[str, str]) -> bool:
    """Whether a cell was named as a problem already: it has a text, and no meaning was found."""
    return key in texts and key not in said and not says_nothing(texts[key])


def _no_place(directorate: Place | None, texts: dict[str, str]) -> Problem:
    if directorate is None:
        return Problem(
            "service",
            texts.get("service", ""),
            "There is no service. Choose one, or write “Trust-wide” if it was for everyone.",
            ("Trust-wide",),
        )
    return Problem(
        "directorate",
        texts["directorate"],
        f"The row names no service of {directorate.name}. Say which it was, or that it was for "
        "all of them.",
        ("; ".join(ALL_OF + name for name in directorate.name.split("; ")),),
    )
