"""Every wording a level has had: now in use and earlier."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from activities.models import LevelWording
from activities.selectors.levels import DEFAULT_LADDER, OLD_LADDER, LevelFact, Levels, all_levels


@dataclass(frozen=True)
class Wording:
    """One version of a level's words; `until` is empty for the words in use."""

    version: int
    name: str
    meaning: str
    examples: str
    tokenism: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class LevelPage:
    """A level as the page of levels shows it."""

    level: LevelFact
    current: Wording
    earlier: tuple[Wording, ...]
    counterparts: tuple[LevelFact, ...]


@dataclass(frozen=True)
class LadderPage:
    """A ladder with its levels, shallow first."""

    code: str
    name: str
    is_default: bool
    levels: tuple[LevelPage, ...]


def ladder_pages() -> tuple[LadderPage, ...]:
    """Both ladders with all their words, in two queries."""
    levels = all_levels()
    wordings = _by_level()
    return tuple(
        LadderPage(
            code=code,
            name=levels.on(code)[0].ladder_name,
            is_default=code == DEFAULT_LADDER,
            levels=tuple(_page(level, levels, wordings[level.id]) for level in levels.on(code)),
        )
        for code in (DEFAULT_LADDER, OLD_LADDER)
    )


def level_page(code: str) -> LevelPage | None:
    """One level with all its words; None if no level has this code."""
    levels = all_levels()
    level = levels.by_code.get(code)
    return _page(level, levels, _by_level(level.id)[level.id]) if level else None


def _page(level: LevelFact, levels: Levels, wordings: list[Wording]) -> LevelPage:
    other = OLD_LADDER if level.ladder == DEFAULT_LADDER else DEFAULT_LADDER
    return LevelPage(
        level=level,
        current=wordings[0],
        earlier=tuple(wordings[1:]),
        counterparts=levels.shown_on(level.id, other),
    )


def _by_level(level_id: int | None = None) -> dict[int, list[Wording]]:
    """Wordings by level, newest first; each ended when the next one began."""
    rows = LevelWording.objects.order_by("level_id", "-version")
    if level_id is not None:
        rows = rows.filter(level_id=level_id)
    found: dict[int, list[Wording]] = defaultdict(list)
    for row in rows:
        newer = found[row.level_id]
        found[row.level_id].append(
            Wording(
                version=row.version,
                name=row.name,
                meaning=row.meaning,
                examples=row.examples,
                tokenism=row.tokenism,
                since=row.since,
                until=newer[-1].since if newer else None,
            )
        )
    return found
