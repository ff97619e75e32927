"""The trust's parts, people's posts in them, places, and the word lists the team keeps."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from core.history import keeps_history
from core.models import ImportBatch


class PeriodQuerySet(models.QuerySet):
    """Rows that are in force from a day until, but not including, another day."""

    def in_force(self, on: date):
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=on),
            Q(valid_to__isnull=True) | Q(valid_to__gt=on),
        )


class InForce(models.Model):
    """A part of the trust with the time it existed and what came after it."""

    valid_from = models.DateField("from", null=True, blank=True)
    valid_to = models.DateField("until", null=True, blank=True)
    # The import that it came in with.
    batch = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="import"
    )

    objects = PeriodQuerySet.as_manager()

    class Meta:
        abstract = True


_PERIOD_PRIVACY = {"id": "plain", "valid_from": "plain", "valid_to": "plain", "batch": "plain"}


def _period_in_order(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(valid_from__isnull=True)
        | Q(valid_to__isnull=True)
        | Q(valid_to__gt=F("valid_from")),
        name=name,
    )


@keeps_history()
class Directorate(InForce):
    """A directorate (older records say "care group"). A reorganisation closes it and names
    its successor; what was logged under it stays under it."""

    name = models.CharField("name", max_length=120)
    short_name = models.CharField("short name", max_length=40, blank=True)
    old_name = models.CharField("older name", max_length=120, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors"
    )
    version = models.PositiveIntegerField(default=1)

    PRIVACY = _PERIOD_PRIVACY | {
        "name": "plain",
        "short_name": "plain",
        "old_name": "plain",
        "successor": "plain",
        "version": "plain",
    }

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"), condition=Q(valid_to__isnull=True), name="directorate_name_once"
            ),
            _period_in_order("directorate_period"),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | Q(valid_to__isnull=False),
                name="directorate_successor_after_end",
            ),
        ]

    def __str__(self) -> str:
        return self.name


@keeps_history()
class Service(InForce):
    """A service or team of a directorate, with the cost centre its claims are charged to."""

    directorate = models.ForeignKey(Directorate, models.PROTECT, related_name="services")
    name = models.CharField("name", max_length=120)
    cost_centre = models.CharField("cost centre", max_length=20, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors"
    )
    version = models.PositiveIntegerField(default=1)

    PRIVACY = _PERIOD_PRIVACY | {
        "directorate": "plain",
        "name": "plain",
        "cost_centre": "plain",
        "successor": "plain",
        "version": "plain",
    }

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                "directorate",
                Lower("name"),
                condition=Q(valid_to__isnull=True),
                name="service_name_once",
            ),
            _period_in_order("service_period"),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | Q(valid_to__isnull=False),
                name="service_successor_after_end",
            ),
            models.CheckConstraint(
                condition=Q(cost_centre="") | Q(cost_centre__regex=r"^[A-Z0-9-]{2,20}$"),
                name="service_cost_centre_shape",
            ),
        ]

    def __str__(self) -> str:
        return self.name


@keeps_history(inserts=True)
class Post(InForce):
    """A person's job in a service or a directorate, from–to: it gives their role its scope."""

    class Duty(models.TextChoices):
        LEAD = "lead", "Lead"
        MEMBER = "member", "Member of the team"
        APPROVER = "approver", "Approves claims"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="posts")
    duty = models.CharField("role", max_length=10, choices=Duty, default=Duty.MEMBER)
    service = models.ForeignKey(
        Service, models.PROTECT, null=True, blank=True, related_name="posts"
    )
    directorate = models.ForeignKey(
        Directorate, models.PROTECT, null=True, blank=True, related_name="posts"
    )

    PRIVACY = _PERIOD_PRIVACY | {
        "person": "personal",
        "duty": "personal",
        "service": "personal",
        "directorate": "personal",
    }

    class Meta:
        ordering = ["person_id", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(service__isnull=False, directorate__isnull=True)
                | Q(service__isnull=True, directorate__isnull=False),
                name="post_in_one_place",
            ),
            _period_in_order("post_period"),
        ]
        indexes = [models.Index(fields=["person", "valid_to"], name="post_person")]

    def __str__(self) -> str:
        return f"{self.get_duty_display()}, {self.service or self.directorate}"


@keeps_history()
class Area(models.Model):
    """A district or town that places and people belong to."""

    name = models.CharField("name", max_length=80)
    code = models.CharField("ONS code", max_length=9, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1)

    PRIVACY = {"id": "plain", "name": "plain", "code": "plain", "version": "plain"}

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="area_name_once")]

    def __str__(self) -> str:
        return self.name


@keeps_history()
class Venue(models.Model):
    """A place where sessions are held."""

    name = models.CharField("name", max_length=120)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="venues")
    postcode = models.CharField("postcode", max_length=8, blank=True)
    is_step_free = models.BooleanField("step-free", null=True, blank=True)
    has_hearing_loop = models.BooleanField("hearing loop", null=True, blank=True)
    has_toilet = models.BooleanField("accessible toilet", null=True, blank=True)
    parking = models.CharField("parking", max_length=300, blank=True, db_default="")
    buses = models.CharField("bus and train", max_length=300, blank=True, db_default="")
    getting_there = models.TextField("getting there", blank=True)
    is_in_use = models.BooleanField("in use", default=True)
    version = models.PositiveIntegerField(default=1)

    PRIVACY = {
        "id": "plain",
        "name": "plain",
        "area": "plain",
        "postcode": "plain",
        "is_step_free": "plain",
        "has_hearing_loop": "plain",
        "has_toilet": "plain",
        "parking": "plain",
        "buses": "plain",
        "getting_there": "plain",
        "is_in_use": "plain",
        "version": "plain",
    }

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="venue_name_once")]

    def __str__(self) -> str:
        return self.name


class Word(models.Model):
    """One entry of a word list. Words in use are put away, never deleted."""

    label = models.CharField("word", max_length=80)
    hint = models.CharField("what it means", max_length=200, blank=True)
    position = models.PositiveSmallIntegerField("place in the list", default=100)
    is_in_use = models.BooleanField("in use", default=True)
    version = models.PositiveIntegerField(default=1)

    objects = models.Manager()

    PRIVACY = {
        "id": "plain",
        "label": "plain",
        "hint": "plain",
        "position": "plain",
        "is_in_use": "plain",
        "version": "plain",
    }

    class Meta:
        abstract = True
        ordering = ["position", "label"]
        constraints = [models.UniqueConstraint(Lower("label"), name="%(class)s_label_once")]

    def __str__(self) -> str:
        return self.label


@keeps_history()
class Theme(Word):
    """What an activity is about, such as crisis care or waiting times."""


@keeps_history()
class Group(Word):
    """People an activity meant to reach or reached, such as young carers."""


@keeps_history()
class Interest(Word):
    """What people are interested in or know about, such as crisis care or interview panels."""


@keeps_history()
class Experience(Word):
    """What people have done before, such as interview panels or speaking to a group."""


@keeps_history()
class ActivityKind(Word):
    """What sort of activity it is, such as a workshop or an interview panel."""

    is_publication = models.BooleanField("is read, not attended", default=False)

    PRIVACY = Word.PRIVACY | {"is_publication": "plain"}


@keeps_history()
class PlaceKind(Word):
    """What sort of place a session is held in, such as a hospital or a community hall."""


WORD_LISTS: dict[str, type[Word]] = {
    "themes": Theme,
    "groups": Group,
    "interests": Interest,
    "experiences": Experience,
    "activity-kinds": ActivityKind,
    "place-kinds": PlaceKind,
}
