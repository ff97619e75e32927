"""A meeting of an activity, and how many people of each kind came."""

from __future__ import annotations

from datetime import time

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce, Least

from activities.models.activity import Activity
from activities.models.dates import LastDay, Precision, first_of_period
from activities.models.search import vector_of
from core.history import keeps_history
from core.transitions import moves_by_table
from organisation.models import PlaceKind, Venue


def times_words(starts_at: time | None, ends_at: time | None) -> str:
    """Clock times, as far as there are any."""
    if starts_at is None:
        return ""
    begins = starts_at.isoformat("minutes")
    return f"{begins} to {ends_at.isoformat('minutes')}" if ends_at else begins


@moves_by_table("status")
@keeps_history(exclude=["people"])
class Session(models.Model):
    """One meeting, drop-in or event of an activity, on a date."""

    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        HELD = "held", "Held"
        CANCELLED = "cancelled", "Cancelled"

    TRANSITIONS = {
        Status.PLANNED: {Status.HELD, Status.CANCELLED},
        Status.HELD: {Status.CANCELLED, Status.PLANNED},
        Status.CANCELLED: {Status.PLANNED, Status.HELD},
    }

    class Mode(models.TextChoices):
        IN_PERSON = "in_person", "In person"
        ONLINE = "online", "Online"
        HYBRID = "hybrid", "In person and online"

    class PartOfDay(models.TextChoices):
        MORNING = "morning", "Morning"
        AFTERNOON = "afternoon", "Afternoon"
        EVENING = "evening", "Evening"

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="sessions")
    held_on = models.DateField("date")
    precision = models.CharField(
        "date is exact to the", max_length=5, choices=Precision, default=Precision.DAY
    )
    starts_at = models.TimeField("start", null=True, blank=True)
    ends_at = models.TimeField("end", null=True, blank=True)
    # Real minutes between start and end: on the nights the clocks change these are not the
    # difference of the two clock times, so the service works them out.
    minutes = models.PositiveIntegerField("length in minutes", null=True, blank=True)
    # Empty where nobody knows, and where nobody met: a publication is read, not attended.
    mode = models.CharField("how", max_length=10, choices=Mode, default=Mode.IN_PERSON, blank=True)
    place_kind = models.ForeignKey(
        PlaceKind,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="kind of place",
    )
    venue = models.ForeignKey(
        Venue, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="venue"
    )
    status = models.CharField("status", max_length=10, choices=Status, default=Status.HELD)
    status_reason = models.TextField("reason", blank=True)
    staff_minutes = models.PositiveIntegerField("staff time in minutes", null=True, blank=True)
    co_creator_minutes = models.PositiveIntegerField(
        "co-creator time in minutes", null=True, blank=True
    )
    # What people gave besides the session: preparing, reading, writing.
    prepared_minutes = models.PositiveIntegerField(
        "co-creator preparation in minutes", null=True, blank=True
    )
    # Of how many of those marked other hours than the whole session are known, and these together.
    part_people = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    part_minutes = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    people = models.PositiveIntegerField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1)

    held_to = models.GeneratedField(
        expression=LastDay("held_on", "precision"),
        output_field=models.DateField(),
        db_persist=True,
    )
    part_of_day = models.GeneratedField(
        expression=Case(
            When(starts_at__isnull=True, then=Value(None)),
            When(
                starts_at__lt=Value("12:00", output_field=models.TimeField()), then=Value("morning")
            ),
            When(
                starts_at__lt=Value("17:00", output_field=models.TimeField()),
                then=Value("afternoon"),
            ),
            default=Value("evening"),
        ),
        output_field=models.CharField(max_length=10, null=True),
        db_persist=True,
    )
    is_weekend = models.GeneratedField(
        expression=Case(
            When(precision="day", held_on__iso_week_day__in=[6, 7], then=Value(True)),
            default=Value(False),
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    # Time that people other than staff gave: as recorded, or the hours known of each and for all
    # others the length; and what they prepared besides.
    people_minutes = models.GeneratedField(
        expression=Coalesce(
            Coalesce(
                F("co_creator_minutes"),
                (F("people") - Least(F("part_people"), F("people"))) * F("minutes")
                + F("part_minutes"),
            )
            + Coalesce(F("prepared_minutes"), Value(0)),
            F("prepared_minutes"),
        ),
        output_field=models.BigIntegerField(null=True),
        db_persist=True,
    )

    PRIVACY = {
        "id": "plain",
        "activity": "plain",
        "held_on": "plain",
        "precision": "plain",
        "starts_at": "plain",
        "ends_at": "plain",
        "minutes": "plain",
        "mode": "plain",
        "place_kind": "plain",
        "venue": "plain",
        "status": "plain",
        "status_reason": "plain",
        "staff_minutes": "plain",
        "co_creator_minutes": "plain",
        "prepared_minutes": "plain",
        "part_people": "plain",
        "part_minutes": "plain",
        "people": "plain",
        "version": "plain",
        "held_to": "plain",
        "part_of_day": "plain",
        "is_weekend": "plain",
        "people_minutes": "plain",
    }

    class Meta:
        ordering = ["held_on", "starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__isnull=False) | Q(ends_at__isnull=True),
                name="session_end_needs_start",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="session_times_in_order",
            ),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True) | Q(precision="day"),
                name="session_time_needs_day",
            ),
            models.CheckConstraint(
                condition=first_of_period("held_on", "precision"), name="session_date_precise"
            ),
            models.CheckConstraint(
                condition=~Q(status="cancelled") | ~Q(status_reason=""),
                name="session_cancelled_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["activity", "held_on"], name="session_of_activity"),
            models.Index(fields=["held_on"], name="session_planned", condition=Q(status="planned")),
            # The calendar of staff: what is on a day, as it is read; and what it is narrowed
            # by, so that a day is counted in the index alone.
            models.Index(
                fields=["held_on", "starts_at", "id"],
                include=["mode", "venue", "activity"],
                name="session_on_day",
                condition=Q(precision="day", status__in=["planned", "held"]),
            ),
            GinIndex(
                vector_of("status_reason"),
                name="session_reason_found",
                condition=~Q(status_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity}, {self.when_words}"

    @property
    def named_within(self) -> str:
        """What it is called where its activity is known, such as in that one's history."""
        return self.when_words

    @property
    def where_words(self) -> str:
        """How people met, the kind of place and the venue, as far as they are known."""
        found = (self.get_mode_display(), self.place_kind, self.venue)
        return ", ".join(str(each) for each in found if each)

    @property
    def times_words(self) -> str:
        """The clock times, as far as there are any."""
        return times_words(self.starts_at, self.ends_at)

    @property
    def when_words(self) -> str:
        """The date no more exact than it is known, with the clock times if there are any."""
        pattern = {"year": "%Y", "month": "%B %Y"}.get(self.precision, "%-d %B %Y")
        said = f"{self.held_on:{pattern}}"
        return f"{said}, {self.times_words}" if self.times_words else said


@keeps_history()
class Headcount(models.Model):
    """How many people of one kind came to a session."""

    class Kind(models.TextChoices):
        SERVICE_USER = "service_user", "Service users"
        CARER = "carer", "Carers and family"
        PARTNER = "partner", "Community partners"
        PUBLIC = "public", "Members of the public"
        STAFF = "staff", "Staff"
        UNKNOWN = "unknown", "Other or not known"

    session = models.ForeignKey(Session, models.CASCADE, related_name="headcounts")
    kind = models.CharField("who", max_length=15, choices=Kind)
    number = models.PositiveIntegerField("how many")
    is_estimate = models.BooleanField("about", default=False)

    PRIVACY = {
        "id": "plain",
        "session": "plain",
        "kind": "plain",
        "number": "plain",
        "is_estimate": "plain",
    }

    class Meta:
        ordering = ["session_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["session", "kind"], name="headcount_once"),
            models.CheckConstraint(condition=Q(number__lte=100_000), name="headcount_believable"),
        ]

    def __str__(self) -> str:
        about = "about " if self.is_estimate else ""
        who = "people" if self.kind == self.Kind.UNKNOWN else self.get_kind_display().lower()
        return f"{about}{self.number} {who}"
