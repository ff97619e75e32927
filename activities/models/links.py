"""What an activity belongs to: services, groups, themes, partners. Each change is kept."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from activities.models.activity import Activity
from community.models import Partner
from core.history import keeps_history
from organisation.models import Directorate, Group, Service, Theme


@keeps_history(inserts=True)
class ActivityService(models.Model):
    """A service that an activity belongs to, with its directorate on that day.

    The directorate is stored so that a later reorganisation does not rewrite the past.
    """

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="service_links")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    directorate = models.ForeignKey(Directorate, models.PROTECT, related_name="+")
    is_lead = models.BooleanField("lead service", default=False)

    PRIVACY = {
        "id": "plain",
        "activity": "plain",
        "service": "plain",
        "directorate": "plain",
        "is_lead": "plain",
    }

    class Meta:
        verbose_name = "service"
        constraints = [
            models.UniqueConstraint(fields=["activity", "service"], name="activity_service_once"),
            models.UniqueConstraint(
                fields=["activity"], condition=Q(is_lead=True), name="activity_one_lead_service"
            ),
        ]

    def __str__(self) -> str:
        return str(self.service)


@keeps_history(inserts=True)
class ActivityTheme(models.Model):
    """A theme of an activity."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="theme_links")
    theme = models.ForeignKey(Theme, models.CASCADE, related_name="+")

    PRIVACY = {"id": "plain", "activity": "plain", "theme": "plain"}

    class Meta:
        verbose_name = "theme"
        db_table = "activities_activity_themes"
        constraints = [
            models.UniqueConstraint(fields=["activity", "theme"], name="activity_theme_once")
        ]

    def __str__(self) -> str:
        return str(self.theme)


@keeps_history(inserts=True)
class ActivityPartner(models.Model):
    """A partner organisation of an activity."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="partner_links")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="+")

    PRIVACY = {"id": "plain", "activity": "plain", "partner": "plain"}

    class Meta:
        verbose_name = "partner"
        db_table = "activities_activity_partners"
        constraints = [
            models.UniqueConstraint(fields=["activity", "partner"], name="activity_partner_once")
        ]

    def __str__(self) -> str:
        return str(self.partner)


@keeps_history(inserts=True)
class ActivityGroup(models.Model):
    """A group of people that an activity meant to reach, or reached."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="group_links")
    group = models.ForeignKey(Group, models.PROTECT, related_name="+")
    is_meant = models.BooleanField("meant to reach", default=False)
    is_reached = models.BooleanField("reached", default=False)

    PRIVACY = {
        "id": "plain",
        "activity": "plain",
        "group": "plain",
        "is_meant": "plain",
        "is_reached": "plain",
    }

    class Meta:
        verbose_name = "group"
        constraints = [
            models.UniqueConstraint(fields=["activity", "group"], name="activity_group_once"),
            models.CheckConstraint(
                condition=Q(is_meant=True) | Q(is_reached=True), name="activity_group_says_which"
            ),
        ]

    def __str__(self) -> str:
        return str(self.group)
