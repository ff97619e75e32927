"""The welcome: steps that the team keeps, and which of them each person has been through."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower, Now

from community.models.person import Person
from core.history import keeps_history


@keeps_history()
class InductionStep(models.Model):
    """A step of the welcome, such as talking about what support somebody needs."""

    label = models.CharField("step", max_length=120)
    position = models.PositiveSmallIntegerField("place in the list", default=100)
    is_in_use = models.BooleanField("in use", default=True)
    version = models.PositiveIntegerField(default=1)

    PRIVACY = {
        "id": "plain",
        "label": "plain",
        "position": "plain",
        "is_in_use": "plain",
        "version": "plain",
    }

    class Meta:
        verbose_name = "step of the welcome"
        verbose_name_plural = "steps of the welcome"
        ordering = ["position", "label"]
        constraints = [models.UniqueConstraint(Lower("label"), name="induction_step_once")]

    def __str__(self) -> str:
        return self.label


@keeps_history(inserts=True)
class StepDone(models.Model):
    """A person has been through a step of the welcome."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="steps_done")
    step = models.ForeignKey(InductionStep, models.PROTECT, related_name="+")
    at = models.DateTimeField("ticked", db_default=Now())
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    PRIVACY = {
        "id": "plain",
        "person": "personal",
        "step": "personal",
        "at": "personal",
        "by": "personal",
    }

    class Meta:
        verbose_name = "step done"
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["person", "step"], name="step_done_once")]

    def __str__(self) -> str:
        return str(self.step)
