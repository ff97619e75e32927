"""What the words in use say to the terms of a search, in one statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import connection

from activities.models.search import IS_WORD
from activities.selectors.search.asked import WORD, Asked
from activities.selectors.search.spelling import swapped, twins_of

MOST_BEGINNINGS = 12
MOST_NEAR = 60

# One row for each term, and for each word in use that has to do with one. A word that is not
# in use anywhere is looked for among those that begin so, then among those that look alike.
# What was written a moment ago is found in the log itself: its words may not be read yet.
LOOKUP = """
WITH asked AS MATERIALIZED (
    SELECT a.*, a.uses IS NOT NULL AS is_known FROM (
        SELECT t.*, plainto_tsquery('english', t.text) AS query,
               (SELECT max(w.uses) FROM activities_searchword w
                 WHERE w.stem = plainto_tsquery('english', t.text)::text) AS uses
          FROM unnest(%(places)s::int[], %(kinds)s::text[], %(texts)s::text[])
               AS t(place, kind, text)) AS a
), found AS MATERIALIZED (
    SELECT a.place, CASE a.kind WHEN 'pair' THEN 'pair' ELSE 'twin' END AS role,
           w.word, w.uses, w.stem
      FROM asked a JOIN activities_searchword w ON w.joined = replace(a.text, '-', '')
     WHERE a.kind = 'pair' OR (a.kind = 'word' AND w.word <> a.text)
    UNION
    SELECT t.place, t.role, w.word, w.uses, w.stem
      FROM unnest(%(twin_places)s::int[], %(twin_roles)s::text[], %(twins)s::text[])
           AS t(place, role, text) JOIN activities_searchword w ON w.word = t.text
), begun AS MATERIALIZED (
    SELECT a.place, 'begun' AS role, w.*
      FROM asked a CROSS JOIN LATERAL (
        SELECT word, uses, stem FROM activities_searchword
         WHERE word >= a.text COLLATE "C" AND word < (a.text || chr(1114111)) COLLATE "C"
         ORDER BY uses DESC LIMIT %(most_begun)s) w
     WHERE a.kind = 'beginning'
        OR (a.kind = 'word' AND NOT a.is_known AND length(a.text) > 2
            AND a.text ~ %(is_word)s AND NOT EXISTS (
                SELECT 1 FROM found f WHERE f.place = a.place AND f.role = 'twin'))
)
SELECT a.place, 'self', a.text, coalesce(a.uses, 0),
       CASE a.kind WHEN 'phrase' THEN phraseto_tsquery('english', a.text) ELSE a.query END::text,
       CASE WHEN a.is_known OR a.kind <> 'word' OR a.text !~ %(is_word)s THEN 1 ELSE (
           SELECT count(*) FROM (
               SELECT FROM activities_activity x
                WHERE x.search @@ a.query AND numnode(a.query) > 0 LIMIT 100) fresh) END
  FROM asked a WHERE a.kind <> 'pair'
UNION ALL SELECT place, role, word, uses, stem, 0 FROM found
UNION ALL SELECT place, role, word, uses, stem, 0 FROM begun
UNION ALL
SELECT a.place, 'near', w.word, w.uses, w.stem, 0
  FROM asked a CROSS JOIN LATERAL (
    SELECT word, uses, stem FROM activities_searchword
     WHERE word %% a.text ORDER BY similarity(word, a.text) DESC LIMIT %(most_near)s) w
 WHERE a.kind = 'word' AND NOT a.is_known AND numnode(a.query) > 0 AND length(a.text) > 2
   AND a.text ~ %(is_word)s
   AND NOT EXISTS (SELECT 1 FROM begun b WHERE b.place = a.place)
   AND NOT EXISTS (SELECT 1 FROM found f WHERE f.place = a.place AND f.role = 'twin')
UNION ALL
SELECT -1, 'edges', coalesce(min(span_from)::text, ''), 0, coalesce(max(span_from)::text, ''), 0
  FROM activities_activity
"""


@dataclass(frozen=True)
class InUse:
    """A word in use, in about how many activities, and what the log is searched by for it."""

    word: str
    uses: int
    query: str


@dataclass(frozen=True)
class Answer:
    """What is known of one term. `query` is empty for words too common to be searched."""

    query: str = ""
    is_known: bool = False
    uses: int = 0
    found: dict[str, list[InUse]] = field(default_factory=dict)

    def __getitem__(self, role: str) -> list[InUse]:
        return self.found.get(role, [])


@dataclass(frozen=True)
class Lookup:
    """The answers in the order of the terms, those to pairs by the first's place."""

    answers: tuple[Answer, ...]
    pairs: dict[int, list[InUse]]
    first_on: date | None = None
    last_on: date | None = None


def looked_up(asked: Asked) -> Lookup:
    """Everything about the terms of a search; one statement, however many there are."""
    places, kinds, texts = [], [], []
    for place, term in enumerate(asked.terms):
        places.append(place)
        kinds.append(term.kind)
        texts.append(term.text)
    for place, text in asked.pairs:
        places.append(place)
        kinds.append("pair")
        texts.append(text)
    twins = [
        (place, role, other)
        for place, term in enumerate(asked.terms)
        if term.kind == WORD
        for role, others in (("twin", twins_of(term.text)), ("swapped", swapped(term.text)))
        for other in others
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            LOOKUP,
            {
                "places": places,
                "kinds": kinds,
                "texts": texts,
                "twin_places": [place for place, _, _ in twins],
                "twin_roles": [role for _, role, _ in twins],
                "twins": [other for _, _, other in twins],
                "most_begun": MOST_BEGINNINGS,
                "most_near": MOST_NEAR,
                "is_word": IS_WORD,
            },
        )
        return _sorted_out(asked, cursor.fetchall())


def _sorted_out(asked: Asked, rows: Sequence[tuple]) -> Lookup:
    own: dict[int, tuple[str, bool, int]] = {}
    found: dict[int, dict[str, list[InUse]]] = defaultdict(lambda: defaultdict(list))
    first = last = ""
    for place, role, word, uses, query, fresh in rows:
        if role == "edges":
            first, last = word, query
        elif role == "self":
            own[place] = (query, bool(uses or fresh), uses)
        else:
            found[place][role].append(InUse(word, uses, query))
    pairs = {place: roles.pop("pair") for place, roles in found.items() if "pair" in roles}
    answers = tuple(Answer(*own[place], dict(found[place])) for place in range(len(asked.terms)))
    return Lookup(answers, pairs, _day(first), _day(last))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
