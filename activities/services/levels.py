"""Changing the words for a level."""

from __future__ import annotations

from activities.models import Level, LevelWording
from activities.rules.levels import WordingFacts, reword_blocker
from core.service import acting, refuse, require_version, service

WORDS = ("name", "meaning", "examples", "tokenism")


@service
def reword_level(
    *,
    by,
    level_id: int,
    expected: int,
    name: str,
    meaning: str,
    examples: str,
    tokenism: str,
    reason: str,
) -> LevelWording:
    """Give a level new words from now on; the earlier ones stay to be read.

    `expected` is the version of the wording the person started from. Raises `Stale` if a
    newer one is in use, `Refused` if nothing changes or the name is taken on the ladder.
    """
    level = Level.objects.select_for_update().get(pk=level_id)
    current = level.wordings.order_by("-version")[0]
    require_version(current, expected, lambda: {word: getattr(current, word) for word in WORDS})
    new = {"name": name, "meaning": meaning, "examples": examples, "tokenism": tokenism}
    others = (
        LevelWording.objects.filter(level__ladder=level.ladder_id)
        .exclude(level=level)
        .order_by("level_id", "-version")
        .distinct("level_id")
        .values_list("name", flat=True)
    )
    facts = WordingFacts(
        is_same=all(getattr(current, word) == new[word] for word in WORDS),
        name=name,
        others=tuple(others),
    )
    refuse(reword_blocker(facts))
    act = acting()
    act.subject, act.reason = level, reason
    return LevelWording.objects.create(level=level, version=current.version + 1, **new)
