"""Who must not decide whose claims, and who stands in for whom."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Now

from community.models import Person
from core.history import keeps_history


@keeps_history(inserts=True)
class DeclaredInterest(models.Model):
    """An approver said that they know somebody too well to decide their claims."""

    # It says something of two people, and the approver said it in confidence.
    IS_GIVEN_BY_HAND = True

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="declared_interests"
    )
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    why = models.CharField("how they know each other", max_length=300)
    declared_at = models.DateTimeField("declared", db_default=Now())
    ended_at = models.DateTimeField("ended", null=True, blank=True)
    why_ended = models.CharField("why it ended", max_length=300, blank=True)

    PRIVACY = {
        "id": "plain",
        "account": "personal",
        "person": "personal",
        "why": "personal",
        "declared_at": "personal",
        "ended_at": "personal",
        "why_ended": "personal",
    }

    class Meta:
        ordering = ["-declared_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "person"],
                condition=Q(ended_at__isnull=True),
                name="interest_once",
            ),
            models.CheckConstraint(condition=~Q(why=""), name="interest_has_reason"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, why_ended="")
                | (Q(ended_at__isnull=False) & ~Q(why_ended="")),
                name="interest_ended_with_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["person"], name="interest_open", condition=Q(ended_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.person_id}"


@keeps_history(inserts=True)
class Delegation(models.Model):
    """Somebody is away from a first to a last day, and somebody else decides in their place.

    Ended early, it counts no more from that moment.
    """

    absent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="absences", verbose_name="away"
    )
    stand_in = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="stands_in",
        verbose_name="stands in",
    )
    first_on = models.DateField("first day")
    last_on = models.DateField("last day")
    made_at = models.DateTimeField("entered", db_default=Now())
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField("ended early", null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    PRIVACY = {
        "id": "plain",
        "absent": "personal",
        "stand_in": "personal",
        "first_on": "personal",
        "last_on": "personal",
        "made_at": "personal",
        "made_by": "personal",
        "ended_at": "personal",
        "ended_by": "personal",
    }

    class Meta:
        ordering = ["-first_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="delegation_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(absent=F("stand_in")), name="delegation_to_another"
            ),
            models.CheckConstraint(
                condition=Q(made_at__isnull=False) | Q(made_by__isnull=True),
                name="delegation_made_by_when",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False) | Q(ended_by__isnull=True),
                name="delegation_ended_by_when",
            ),
            # One stand-in at a time. The account as a range needs no extension of the database.
            ExclusionConstraint(
                name="delegation_one_at_a_time",
                expressions=[
                    (
                        Func(
                            F("absent"),
                            F("absent"),
                            Value("[]"),
                            function="INT8RANGE",
                            output_field=BigIntegerRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(
                            F("first_on"),
                            F("last_on"),
                            Value("[]"),
                            function="DATERANGE",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(ended_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["stand_in", "last_on"], name="delegation_stand_in"),
        ]

    def __str__(self) -> str:
        return f"{self.absent_id}: {self.first_on:%Y-%m-%d} to {self.last_on:%Y-%m-%d}"
