"""Paper forms of joining, each with a reference of its own."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from community.models.person import Person


class PaperBatch(models.Model):
    """Forms that were printed together."""

    class Size(models.TextChoices):
        A4 = "a4", "Ordinary print"
        LARGE = "large", "Large print"

    size = models.CharField("print", max_length=5, choices=Size, default=Size.A4)
    count = models.PositiveSmallIntegerField("how many")
    # Where they are laid out or to whom they are given.
    note = models.CharField("where they go", max_length=120, blank=True)
    created_at = models.DateTimeField("made", db_default=Now())
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    PRIVACY = {
        "id": "plain",
        "size": "plain",
        "count": "plain",
        "note": "plain",
        "created_at": "plain",
        "made_by": "personal",
    }

    class Meta:
        verbose_name = "batch of paper forms"
        verbose_name_plural = "batches of paper forms"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.count} forms, {self.get_size_display()}"


class PaperForm(models.Model):
    """One printed form. Its reference says nothing about anybody until it comes back."""

    batch = models.ForeignKey(PaperBatch, models.CASCADE, related_name="forms")
    reference = models.CharField(max_length=7, unique=True)
    used_at = models.DateTimeField("entered", null=True, blank=True)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    PRIVACY = {
        "id": "plain",
        "batch": "plain",
        "reference": "plain",
        "used_at": "plain",
        "used_by": "personal",
    }

    class Meta:
        verbose_name = "paper form"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(used_by__isnull=True) | Q(used_at__isnull=False),
                name="paper_form_used_whole",
            ),
            models.CheckConstraint(
                condition=Q(reference__regex=r"^[A-Z]{6}$"), name="paper_form_reference_shape"
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Letter(models.Model):
    """The letter to somebody whom staff entered: what was written down, and how to change it.

    What it says is read from the record when it is opened, so nothing of it is kept twice.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="letters")
    is_by_post = models.BooleanField("goes by post")
    created_at = models.DateTimeField("wanted since", db_default=Now())
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    printed_at = models.DateTimeField("printed", null=True, blank=True)
    sent_at = models.DateTimeField("sent or handed over", null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    PRIVACY = {
        "id": "plain",
        "person": "personal",
        "is_by_post": "personal",
        "created_at": "plain",
        "made_by": "personal",
        "printed_at": "plain",
        "sent_at": "plain",
        "sent_by": "personal",
    }

    class Meta:
        verbose_name = "letter to a new member"
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_by__isnull=True) | Q(sent_at__isnull=False),
                name="letter_sent_whole",
            )
        ]
        indexes = [
            models.Index(
                fields=["created_at", "id"], name="letter_open", condition=Q(sent_at__isnull=True)
            ),
            models.Index(fields=["person"], name="letter_person"),
        ]

    def __str__(self) -> str:
        return f"Letter {self.pk}"
