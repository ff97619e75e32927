"""What is paid for, up to how much and by which rules: data with dates of effect."""

from __future__ import annotations

from decimal import Decimal

import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.history import keeps_history
from core.money import MOST_PENCE
from core.transitions import moves_by_table


class Category(models.TextChoices):
    """What sort of cost it is. What each is called and covers stands in the policy."""

    MILEAGE = "mileage", _("Travel by your own car, motorcycle or bicycle")
    PUBLIC_TRANSPORT = "public_transport", _("Bus, train or other public transport")
    TAXI = "taxi", _("Taxi")
    PARKING = "parking", _("Parking and tolls")
    MEAL = "meal", _("Food and drink")
    CHILD_CARE = "child_care", _("Child care")
    REPLACEMENT_CARE = "replacement_care", _("Care for somebody you look after")
    SUPPORT_WORKER = "support_worker", _("Personal assistant or support worker")
    INTERPRETER = "interpreter", _("Interpreter")
    PHONE = "phone", _("Telephone, data or printing")
    TRAINING = "training", _("Training fee")
    OTHER = "other", _("Something else")


class Vehicle(models.TextChoices):
    """By what somebody travelled who is paid for each mile; a passenger counts beside it."""

    CAR = "car", _("Car or van")
    MOTORCYCLE = "motorcycle", _("Motorcycle")
    BICYCLE = "bicycle", _("Bicycle")
    PASSENGER = "passenger", _("Each passenger in a car or van")


class Unit(models.TextChoices):
    """What a limit is counted by."""

    COST = "cost", _("each cost")
    HOUR = "hour", _("each hour")
    DAY = "day", _("each day")


def _only_in_draft() -> pgtrigger.Trigger:
    """Refuse any change of what belongs to an edition that is in force or was."""
    return pgtrigger.Trigger(
        name="only_in_draft",
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        when=pgtrigger.Before,
        func="""
            IF EXISTS (
                SELECT FROM claims_edition
                WHERE id IN (NEW.edition_id, OLD.edition_id) AND state <> 'draft'
            ) THEN
                RAISE EXCEPTION 'claims: a policy in force is not edited';
            END IF;
            RETURN COALESCE(NEW, OLD);
        """,
    )


@moves_by_table("state")
@keeps_history(inserts=True)
class Edition(models.Model):
    """The policy from a day on. Once it is in force it is never edited: a new one replaces it.

    A cost is judged by the edition in force on the day of the cost: of those in force, the one
    that starts last on or before that day.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Being written"
        IN_FORCE = "in_force", "In force"
        REPLACED = "replaced", "Replaced"

    TRANSITIONS = {
        State.DRAFT: {State.IN_FORCE},
        State.IN_FORCE: {State.REPLACED},
        State.REPLACED: set(),
    }

    starts_on = models.DateField("from")
    state = models.CharField("state", max_length=10, choices=State, default=State.DRAFT)
    what_changed = models.CharField("what changed", max_length=300)
    claim_within_days = models.PositiveSmallIntegerField("days to claim", default=90)
    receipt_above_pence = models.PositiveIntegerField("a receipt is needed above", default=0)
    second_above_pence = models.PositiveIntegerField("two people decide above", default=10_000)
    # Working days, as they are promised to people.
    decide_within_days = models.PositiveSmallIntegerField("working days to decide", default=5)
    pay_within_days = models.PositiveSmallIntegerField("working days to pay", default=10)
    contact_name = models.CharField("who to ask about payments", max_length=80)
    contact_telephone = models.CharField("telephone", max_length=30, blank=True)
    contact_email = models.EmailField("email", blank=True)
    published_at = models.DateTimeField("in force since", null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    PRIVACY = {
        "id": "plain",
        "starts_on": "plain",
        "state": "plain",
        "what_changed": "plain",
        "claim_within_days": "plain",
        "receipt_above_pence": "plain",
        "second_above_pence": "plain",
        "decide_within_days": "plain",
        "pay_within_days": "plain",
        "contact_name": "personal",
        "contact_telephone": "personal",
        "contact_email": "personal",
        "published_at": "plain",
        "published_by": "personal",
        "version": "plain",
    }

    class Meta:
        verbose_name = "claims policy"
        verbose_name_plural = "claims policies"
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["starts_on"], condition=Q(state="in_force"), name="edition_once_a_day"
            ),
            # Two people writing at once see each other's work instead of two half policies.
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="draft"), name="edition_one_draft"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", published_at__isnull=True)
                | (~Q(state="draft") & Q(published_at__isnull=False)),
                name="edition_published_when",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=False) | Q(published_by__isnull=True),
                name="edition_published_by_when",
            ),
            models.CheckConstraint(
                condition=~Q(contact_telephone="") | ~Q(contact_email=""),
                name="edition_contact_reachable",
            ),
            models.CheckConstraint(
                condition=Q(claim_within_days__gte=1)
                & Q(decide_within_days__gte=1)
                & Q(pay_within_days__gte=1),
                name="edition_days_positive",
            ),
            models.CheckConstraint(
                condition=Q(second_above_pence__gte=1)
                & Q(second_above_pence__lte=MOST_PENCE)
                & Q(receipt_above_pence__lte=MOST_PENCE),
                name="edition_amounts_believable",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="in_force_stays",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=~pgtrigger.Q(old__state="draft"),
                # Who published it may close their account.
                func="""
                    IF to_jsonb(OLD) - '{state,version,published_by_id}'::text[]
                        <> to_jsonb(NEW) - '{state,version,published_by_id}'::text[]
                    THEN
                        RAISE EXCEPTION 'claims: a policy in force is not edited';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(
                name="in_force_is_kept",
                operation=pgtrigger.Delete,
                condition=~pgtrigger.Q(old__state="draft"),
            ),
        ]

    def __str__(self) -> str:
        return f"Claims policy from {self.starts_on:%-d %B %Y}"


@keeps_history(inserts=True)
class CategoryRule(models.Model):
    """What one edition says of one sort of cost."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="rules")
    category = models.CharField("sort of cost", max_length=20, choices=Category)
    is_offered = models.BooleanField("we pay for this", default=True)
    covers = models.TextField("what it covers", blank=True)
    # Empty: no limit.
    limit_pence = models.PositiveIntegerField("up to", null=True, blank=True)
    limit_unit = models.CharField("for", max_length=5, choices=Unit, default=Unit.COST)
    # Empty: as the edition says for all.
    receipt_above_pence = models.PositiveIntegerField(
        "a receipt is needed above", null=True, blank=True
    )
    is_asked_first = models.BooleanField("ask before you spend", default=False)
    is_invoice_needed = models.BooleanField("an invoice is needed", default=False)
    subjective_code = models.CharField("subjective code", max_length=20, blank=True)

    PRIVACY = {
        "id": "plain",
        "edition": "plain",
        "category": "plain",
        "is_offered": "plain",
        "covers": "plain",
        "limit_pence": "plain",
        "limit_unit": "plain",
        "receipt_above_pence": "plain",
        "is_asked_first": "plain",
        "is_invoice_needed": "plain",
        "subjective_code": "plain",
    }

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "category"], name="category_rule_once"),
            models.CheckConstraint(
                condition=Q(category__in=Category.values), name="category_rule_known"
            ),
            models.CheckConstraint(
                condition=Q(limit_unit__in=Unit.values), name="category_rule_unit_known"
            ),
            models.CheckConstraint(
                condition=Q(limit_pence__isnull=True)
                | Q(limit_pence__gte=1, limit_pence__lte=MOST_PENCE),
                name="category_rule_limit_believable",
            ),
            models.CheckConstraint(
                condition=Q(subjective_code="") | Q(subjective_code__regex=r"^[A-Z0-9-]{2,20}$"),
                name="category_rule_code_shape",
            ),
        ]
        triggers = [_only_in_draft()]

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.category}"


class Rate(models.Model):
    """Pence for each mile, and less after so many in a tax year (6 April to 5 April)."""

    vehicle = models.CharField("by", max_length=10, choices=Vehicle)
    pence = models.DecimalField(
        "pence a mile", max_digits=5, decimal_places=2, validators=[MinValueValidator(Decimal(0))]
    )
    # Both or neither.
    after_miles = models.PositiveIntegerField("miles at the first rate", null=True, blank=True)
    pence_after = models.DecimalField(
        "pence a mile after that",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    source = models.CharField("where the rate is from", max_length=200)

    PRIVACY = {
        "id": "plain",
        "vehicle": "plain",
        "pence": "plain",
        "after_miles": "plain",
        "pence_after": "plain",
        "source": "plain",
    }

    class Meta:
        abstract = True
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(after_miles__isnull=True, pence_after__isnull=True)
                | Q(after_miles__gte=1, pence_after__gte=0),
                name="%(class)s_step_whole",
            ),
            models.CheckConstraint(condition=Q(pence__gte=0), name="%(class)s_no_debt"),
            models.CheckConstraint(condition=~Q(source=""), name="%(class)s_has_source"),
            models.CheckConstraint(
                condition=Q(vehicle__in=Vehicle.values), name="%(class)s_vehicle_known"
            ),
        ]


@keeps_history(inserts=True)
class MileageRate(Rate):
    """What the trust itself pays for each mile under one edition."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="rates")

    PRIVACY = Rate.PRIVACY | {"edition": "plain"}

    class Meta(Rate.Meta):
        constraints = [
            *Rate.Meta.constraints,
            models.UniqueConstraint(fields=["edition", "vehicle"], name="mileage_rate_once"),
        ]
        triggers = [_only_in_draft()]

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.vehicle} {self.pence}"


@keeps_history(inserts=True)
class ApprovedRate(Rate):
    """What HM Revenue and Customs approves: above it, mileage is no longer free of tax.

    A ceiling to compare with, never a rate that is paid. What nobody has checked with a
    published source is kept, and said to be so.
    """

    starts_on = models.DateField("from")
    is_verified = models.BooleanField("checked with what was published", default=False)

    PRIVACY = Rate.PRIVACY | {"starts_on": "plain", "is_verified": "plain"}

    class Meta(Rate.Meta):
        ordering = ["-starts_on", "id"]
        constraints = [
            *Rate.Meta.constraints,
            models.UniqueConstraint(fields=["starts_on", "vehicle"], name="approved_rate_once"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on:%Y-%m-%d}: {self.vehicle} {self.pence}"
