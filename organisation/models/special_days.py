"""Days and weeks of faiths, cultures and awareness that people plan around."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from core.history import keeps_history
from organisation.special_days import Rule, When, in_words


@keeps_history()
class SpecialDay(models.Model):
    """A day or a time of the year that comes again: when, and who says so."""

    class Kind(models.TextChoices):
        FAITH = "faith", "Faith"
        CULTURE = "culture", "Culture and community"
        AWARENESS = "awareness", "Awareness"
        HOLIDAY = "holiday", "Bank holiday"

    name = models.CharField("name", max_length=80)
    kind = models.CharField("kind", max_length=10, choices=Kind)
    about = models.CharField("good to know", max_length=200, blank=True)
    source = models.CharField("who says when it is", max_length=200)
    when = models.CharField("when it is", max_length=10, choices=When.choices)
    month = models.PositiveSmallIntegerField("month", null=True, blank=True)
    day = models.PositiveSmallIntegerField("day of the month", null=True, blank=True)
    nth = models.PositiveSmallIntegerField("which one of the month", null=True, blank=True)
    weekday = models.PositiveSmallIntegerField("day of the week", null=True, blank=True)
    offset = models.SmallIntegerField("days after Easter Sunday", null=True, blank=True)
    length = models.PositiveSmallIntegerField("how many days", default=1, db_default=1)
    is_unsure = models.BooleanField("may be a day earlier or later", default=False)
    is_in_use = models.BooleanField("in use", default=True)
    version = models.PositiveIntegerField(default=1)

    PRIVACY = {
        "id": "plain",
        "name": "plain",
        "kind": "plain",
        "about": "plain",
        "source": "plain",
        "when": "plain",
        "month": "plain",
        "day": "plain",
        "nth": "plain",
        "weekday": "plain",
        "offset": "plain",
        "length": "plain",
        "is_unsure": "plain",
        "is_in_use": "plain",
        "version": "plain",
    }

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="special_day_name_once"),
            models.CheckConstraint(condition=~Q(source=""), name="special_day_source"),
            models.CheckConstraint(
                condition=Q(length__gte=1, length__lte=60), name="special_day_length"
            ),
            models.CheckConstraint(
                condition=Q(month__isnull=True) | Q(month__gte=1, month__lte=12),
                name="special_day_month",
            ),
            models.CheckConstraint(
                condition=Q(day__isnull=True) | Q(day__gte=1, day__lte=31), name="special_day_day"
            ),
            models.CheckConstraint(
                condition=~Q(when__in=["date", "week"]) | Q(month__isnull=False, day__isnull=False),
                name="special_day_date_said",
            ),
            models.CheckConstraint(
                condition=~Q(when="weekday")
                | Q(
                    month__isnull=False,
                    nth__gte=1,
                    nth__lte=5,
                    weekday__gte=0,
                    weekday__lte=6,
                    nth__isnull=False,
                    weekday__isnull=False,
                ),
                name="special_day_weekday_said",
            ),
            models.CheckConstraint(
                condition=~Q(when="month") | Q(month__isnull=False), name="special_day_month_said"
            ),
            models.CheckConstraint(
                condition=~Q(when__in=["easter", "orthodox"]) | Q(offset__isnull=False),
                name="special_day_offset_said",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def when_said(self) -> str:
        """When it is, in words."""
        return in_words(self.rule)

    @property
    def rule(self) -> Rule:
        """When it is, as it is worked out."""
        return Rule(
            When(self.when),
            month=self.month,
            day=self.day,
            nth=self.nth,
            weekday=self.weekday,
            offset=self.offset,
            length=self.length,
        )


@keeps_history()
class SpecialDate(models.Model):
    """When a special day is in one year: announced, seen by the moon, or put right."""

    special_day = models.ForeignKey(SpecialDay, models.PROTECT, related_name="dates")
    first_on = models.DateField("first day")
    last_on = models.DateField("last day")
    source = models.CharField("who says so", max_length=200)

    PRIVACY = {
        "id": "plain",
        "special_day": "plain",
        "first_on": "plain",
        "last_on": "plain",
        "source": "plain",
    }

    class Meta:
        ordering = ["first_on"]
        constraints = [
            models.UniqueConstraint(fields=["special_day", "first_on"], name="special_date_once"),
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="special_date_in_order"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="special_date_source"),
        ]

    def __str__(self) -> str:
        return f"{self.special_day}, {self.first_on:%-d %B %Y}"
