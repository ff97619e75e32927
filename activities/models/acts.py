"""Which directorates an act concerns: what the page of recent changes reads."""

from django.conf import settings
from django.db import models

from core.models import Act

THE_TRUST = 0


class ActScope(models.Model):
    """An act as one directorate's page of recent changes finds it.

    Written by a trigger with the act and never changed. What concerns the whole trust is read
    from the acts themselves; of an act on many activities also the trust (id 0) has a row, for
    its `number`: how many of them there were. Service and person are the act's own, repeated
    here so that each choice of a reader is read from one index, newest first.
    """

    pk = models.CompositePrimaryKey("act", "directorate_id")
    act = models.ForeignKey(Act, models.CASCADE, related_name="+", db_index=False)
    directorate_id = models.BigIntegerField()
    service = models.CharField(max_length=100)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    number = models.PositiveIntegerField(null=True)

    PRIVACY = {
        "act": "plain",
        "directorate_id": "plain",
        "service": "plain",
        "by": "personal",
        "number": "plain",
    }

    class Meta:
        indexes = [
            models.Index(fields=["directorate_id", "service", "act"], name="act_scope_service"),
            models.Index(fields=["directorate_id", "by", "service", "act"], name="act_scope_by"),
        ]

    def __str__(self) -> str:
        return f"{self.service} in {self.directorate_id}"
