"""The way in which a person whom staff entered gets to their own record by e-mail."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now

from community.models.person import Person
from core.ids import new_id


class TakeOver(models.Model):
    """One mailed link. It opens the record only with the code from the letter; a few tries, once.

    Who asked for it themselves gave the code before (`is_code_given`).
    """

    KEPT = "Until it is used or 30 days old."

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    email = models.EmailField("email address", max_length=254)
    link = models.CharField(max_length=64, unique=True)
    is_code_given = models.BooleanField(default=False)
    tries = models.PositiveSmallIntegerField("wrong codes", default=0)
    asked_at = models.DateTimeField(db_default=Now())
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    PRIVACY = {
        "id": "plain",
        "person": "personal",
        "email": "personal",
        "link": "secret",
        "is_code_given": "plain",
        "tries": "plain",
        "asked_at": "personal",
        "offered_by": "personal",
        "expires_at": "plain",
        "used_at": "personal",
    }

    class Meta:
        verbose_name = "take-over"
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="take_over_email_lower"),
            models.CheckConstraint(condition=~Q(email=""), name="take_over_email_there"),
        ]
        indexes = [models.Index(fields=["person", "-asked_at"], name="take_over_person")]

    def __str__(self) -> str:
        return f"Take-over {self.pk}"


class WrongCode(models.Model):
    """A wrong code typed for a record on the public page, so that guessing ends."""

    KEPT = "30 days."

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    at = models.DateTimeField(db_default=Now())

    PRIVACY = {"id": "plain", "person": "personal", "at": "personal"}

    class Meta:
        indexes = [models.Index(fields=["person", "-at"], name="wrong_code_person")]

    def __str__(self) -> str:
        return f"Wrong code {self.pk}"
