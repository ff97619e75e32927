"""An engagement activity, its sessions and who came, and the projects it feeds."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.functions import Coalesce, Greatest, Least, Lower, Now

from activities.models.level import Level
from community.models import Partner
from core.history import keeps_history
from core.transitions import moves_by_table
from organisation.models import ActivityKind, Directorate, Group, PlaceKind, Service, Theme, Venue


class Precision(models.TextChoices):
    """How exactly a date is known. A month or year is stored as its first day."""

    DAY = "day", "Exact day"
    MONTH = "month", "Month only"
    YEAR = "year", "Year only"


class LastDay(Func):
    """The last day of a date known to the day, month or year: `LastDay("held_on", "precision")`."""

    output_field = models.DateField()

    def as_sql(self, compiler, connection, **extra):
        (day, day_params), (precision, precision_params) = (
            compiler.compile(e) for e in self.source_expressions
        )
        sql = (
            f"(CASE {precision}"
            f" WHEN 'year' THEN ({day} + interval '1 year' - interval '1 day')::date"
            f" WHEN 'month' THEN ({day} + interval '1 month' - interval '1 day')::date"
            f" ELSE {day} END)"
        )
        return sql, [*precision_params, *day_params, *day_params, *day_params]


def first_of_period(day: str, precision: str) -> Q:
    """A date known to the month or year sits on that period's first day."""
    return (
        Q(**{f"{day}__isnull": True})
        | Q(**{precision: Precision.DAY})
        | Q(**{precision: Precision.MONTH, f"{day}__day": 1})
        | Q(**{precision: Precision.YEAR, f"{day}__day": 1, f"{day}__month": 1})
    )


@moves_by_table("status")
@keeps_history()
class Project(models.Model):
    """Service improvement work that activities feed."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        RUNNING = "running", "Running"
        FINISHED = "finished", "Finished"
        STOPPED = "stopped", "Stopped"

    TRANSITIONS = {
        Status.PROPOSED: {Status.RUNNING, Status.STOPPED},
        Status.RUNNING: {Status.FINISHED, Status.STOPPED},
        Status.FINISHED: {Status.RUNNING},
        Status.STOPPED: {Status.RUNNING},
    }

    name = models.CharField("name", max_length=150)
    aim = models.TextField("aim", blank=True)
    status = models.CharField("status", max_length=10, choices=Status, default=Status.PROPOSED)
    status_reason = models.TextField("reason", blank=True)
    service = models.ForeignKey(
        Service, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="service"
    )
    starts_on = models.DateField("starts", null=True, blank=True)
    ends_on = models.DateField("ends", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    PRIVACY = {
        "id": "plain",
        "name": "plain",
        "aim": "plain",
        "status": "plain",
        "status_reason": "plain",
        "service": "plain",
        "starts_on": "plain",
        "ends_on": "plain",
        "version": "plain",
    }

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="project_name_once"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="project_dates_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(status="stopped") | ~Q(status_reason=""),
                name="project_stopped_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name


# The columns that a trigger keeps (activities/migrations/0002): never written by hand,
# and not worth a line in a record's history.
KEPT_BY_TRIGGER = ["first_on", "last_on", "first_held_on", "directorate_ids", "service_ids"]


@moves_by_table("status")
@keeps_history(exclude=KEPT_BY_TRIGGER)
class Activity(models.Model):
    """One piece of engagement, planned or done, standing or dated."""

    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        HAPPENED = "happened", "Happened"
        CLOSED = "closed", "Closed"
        CANCELLED = "cancelled", "Cancelled"

    TRANSITIONS = {
        Status.PLANNED: {Status.HAPPENED, Status.CANCELLED},
        Status.HAPPENED: {Status.CLOSED, Status.PLANNED, Status.CANCELLED},
        Status.CLOSED: {Status.HAPPENED},
        Status.CANCELLED: {Status.PLANNED, Status.HAPPENED},
    }

    title = models.CharField("title", max_length=200)
    aim = models.TextField("aim", blank=True)
    kind = models.ForeignKey(ActivityKind, models.PROTECT, related_name="+", verbose_name="kind")
    status = models.CharField("status", max_length=10, choices=Status, default=Status.PLANNED)
    status_reason = models.TextField("reason for the status", blank=True)
    level_planned = models.ForeignKey(
        Level, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="level planned"
    )
    level_achieved = models.ForeignKey(
        Level,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="level achieved",
    )
    level_reason = models.TextField("why this level", blank=True)
    is_trust_wide = models.BooleanField("for the whole trust", default=False)
    project = models.ForeignKey(
        Project,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name="project",
    )
    is_standing = models.BooleanField("goes on without a set date", default=False)
    starts_on = models.DateField("from", null=True, blank=True)
    ends_on = models.DateField("to", null=True, blank=True)
    precision = models.CharField(
        "dates are exact to the", max_length=5, choices=Precision, default=Precision.DAY
    )
    led_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="led by",
    )
    logged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="logged by",
    )
    publication_reach = models.PositiveIntegerField(
        "how many people it was sent to or read by", null=True, blank=True
    )
    what_was_asked = models.TextField("what people were asked", blank=True)
    prompts = models.TextField("curiosity prompts used", blank=True)
    notes = models.TextField("notes", blank=True)
    is_public = models.BooleanField("named on the public onion", default=True)
    logged_at = models.DateTimeField("logged", db_default=Now())
    version = models.PositiveIntegerField(default=1)

    services = models.ManyToManyField(Service, through="ActivityService", related_name="+")
    themes = models.ManyToManyField(Theme, blank=True, related_name="+")
    groups = models.ManyToManyField(Group, through="ActivityGroup", related_name="+")
    partners = models.ManyToManyField(Partner, blank=True, related_name="+")

    # Kept by triggers from the sessions and the services below.
    first_on = models.DateField(null=True, blank=True, editable=False)
    last_on = models.DateField(null=True, blank=True, editable=False)
    first_held_on = models.DateField(null=True, blank=True, editable=False)
    directorate_ids = ArrayField(models.BigIntegerField(), default=list, editable=False)
    service_ids = ArrayField(models.BigIntegerField(), default=list, editable=False)

    # Worked out by the database from the row itself.
    counted_state = models.GeneratedField(
        expression=Case(
            When(status__in=["happened", "closed"], then=Value("happened")),
            When(status="planned", then=Value("planned")),
            default=Value(None),
        ),
        output_field=models.CharField(max_length=10, null=True),
        db_persist=True,
    )
    counted_level_id = models.GeneratedField(
        expression=Case(
            When(status__in=["happened", "closed"], then=F("level_achieved_id")),
            When(status="planned", then=F("level_planned_id")),
            default=Value(None),
        ),
        output_field=models.BigIntegerField(null=True),
        db_persist=True,
    )
    span_from = models.GeneratedField(
        expression=Least(F("starts_on"), F("first_on")),
        output_field=models.DateField(null=True),
        db_persist=True,
    )
    # A standing activity without an end goes on; a dated one ends with its last day.
    span_to = models.GeneratedField(
        expression=Case(
            When(is_standing=True, then=LastDay("ends_on", "precision")),
            default=Greatest(LastDay(Coalesce("ends_on", "starts_on"), "precision"), F("last_on")),
        ),
        output_field=models.DateField(null=True),
        db_persist=True,
    )

    search = models.GeneratedField(
        expression=SearchVector("title", weight="A", config="english")
        + SearchVector("aim", weight="B", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    PRIVACY = {
        "id": "plain",
        "search": "plain",
        "title": "plain",
        "aim": "plain",
        "kind": "plain",
        "status": "plain",
        "status_reason": "plain",
        "level_planned": "plain",
        "level_achieved": "plain",
        "level_reason": "plain",
        "is_trust_wide": "plain",
        "project": "plain",
        "is_standing": "plain",
        "starts_on": "plain",
        "ends_on": "plain",
        "precision": "plain",
        "led_by": "personal",
        "logged_by": "personal",
        "publication_reach": "plain",
        "what_was_asked": "plain",
        "prompts": "plain",
        "notes": "plain",
        "is_public": "plain",
        "logged_at": "plain",
        "version": "plain",
        "services": "plain",
        "themes": "plain",
        "groups": "plain",
        "partners": "plain",
        "first_on": "plain",
        "last_on": "plain",
        "first_held_on": "plain",
        "directorate_ids": "plain",
        "service_ids": "plain",
        "counted_state": "plain",
        "counted_level_id": "plain",
        "span_from": "plain",
        "span_to": "plain",
    }

    class Meta:
        verbose_name_plural = "activities"
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=["happened", "closed"]) | Q(level_achieved__isnull=False),
                name="activity_happened_has_level",
                violation_error_message="Choose the level it reached.",
            ),
            models.CheckConstraint(
                condition=~Q(status="planned") | Q(level_planned__isnull=False),
                name="activity_planned_has_level",
            ),
            models.CheckConstraint(
                condition=~Q(status="cancelled") | ~Q(status_reason=""),
                name="activity_cancelled_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="activity_dates_in_order",
            ),
            models.CheckConstraint(
                condition=first_of_period("starts_on", "precision")
                & first_of_period("ends_on", "precision"),
                name="activity_dates_precise",
            ),
        ]
        indexes = [
            models.Index(
                F("span_from").desc(nulls_last=True), F("id").desc(), name="activity_newest"
            ),
            models.Index(
                "counted_state",
                "counted_level_id",
                F("span_from").desc(nulls_last=True),
                F("id").desc(),
                name="activity_ring",
            ),
            models.Index(
                fields=["counted_state", "counted_level_id", "-id"],
                name="activity_standing",
                condition=Q(is_standing=True),
            ),
            GinIndex(fields=["directorate_ids"], name="activity_directorates", fastupdate=False),
            GinIndex(fields=["service_ids"], name="activity_services", fastupdate=False),
            GinIndex(fields=["search"], name="activity_search", fastupdate=False),
            models.Index(fields=["logged_by", "-id"], name="activity_logged_by"),
            models.Index(fields=["project", "-id"], name="activity_project"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def reference(self) -> str:
        """The short name people quote on the phone: A and the number."""
        return f"A{self.pk:05d}"


@keeps_history()
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
        constraints = [
            models.UniqueConstraint(fields=["activity", "service"], name="activity_service_once"),
            models.UniqueConstraint(
                fields=["activity"], condition=Q(is_lead=True), name="activity_one_lead_service"
            ),
        ]

    def __str__(self) -> str:
        return str(self.service)


@keeps_history()
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
        constraints = [
            models.UniqueConstraint(fields=["activity", "group"], name="activity_group_once"),
            models.CheckConstraint(
                condition=Q(is_meant=True) | Q(is_reached=True), name="activity_group_says_which"
            ),
        ]

    def __str__(self) -> str:
        return str(self.group)


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
    mode = models.CharField("how", max_length=10, choices=Mode, default=Mode.IN_PERSON)
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
    # Time that people other than staff gave: as recorded, or head count times length.
    people_minutes = models.GeneratedField(
        expression=Coalesce(F("co_creator_minutes"), F("people") * F("minutes")),
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
        ]

    def __str__(self) -> str:
        return f"{self.activity}, {self.when_words}"

    @property
    def when_words(self) -> str:
        """The date no more exact than it is known, with the clock times if there are any."""
        pattern = {Precision.YEAR: "%Y", Precision.MONTH: "%B %Y"}.get(self.precision, "%-d %B %Y")
        said = f"{self.held_on:{pattern}}"
        if self.starts_at and self.ends_at:
            return f"{said}, {self.starts_at:%H:%M} to {self.ends_at:%H:%M}"
        return f"{said}, {self.starts_at:%H:%M}" if self.starts_at else said


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
        return f"{about}{self.number} {self.get_kind_display().lower()}"
