"""What the organiser still owes those who came: a word on what happens next."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from activities.models.session import Session
from core.history import keeps_history


@keeps_history()
class OwedAnswer(models.Model):
    """Those who came are told what happens next, by a day."""

    session = models.OneToOneField(Session, models.CASCADE, related_name="owed_answer")
    due_on = models.DateField("due on")
    words = models.TextField("what happens next", blank=True)
    written_at = models.DateTimeField("written", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    PRIVACY = {
        "id": "plain",
        "session": "plain",
        "due_on": "plain",
        "words": "plain",
        "written_at": "plain",
        "version": "plain",
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(written_at__isnull=True, words="")
                | (Q(written_at__isnull=False) & ~Q(words="")),
                name="owed_answer_written_with_words",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"], name="owed_answer_open", condition=Q(written_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.due_on:%-d %B %Y}"
