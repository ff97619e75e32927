"""What members want to be told of when it opens, and of what they were told."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from activities.models.opportunity import Opportunity
from activities.models.session import Session
from community.models import Person
from organisation.models import Area, Interest


class SavedInterest(models.Model):
    """One thing that a member wants to hear of: each filter narrows, none means everything."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    interest = models.ForeignKey(
        Interest, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="interest"
    )
    words = models.CharField("words", max_length=100, blank=True)
    district = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="district"
    )
    how = models.CharField(
        "how people meet", max_length=20, choices=Session.Mode.choices, blank=True
    )
    at = models.DateTimeField("saved", db_default=Now())

    PRIVACY = {
        "id": "plain",
        "person": "personal",
        "interest": "personal",
        "words": "personal",
        "district": "personal",
        "how": "personal",
        "at": "personal",
    }

    class Meta:
        verbose_name = "saved interest"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "interest", "words", "district", "how"],
                name="saved_interest_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.words}"


class ToldOfNew(models.Model):
    """That a member knows of a session: we told them of it, or it was there when they saved."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="+")
    at = models.DateTimeField("since", db_default=Now())
    # By which way it went; empty: it stood on the page when they saved what they look for.
    way = models.CharField("way", max_length=10, blank=True)

    PRIVACY = {
        "id": "plain",
        "person": "personal",
        "opportunity": "personal",
        "at": "personal",
        "way": "personal",
    }

    class Meta:
        verbose_name = "told of something new"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "opportunity"], name="told_of_new_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.opportunity_id}"
