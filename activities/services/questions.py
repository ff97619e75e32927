"""Questions of an organiser to those who sign up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from activities.models import Question
from activities.models.question import MOST_QUESTIONS
from activities.rules import questions as rules
from activities.selectors.opportunities import run_refusal
from activities.selectors.questions import has_answers, questions_of
from activities.services.sign_ups import lock_opportunity
from core.service import Refused, acting, refuse, require_version, service


@dataclass(frozen=True)
class QuestionEntry:
    """What is asked, and how it is answered."""

    words: str
    kind: str = Question.Kind.TEXT
    hint: str = ""
    choices: tuple[str, ...] = ()
    is_needed: bool = False

    def columns(self) -> dict[str, Any]:
        """The same by column; a list only where one is chosen from it."""
        listed = list(self.choices) if self.kind == Question.Kind.CHOICE else []
        return {
            "words": self.words,
            "kind": self.kind,
            "hint": self.hint,
            "choices": listed,
            "is_needed": self.is_needed,
        }


@service
def add_question(*, by: Any, opportunity_id: int, entry: QuestionEntry) -> Question:
    """Ask one more thing of everybody who signs up from now on."""
    opportunity = lock_opportunity(opportunity_id)
    refuse(run_refusal(by, opportunity))
    there = {row.position for row in questions_of(opportunity)}
    refuse(rules.one_more_blocker(len(there)), field="words")
    refuse(rules.list_blocker(entry.kind, entry.choices), field="choices")
    free = next(n for n in range(1, MOST_QUESTIONS + 1) if n not in there)
    acting().subject = opportunity.session.activity
    return Question.objects.create(opportunity=opportunity, position=free, **entry.columns())


@service
def change_question(
    *, by: Any, question_id: int, expected: int | None, entry: QuestionEntry
) -> Question:
    """Ask it in other words, as long as nobody has answered it."""
    row = _locked(by, question_id)
    require_version(row, expected, lambda: {"words": row.words, "hint": row.hint})
    refuse(
        rules.change_question_blocker(has_answers=has_answers(row), is_ended=row.position is None)
    )
    refuse(rules.list_blocker(entry.kind, entry.choices), field="choices")
    for name, value in entry.columns().items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    return row


@service
def end_question(*, by: Any, question_id: int) -> Question:
    """Ask it no more. What was answered stays for the session."""
    row = _locked(by, question_id)
    refuse(rules.end_question_blocker(is_ended=row.position is None))
    row.position, row.version = None, row.version + 1
    row.save(update_fields=["position", "version"])
    return row


def _locked(by: Any, question_id: int) -> Question:
    """A question whose session the actor runs. Who signs up waits for the same lock."""
    of = Question.objects.filter(pk=question_id).values_list("opportunity", flat=True).first()
    if of is None:
        raise Refused("This question is not there any more.")
    opportunity = lock_opportunity(of)
    refuse(run_refusal(by, opportunity))
    acting().subject = opportunity.session.activity
    return Question.objects.get(pk=question_id)
