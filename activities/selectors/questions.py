"""What an organiser asks of those who sign up, and what they answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.forgetting import KEPT_DAYS
from activities.models import Opportunity, Question, SignUp, SignUpAnswer
from activities.rules.questions import change_question_blocker
from community.models import Person


def questions_of(opportunity: Opportunity) -> list[Question]:
    """What is asked now, in the order of the form."""
    return list(opportunity.questions.filter(position__isnull=False).order_by("position"))


@dataclass(frozen=True)
class AskedLine:
    """A question, as those who run the session see it."""

    question: Question
    answers: int

    @property
    def how(self) -> str:
        """How it is answered, and whether it has to be."""
        kind = self.question.get_kind_display()
        listed = f": {', '.join(self.question.choices)}" if self.question.choices else ""
        return f"{kind}{listed}. {'Needed' if self.question.is_needed else 'Can stay empty'}."


def asked_lines(opportunity: Opportunity) -> list[AskedLine]:
    """What is asked now, each with how many have answered."""
    counts = SignUpAnswer.objects.filter(opportunity=opportunity).values("question")
    found = dict(counts.order_by().annotate(n=Count("pk")).values_list("question", "n"))
    return [AskedLine(row, found.get(row.pk, 0)) for row in questions_of(opportunity)]


def find_question(question_id: int) -> Question:
    """One question; the page asks whether the viewer runs its session."""
    found = (
        Question.objects.filter(pk=question_id)
        .select_related("opportunity__session__activity")
        .first()
    )
    if found is None:
        raise Http404
    return found


def has_answers(question: Question) -> bool:
    """Whether anybody answered it."""
    return SignUpAnswer.objects.filter(question=question).exists()


def change_refusal(question: Question) -> str | None:
    """Why a question stays as it is."""
    is_ended = question.position is None
    return change_question_blocker(has_answers=has_answers(question), is_ended=is_ended)


@dataclass(frozen=True)
class Answered:
    """A question and what somebody answered, in words."""

    question: str
    words: str


def answers_of(sign_up_ids: Iterable[int]) -> Mapping[int, Sequence[Answered]]:
    """What was answered, by sign-up."""
    found: dict[int, list[Answered]] = defaultdict(list)
    rows = SignUpAnswer.objects.filter(sign_up__in=list(sign_up_ids)).select_related("question")
    for row in rows.order_by("question__position", "question_id"):
        found[row.sign_up_id].append(Answered(row.question.words, answer_words(row)))
    return found


def answer_words(row: SignUpAnswer) -> str:
    """An answer as it is shown."""
    if row.question.kind != Question.Kind.YES_NO:
        return row.words
    return _("Yes") if row.words == "yes" else _("No")


def typed_answers(row: SignUp) -> dict[int, str]:
    """What somebody answered, by question, as a form begins with it."""
    return dict(row.answers.values_list("question", "words"))


def own_answers(opportunity: Opportunity, person: Person) -> dict[int, str]:
    """The same of what a person answered when they signed up for a session before, if they did."""
    found = SignUpAnswer.objects.filter(sign_up__opportunity=opportunity, sign_up__person=person)
    return dict(found.values_list("question", "words"))


def kept_until(now: datetime | None = None) -> date:
    """Sessions whose last day was before this are long over: what was written for them is forgotten."""
    return timezone.localdate(now) - timedelta(days=KEPT_DAYS)


def forgettable(now: datetime | None = None) -> list[int]:
    """Answers whose session is long over."""
    over = Q(sign_up__opportunity__session__held_to__lt=kept_until(now))
    return list(SignUpAnswer.objects.filter(over).order_by("pk").values_list("pk", flat=True))
