"""Who was asked to come to a session, so that nobody is asked twice and who is asked can see it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from activities.models.opportunity import Opportunity
from community.models import Person


class Invitation(models.Model):
    """A person was asked to come to a session."""

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="invitations")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    at = models.DateTimeField(db_default=Now())
    # Nobody: the account is gone.
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # By which way it went.
    way = models.CharField(max_length=10, blank=True)
    # Who says so, by themselves or through staff, stands in the act.
    declined_at = models.DateTimeField("said no, thank you", null=True, blank=True)

    PRIVACY = {
        "id": "plain",
        "opportunity": "personal",
        "person": "personal",
        "at": "personal",
        "asked_by": "personal",
        "way": "personal",
        "declined_at": "personal",
    }

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "person"], name="invitation_once"),
        ]
        indexes = [models.Index(fields=["person", "opportunity"], name="invitation_person")]

    def __str__(self) -> str:
        return f"{self.opportunity_id}: {self.person_id}"
