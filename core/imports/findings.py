"""What a check finds: rows that are ready, problems and their questions, likely doubles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import islice
from typing import Any

from django.db import connection

from core.imports.checking import SPACES, TOTALS, Mapped, key_of
from core.imports.kinds import Checked, Kind, Problem
from core.imports.staging import CHUNK, Copy, escaped, mark
from core.models.staging import BETWEEN_CELLS

MOST_NOTES = 50  # different notes that are counted

MARK_COLUMNS = ("batch_id", "number", "belongs", "same_as", "telling", "parts")
PROBLEM_COLUMNS = (
    *("batch_id", "number", "place", "field", "value"),
    *("sentence", "suggestions", "is_left_out"),
)


def alike_in_sql(column: str) -> str:
    """`checking.alike`, as the database says it."""
    return f"lower(btrim(regexp_replace({column}, '{SPACES.pattern}', ' ', 'g')))"


def often(column: str) -> str:
    """Of spellings that are alike, the one of the most rows."""
    return f"(array_agg({column} ORDER BY row_count DESC, first_row))[1]"


# First those that are the very same: there are few of them, however many rows.
QUESTIONS = f"""
INSERT INTO core_importquestion
    (batch_id, field, value, sentence, suggestions, row_count, first_row)
SELECT batch_id, field, {often("value")}, {often("sentence")}, {often("suggestions")},
       sum(row_count), min(first_row)
FROM (
    SELECT batch_id, field, value, sentence, min(suggestions) AS suggestions,
           count(*) AS row_count, min(number) AS first_row
    FROM core_importproblem WHERE batch_id = %s AND NOT is_left_out
    GROUP BY batch_id, field, value, sentence
) exact
GROUP BY batch_id, field, {alike_in_sql("value")}, {alike_in_sql("sentence")}
"""  # noqa: S608 - our own constants


class Findings:
    """Collects what is checked, sends it to the database as it comes, and counts it."""

    def __init__(self, batch_id: int, mapped: Mapped, header_row: int) -> None:
        self._header_row = header_row
        self.rows = self.ready = self.to_repair = self.left_out = self.totals = 0
        self._last = 0
        self._batch_id = batch_id
        self._mapped = mapped
        self._notes: Counter[str] = Counter()
        self._waiting: dict[str, set[str]] = {}
        self._marks = Copy("core_importmark", MARK_COLUMNS)
        self._problems = Copy("core_importproblem", PROBLEM_COLUMNS)

    def __enter__(self) -> Findings:
        return self

    def __exit__(self, kind: object, *unused: object) -> None:
        if kind is None:
            self._marks.send()
            self._problems.send()

    def add(self, checked: Iterable[Checked]) -> None:
        """Note what became of some rows."""
        batch, add_mark = self._batch_id, self._marks.add
        for row in checked:
            self.rows += 1
            self._last = row.number
            if row.problems:
                self._add_problems(row)
                continue
            self.ready += 1
            belongs, same_as = row.belongs, row.same_as
            add_mark(
                f"{batch}\t{row.number}\t{mark(belongs)}\t{mark(same_as)}\t{escaped(same_as)}"
                f"\t{row.parts}"
            )
            if row.waits_for:
                self._waiting.setdefault(row.waits_for, set()).add(same_as or str(row.number))
            if row.notes:
                self._note(row.notes)

    @property
    def seen(self) -> int:
        """How many rows of the file were gone through, the empty ones too."""
        return max(self.rows, self._last - self._header_row)

    def _add_problems(self, row: Checked) -> None:
        is_total = row.problems[0].sentence == TOTALS
        left_out = [each for each in row.problems if self._mapped.answers.leave_out(each)]
        self._mapped.met.update(map(key_of, left_out))
        is_left_out = is_total or bool(left_out)
        self.totals += is_total
        self.left_out += is_left_out and not is_total
        self.to_repair += not is_left_out
        for place, problem in enumerate(dict.fromkeys(row.problems)):
            self._problems.add(self._line(row.number, place, problem, is_left_out))

    def _line(self, number: int, place: int, problem: Problem, is_left_out: bool) -> str:
        texts = (problem.field, problem.value, problem.sentence)
        suggestions = BETWEEN_CELLS.join(problem.suggestions[:3])
        said = "\t".join(map(escaped, (*texts, suggestions)))
        return f"{self._batch_id}\t{number}\t{place}\t{said}\t{'t' if is_left_out else 'f'}"

    def _note(self, notes: tuple[str, ...]) -> None:
        for note in notes:
            if note in self._notes or len(self._notes) < MOST_NOTES:
                self._notes[note] += 1

    def summed(self) -> dict[str, Any]:
        """Put equal problems together as questions; the numbers of the check."""
        self._marks.send()
        self._problems.send()
        with connection.cursor() as cursor:
            cursor.execute(QUESTIONS, [self._batch_id])
            questions = cursor.rowcount
        return {
            "rows": self.rows,
            "empty": self.seen - self.rows,
            "ready": self.ready,
            "to_repair": self.to_repair,
            "left_out": self.left_out,
            "totals": self.totals,
            "waited_for": len(self._waiting),
            # Rows that repeat another one stay out anyway.
            "waiting": sum(map(len, self._waiting.values())),
            "questions": questions,
            "notes": self._notes.most_common(),
        }


# --- Doubles ----------------------------------------------------------------------------------

# A decision is about a pair: it stays as long as the row is a double of the same record or row.
# What is there already says more than what stands twice in the file, and is found first.
COLUMNS = """
    (batch_id, number, like_number, like_key, words, address, is_brought_in,
     check_number, since_check)
"""
SAME_PAIR = """
    d.like_number IS NOT DISTINCT FROM excluded.like_number AND d.like_key = excluded.like_key
"""
KEEP = f"""
ON CONFLICT (batch_id, number) DO UPDATE SET
    is_brought_in = d.is_brought_in AND {SAME_PAIR},
    since_check = CASE WHEN {SAME_PAIR} THEN d.since_check ELSE excluded.since_check END,
    like_number = excluded.like_number, like_key = excluded.like_key,
    words = excluded.words, address = excluded.address, check_number = excluded.check_number
"""
THERE = f"""
INSERT INTO core_importdouble AS d {COLUMNS}
SELECT %(batch)s, number, NULL, key, words, address, false, %(check)s, %(check)s
FROM unnest(%(numbers)s::int[], %(keys)s::text[], %(words)s::text[], %(addresses)s::text[])
    AS found (number, key, words, address)
{KEEP}
"""  # noqa: S608 - our own constants
IN_FILE = f"""
INSERT INTO core_importdouble AS d {COLUMNS}
SELECT m.batch_id, m.number, first.number, '', '', '', false, %(check)s, %(check)s
FROM core_importmark m
JOIN (
    SELECT same_as, min(number) AS number FROM core_importmark
    WHERE batch_id = %(batch)s AND same_as IS NOT NULL GROUP BY same_as HAVING count(*) > 1
) first ON first.same_as = m.same_as AND first.number < m.number
WHERE m.batch_id = %(batch)s
{KEEP}
WHERE d.check_number < excluded.check_number
"""  # noqa: S608 - our own constants
GONE = """
DELETE FROM core_importdouble WHERE batch_id = %(batch)s AND check_number < %(check)s
RETURNING number
"""


def find_doubles(kind: Kind, batch_id: int, check: int) -> list[int]:
    """Note likely doubles, with what is there and within the file; rows that are doubles no more."""
    values: dict[str, Any] = {"batch": batch_id, "check": check}
    found = iter(kind.doubles(batch_id=batch_id))
    with connection.cursor() as cursor:
        while chunk := list(islice(found, CHUNK)):
            # A row may be like several things that are there; the first is named.
            first = {like.number: like for like in reversed(chunk)}
            values["numbers"] = list(first)
            values["keys"] = [like.key for like in first.values()]
            values["words"] = [like.words for like in first.values()]
            values["addresses"] = [like.address for like in first.values()]
            cursor.execute(THERE, values)
        # Nobody has counted the fresh rows yet: guessed to be one, each would be compared with all.
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(IN_FILE, values)
        cursor.execute("SET LOCAL enable_nestloop = on")
        cursor.execute(GONE, values)
        return [number for (number,) in cursor.fetchall()]
