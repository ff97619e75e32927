"""Who did what: every write leaves one act; and the pulse of the timed jobs."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now

from core.ids import new_id


class Act(models.Model):
    """Who did what, when, for whom and why. Written once by `core.service`, never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    system = models.CharField(max_length=60, blank=True)
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    service = models.CharField(max_length=100)
    reason = models.TextField(blank=True)
    subject_type = models.CharField(max_length=100, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    # Done for the person it is about, who asked somebody else to do it: they may have no account.
    is_for_subject = models.BooleanField(db_default=False, default=False)

    PRIVACY = {
        "id": "plain",
        "at": "plain",
        "by": "personal",
        "system": "plain",
        "on_behalf_of": "personal",
        "service": "plain",
        "reason": "personal",
        "subject_type": "plain",
        "subject_id": "plain",
        "is_for_subject": "plain",
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_for_subject=False) | Q(by__isnull=False, subject_id__isnull=False),
                name="act_for_somebody",
            ),
            models.CheckConstraint(
                condition=Q(by__isnull=False, system="") | (Q(by__isnull=True) & ~Q(system="")),
                name="act_by_person_or_system",
            ),
            models.CheckConstraint(
                condition=Q(subject_type="", subject_id__isnull=True)
                | (~Q(subject_type="") & Q(subject_id__isnull=False)),
                name="act_subject_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "at"], name="act_subject"),
            # Ids rise with time, so each of these is read newest first.
            models.Index(fields=["service", "id"], name="act_service"),
            models.Index(fields=["by", "service", "id"], name="act_by_service"),
            # Few acts have one; where it names somebody who is forgotten, it is found by its words.
            GinIndex(
                OpClass(Lower("reason"), name="gin_trgm_ops"),
                name="act_reason_words",
                condition=~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.at:%d %b %Y %H:%M}"


class Heartbeat(models.Model):
    """When each timed job last finished: the health page's proof that work is being done."""

    name = models.CharField(primary_key=True, max_length=60)
    at = models.DateTimeField()

    PRIVACY = {
        "name": "plain",
        "at": "plain",
    }

    def __str__(self) -> str:
        return self.name
