"""Service improvement work that activities feed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from core.history import keeps_history
from core.transitions import moves_by_table
from organisation.models import Service


@moves_by_table("status")
@keeps_history()
class Project(models.Model):
    """Service improvement work that activities feed."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        RUNNING = "running", "Running"
        FINISHED = "finished", "Finished"
        STOPPED = "stopped", "Stopped"

    TRANSITIONS = {
        Status.PROPOSED: {Status.RUNNING, Status.STOPPED},
        Status.RUNNING: {Status.FINISHED, Status.STOPPED},
        Status.FINISHED: {Status.RUNNING},
        Status.STOPPED: {Status.RUNNING},
    }

    name = models.CharField("name", max_length=150)
    aim = models.TextField("aim", blank=True)
    status = models.CharField("status", max_length=10, choices=Status, default=Status.PROPOSED)
    status_reason = models.TextField("reason", blank=True)
    service = models.ForeignKey(
        Service, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="service"
    )
    starts_on = models.DateField("starts", null=True, blank=True)
    ends_on = models.DateField("ends", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    PRIVACY = {
        "id": "plain",
        "name": "plain",
        "aim": "plain",
        "status": "plain",
        "status_reason": "plain",
        "service": "plain",
        "starts_on": "plain",
        "ends_on": "plain",
        "version": "plain",
    }

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="project_name_once"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="project_dates_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(status="stopped") | ~Q(status_reason=""),
                name="project_stopped_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name
