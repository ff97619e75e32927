"""What was sent by form, and what was typed and not sent yet."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class Submission(models.Model):
    """One form post that was carried out: the same key never counts twice."""

    key = models.UUIDField(primary_key=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    page = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)
    result = models.CharField(max_length=500)
    # Set where the very same answers a second time are more likely a slip than a wish.
    guard = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 - NULL: no guard
    at = models.DateTimeField(db_default=Now())

    PRIVACY = {
        "key": "plain",
        "by": "personal",
        "page": "plain",
        "digest": "plain",
        "result": "plain",
        "guard": "plain",
        "at": "plain",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["by", "page", "guard"], name="submission_said_once")
        ]
        indexes = [models.Index(fields=["at"], name="submission_at")]

    def __str__(self) -> str:
        return f"{self.page} {self.key}"


class Draft(models.Model):
    """What a person has typed into a form and not yet saved. Theirs alone; kept 30 days."""

    HOLDS_LOOSE_WORDS = "blank"

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    page = models.CharField(max_length=100)
    values = models.JSONField()
    updated_at = models.DateTimeField(db_default=Now())

    PRIVACY = {
        "by": "personal",
        "page": "plain",
        "values": "personal",
        "updated_at": "plain",
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["by", "page"], name="draft_one_per_page")]

    def __str__(self) -> str:
        return f"{self.page} draft"
