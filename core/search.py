"""Finding a few things by name among thousands: as typed, or nearly so.

For what is known by a name: places, parts of the trust, organisations. Longer texts by the
million need an index of words (see `activities/selectors/search`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet, Value
from django.db.models.expressions import Combinable

# How alike a name must look to count as meant: a slip in a word of six letters.
LIKE_ENOUGH = 0.45
NEVER = 2.0
# Of fewer letters too many words look alike.
SHORTEST_WITH_SLIP = 4
SHOWN = 5

# Written out: put together by the ORM, the comparing took three times as long to build as to answer.
_NAMED = """
SELECT %s::text, id::bigint, name::text, note::text
  FROM (SELECT *, concat_ws(chr(10), {texts}) ~* ALL(%s) AS holds,
               word_similarity(%s, name) AS likeness
          FROM ({base}) AS base (id, note, {texts})) AS compared
 WHERE holds OR likeness >= %s
 ORDER BY holds DESC, likeness DESC, name LIMIT %s
"""


@dataclass(frozen=True)
class Hit:
    """One thing found: what kind it is, its id and name, and something that tells it apart."""

    kind: str
    id: int
    name: str
    note: str


@dataclass(frozen=True)
class Source:
    """A statement that gives the columns of `Hit`, with its values."""

    sql: str
    values: tuple

    @classmethod
    def of(cls, rows: QuerySet) -> Source:
        """Rows that hold what was looked for already."""
        return cls(*rows.query.sql_with_params())


def named_like(
    kind: str,
    rows: QuerySet,
    words: Sequence[str],
    *,
    name: str = "name",
    note: Combinable | None = None,
    also: Sequence[str] = (),
    key: str = "pk",
) -> Source:
    """The likeliest of some rows: all words in the name (or in a field of `also`), or nearly.

    At most one more than is shown, so that one can tell whether there are more. `key` is the
    id of the page that shows the row, where that is another's.
    """
    base = Source.of(rows.order_by().values_list(key, note or Value(""), name, *also))
    texts = ", ".join(["name", *(f"also_{place}" for place in range(len(also)))])
    # At the start of a word; terms of a search hold letters, figures, hyphens and blanks.
    begins = [rf"\m{re.escape(word)}" for word in words]
    enough = LIKE_ENOUGH if max(map(len, words)) >= SHORTEST_WITH_SLIP else NEVER
    return Source(
        _NAMED.format(base=base.sql, texts=texts),
        (kind, begins, " ".join(words), *base.values, enough, SHOWN + 1),
    )


def hits(sources: Sequence[Source]) -> dict[str, list[Hit]]:
    """What several sources find, by kind, in one statement."""
    if not sources:
        return {}
    found: dict[str, list[Hit]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(f"({source.sql})" for source in sources),
            [value for source in sources for value in source.values],
        )
        for row in cursor.fetchall():
            found[row[0]].append(Hit(*row))
    return dict(found)
