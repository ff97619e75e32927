"""Training and checks that a role needs, and who has them until when."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from community.models.person import Person
from community.models.roles import CommunityRole
from core.history import keeps_history


@keeps_history()
class Check(models.Model):
    """A training or check, such as safeguarding training: how long it lasts."""

    name = models.CharField("name", max_length=80)
    # Empty: it does not run out.
    lasts_months = models.PositiveSmallIntegerField("lasts months", null=True, blank=True)
    is_in_use = models.BooleanField("in use", default=True)
    version = models.PositiveIntegerField(default=1)

    PRIVACY = {
        "id": "plain",
        "name": "plain",
        "lasts_months": "plain",
        "is_in_use": "plain",
        "version": "plain",
    }

    class Meta:
        verbose_name = "training or check"
        verbose_name_plural = "training and checks"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="check_name_once")]

    def __str__(self) -> str:
        return self.name


@keeps_history()
class RoleNeed(models.Model):
    """A role needs a training or check before it starts."""

    role = models.CharField("role", max_length=15, choices=CommunityRole)
    check_needed = models.ForeignKey(Check, models.CASCADE, related_name="roles")

    PRIVACY = {"id": "plain", "role": "plain", "check_needed": "plain"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["role", "check_needed"], name="role_need_once")
        ]

    def __str__(self) -> str:
        return str(self.get_role_display())


class CheckHeldQuerySet(models.QuerySet):
    """Training and checks of people."""

    def counting_on(self, day: date) -> CheckHeldQuerySet:
        """Those done by a day that have not run out on it."""
        return self.filter(Q(expires_on__isnull=True) | Q(expires_on__gt=day), done_on__lte=day)


@keeps_history(inserts=True)
class CheckHeld(models.Model):
    """A person did a training or passed a check."""

    objects = CheckHeldQuerySet.as_manager()

    person = models.ForeignKey(Person, models.CASCADE, related_name="checks_held")
    check_done = models.ForeignKey(
        Check, models.PROTECT, related_name="+", verbose_name="training or check"
    )
    done_on = models.DateField("done on")
    expires_on = models.DateField("runs out on", null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    PRIVACY = {
        "id": "plain",
        "person": "personal",
        "check_done": "personal",
        "done_on": "personal",
        "expires_on": "personal",
        "recorded_by": "personal",
    }

    class Meta:
        verbose_name = "training or check done"
        ordering = ["-done_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "check_done", "done_on"], name="check_held_once"
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gt=F("done_on")),
                name="check_held_period_in_order",
            ),
        ]
        indexes = [models.Index(fields=["expires_on"], name="check_held_expiry")]

    def __str__(self) -> str:
        return str(self.check_done)

    def counts_on(self, day: date) -> bool:
        """Whether it was done by this day and has not run out on it."""
        return self.done_on <= day and (self.expires_on is None or self.expires_on > day)

    @property
    def has_run_out(self) -> bool:
        """Whether it was valid once and is so no longer."""
        return self.expires_on is not None and self.expires_on <= timezone.localdate()
