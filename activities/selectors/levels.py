"""The ladders and levels with the words now in use, in one query."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property

from django.db import connection

DEFAULT_LADDER = "five"
OLD_LADDER = "onion-2020"
EITHER = "either-"


@dataclass(frozen=True)
class LevelFact:
    """A level as pages need it. `counterparts` are ids of levels on the other ladder."""

    id: int
    code: str
    ladder: str
    ladder_name: str
    position: int
    is_deep: bool
    wording_id: int
    name: str
    meaning: str
    examples: str
    tokenism: str
    counterparts: tuple[int, ...] = ()


@dataclass(frozen=True)
class Levels:
    """All levels of all ladders, shallow first."""

    rows: tuple[LevelFact, ...] = field(default_factory=tuple)

    @cached_property
    def by_id(self) -> dict[int, LevelFact]:
        return {row.id: row for row in self.rows}

    @cached_property
    def by_code(self) -> dict[str, LevelFact]:
        return {row.code: row for row in self.rows}

    def on(self, ladder: str) -> list[LevelFact]:
        """The levels of one ladder, shallow first."""
        return [row for row in self.rows if row.ladder == ladder]

    def shown_on(self, level_id: int, ladder: str) -> tuple[LevelFact, ...]:
        """What a recorded level is on a ladder: itself, its counterpart, or the two it may be."""
        level = self.by_id[level_id]
        if level.ladder == ladder:
            return (level,)
        return tuple(self._may_be(level))

    def recorded_as(self, code: str) -> list[int]:
        """Ids of every level that shows as this one and no other: itself, and those mapped to it.

        "Engage" may be either of two rings, so it is found under neither of them, but under a
        code of its own: see `either`.
        """
        if code.startswith(EITHER):
            return [self.by_code[code.removeprefix(EITHER)].id]
        level = self.by_code[code]
        return [level.id, *(row.id for row in self.rows if row.counterparts == (level.id,))]

    @cached_property
    def either(self) -> list[tuple[str, str]]:
        """Code and names of each level that may be any of several on the other ladder."""
        return [
            (EITHER + row.code, " or ".join(level.name for level in self._may_be(row)))
            for row in self.rows
            if len(row.counterparts) > 1
        ]

    def _may_be(self, row: LevelFact) -> list[LevelFact]:
        return sorted((self.by_id[i] for i in row.counterparts), key=lambda level: level.position)


# Written out because every page of the log asks for it: put together by the ORM, the
# statement took five times as long to build as to answer.
LEVELS_SQL = """
SELECT l.id, l.code, x.code, x.name, l.position, l.is_deep,
       w.id, w.name, w.meaning, w.examples, w.tokenism,
       coalesce((SELECT array_agg(m.counterpart_id ORDER BY m.counterpart_id)
                   FROM activities_levelmapping m WHERE m.level_id = l.id), '{}')
  FROM activities_level l
  JOIN activities_ladder x ON x.id = l.ladder_id
  LEFT JOIN LATERAL (SELECT id, name, meaning, examples, tokenism
                       FROM activities_levelwording WHERE level_id = l.id
                      ORDER BY version DESC LIMIT 1) w ON true
 ORDER BY x.is_default DESC, l.ladder_id, l.position
"""


# The same as one text, for a statement that reads more: an object for each level, in order.
LEVELS_AS_JSON = f"""
SELECT json_agg(to_json(one)) FROM ({LEVELS_SQL}) AS one (
    id, code, ladder, ladder_name, position, is_deep,
    wording_id, name, meaning, examples, tokenism, counterparts)
"""  # noqa: S608 - our own constant


def levels_from_json(text: str) -> Levels:
    """What `LEVELS_AS_JSON` says."""
    rows = json.loads(text or "[]")
    return Levels(
        tuple(LevelFact(**row | {"counterparts": tuple(row["counterparts"])}) for row in rows)
    )


def all_levels() -> Levels:
    """Every level with its current wording (the highest version)."""
    with connection.cursor() as cursor:
        cursor.execute(LEVELS_SQL)
        rows = [(*row[:-1], tuple(row[-1])) for row in cursor.fetchall()]
    return Levels(tuple(LevelFact(*row) for row in rows))
