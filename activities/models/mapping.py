"""Mapping rounds: each directorate's lead completes its own onion by a date."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from core.history import keeps_history
from core.transitions import moves_by_table
from organisation.models import Directorate


@moves_by_table("status")
@keeps_history()
class MappingRound(models.Model):
    """One request to all directorates to complete their onions."""

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    TRANSITIONS = {Status.OPEN: {Status.CLOSED}, Status.CLOSED: set()}

    title = models.CharField("title", max_length=120)
    message = models.TextField("message to the leads", blank=True)
    period_from = models.DateField("activities from")
    period_to = models.DateField("activities to")
    due_on = models.DateField("answer by")
    status = models.CharField("status", max_length=10, choices=Status, default=Status.OPEN)
    opened_at = models.DateTimeField("opened", db_default=Now())
    version = models.PositiveIntegerField(default=1)

    PRIVACY = {
        "id": "plain",
        "title": "plain",
        "message": "plain",
        "period_from": "plain",
        "period_to": "plain",
        "due_on": "plain",
        "status": "plain",
        "opened_at": "plain",
        "version": "plain",
    }

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(period_to__gte=F("period_from")), name="mapping_round_period"
            ),
        ]

    def __str__(self) -> str:
        return self.title


@moves_by_table("answer")
@keeps_history()
class MappingReply(models.Model):
    """One directorate's answer in a round."""

    class Answer(models.TextChoices):
        WAITING = "waiting", "No answer yet"
        CONFIRMED = "confirmed", "Confirmed as complete"
        ADDED = "added", "Added activities, now complete"
        NOTHING = "nothing", "Nothing to add"

    TRANSITIONS = {
        Answer.WAITING: {Answer.CONFIRMED, Answer.ADDED, Answer.NOTHING},
        Answer.CONFIRMED: {Answer.WAITING},
        Answer.ADDED: {Answer.WAITING},
        Answer.NOTHING: {Answer.WAITING},
    }

    round = models.ForeignKey(MappingRound, models.CASCADE, related_name="replies")
    directorate = models.ForeignKey(Directorate, models.PROTECT, related_name="+")
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = models.CharField("answer", max_length=10, choices=Answer, default=Answer.WAITING)
    note = models.TextField("note", blank=True)
    answered_at = models.DateTimeField("answered", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reminded_at = models.DateTimeField("reminded", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    PRIVACY = {
        "id": "plain",
        "round": "plain",
        "directorate": "plain",
        "lead": "personal",
        "answer": "plain",
        "note": "plain",
        "answered_at": "plain",
        "answered_by": "personal",
        "reminded_at": "plain",
        "version": "plain",
    }

    class Meta:
        ordering = ["directorate__name"]
        constraints = [
            models.UniqueConstraint(fields=["round", "directorate"], name="mapping_reply_once"),
            models.CheckConstraint(
                condition=Q(answer="waiting", answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(answer="waiting") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="mapping_reply_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.directorate}: {self.get_answer_display()}"
