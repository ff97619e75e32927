"""Repairs and decisions: one answer for every cell that reads the same, doubles in or out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from core.imports import rules
from core.imports.selectors import actor_of, facts_of, mapped_of
from core.imports.selectors.first_look import first_coming_in
from core.imports.services.moves import hand_over, locked
from core.imports.sockets import kind_of
from core.imports.staging import counted_coming_in
from core.models import ImportAnswer, ImportBatch, ImportDouble, ImportQuestion
from core.service import refuse, service

State = ImportBatch.State
Action = ImportAnswer.Action
CANNOT_BE_EMPTY = "This cannot be left empty. Choose another answer."
GONE = "This was answered already. Look at what is left."


@dataclass(frozen=True)
class Answer:
    """What to do about a question; `text` is what to use instead."""

    question_id: int
    action: str
    text: str = ""


@service
def answer_questions(
    *, by: Any, batch_id: int, expected: int | None, answers: Sequence[Answer]
) -> ImportBatch:
    """Keep answers to some questions, and have the rows checked again."""
    batch = locked(by, batch_id, expected)
    refuse(rules.answer_blocker(facts_of(batch)))
    fields = {field.key: field for field in kind_of(batch.kind).fields}
    actor = actor_of(by, kind_of(batch.kind), batch)
    asked = ImportQuestion.objects.filter(batch_id=batch_id).in_bulk(
        [answer.question_id for answer in answers]
    )
    for answer in answers:
        question = asked.get(answer.question_id)
        if question is None:
            refuse(GONE)
            continue
        field = fields.get(question.field)
        if answer.action == Action.ADD:
            refuse(rules.add_word_blocker(actor))
        if answer.action == Action.EMPTY and field is not None and field.is_required:
            refuse(CANNOT_BE_EMPTY)
        ImportAnswer.objects.update_or_create(
            batch=batch,
            field=question.field,
            value=question.value if question.field else question.sentence,
            defaults={"action": answer.action, "text": answer.text, "is_met": None, "by": by},
        )
    hand_over(by, batch, State.CHECKING)
    return batch


@service
def take_answer_back(
    *, by: Any, batch_id: int, expected: int | None, answer_id: int
) -> ImportBatch:
    """Forget an answer, and have the rows checked again."""
    batch = locked(by, batch_id, expected)
    refuse(rules.answer_blocker(facts_of(batch)))
    ImportAnswer.objects.filter(pk=answer_id, batch=batch).delete()
    hand_over(by, batch, State.CHECKING)
    return batch


@service
def decide_doubles(
    *,
    by: Any,
    batch_id: int,
    expected: int | None,
    bring_in: Iterable[int] = (),
    leave_out: Iterable[int] = (),
    all_in: bool | None = None,
) -> ImportBatch:
    """Say of likely doubles, each or all, whether they come in anyway."""
    batch = locked(by, batch_id, expected)
    refuse(rules.answer_blocker(facts_of(batch)))
    doubles = ImportDouble.objects.filter(batch_id=batch_id)
    if all_in is not None:
        doubles.exclude(is_brought_in=all_in).update(is_brought_in=all_in)
    else:
        doubles.filter(number__in=list(bring_in)).update(is_brought_in=True)
        doubles.filter(number__in=list(leave_out)).update(is_brought_in=False)
    batch.counts = {**batch.counts, "coming_in": counted_coming_in(batch.pk)}
    batch.preview = first_coming_in(batch.pk, mapped_of(batch, by))
    batch.version += 1
    batch.save(update_fields=["counts", "preview", "version"])
    return batch
