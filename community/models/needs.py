"""What a person needs to take part, what was offered, whom to call, and what was passed on.

None of it is a health record: no diagnosis is asked for, and no clinician reads it here.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from community.models.need_words import (
    BY_CODE,
    CATEGORY_OF,
    CODES,
    DETAIL_NEEDED,
    Category,
    choices,
    need_words,
)
from community.models.person import Person
from core.history import keeps_history


class SharedWith(models.TextChoices):
    """Who besides the involvement team is told of a need."""

    ORGANISER = "organiser", _("The person who organises what I take part in")
    HOSTS = "hosts", _("Everybody who hosts what I take part in")
    TEAM = "team", _("Only the involvement team")


# The same of somebody else, for the team.
SHARED_WORDS = {
    SharedWith.ORGANISER: "The organiser of what they take part in",
    SharedWith.HOSTS: "Everybody who hosts what they take part in",
    SharedWith.TEAM: "Only the involvement team",
}


@keeps_history()
class Need(models.Model):
    """One thing a person needs. It stays, ended, so that nobody asks for its story again."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="needs")
    code = models.CharField("need", max_length=30, choices=choices)
    detail = models.CharField("detail", max_length=300, blank=True)
    shared_with = models.CharField("shared with", max_length=10, choices=SharedWith)
    added_at = models.DateTimeField("added", db_default=Now())
    # Who wrote it down for them; empty: they did themselves.
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reviewed_on = models.DateField("last said to be right")
    review_on = models.DateField("next review")
    # The person was written to about this review.
    review_asked_at = models.DateTimeField("asked if it is still right", null=True, blank=True)
    ended_on = models.DateField("ended", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    PRIVACY = {
        "id": "plain",
        "person": "personal",
        "code": "special",
        "detail": "special",
        "shared_with": "personal",
        "added_at": "personal",
        "entered_by": "personal",
        "reviewed_on": "personal",
        "review_on": "personal",
        "review_asked_at": "personal",
        "ended_on": "personal",
        "version": "plain",
    }

    class Meta:
        verbose_name = "need"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(code__in=CODES), name="need_code_known"),
            models.CheckConstraint(
                condition=~Q(code__in=DETAIL_NEEDED) | ~Q(detail=""), name="need_says_which"
            ),
            models.CheckConstraint(
                condition=Q(shared_with__in=SharedWith.values), name="need_shared_known"
            ),
            models.CheckConstraint(
                condition=Q(review_on__gt=F("reviewed_on")), name="need_review_later"
            ),
            # Two languages are two needs; the same thing is said once.
            models.UniqueConstraint(
                "person",
                "code",
                Lower("detail"),
                condition=Q(ended_on__isnull=True),
                name="need_said_once",
            ),
        ]
        indexes = [
            models.Index(fields=["person"], name="need_person"),
            models.Index(
                fields=["review_on"], condition=Q(ended_on__isnull=True), name="need_review_due"
            ),
        ]

    def __str__(self) -> str:
        return need_words(self.code, self.detail)

    @property
    def words(self) -> str:
        """What is needed, in the words that were chosen."""
        return BY_CODE[self.code].words

    @property
    def category(self) -> Category:
        return CATEGORY_OF[self.code]


@keeps_history()
class NeedsKeptFrom(models.Model):
    """Somebody who works for the trust and is never shown what this person needs.

    Known by their work address, so that nobody learns from it who has an account.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="needs_kept_from")
    email = models.EmailField("work email address", max_length=254)
    said_at = models.DateTimeField("said", db_default=Now())

    PRIVACY = {"id": "plain", "person": "personal", "email": "personal", "said_at": "personal"}

    class Meta:
        verbose_name = "person who is not shown needs"
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(fields=["person", "email"], name="kept_from_once"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="kept_from_lower"),
        ]
        indexes = [models.Index(fields=["email"], name="kept_from_email")]

    def __str__(self) -> str:
        return self.email


@keeps_history()
class Adjustment(models.Model):
    """A reasonable adjustment that was offered, and whether it was there when it was needed."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="adjustments")
    need = models.ForeignKey(
        Need, models.CASCADE, null=True, blank=True, related_name="adjustments"
    )
    offered = models.CharField("what was offered", max_length=200)
    offered_on = models.DateField("offered on")
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # Empty: not known yet.
    is_met = models.BooleanField("met", null=True, blank=True)
    why_not = models.CharField("why not", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    PRIVACY = {
        "id": "plain",
        "person": "personal",
        "need": "special",
        "offered": "special",
        "offered_on": "personal",
        "offered_by": "personal",
        "is_met": "special",
        "why_not": "special",
        "version": "plain",
    }

    class Meta:
        verbose_name = "adjustment"
        ordering = ["-offered_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(offered=""), name="adjustment_says_what"),
            # Why not belongs to what was not met, and is never left out there.
            models.CheckConstraint(
                condition=Q(is_met=False) & ~Q(why_not="")
                | (Q(is_met__isnull=True) | Q(is_met=True)) & Q(why_not=""),
                name="adjustment_not_met_says_why",
            ),
        ]
        indexes = [models.Index(fields=["person", "-offered_on"], name="adjustment_person")]

    def __str__(self) -> str:
        return self.offered


@keeps_history()
class EmergencyContact(models.Model):
    """Whom to call if something happens to a person while they take part."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="emergency_contact")
    name = models.CharField("name", max_length=120)
    relation = models.CharField("who they are to the person", max_length=60, blank=True)
    phone = models.CharField("telephone number", max_length=30)
    other_phone = models.CharField("another number", max_length=30, blank=True)
    note = models.CharField("good to know before calling", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    PRIVACY = {
        "id": "plain",
        "person": "personal",
        "name": "personal",
        "relation": "personal",
        "phone": "personal",
        "other_phone": "personal",
        "note": "special",
        "version": "plain",
    }

    class Meta:
        verbose_name = "emergency contact"
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(phone=""), name="emergency_can_be_called"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Concern(models.Model):
    """That a concern about a person was passed on. Never what it was. Only ever added."""

    IS_APPEND_ONLY = True
    # Not in the copy a person fetches alone: whom it concerns may be looking over their shoulder.
    IS_GIVEN_BY_HAND = True

    class PassedTo(models.TextChoices):
        ADULTS = "adults", "The trust's safeguarding team, for an adult"
        CHILDREN = "children", "The trust's safeguarding team, for a child"
        COUNCIL = "council", "The council"
        POLICE = "police", "The police"
        AMBULANCE = "ambulance", "999 or the ambulance service"
        CRISIS = "crisis", "The mental health crisis service"
        CARE_TEAM = "care_team", "The person's own care team"
        COMPLAINTS = "complaints", "The complaints team or PALS"

    person = models.ForeignKey(Person, models.CASCADE, related_name="concerns")
    passed_to = models.CharField("passed on to", max_length=10, choices=PassedTo)
    passed_on = models.DateField("passed on")
    passed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # The number under which the other side keeps it. Short, so that no story fits.
    reference = models.CharField("reference", max_length=30, blank=True)
    recorded_at = models.DateTimeField("written down", db_default=Now())

    PRIVACY = {
        "id": "plain",
        "person": "special",
        "passed_to": "special",
        "passed_on": "special",
        "passed_by": "personal",
        "reference": "special",
        "recorded_at": "special",
    }

    class Meta:
        verbose_name = "concern passed on"
        ordering = ["-passed_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reference="") | Q(reference__regex=r"^[A-Za-z0-9][A-Za-z0-9 ./-]*$"),
                name="concern_reference_only",
            )
        ]
        indexes = [models.Index(fields=["person", "-passed_on"], name="concern_person")]

    def __str__(self) -> str:
        return f"{self.get_passed_to_display()}, {self.passed_on:%-d %B %Y}"
