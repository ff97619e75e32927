"""What an organiser asks of those who sign up, and what each of them answered."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from activities.models.opportunity import Opportunity
from activities.models.sign_up import SignUp
from core.history import keeps_history

MOST_QUESTIONS = 5
LONGEST_ANSWER = 300


@keeps_history()
class Question(models.Model):
    """One question to everybody who signs up for a session."""

    class Kind(models.TextChoices):
        TEXT = "text", "A few words"
        YES_NO = "yes_no", "Yes or no"
        CHOICE = "choice", "One from a list"

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="questions")
    kind = models.CharField("how it is answered", max_length=10, choices=Kind)
    words = models.CharField("question", max_length=150)
    hint = models.CharField("hint", max_length=200, blank=True)
    choices = ArrayField(
        models.CharField(max_length=100), default=list, blank=True, verbose_name="list"
    )
    is_needed = models.BooleanField("has to be answered", default=False)
    # Its number on the form. An ended question has none, and so there are never more than five.
    position = models.PositiveSmallIntegerField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    PRIVACY = {
        "id": "plain",
        "opportunity": "plain",
        "kind": "plain",
        "words": "plain",
        "hint": "plain",
        "choices": "plain",
        "is_needed": "plain",
        "position": "plain",
        "version": "plain",
    }

    class Meta:
        ordering = ["opportunity_id", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity", "position"], name="question_position_once"
            ),
            # What an answer refers to, so that it cannot answer a question of another session.
            models.UniqueConstraint(fields=["id", "opportunity"], name="question_of_opportunity"),
            models.CheckConstraint(
                condition=Q(position__isnull=True)
                | Q(position__gte=1, position__lte=MOST_QUESTIONS),
                name="question_five_at_most",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="question_has_words"),
            models.CheckConstraint(
                condition=(Q(kind="choice") & Q(choices__len__gte=2))
                | (~Q(kind="choice") & Q(choices=[])),
                name="question_list_if_chosen_from",
            ),
        ]

    def __str__(self) -> str:
        return self.words


class SignUpAnswer(models.Model):
    """What one person answered. No earlier states are kept: it is for one session, and forgotten."""

    sign_up = models.ForeignKey(SignUp, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    # The same of both, so that the database can hold them together.
    opportunity = models.ForeignKey(Opportunity, models.PROTECT, related_name="+")
    # Of a question with yes or no: "yes" or "no".
    words = models.CharField("answer", max_length=LONGEST_ANSWER)

    PRIVACY = {
        "id": "plain",
        "sign_up": "personal",
        "question": "personal",
        "opportunity": "personal",
        # Nobody asks about health; somebody may write of it.
        "words": "special",
    }

    class Meta:
        verbose_name = "answer to a question"
        ordering = ["question__position", "question_id"]
        constraints = [
            models.UniqueConstraint(fields=["sign_up", "question"], name="sign_up_answer_once"),
            models.CheckConstraint(condition=~Q(words=""), name="sign_up_answer_has_words"),
        ]

    def __str__(self) -> str:
        return self.words
