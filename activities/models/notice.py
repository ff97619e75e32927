"""What people with a place were told and reminded of, so that nobody is told the same twice."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from activities.models.sign_up import SignUp


class Notice(models.Model):
    """Somebody was told how they stand, or what changed about the session."""

    sign_up = models.ForeignKey(SignUp, models.CASCADE, related_name="notices")
    # Which change of the session and which of the sign-up it told of.
    sequence = models.PositiveIntegerField()
    sign_up_version = models.PositiveIntegerField()
    # What was true then: what the next notice compares with.
    said = models.JSONField()
    at = models.DateTimeField(db_default=Now())
    # By which way; empty where nothing could be sent, and then why not.
    way = models.CharField(max_length=10, blank=True)
    why_not = models.CharField(max_length=200, blank=True)

    PRIVACY = {
        "id": "plain",
        "sign_up": "personal",
        "sequence": "plain",
        "sign_up_version": "plain",
        "said": "plain",
        "at": "personal",
        "way": "personal",
        "why_not": "personal",
    }

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sign_up", "sequence", "sign_up_version"], name="notice_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sign_up_id}: {self.sequence}"


class Reminder(models.Model):
    """Somebody was reminded of the day they come, so many days before it."""

    sign_up = models.ForeignKey(SignUp, models.CASCADE, related_name="reminders")
    days_before = models.PositiveSmallIntegerField()
    # A session that moves is reminded of anew.
    for_on = models.DateField()
    at = models.DateTimeField(db_default=Now())
    # A later reminder was due as well, or they had just heard from us: nothing went out.
    is_passed_over = models.BooleanField(default=False)
    way = models.CharField(max_length=10, blank=True)
    why_not = models.CharField(max_length=200, blank=True)

    PRIVACY = {
        "id": "plain",
        "sign_up": "personal",
        "days_before": "plain",
        "for_on": "plain",
        "at": "personal",
        "is_passed_over": "plain",
        "way": "personal",
        "why_not": "personal",
    }

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sign_up", "days_before", "for_on"], name="reminder_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sign_up_id}: {self.days_before}"
