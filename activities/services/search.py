"""Knowing the words in use: read soon after they are written, counted anew each night."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.db import connection

from activities.models.search import IS_WORD, JOINTS, LONGEST_READ, SEARCHED
from core.service import bookkeeping

# Any fixed number: one reader or counter at a time.
_LOCK = 0x574F5244
# Rows of the queue at a time, each the activities of one statement; no more are begun when so
# many activities are together.
AT_ONCE = 2_000
READ_AT_ONCE = 20_000
# Activities counted by one statement, and words written by one.
COUNTED_AT_ONCE = 20_000
WRITTEN_AT_ONCE = 5_000

TEXTS = "concat_ws(' ', {})".format(
    ", ".join(
        f"translate(left({name}, {LONGEST_READ}), %(joints)s, %(blanks)s)" for name in SEARCHED
    )
)
FACTS = {"joints": JOINTS, "blanks": " " * len(JOINTS), "is_word": IS_WORD}

READ = f"""
WITH unread AS (
    DELETE FROM activities_unreadactivities
     WHERE id IN (
        SELECT id FROM (
            SELECT id, sum(cardinality(activity_ids)) OVER (ORDER BY id)
                       - cardinality(activity_ids) AS before
              FROM activities_unreadactivities ORDER BY id LIMIT %(rows)s
        ) AS oldest WHERE before < %(most)s)
    RETURNING activity_ids
), read AS (
    SELECT unnest(tsvector_to_array(to_tsvector('simple', {TEXTS}))) AS word
      FROM activities_activity
     WHERE id IN (SELECT unnest(activity_ids) FROM unread)
), counted AS (
    SELECT word, count(*) AS uses FROM read WHERE word ~ %(is_word)s GROUP BY word ORDER BY word
), kept AS (
    INSERT INTO activities_searchword (word, stem, joined, uses)
    SELECT word, plainto_tsquery('english', word)::text, replace(word, '-', ''), uses
      FROM counted
     WHERE numnode(plainto_tsquery('english', word)) > 0
        ON CONFLICT (word) DO UPDATE SET uses = activities_searchword.uses + excluded.uses
)
SELECT count(*) FROM unread
"""  # noqa: S608 - our own names

COUNT = f"""
SELECT word, count(*) FROM (
    SELECT unnest(tsvector_to_array(to_tsvector('simple', {TEXTS}))) AS word
      FROM activities_activity WHERE id > %(after)s AND id <= %(until)s
) AS found
 WHERE word ~ %(is_word)s GROUP BY word
"""  # noqa: S608

KEEP = """
INSERT INTO activities_searchword (word, stem, joined, uses)
SELECT word, plainto_tsquery('english', word)::text, replace(word, '-', ''), uses
  FROM unnest(%(words)s::text[], %(uses)s::int[]) AS given(word, uses)
 WHERE numnode(plainto_tsquery('english', word)) > 0
    ON CONFLICT (word) DO UPDATE SET uses = excluded.uses
 WHERE activities_searchword.uses <> excluded.uses
"""


def _is_alone(cursor) -> bool:
    cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
    return cursor.fetchone()[0]


@bookkeeping
def read_words(*, by) -> int:
    """Take some of the unread activities and add their words; how many rows were taken.

    Nobody who logs waits for it: they only add rows to the queue, and only this writes words.
    Does nothing while another is at work.
    """
    with connection.cursor() as cursor:
        if not _is_alone(cursor):
            return 0
        cursor.execute(READ, FACTS | {"rows": AT_ONCE, "most": READ_AT_ONCE})
        return cursor.fetchone()[0]


@bookkeeping
def count_words(*, by) -> int:
    """Count every word anew and drop those no longer in use; how many words there are.

    Corrections and what was taken out leave words behind until then. Does nothing while
    words are being read.
    """
    with connection.cursor() as cursor:
        if not _is_alone(cursor):
            return 0
        uses: Counter[str] = Counter()
        for after, until in _stretches(cursor):
            cursor.execute(COUNT, FACTS | {"after": after, "until": until})
            uses.update(dict(cursor.fetchall()))
        words = sorted(uses)
        for start in range(0, len(words), WRITTEN_AT_ONCE):
            some = words[start : start + WRITTEN_AT_ONCE]
            cursor.execute(KEEP, {"words": some, "uses": [uses[word] for word in some]})
        cursor.execute("DELETE FROM activities_searchword WHERE NOT word = ANY(%s)", [words])
    return len(words)


def _stretches(cursor) -> Iterator[tuple[int, int]]:
    cursor.execute("SELECT min(id), max(id) FROM activities_activity")
    first, last = cursor.fetchone()
    for start in range(first or 1, (last or 0) + 1, COUNTED_AT_ONCE):
        yield start - 1, min(start + COUNTED_AT_ONCE - 1, last)
