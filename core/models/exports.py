"""Files that people had made of lists and logs: what they asked for and what became of it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from core.models.files import StoredFile
from core.models.work import Work


class Export(models.Model):
    """One file that somebody asked for. How its making goes is the state of its work.

    The address is the list's own, with its filters; it is asked again when the worker begins.
    """

    class Form(models.TextChoices):
        XLSX = "xlsx", "Excel workbook"
        ZIP = "zip", "CSV files in a ZIP archive"

    # Chance alone, without a time in it: it stands in the address of the file.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    address = models.TextField()
    title = models.CharField(max_length=200)
    # The filters in words, as people chose them: pairs.
    filters = models.JSONField(default=list)
    form = models.CharField(max_length=4, choices=Form)
    work = models.OneToOneField(Work, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(db_default=Now())

    # What was made: with which rights, how much, until when; the file goes, the rest is kept.
    needs = ArrayField(models.CharField(max_length=60), default=list)
    made_at = models.DateTimeField(null=True, blank=True)
    rows = models.BigIntegerField(null=True, blank=True)
    # The same for each sheet, as people count it: pairs such as ["activities", 1200].
    counts = models.JSONField(default=list)
    size = models.BigIntegerField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    file = models.OneToOneField(
        StoredFile, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    downloads = models.PositiveIntegerField(default=0)
    downloaded_at = models.DateTimeField(null=True, blank=True)

    PRIVACY = {
        "id": "plain",
        "by": "personal",
        "address": "personal",
        "title": "plain",
        "filters": "personal",
        "form": "plain",
        "work": "plain",
        "asked_at": "plain",
        "needs": "plain",
        "made_at": "plain",
        "rows": "plain",
        "counts": "plain",
        "size": "plain",
        "expires_at": "plain",
        "file": "plain",
        "downloads": "plain",
        "downloaded_at": "plain",
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    made_at__isnull=True,
                    rows__isnull=True,
                    size__isnull=True,
                    expires_at__isnull=True,
                    file__isnull=True,
                )
                | Q(
                    made_at__isnull=False,
                    rows__isnull=False,
                    size__isnull=False,
                    expires_at__gt=F("made_at"),
                ),
                name="export_made_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(downloads=0, downloaded_at__isnull=True)
                | Q(downloads__gt=0, downloaded_at__isnull=False, made_at__isnull=False),
                name="export_downloads_have_time",
            ),
        ]
        indexes = [
            models.Index(fields=["by", "-asked_at", "-id"], name="export_of_person"),
            models.Index(fields=["asked_at"], name="export_asked"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.get_form_display()})"
