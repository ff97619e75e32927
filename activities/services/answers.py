"""Answers of those who sign up to what the organiser asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from activities.models import Opportunity, SignUp, SignUpAnswer
from activities.models.question import LONGEST_ANSWER
from activities.rules import questions as rules
from activities.selectors.questions import forgettable, questions_of
from core.service import refuse, service


def put_answers(row: SignUp, opportunity: Opportunity, answers: Mapping[int, str]) -> None:
    """Keep what somebody answers to what is asked now; each fault stands beside its question."""
    there = {each.question_id: each for each in row.answers.all()}
    for question in questions_of(opportunity):
        words = answers.get(question.pk, "").strip()[:LONGEST_ANSWER]
        asked = rules.Asked(question.kind, question.is_needed, question.choices)
        refuse(rules.answer_blocker(asked, words), field=f"question_{question.pk}")
        known = there.get(question.pk)
        if known is not None and known.words != words:
            known.delete()
        if words and (known is None or known.words != words):
            SignUpAnswer.objects.create(
                sign_up=row, question=question, opportunity=opportunity, words=words
            )


@service
def forget_answers(*, by: Any) -> int:
    """Remove answers whose session is long over; how many."""
    return SignUpAnswer.objects.filter(pk__in=forgettable()).delete()[0]
