"""Answers of those who sign up to what the organiser asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection

from activities.models import Opportunity, SignUp, SignUpAnswer
from activities.models.question import LONGEST_ANSWER
from activities.rules import questions as rules
from activities.selectors.questions import forgettable, kept_until, questions_of
from core.service import acting, refuse, service


def put_answers(row: SignUp, opportunity: Opportunity, answers: Mapping[int, str]) -> None:
    """Keep what somebody answers to what is asked now; each fault stands beside its question."""
    questions = questions_of(opportunity)
    there = {each.question_id: each for each in row.answers.all()} if questions else {}
    for question in questions:
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
    """Remove what people wrote for a session that is long over, history included; how many rows.

    What they answered to organisers, travel, cover and what became of them, what else they need,
    and the number to call.
    """
    gone = SignUpAnswer.objects.filter(pk__in=forgettable()).delete()[0]
    with connection.cursor() as cursor:
        cursor.execute("SELECT forget_session_words(%s, %s)", [kept_until(), acting().id])
        return gone + int(cursor.fetchone()[0])
