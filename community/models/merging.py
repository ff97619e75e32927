"""Two records of one person made one, and pairs that look alike but are two people."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from community.models.person import Person


class TwoPeople(models.Model):
    """Somebody looked at two records that are alike and said: these are two people."""

    # The lower number first, so that a pair is one row.
    first = models.ForeignKey(Person, models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, models.CASCADE, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(db_default=Now())

    PRIVACY = {
        "id": "plain",
        "first": "personal",
        "second": "personal",
        "by": "personal",
        "at": "personal",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="two_people_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="two_people_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}"


class LikelyPair(models.Model):
    """Two records that may be of one person, worked out by a timed job for the review list.

    A guess of the portal about two people: neither of them gets it in a copy of their data.
    """

    class Sign(models.IntegerChoices):
        EMAIL = 1, "the same email address"
        PHONE = 2, "the same telephone number"
        NAME = 3, "names that look alike"

    IS_GIVEN_BY_HAND = True

    first = models.ForeignKey(Person, models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, models.CASCADE, related_name="+")
    # The strongest sign there is, and how alike the names look (0 to 1).
    sign = models.SmallIntegerField(choices=Sign)
    likeness = models.FloatField()

    PRIVACY = {
        "id": "plain",
        "first": "personal",
        "second": "personal",
        "sign": "plain",
        "likeness": "plain",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="likely_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="likely_pair_in_order"),
        ]
        indexes = [
            models.Index(F("sign"), F("likeness").desc(), F("id").desc(), name="likely_pair_order")
        ]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}"


class Compared(models.Model):
    """Up to which version a record was compared with all others."""

    IS_GIVEN_BY_HAND = True

    person = models.OneToOneField(
        Person, models.CASCADE, primary_key=True, related_name="+", verbose_name="person"
    )
    version = models.PositiveIntegerField()

    PRIVACY = {"person": "personal", "version": "plain"}

    def __str__(self) -> str:
        return f"{self.person_id}, version {self.version}"


class Merge(models.Model):
    """One record was made an alias of another. `moved` is all it takes to undo it."""

    kept = models.ForeignKey(Person, models.CASCADE, related_name="merges")
    gone = models.ForeignKey(Person, models.CASCADE, related_name="+")
    at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # Both records as they were, which rows moved, and what each higher app said it moved.
    moved = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    PRIVACY = {
        "id": "plain",
        "kept": "personal",
        "gone": "personal",
        "at": "personal",
        "by": "personal",
        "moved": "special",
        "undone_at": "personal",
        "undone_by": "personal",
    }

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(kept=F("gone")), name="merge_of_two"),
            # A record is gone once at a time.
            models.UniqueConstraint(
                fields=["gone"], condition=Q(undone_at__isnull=True), name="merge_gone_once"
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="merge_undone_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gone_id} into {self.kept_id}"
