"""One person's place at a session, from signing up to coming, waiting or withdrawing."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Now

from activities.models.opportunity import Opportunity, Seat
from community.models import Person
from core.history import keeps_history
from core.transitions import moves_by_table

MOST_COMPANIONS = 5


@moves_by_table("status")
@keeps_history(exclude=["told", "told_sequence", "link_serial"], inserts=True)
class SignUp(models.Model):
    """A person's sign-up for a session. An offered place is held like a given one."""

    class Status(models.TextChoices):
        PLACED = "placed", "Has a place"
        ENTERED = "entered", "In the draw"
        WAITING = "waiting", "On the waiting list"
        OFFERED = "offered", "Has the offer of a place"
        DECLINED = "declined", "Did not want the place"
        LAPSED = "lapsed", "Did not answer the offer"
        WITHDRAWN = "withdrawn", "Cannot come"
        UNDRAWN = "undrawn", "Was in a draw that was never made"

    _AGAIN = {Status.PLACED, Status.ENTERED, Status.WAITING}
    TRANSITIONS = {
        Status.PLACED: {Status.WITHDRAWN},
        Status.ENTERED: {Status.PLACED, Status.WAITING, Status.WITHDRAWN, Status.UNDRAWN},
        Status.WAITING: {Status.OFFERED, Status.WITHDRAWN},
        Status.OFFERED: {Status.PLACED, Status.DECLINED, Status.LAPSED, Status.WITHDRAWN},
        Status.DECLINED: _AGAIN,
        Status.LAPSED: _AGAIN,
        Status.WITHDRAWN: _AGAIN,
        Status.UNDRAWN: _AGAIN,
    }

    opportunity = models.ForeignKey(Opportunity, models.PROTECT, related_name="sign_ups")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    seat = models.ForeignKey(
        Seat, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="place for"
    )
    status = models.CharField("status", max_length=10, choices=Status)
    # Who leads it together with staff has a place beside those of the others: it holds none.
    is_leading = models.BooleanField(default=False, db_default=False, editable=False)
    # The order of the waiting list: given under the lock of the opportunity.
    turn = models.PositiveIntegerField(editable=False)
    # Who comes along to help them, and needs a chair too.
    companions = models.PositiveSmallIntegerField("people who come to support them", default=0)
    shown_name = models.CharField("name others see", max_length=60, blank=True)
    # Empty: none wanted.
    travel = models.TextField("travel to book or pay", blank=True)
    cover = models.TextField("cover for somebody they care for", blank=True)
    # Beyond what stands in their record; for the organiser of this session alone.
    needs_note = models.TextField("what else they need", blank=True, db_default="")
    asked_at = models.DateTimeField("asked for a place", db_default=Now())
    signed_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="signed up by",
    )
    offer_ends_at = models.DateTimeField("offer kept until", null=True, blank=True)
    # The status they were told of last. Telling is apart from the place itself, so that nobody
    # who waits for a place waits for a letter.
    told = models.CharField(max_length=10, blank=True, editable=False)
    # The change of the session (`Opportunity.sequence`) they were told of last.
    told_sequence = models.PositiveIntegerField(db_default=0, editable=False)
    # A new one ends the link to its calendar entry that was given before.
    link_serial = models.PositiveIntegerField(db_default=1, editable=False)
    version = models.PositiveIntegerField(default=1)

    # How many places it holds; the triggers add these up.
    holds = models.GeneratedField(
        expression=Case(
            When(is_leading=True, then=Value(0)),
            When(status__in=["placed", "offered"], then=F("companions") + Value(1)),
            default=Value(0),
        ),
        output_field=models.PositiveSmallIntegerField(),
        db_persist=True,
    )

    PRIVACY = {
        "id": "plain",
        "opportunity": "personal",
        "person": "personal",
        "seat": "personal",
        "status": "personal",
        "is_leading": "personal",
        "turn": "personal",
        "companions": "personal",
        "shown_name": "personal",
        "travel": "special",
        "cover": "special",
        "needs_note": "special",
        "asked_at": "personal",
        "signed_up_by": "personal",
        "offer_ends_at": "personal",
        "told": "personal",
        "told_sequence": "personal",
        "link_serial": "plain",
        "version": "plain",
        "holds": "plain",
    }

    class Meta:
        verbose_name = "sign-up"
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "person"], name="sign_up_once"),
            # What an answer refers to, so that it answers a question of the same session.
            models.UniqueConstraint(fields=["id", "opportunity"], name="sign_up_of_opportunity"),
            models.UniqueConstraint(
                fields=["opportunity", "turn"],
                name="sign_up_turn_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(companions__lte=MOST_COMPANIONS), name="sign_up_companions_believable"
            ),
            models.CheckConstraint(
                condition=Q(status="offered", offer_ends_at__isnull=False)
                | (~Q(status="offered") & Q(offer_ends_at__isnull=True)),
                name="sign_up_offer_ends",
            ),
            models.CheckConstraint(
                condition=Q(is_leading=False) | Q(status="placed", seat__isnull=True),
                name="sign_up_leads_with_place",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "opportunity"], name="sign_up_person"),
            models.Index(
                fields=["opportunity", "turn"],
                name="sign_up_waiting",
                condition=Q(status="waiting"),
            ),
            models.Index(fields=["id"], name="sign_up_untold", condition=~Q(told=F("status"))),
            models.Index(
                fields=["offer_ends_at"], name="sign_up_offered", condition=Q(status="offered")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opportunity_id}: {self.person_id}"

    @property
    def needs(self) -> int:
        """How many places it takes: their own and those of who comes along."""
        return 1 + self.companions
