"""Asking first: what somebody would like to spend, and what was answered before they spend it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from activities.models import Activity, Session
from claims.models.policy import Category
from community.models import Person
from core.history import keeps_history
from core.models import StoredFile
from core.money import MOST_PENCE
from core.transitions import moves_by_table
from organisation.models import Service

ANSWERED = ("agreed", "declined", "booked", "cash_given", "carried")
GRANTED = ("agreed", "booked", "cash_given", "carried")
SETTLED = ("booked", "cash_given")


@moves_by_table("state")
@keeps_history(inserts=True)
class SpendingRequest(models.Model):
    """One cost that somebody asks about before it is spent. What was answered stays as it is."""

    AT_ERASURE = "blank"
    # What a row must have is replaced, not emptied.
    ERASED = {
        "reason": "CASE WHEN reason = '' THEN '' ELSE 'Removed' END",
        "booking": "CASE WHEN booking = '' THEN '' ELSE 'Removed' END",
        "signed_name": "CASE WHEN signed_name = '' THEN '' ELSE 'Removed' END",
    }

    class State(models.TextChoices):
        ASKED = "asked", _("Waiting for an answer")
        AGREED = "agreed", _("We agreed")
        DECLINED = "declined", _("We did not agree")
        BOOKED = "booked", _("We booked it")
        CASH_GIVEN = "cash_given", _("You got the money")
        CARRIED = "carried", _("It is in a claim")
        WITHDRAWN = "withdrawn", _("Taken back")

    TRANSITIONS = {
        State.ASKED: {State.AGREED, State.DECLINED, State.WITHDRAWN},
        State.AGREED: {State.BOOKED, State.CASH_GIVEN, State.CARRIED, State.WITHDRAWN},
        State.DECLINED: set(),
        # What the trust paid already is never claimed again.
        State.BOOKED: set(),
        State.CASH_GIVEN: set(),
        # Its cost was taken out of the claim, or the claim taken back.
        State.CARRIED: {State.AGREED},
        State.WITHDRAWN: set(),
    }

    class How(models.TextChoices):
        CLAIM = "claim", _("I pay, and claim it back")
        BOOK = "book", _("Please book it and pay for it")
        CASH = "cash", _("I need the money on the day")

    person = models.ForeignKey(Person, models.CASCADE, related_name="spending_requests")
    session = models.ForeignKey(
        Session, models.PROTECT, null=True, blank=True, related_name="spending_requests"
    )
    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, blank=True, related_name="spending_requests"
    )
    # Whose approver answers.
    service = models.ForeignKey(
        Service, models.PROTECT, null=True, blank=True, related_name="spending_requests"
    )
    category = models.CharField("sort of cost", max_length=20, choices=Category)
    words = models.CharField("what for", max_length=300)
    needed_on = models.DateField("needed on")
    pence = models.PositiveIntegerField("about how much")
    how = models.CharField("how it is paid", max_length=10, choices=How, default=How.CLAIM)
    state = models.CharField("state", max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField("asked", db_default=Now())
    # Staff who wrote it down for the person; empty where they did it themselves.
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # Up to so much.
    agreed_pence = models.PositiveIntegerField("agreed up to", null=True, blank=True)
    reason = models.CharField("words of the answer", max_length=300, blank=True)
    answered_at = models.DateTimeField("answered", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # With whom it is booked, and under which reference.
    booking = models.CharField("booking", max_length=300, blank=True)
    given_pence = models.PositiveIntegerField("cash given", null=True, blank=True)
    # Who signed for the cash: their name as they wrote it, and the paper where there is one.
    signed_name = models.CharField("signed by", max_length=120, blank=True)
    signed_paper = models.OneToOneField(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField("booked or given", null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField("taken back", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    PRIVACY = {
        "id": "plain",
        "person": "personal",
        "session": "plain",
        "activity": "plain",
        "service": "plain",
        "category": "special",
        "words": "special",
        "needed_on": "plain",
        "pence": "plain",
        "how": "plain",
        "state": "plain",
        "asked_at": "plain",
        "entered_by": "personal",
        "agreed_pence": "plain",
        "reason": "special",
        "answered_at": "plain",
        "answered_by": "personal",
        "booking": "special",
        "given_pence": "plain",
        "signed_name": "personal",
        "signed_paper": "plain",
        "settled_at": "plain",
        "settled_by": "personal",
        "withdrawn_at": "plain",
        "version": "plain",
    }

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(category__in=Category.values), name="request_category_known"
            ),
            models.CheckConstraint(
                condition=Q(how__in=["claim", "book", "cash"]), name="request_how_known"
            ),
            models.CheckConstraint(
                condition=Q(pence__gte=1, pence__lte=MOST_PENCE), name="request_believable"
            ),
            models.CheckConstraint(
                condition=Q(state__in=GRANTED, agreed_pence__gte=1, agreed_pence__lte=MOST_PENCE)
                | (~Q(state__in=GRANTED) & Q(agreed_pence__isnull=True))
                | Q(state="withdrawn"),
                name="request_agreed_whole",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ANSWERED, answered_at__isnull=False)
                | Q(state="asked", answered_at__isnull=True)
                | Q(state="withdrawn"),
                name="request_answered_when",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=False) | Q(answered_by__isnull=True),
                name="request_answered_by_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reason=""), name="request_declined_why"
            ),
            # Booked or given: when, how much or with whom, and who signed for it.
            models.CheckConstraint(
                condition=Q(state__in=SETTLED, settled_at__isnull=False)
                | (~Q(state__in=SETTLED) & Q(settled_at__isnull=True, settled_by__isnull=True)),
                name="request_settled_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="booked") | ~Q(booking=""), name="request_booked_with_whom"
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="cash_given", given_pence__gte=1, given_pence__lte=F("agreed_pence"))
                    & ~Q(signed_name="")
                )
                | (~Q(state="cash_given") & Q(given_pence__isnull=True, signed_name="")),
                name="request_cash_signed",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_at__isnull=False)
                | (~Q(state="withdrawn") & Q(withdrawn_at__isnull=True)),
                name="request_withdrawn_when",
            ),
            models.CheckConstraint(
                condition=Q(session__isnull=True) | Q(activity__isnull=False),
                name="request_session_with_activity",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="request_of_person"),
            # The desk of those who answer: what is needed first on top.
            models.Index(
                fields=["needed_on", "id"],
                name="request_waiting",
                condition=Q(state__in=["asked", "agreed"]),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """The number by which people speak of it on the telephone."""
        return f"R{self.pk:06d}"
