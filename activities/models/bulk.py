"""A change of many activities at once: what was asked, what became of each, and how to take it back."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from activities.models.activity import Activity
from core.transitions import moves_by_table


@moves_by_table("state")
class BulkChange(models.Model):
    """One change of many activities, from its preview to its report and its undoing."""

    class State(models.TextChoices):
        PREPARED = "prepared", "Not carried out yet"
        DONE = "done", "Carried out"
        UNDONE = "undone", "Taken back"

    TRANSITIONS = {
        State.PREPARED: {State.DONE},
        State.DONE: {State.UNDONE},
        State.UNDONE: set(),
    }

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField("prepared", db_default=Now())
    state = models.CharField("state", max_length=10, choices=State, default=State.PREPARED)
    reason = models.TextField("reason", blank=True)
    # What is to change, as `activities.rules.bulk.Changes` writes it down: ids, no text.
    changes = models.JSONField("changes")
    # Activities that the preview has not looked at yet: more than a page can wait for.
    unseen_ids = ArrayField(models.BigIntegerField(), default=list)
    done_at = models.DateTimeField("carried out", null=True, blank=True)
    undone_at = models.DateTimeField("taken back", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Activities changed since by somebody else that are to be taken back all the same.
    undo_with = ArrayField(models.BigIntegerField(), default=list)

    PRIVACY = {
        "id": "plain",
        "by": "personal",
        "prepared_at": "plain",
        "state": "plain",
        "reason": "plain",
        "changes": "plain",
        "unseen_ids": "plain",
        "done_at": "plain",
        "undone_at": "plain",
        "undone_by": "personal",
        "undo_with": "plain",
    }

    class Meta:
        verbose_name = "change of many"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="prepared", done_at__isnull=True)
                | (~Q(state="prepared") & Q(done_at__isnull=False)),
                name="bulk_change_done_has_time",
            ),
            models.CheckConstraint(
                condition=Q(state="undone", undone_at__isnull=False, undone_by__isnull=False)
                | (~Q(state="undone") & Q(undone_at__isnull=True, undone_by__isnull=True)),
                name="bulk_change_undone_by_whom",
            ),
        ]
        indexes = [models.Index(fields=["by", "-id"], name="bulk_change_by")]

    def __str__(self) -> str:
        return f"Change of many {self.pk}"


class BulkRow(models.Model):
    """What becomes of one activity in a change of many."""

    class Outcome(models.TextChoices):
        WILL = "will", "Will change"
        CHANGED = "changed", "Changed"
        SAME = "same", "Was so already"
        REFUSED = "refused", "Not changed"
        MOVED_ON = "moved_on", "Changed by somebody else meanwhile"

    class Undo(models.TextChoices):
        TAKEN_BACK = "taken_back", "Taken back"
        KEPT = "kept", "Kept as it is"

    change = models.ForeignKey(BulkChange, models.CASCADE, related_name="rows")
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="+")
    outcome = models.CharField("result", max_length=10, choices=Outcome)
    reason = models.CharField("why not", max_length=300, blank=True)
    version_seen = models.PositiveIntegerField()
    version_after = models.PositiveIntegerField(null=True, blank=True)
    # The parts a change of many may touch, before and after it: `activities.rules.bulk.Parts`.
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)
    undo = models.CharField("undone", max_length=10, choices=Undo, blank=True)
    undo_reason = models.CharField("why kept", max_length=300, blank=True)

    PRIVACY = {
        "id": "plain",
        "change": "plain",
        "activity": "plain",
        "outcome": "plain",
        "reason": "plain",
        "version_seen": "plain",
        "version_after": "plain",
        "before": "plain",
        "after": "plain",
        "undo": "plain",
        "undo_reason": "plain",
    }

    class Meta:
        verbose_name = "row of a change of many"
        constraints = [
            models.UniqueConstraint(fields=["change", "activity"], name="bulk_row_once"),
            models.CheckConstraint(
                condition=~Q(outcome="changed")
                | Q(version_after__isnull=False, before__isnull=False, after__isnull=False),
                name="bulk_row_changed_can_be_undone",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="refused") | ~Q(reason=""), name="bulk_row_refused_says_why"
            ),
            models.CheckConstraint(
                condition=Q(undo="") | Q(outcome="changed"), name="bulk_row_undone_was_changed"
            ),
        ]
        indexes = [models.Index(fields=["change", "outcome", "id"], name="bulk_row_outcome")]

    def __str__(self) -> str:
        return f"{self.activity_id}: {self.get_outcome_display()}"
