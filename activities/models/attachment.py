"""Evidence of an activity: a file, and what it shows."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from activities.models.activity import Activity
from activities.models.search import vector_of
from activities.models.session import Session
from core.history import keeps_history
from core.models import StoredFile

MOST = 20  # of one activity


@keeps_history(inserts=True)
class Attachment(models.Model):
    """A file that belongs to an activity, or to one session of it. Private; see `see_attachments`.

    An activity with attachments is not deleted from under them: they are taken away first.
    """

    class Kind(models.TextChoices):
        PHOTO = "photo", "Photo"
        NOTES = "notes", "Notes"
        FLIP_CHART = "flip_chart", "Flip chart or wall of notes"
        AGENDA = "agenda", "Agenda or hand-out"
        REPORT = "report", "Report or slides"
        OTHER = "other", "Something else"

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="attachments")
    session = models.ForeignKey(
        Session,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="attachments",
        verbose_name="session",
    )
    # One of so many: the database itself keeps the number down, however many add at once.
    place = models.PositiveSmallIntegerField()
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")
    shows = models.CharField("what it shows", max_length=120)
    kind = models.CharField("kind", max_length=10, choices=Kind)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField("added", db_default=Now())

    PRIVACY = {
        "id": "plain",
        "activity": "plain",
        "session": "plain",
        "place": "plain",
        "file": "plain",
        "shows": "personal",
        "kind": "plain",
        "added_by": "personal",
        "added_at": "plain",
    }

    class Meta:
        verbose_name = "attachment"
        constraints = [
            models.CheckConstraint(condition=~Q(shows=""), name="attachment_says_what"),
            models.CheckConstraint(
                condition=Q(place__gte=1, place__lte=MOST), name="attachment_within_most"
            ),
            models.UniqueConstraint(fields=["activity", "place"], name="attachment_place_once"),
        ]
        indexes = [GinIndex(vector_of("shows"), name="attachment_found")]

    def __str__(self) -> str:
        return self.shows
