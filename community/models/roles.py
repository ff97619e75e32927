"""Roles that people hold, which must not be blurred, and what each of them means."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from community.models.person import Person
from core.history import keeps_history


class CommunityRole(models.TextChoices):
    EXPERT_BY_EXPERIENCE = "expert", "Expert by experience"
    PEER_SUPPORT_WORKER = "peer_support", "Peer support worker"
    VOLUNTEER = "volunteer", "Volunteer"
    CHAMPION = "champion", "Community co-creation champion"
    CO_FACILITATOR = "co_facilitator", "Co-facilitator"
    AMBASSADOR = "ambassador", "Ambassador"
    MENTOR = "mentor", "Mentor"


class RoleText(models.Model):
    """What a role is, and what is agreed with who takes it on. A new wording is a new row."""

    role = models.CharField(max_length=15, choices=CommunityRole)
    version = models.PositiveIntegerField()
    description = models.TextField("what the role is")
    # What sets it apart, so that nobody takes one role for another.
    differs = models.TextField("how it differs from the other roles")
    agreement = models.TextField("what is agreed")
    valid_from = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    PRIVACY = {
        "id": "plain",
        "role": "plain",
        "version": "plain",
        "description": "plain",
        "differs": "plain",
        "agreement": "plain",
        "valid_from": "plain",
        "by": "personal",
    }

    class Meta:
        ordering = ["role", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["role", "version"], name="role_text_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, version {self.version}"


class RoleHeldQuerySet(models.QuerySet):
    """Roles of people."""

    def held_on(self, day: date) -> RoleHeldQuerySet:
        """Those that are held on a day: begun, and not ended before it."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)


@keeps_history(inserts=True)
class RoleHeld(models.Model):
    """A role that a person holds or held, from when to when, and what was agreed."""

    objects = RoleHeldQuerySet.as_manager()

    person = models.ForeignKey(Person, models.CASCADE, related_name="roles_held")
    role = models.CharField("role", max_length=15, choices=CommunityRole)
    starts_on = models.DateField("since")
    ends_on = models.DateField("until", null=True, blank=True)
    # Which wording was agreed, and when; both empty as long as nothing is.
    text = models.ForeignKey(
        RoleText,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="agreement",
    )
    agreed_on = models.DateField("agreed on", null=True, blank=True)
    renew_on = models.DateField("to be renewed by", null=True, blank=True)
    # When the person was reminded of it; empty again once it is renewed.
    reminded_at = models.DateTimeField("reminded on", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    PRIVACY = {
        "id": "plain",
        "person": "personal",
        "role": "special",
        "starts_on": "personal",
        "ends_on": "personal",
        "text": "personal",
        "agreed_on": "personal",
        "renew_on": "personal",
        "reminded_at": "personal",
        "version": "plain",
    }

    class Meta:
        verbose_name = "role"
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role"],
                condition=Q(ends_on__isnull=True),
                name="role_held_open_once",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="role_held_period_in_order",
            ),
            models.CheckConstraint(
                condition=Q(text__isnull=True, agreed_on__isnull=True)
                | Q(text__isnull=False, agreed_on__isnull=False),
                name="role_held_agreed_with_date",
            ),
        ]
        indexes = [
            models.Index(fields=["role", "person"], name="role_held_role"),
            models.Index(
                fields=["renew_on"], condition=Q(ends_on__isnull=True), name="role_held_renewal"
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_role_display())

    def is_held_on(self, day: date) -> bool:
        """The same of one row: begun, and not ended before this day."""
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)
