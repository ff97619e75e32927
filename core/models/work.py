"""Work too long for a page: what is to be done, how far it is and how it ended."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from core.ids import new_id
from core.transitions import moves_by_table


@moves_by_table("state")
class Work(models.Model):
    """One piece of background work that somebody asked for (see `core.work`)."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting to start"
        RUNNING = "running", "Being done"
        DONE = "done", "Done"
        FAILED = "failed", "Could not be done"
        STOPPED = "stopped", "Stopped"

    TRANSITIONS = {
        State.WAITING: {State.RUNNING, State.STOPPED},
        # Back to waiting when the worker died or something broke that may pass.
        State.RUNNING: {State.WAITING, State.DONE, State.FAILED, State.STOPPED},
        State.DONE: set(),
        State.FAILED: set(),
        State.STOPPED: set(),
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=60)
    # What it is about, as its kind knows it: the id of a batch, an export, a bulk change.
    subject = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    # Also the fence: a worker's result counts only with the number it began with.
    attempts = models.PositiveSmallIntegerField(default=0)
    step = models.CharField(max_length=120, blank=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True, blank=True)
    # Who wanted it stopped, which need not be who asked for it.
    stop_asked_at = models.DateTimeField(null=True, blank=True)
    stop_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    said = models.CharField(max_length=500, blank=True)

    PRIVACY = {
        "id": "plain",
        "kind": "plain",
        "subject": "plain",
        "title": "plain",
        "by": "personal",
        "asked_at": "plain",
        "state": "plain",
        "attempts": "plain",
        "step": "plain",
        "done": "plain",
        "total": "plain",
        "stop_asked_at": "plain",
        "stop_asked_by": "personal",
        "ended_at": "plain",
        "said": "plain",
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running"], ended_at__isnull=True)
                | (~Q(state__in=["waiting", "running"]) & Q(ended_at__isnull=False)),
                name="work_ended_has_time",
            ),
            models.CheckConstraint(
                condition=Q(total__isnull=True) | Q(done__lte=F("total")),
                name="work_done_within_total",
            ),
            models.CheckConstraint(
                condition=Q(stop_asked_at__isnull=True, stop_asked_by__isnull=True)
                | Q(stop_asked_at__isnull=False, stop_asked_by__isnull=False),
                name="work_stopped_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(said=""), name="work_failed_says_why"
            ),
            # The same thing is not done twice at once, however often it is asked for.
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=Q(state__in=["waiting", "running"]),
                name="work_once_at_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["asked_at"],
                name="work_open",
                condition=Q(state__in=["waiting", "running"]),
            ),
            models.Index(fields=["kind", "subject", "-asked_at"], name="work_of_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.get_state_display()})"

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done or being done."""
        return self.state in (self.State.WAITING, self.State.RUNNING)
