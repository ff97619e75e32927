"""Rows of a file as their kind wants them, repaired by the person's answers and checked. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from operator import itemgetter
from typing import Any

from core.imports.kinds import Checked, Field, Kind, Problem, Row, Told
from core.imports.reading import fault_of, looks_like_totals
from core.models.staging import BETWEEN_CELLS

# Rows that are checked together: enough to make one COPY worth while, few enough to be small.
CHUNK = 4_000
# A repaired cell may have another problem, with an answer of its own; not without end.
MOST_REPAIRS = 5

Key = tuple[str, str]
Pick = Callable[[list[str]], tuple[str, ...]]


TOTALS = "This looks like a row of totals, so it stays out."
TOO_WIDE = "There is text to the right of the last heading, which was not read."


@dataclass
class Chunk:
    """Some rows, and the numbers of those in which the file itself gives something away."""

    rows: list[Row]
    with_faults: set[int] = field(default_factory=set)
    totals: set[int] = field(default_factory=set)
    too_wide: set[int] = field(default_factory=set)

    @property
    def is_odd(self) -> bool:
        return bool(self.with_faults or self.totals or self.too_wide)


SPACES = re.compile("[ \t\u00a0]+")


def alike(text: str) -> str:
    """What texts share that differ in capitals and spaces alone: one answer is for all of them."""
    return SPACES.sub(" ", text).strip().lower()


@dataclass(frozen=True)
class Answers:
    """What the person said about cells with problems, by field and what is `alike` in their texts.

    `texts` are to be used instead ("" leaves the cell empty); rows with a problem in `left_out`
    stay out, which for a problem of the row as a whole is known by no field and its sentence.
    """

    texts: Mapping[Key, str]
    left_out: frozenset[Key]

    def leave_out(self, problem: Problem) -> bool:
        """Whether rows with this problem stay out; a row of totals does without being asked about."""
        if problem.sentence == TOTALS:
            return True
        return bool(self.left_out) and key_of(problem) in self.left_out


def key_of(problem: Problem) -> Key:
    """What an answer to a problem is found by."""
    return problem.field, alike(problem.value if problem.field else problem.sentence)


class Mapped:
    """A kind, what it compares cells with, and what was said about the file."""

    def __init__(
        self,
        kind: Kind,
        known: Any,
        columns: Mapping[str, Sequence[int]],
        told: Told,
        answers: Answers,
        width: int,
    ) -> None:
        self.kind, self.known, self.told, self.answers = kind, known, told, answers
        self._pick = picker(kind.fields, columns, told.said)
        self._places = {field.key: place for place, field in enumerate(kind.fields)}
        self._width = width
        # Answers that met a row.
        self.met: set[Key] = set()

    def rows(self, staged: Iterable[tuple[int, str]]) -> Iterator[Chunk]:
        """Staged rows in chunks, with a text for each field of the kind."""
        pick, staged = self._pick, iter(staged)
        while found := list(islice(staged, CHUNK)):
            chunk = Chunk([])
            add = chunk.rows.append
            for number, text in found:
                cells = text.split(BETWEEN_CELLS)
                if "#" in text:
                    chunk.with_faults.add(number)
                if "otal" in text or "OTAL" in text:
                    self._look_for_totals(chunk, number, cells)
                if len(cells) > self._width:
                    chunk.too_wide.add(number)
                add((number, pick(cells)))
            yield chunk

    def _look_for_totals(self, chunk: Chunk, number: int, cells: list[str]) -> None:
        if looks_like_totals(cells):
            chunk.totals.add(number)

    def checked(self, chunk: Chunk) -> list[Checked]:
        """These rows, repaired where there is an answer to what is wrong with them."""
        rows = chunk.rows
        found = self._check(rows, chunk)
        if not self.answers.texts:
            return found
        bad = [place for place, row in enumerate(found) if row.problems]
        for _round in range(MOST_REPAIRS):
            again = []
            for place in bad:
                repaired = self._repaired(rows[place], found[place].problems)
                if repaired is not None:
                    rows[place] = repaired
                    again.append(place)
            if not again:
                break
            checked = self._check([rows[place] for place in again], chunk)
            for place, row in zip(again, checked, strict=True):
                found[place] = row
            bad = [place for place in again if found[place].problems]
        return found

    def _check(self, rows: list[Row], chunk: Chunk) -> list[Checked]:
        """What the kind says of these rows, and what the file itself gives away."""
        found = list(self.kind.check(rows, self.known))
        if not chunk.is_odd:
            return found
        for place, (number, values) in enumerate(rows):
            row = found[place]
            if number in chunk.totals:
                found[place] = Checked(number, None, (Problem("", "", TOTALS),))
            elif number in chunk.with_faults and (faults := tuple(self._faults(values))):
                known = {problem.field for problem in faults}
                others = tuple(p for p in row.problems if p.field not in known)
                found[place] = Checked(number, None, (*faults, *others))
            elif number in chunk.too_wide and not row.problems:
                found[place] = replace(row, notes=(*row.notes, TOO_WIDE))
        return found

    def _faults(self, values: Sequence[str]) -> Iterator[Problem]:
        for each, text in zip(self.kind.fields, values, strict=True):
            sentence = fault_of(text)
            if sentence:
                yield Problem(each.key, text, sentence)

    def _repaired(self, row: Row, problems: Sequence[Problem]) -> Row | None:
        """The row with other texts where there is an answer; None where there is none."""
        values = list(row[1])
        for problem in problems:
            key = key_of(problem)
            text = self.answers.texts.get(key)
            if text is None:
                continue
            self.met.add(key)
            place = self._places[problem.field]
            if values[place] != problem.value and problem.value:
                text = with_entry(values[place], problem.value, text)
            values[place] = text or self.told.said.get(problem.field, "")
        repaired = tuple(values)
        return None if repaired == row[1] else (row[0], repaired)


def with_entry(cell: str, entry: str, text: str) -> str:
    """A cell of several entries with another text for one of them; "" takes it out.

    Only whole entries are meant, with or without a mark before them: never a part of a word.
    """
    wanted = rf"(^|[;|,\n])[\s•*-]*{re.escape(entry)}[\s•*-]*(?=[;|,\n]|\Z)"
    return re.sub(wanted, lambda found: f"{found[1]} {text}", cell).strip(" ;|,\n")


def picker(
    fields: Sequence[Field], columns: Mapping[str, Sequence[int]], said: Mapping[str, str]
) -> Pick:
    """A function that takes the text of each field out of a row's cells.

    Texts of several columns are joined by line breaks; what was said for all rows stands where
    the row itself says nothing.
    """
    # A field without a column reads an empty cell that is put at the end.
    singles = itemgetter(*[(columns.get(field.key) or (-1,))[0] for field in fields], -1)
    joined = [
        (place, itemgetter(*columns[field.key]))
        for place, field in enumerate(fields)
        if len(columns.get(field.key, ())) > 1
    ]
    filled = [(place, said[field.key]) for place, field in enumerate(fields) if said.get(field.key)]

    def pick(cells: list[str]) -> tuple[str, ...]:
        cells.append("")
        values = singles(cells)
        if not joined and not filled:
            return values[:-1]
        own = list(values[:-1])
        for place, several in joined:
            own[place] = "\n".join(filter(None, several(cells)))
        for place, text in filled:
            if not own[place]:
                own[place] = text
        return tuple(own)

    return pick
