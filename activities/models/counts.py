"""Roll-ups: insert-only rows written by triggers, added up when read, folded by a timed job.

Scope "trust" has id 0; "directorate" and "service" carry the id of theirs. An activity of
two services counts once in each, once in each directorate and once in the trust.
"""

from django.db import models


class Scope(models.TextChoices):
    TRUST = "trust", "The trust"
    DIRECTORATE = "directorate", "Directorate"
    SERVICE = "service", "Service"


_SCOPE_PRIVACY = {
    "id": "plain",
    "scope": "plain",
    "scope_id": "plain",
    "level_id": "plain",
    "month": "plain",
}


class OnionCount(models.Model):
    """How many activities begin and end in a month, by level and state.

    Those whose span overlaps a period are all that began by its end less all that ended
    before its start, so any whole months can be read from these two sums. A span without
    a start began at `0001-01-01`; a span without an end has no ending row.
    """

    scope = models.CharField(max_length=12, choices=Scope)
    scope_id = models.BigIntegerField()
    level_id = models.BigIntegerField()
    state = models.CharField(max_length=10)
    month = models.DateField()
    starts = models.IntegerField()
    ends = models.IntegerField()

    PRIVACY = _SCOPE_PRIVACY | {"state": "plain", "starts": "plain", "ends": "plain"}

    class Meta:
        indexes = [
            models.Index(
                fields=["scope", "scope_id"],
                include=["level_id", "state", "month", "starts", "ends"],
                name="onion_count_read",
            )
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.scope_id} {self.month:%Y-%m}"


class ShiftCount(models.Model):
    """What happened in a month, by level reached.

    `activities` counts each once, in the month of its first held session; the rest follows
    each held session's own date. `timed_sessions` are those whose people-time is known;
    `people_minutes` is the time given by people other than staff.
    """

    scope = models.CharField(max_length=12, choices=Scope)
    scope_id = models.BigIntegerField()
    level_id = models.BigIntegerField()
    month = models.DateField()
    activities = models.IntegerField()
    sessions = models.IntegerField()
    timed_sessions = models.IntegerField()
    people = models.BigIntegerField()
    people_minutes = models.BigIntegerField()

    PRIVACY = _SCOPE_PRIVACY | {
        "activities": "plain",
        "sessions": "plain",
        "timed_sessions": "plain",
        "people": "plain",
        "people_minutes": "plain",
    }

    class Meta:
        indexes = [
            models.Index(
                fields=["scope", "scope_id", "month"],
                name="shift_count_read",
            )
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.scope_id} {self.month:%Y-%m}"
