"""An engagement activity, its sessions and who came, and the projects it feeds."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce, Greatest, Least, Now

from activities.models.dates import LastDay, Precision, first_of_period
from activities.models.level import Level
from activities.models.project import Project
from activities.models.search import as_array, searched_words
from community.models import Partner
from core.history import keeps_history
from core.models import ImportBatch
from core.transitions import moves_by_table
from organisation.models import ActivityKind, Group, Service, Theme

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
    batch = models.ForeignKey(
        ImportBatch,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        # The index below holds only the rows that came in with an import.
        db_index=False,
        verbose_name="import",
    )

    services = models.ManyToManyField(Service, through="ActivityService", related_name="+")
    themes = models.ManyToManyField(Theme, through="ActivityTheme", related_name="+")
    groups = models.ManyToManyField(Group, through="ActivityGroup", related_name="+")
    partners = models.ManyToManyField(Partner, through="ActivityPartner", related_name="+")

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
    # A standing activity without an end goes on; all else ends with its last day or session.
    span_to = models.GeneratedField(
        expression=Case(
            When(is_standing=True, ends_on__isnull=True, then=Value(None)),
            default=Greatest(LastDay(Coalesce("ends_on", "starts_on"), "precision"), F("last_on")),
        ),
        output_field=models.DateField(null=True),
        db_persist=True,
    )

    search = models.GeneratedField(
        expression=searched_words(), output_field=SearchVectorField(), db_persist=True
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
        "batch": "plain",
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
                # Counts what a directorate or service has at a level without the rows.
                include=["directorate_ids", "service_ids"],
            ),
            models.Index(
                fields=["counted_state", "counted_level_id", "-id"],
                name="activity_standing",
                condition=Q(is_standing=True),
            ),
            # One for all four: words, parts of the trust and level meet inside the index, before
            # any row is read.
            GinIndex(
                F("search"),
                F("directorate_ids"),
                F("service_ids"),
                as_array("counted_level_id"),
                name="activity_found",
                fastupdate=False,
            ),
            models.Index(fields=["logged_by", "-id"], name="activity_logged_by"),
            models.Index(fields=["project", "-id"], name="activity_project"),
            models.Index(
                fields=["batch", "-id"], name="activity_batch", condition=Q(batch__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def reference(self) -> str:
        """The short name people quote on the phone: A and the number."""
        return f"A{self.pk:05d}"
