"""Templates for kinds of activity that come again and again."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now


class LogTemplate(models.Model):
    """What stays the same each time, to start the log form from; never dates, people or notes."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField("name", max_length=60)
    is_shared = models.BooleanField("shared", default=False)
    # Answers of the log form by field, ids and times as text: `activities.forms.templates`.
    # Words may be put away after; they are dropped when the template is used.
    values = models.JSONField("answers")
    saved_at = models.DateTimeField("saved", db_default=Now())
    version = models.PositiveIntegerField(default=1)

    PRIVACY = {
        "id": "plain",
        "by": "personal",
        "name": "plain",
        "is_shared": "plain",
        "values": "plain",
        "saved_at": "plain",
        "version": "plain",
    }

    class Meta:
        verbose_name = "template"
        constraints = [
            models.UniqueConstraint("by", Lower("name"), name="log_template_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="log_template_has_name"),
        ]
        indexes = [
            models.Index(fields=["id"], name="log_template_shared", condition=Q(is_shared=True))
        ]

    def __str__(self) -> str:
        return self.name
