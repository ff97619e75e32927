"""May a question be asked, changed, or answered so? None, or the reason why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from activities.models import Question
from activities.models.question import MOST_QUESTIONS

Kind = Question.Kind
YES_NO = ("yes", "no")


@dataclass(frozen=True)
class Asked:
    """One question, as an answer to it is judged."""

    kind: str
    is_needed: bool = False
    choices: Sequence[str] = ()


def one_more_blocker(asked: int) -> str | None:
    """Why there cannot be another question."""
    if asked < MOST_QUESTIONS:
        return None
    return f"There are {MOST_QUESTIONS} questions already. End one of them first."


def change_question_blocker(*, has_answers: bool, is_ended: bool) -> str | None:
    """Why a question stays as it is: an answer belongs to the words that somebody read."""
    if is_ended:
        return "This question is not asked any more."
    if has_answers:
        return (
            "People have answered this question, so it stays as they read it. "
            "End it, and ask another."
        )
    return None


def end_question_blocker(*, is_ended: bool) -> str | None:
    """Why a question cannot be ended."""
    return "This question is not asked any more." if is_ended else None


def list_blocker(kind: str, choices: Sequence[str]) -> str | None:
    """Why a list does not do: one to choose from has two lines at least, each there once."""
    if kind != Kind.CHOICE:
        return None
    if len(choices) < 2:
        return "Type at least two answers to choose from, one on each line"
    if len(set(choices)) < len(choices):
        return "One of the answers is there twice"
    return None


def answer_blocker(asked: Asked, words: str) -> str | None:
    """Why something is no answer to a question."""
    if not words:
        return _("Answer this question") if asked.is_needed else None
    allowed = {Kind.YES_NO: YES_NO, Kind.CHOICE: tuple(asked.choices)}.get(Kind(asked.kind))
    if allowed is not None and words not in allowed:
        return _("Choose one of the answers")
    return None
