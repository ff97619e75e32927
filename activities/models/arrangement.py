"""What became of travel or cover that somebody asked for when they signed up."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from activities.models.sign_up import SignUp
from core.history import keeps_history


@keeps_history()
class Arrangement(models.Model):
    """The answer to one wish: it is arranged, or it cannot be, in words for the person."""

    class What(models.TextChoices):
        TRAVEL = "travel", "Travel"
        COVER = "cover", "Cover for somebody they care for"

    class Outcome(models.TextChoices):
        BOOKED = "booked", "Yes, it is arranged"
        CANNOT = "cannot", "No, we cannot arrange it"

    sign_up = models.ForeignKey(SignUp, models.CASCADE, related_name="arrangements")
    what = models.CharField("what they asked for", max_length=10, choices=What)
    # The wish as it was read: if they change it, it is open again.
    wanted = models.TextField("what was answered")
    # When the session was to be then: if it moves, it is open again too.
    held_on = models.DateField("the day it was answered for", null=True, blank=True)
    starts_at = models.TimeField("the start it was answered for", null=True, blank=True)
    outcome = models.CharField("answer", max_length=10, choices=Outcome)
    words = models.TextField("what we told them", blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="answered by",
    )
    answered_at = models.DateTimeField("answered", db_default=Now())
    # Why they could not be told; empty where they were.
    not_told = models.CharField("why they were not told", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    PRIVACY = {
        "id": "plain",
        "sign_up": "personal",
        "what": "special",
        "wanted": "special",
        "held_on": "personal",
        "starts_at": "personal",
        "outcome": "personal",
        "words": "special",
        "answered_by": "personal",
        "answered_at": "personal",
        "not_told": "personal",
        "version": "plain",
    }

    class Meta:
        verbose_name = "answer about travel or cover"
        verbose_name_plural = "answers about travel and cover"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["sign_up", "what"], name="arrangement_once"),
            models.CheckConstraint(
                condition=Q(what__in=["travel", "cover"]), name="arrangement_what_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome="booked") | (Q(outcome="cannot") & ~Q(words="")),
                name="arrangement_no_says_why",
            ),
            models.CheckConstraint(condition=~Q(wanted=""), name="arrangement_of_a_wish"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=False) | Q(answered_by__isnull=True),
                name="arrangement_answered_by_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sign_up_id}: {self.what}"
