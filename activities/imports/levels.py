"""Levels of engagement by all the names that logs have for them, old rings and numbers too."""

from __future__ import annotations

import re
from collections.abc import Mapping

from activities.imports.known import Known, LevelName
from activities.imports.readings import (
    NOTHING,
    Reading,
    choose_from,
    near,
    says_nothing,
    shown,
    squeezed,
    suggested,
)

# Forms of a level's name that mean nothing else.
SAME_LEVEL = {
    "informing": "inform", "informed": "inform",
    "engaging": "engage", "engaged": "engage",
    "involving": "involve", "involved": "involve",
    "collaborating": "collaborate", "collaborated": "collaborate",
    "cocreating": "co-create", "cocreated": "co-create", "cocreation": "co-create",
    "coproduce": "co-production", "coproduced": "co-production", "coproducing": "co-production",
    "informeddecisions": "informed-decision-making",
}  # fmt: skip
# What logs call it that may mean one of ours: offered, never taken.
LIKE_LEVEL = {
    "consult": ("engage", "understanding-thinking"),
    "consultation": ("engage", "understanding-thinking"),
    "consulting": ("engage", "understanding-thinking"),
    "consulted": ("engage", "understanding-thinking"),
    "feedback": ("engage", "understanding-thinking"),
    "listening": ("engage", "understanding-thinking"),
    "survey": ("engage", "understanding-thinking"),
    "engagement": ("engage", "involve"),
    "involvement": ("involve", "engage"),
    "participation": ("involve", "engage"),
    "advise": ("involve", "informed-decision-making"),
    "advisory": ("involve", "informed-decision-making"),
    "partnership": ("collaborate", "collaboration"),
    "empower": ("co-create", "collaborate"),
    "codesign": ("co-create", "collaborate"),
    "codelivery": ("co-create", "co-production"),
    "userled": ("co-create",),
    "information": ("inform", "information-giving"),
    "informationsharing": ("inform", "information-giving"),
    "awareness": ("inform", "stimulating-thinking"),
    "education": ("inform", "stimulating-thinking"),
    "educate": ("inform", "stimulating-thinking"),
}
NUMBERED = re.compile(
    r"(?:(?P<what>level|lvl|l|rung|step|ring)\s*)?(?P<n>\d)(?:\.0)?\s*[-–:.)]?\s*(?P<name>.*)",
    re.IGNORECASE | re.ASCII | re.DOTALL,
)


def read_level(text: str, known: Known) -> Reading:
    """The id of a level or an old ring. Numbers count the levels in use, from the shallowest."""
    if says_nothing(text):
        return NOTHING
    key = squeezed(text)
    found = _level_named(key, known)
    if found:
        return Reading(found)
    numbered = NUMBERED.fullmatch(text.strip())
    if numbered:
        return _numbered(text, numbered, known)
    by_code = {level.code: level.name for level in known.levels}
    offered = [by_code[code] for code in LIKE_LEVEL.get(key, ()) if code in by_code]
    names = {squeezed(level.name): level.name for level in known.levels}
    return Reading(
        None,
        f"{shown(text)} is none of our levels. Choose one: "
        f"{choose_from([level.name for level in known.levels if level.is_default])}.",
        suggested(offered, near(text, names)),
    )


def _level_named(key: str, known: Known) -> int | None:
    found = known.level_ids.get(key)
    if found is None and key in SAME_LEVEL:
        found = known.level_ids.get(squeezed(SAME_LEVEL[key]))
    return found


def _numbered(text: str, found: re.Match[str], known: Known) -> Reading:
    is_ring = (found["what"] or "").lower() == "ring"
    rungs = {level.position: level for level in known.levels if level.is_default != is_ring}
    rung = rungs.get(int(found["n"]))
    name = found["name"].strip(" ()")
    named = _level_named(squeezed(name), known) if name else None
    if name and named is None:
        return Reading(
            None,
            f"{shown(text)} is none of our levels. Choose one: {choose_from(_names(rungs))}.",
            suggested(
                [rung.name] if rung else [], near(name, {squeezed(n): n for n in _names(rungs)})
            ),
        )
    if rung is None:
        return Reading(
            None, f"There is no level {found['n']}. We have: {choose_from(_names(rungs))}."
        )
    if named is not None and named != rung.id:
        by_id = {level.id: level for level in known.levels}
        if by_id[named].is_default != is_ring:
            return Reading(
                None,
                f"In {shown(text)} the number and the name say different levels. Choose one.",
                (by_id[named].name, rung.name),
            )
        return Reading(named)
    return Reading(rung.id)


def _names(rungs: Mapping[int, LevelName]) -> list[str]:
    return [rungs[position].name for position in sorted(rungs)]
