"""How a person's status moved, and who looked at what they keep to few. Only ever added."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from community.models.person import Person, Status


class StatusMove(models.Model):
    """One move of a person's status: who moved it, when and why. Only ever added."""

    IS_APPEND_ONLY = True

    person = models.ForeignKey(Person, models.CASCADE, related_name="moves")
    start = models.CharField("from", max_length=10, choices=Status, blank=True)
    to = models.CharField("to", max_length=10, choices=Status)
    at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # Empty: a person moved it.
    system = models.CharField(max_length=60, blank=True)
    is_own = models.BooleanField("by the person themselves", default=False)
    # Somebody else did it because the person asked for it.
    is_for_person = models.BooleanField("for the person", db_default=False, default=False)
    why = models.CharField("why", max_length=500, blank=True)

    PRIVACY = {
        "id": "plain",
        "person": "personal",
        "start": "personal",
        "to": "personal",
        "at": "personal",
        "by": "personal",
        "system": "plain",
        "is_own": "personal",
        "is_for_person": "personal",
        "why": "special",
    }

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            # "Not now" is never said without its reason.
            models.CheckConstraint(
                condition=~Q(to=Status.NOT_NOW) | ~Q(why=""), name="move_not_now_has_reason"
            ),
        ]
        indexes = [models.Index(fields=["person", "at"], name="move_person")]

    def __str__(self) -> str:
        return f"{self.get_to_display()} on {self.at:%-d %B %Y}"


class Look(models.Model):
    """Somebody looked at what a person keeps to few. Only ever added; the person sees it."""

    IS_APPEND_ONLY = True

    class What(models.TextChoices):
        RECORD = "record", "Your record"
        NEEDS = "needs", "What you said you need"
        EMERGENCY_CONTACT = "emergency", "Your emergency contact"
        EXPORT = "export", "A copy of everything about you"
        RECEIPT = "receipt", "A receipt you sent us with a claim"

    person = models.ForeignKey(Person, models.CASCADE, related_name="looks")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(db_default=Now())
    what = models.CharField(max_length=10, choices=What)
    reason = models.CharField(max_length=300, blank=True)

    PRIVACY = {
        "id": "plain",
        "person": "personal",
        "by": "personal",
        "at": "personal",
        "what": "plain",
        "reason": "special",
    }

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(what="emergency") | ~Q(reason=""), name="look_emergency_has_reason"
            )
        ]
        indexes = [models.Index(fields=["person", "-at"], name="look_person")]

    def __str__(self) -> str:
        return f"{self.get_what_display()}, {self.at:%-d %B %Y}"
