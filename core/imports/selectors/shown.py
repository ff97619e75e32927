"""What the pages of an import show."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet

from core.imports.kinds import Kind, Told
from core.imports.selectors.batches import answers_of, mapped_of
from core.imports.slips import meant_by
from core.imports.words import short
from core.models import (
    ImportAnswer,
    ImportBatch,
    ImportDouble,
    ImportProblem,
    ImportQuestion,
    ImportRow,
)
from core.models.staging import BETWEEN_CELLS

PER_PAGE = 20
DOUBLES_PER_PAGE = 25
CELLS_SHOWN = 6
# Questions that are looked at for a slip of the pen, and how many are taken with one press.
SURE_AMONG, MOST_SURE = 2_000, 100


def options_of(
    batch: ImportBatch, kind: Kind, person: Any, fields: Sequence[str]
) -> dict[str, list[tuple[str, str]]]:
    """What can be chosen for these fields, where they have options."""
    wanted = [f.key for f in kind.fields if f.has_options and f.key in fields]
    if not wanted:
        return {}
    _answers, to_add = answers_of(batch)
    told = Told(said=batch.said, choices=batch.choices, to_add=to_add)
    known = kind.learn(by=person, told=told)
    return {key: list(kind.options(known, key)) for key in wanted}


@dataclass(frozen=True)
class QuestionPage:
    """Some questions, and the number of the page before and after."""

    questions: list[ImportQuestion]
    count: int
    number: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // PER_PAGE))

    @property
    def previous(self) -> int:
        return self.number - 1

    @property
    def following(self) -> int:
        return self.number + 1 if self.number < self.pages else 0


def question_page(batch: ImportBatch, number: int) -> QuestionPage:
    """Questions still open, those of the most rows first."""
    found = ImportQuestion.objects.filter(batch_id=batch.pk).order_by("-row_count", "id")
    count = batch.counts.get("questions", 0)
    number = min(max(number, 1), max(1, -(-count // PER_PAGE)))
    start = (number - 1) * PER_PAGE
    return QuestionPage(list(found[start : start + PER_PAGE]), count, number)


@dataclass(frozen=True)
class SureAnswer:
    """A question whose value is a known name but for one slip of the pen: `text` is that name."""

    question_id: int
    where: str
    value: str
    text: str
    row_count: int


def sure_answers(batch: ImportBatch, kind: Kind) -> list[SureAnswer]:
    """Suggestions that are certain enough to be taken all at once, those of the most rows first."""
    labels = {field.key: field.label for field in kind.fields}
    asked = ImportQuestion.objects.filter(batch_id=batch.pk, field__in=labels)
    asked = asked.exclude(suggestions="").order_by("-row_count", "id")[:SURE_AMONG]
    found = (
        SureAnswer(each.pk, labels[each.field], each.value, meant, each.row_count)
        for each in asked
        if (meant := meant_by(each.value, each.suggestions.split(BETWEEN_CELLS)))
    )
    return list(islice(found, MOST_SURE))


@dataclass(frozen=True)
class Repair:
    """One answer in words: where, what stood there, what was done."""

    id: int
    where: str
    value: str
    done: str
    by: str


def repairs_of(
    batch: ImportBatch, kind: Kind, *, met: bool = False, most: int = 200
) -> list[Repair]:
    """What was answered, newest first; or only what `met` a row of the file."""
    labels = {field.key: field.label for field in kind.fields}
    words = {field.key for field in kind.fields if field.is_words}
    answers = ImportAnswer.objects.filter(batch=batch)
    if met:
        answers = answers.exclude(is_met=False)
    found = answers.select_related("by").order_by("-pk")[:most]
    return [
        Repair(
            id=each.pk,
            where=labels.get(each.field, "Whole row"),
            value=short(each.value) or "Empty cell",
            done=_done(each, is_word=each.field in words),
            by=each.by.display_name,
        )
        for each in found
    ]


def _done(answer: ImportAnswer, *, is_word: bool) -> str:
    Action = ImportAnswer.Action  # noqa: N806 - the choices of a model
    return {
        Action.REPLACE: f"Reads “{short(answer.text)}”",
        Action.EMPTY: "Left out of the cell" if is_word else "Left empty",
        Action.ADD: "Added to the list",
        Action.LEAVE_OUT: "Rows left out",
    }[Action(answer.action)]


def problems_of(batch: ImportBatch) -> QuerySet[ImportProblem]:
    """Every problem of every row."""
    return ImportProblem.objects.filter(batch_id=batch.pk)


# --- Doubles ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Side:
    """One of two things that look alike: what it is called, its address, and what it says."""

    name: str
    address: str
    says: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class DoubleLine:
    """A likely double: its row beside what it is like. `is_other`: since the person looked."""

    number: int
    row: Side
    like: Side
    is_brought_in: bool
    is_other: bool


@dataclass(frozen=True)
class DoublePage:
    """Some doubles, and after which row the next page begins (0: there is none)."""

    lines: list[DoubleLine]
    following: int


def double_page(batch: ImportBatch, kind: Kind, person: Any, after: int) -> DoublePage:
    """Likely doubles below a row, in the order of the file."""
    found = list(
        ImportDouble.objects.filter(batch_id=batch.pk, number__gt=after).order_by("number")[
            : DOUBLES_PER_PAGE + 1
        ]
    )
    is_more = len(found) > DOUBLES_PER_PAGE
    found = found[:DOUBLES_PER_PAGE]
    numbers = {n for double in found for n in (double.number, double.like_number) if n}
    rows = _rows_in_words(batch, kind, person, numbers)
    there = kind.there([double.like_key for double in found if double.like_key], person)
    lines = [
        DoubleLine(
            number=double.number,
            row=Side(f"Row {double.number:,}", "", rows.get(double.number, ())),
            like=_like(double, rows, there, kind.preview_columns),
            is_brought_in=double.is_brought_in,
            is_other=bool(batch.trouble) and double.since_check == batch.checks,
        )
        for double in found
    ]
    return DoublePage(lines, found[-1].number if is_more else 0)


def _like(
    double: ImportDouble,
    rows: Mapping[int, tuple[tuple[str, str], ...]],
    there: Mapping[str, tuple[str, ...]],
    columns: Sequence[str],
) -> Side:
    if double.like_number:
        return Side(
            f"Row {double.like_number:,} of this file", "", rows.get(double.like_number, ())
        )
    says = there.get(double.like_key, ())
    return Side(double.words, double.address, tuple(zip(columns, says, strict=False)))


def _rows_in_words(
    batch: ImportBatch, kind: Kind, person: Any, numbers: Collection[int]
) -> dict[int, tuple[tuple[str, str], ...]]:
    """What some rows say, as it would come in; the cells of one that could not."""
    mapped = mapped_of(batch, person)
    staged = ImportRow.objects.filter(batch_id=batch.pk, number__in=numbers)
    cells = dict(staged.order_by("number").values_list("number", "cells"))
    found: dict[int, tuple[tuple[str, str], ...]] = {}
    for chunk in mapped.rows(cells.items()):
        for row in mapped.checked(chunk):
            if row.problems:
                texts = [cell for cell in cells[row.number].split(BETWEEN_CELLS) if cell]
                found[row.number] = (("", short("; ".join(texts[:CELLS_SHOWN]), 160)),)
            else:
                says = kind.preview([row.record], mapped.known)
                found[row.number] = tuple(zip(kind.preview_columns, says, strict=True))
    return found


# --- What stayed out --------------------------------------------------------------------------


def refused_rows(batch: ImportBatch) -> Iterator[tuple[int, list[str], str]]:
    """(Row number, cells, reasons) of what did not come in, in the order of the file."""
    reasons = _reasons(batch)
    current = next(reasons, None)
    numbers = Q(number__in=problems_of(batch).values("number")) | Q(
        number__in=_left_out_doubles(batch).values("number")
    )
    rows = ImportRow.objects.filter(numbers, batch_id=batch.pk).order_by("number")
    for number, cells in rows.values_list("number", "cells").iterator(chunk_size=2_000):
        said: list[str] = []
        while current is not None and current[0] <= number:
            if current[0] == number:
                said.append(current[1])
            current = next(reasons, None)
        yield number, cells.split(BETWEEN_CELLS), " ".join(dict.fromkeys(said)) or DOUBLE


DOUBLE = "It is a double of another row, or of what is there already."


def _left_out_doubles(batch: ImportBatch) -> QuerySet[ImportDouble]:
    return ImportDouble.objects.filter(batch_id=batch.pk, is_brought_in=False)


def _reasons(batch: ImportBatch) -> Iterator[tuple[int, str]]:
    found = problems_of(batch).order_by("number", "place").values_list("number", "sentence")
    return found.iterator(chunk_size=2_000)


def refused_count(batch: ImportBatch) -> int:
    """How many rows did not come in."""
    return (
        batch.counts.get("to_repair", 0)
        + batch.counts.get("left_out", 0)
        + batch.counts.get("totals", 0)
        + _left_out_doubles(batch).count()
    )
