"""A claim: what somebody wants back for one day or one purpose, and how far it is."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from activities.models import Activity, Session
from claims.models.payee import Payee
from community.models import Person
from core.history import keeps_history
from core.models import StoredFile
from core.transitions import moves_by_table
from organisation.models import Service


@moves_by_table("state")
@keeps_history(inserts=True)
class Claim(models.Model):
    """One request for money back, with its lines. What was decided stays when a person is forgotten."""

    AT_ERASURE = "blank"

    class State(models.TextChoices):
        DRAFT = "draft", _("Not sent yet")
        SENT = "sent", _("Waiting for a decision")
        ASKED = "asked", _("We asked you a question")
        DECIDED = "decided", _("Decided")
        PAID = "paid", _("Paid")
        WITHDRAWN = "withdrawn", _("Taken back")

    TRANSITIONS = {
        State.DRAFT: {State.SENT},
        State.SENT: {State.ASKED, State.DECIDED, State.WITHDRAWN},
        State.ASKED: {State.SENT, State.DECIDED, State.WITHDRAWN},
        # A correction is a new line, to be decided.
        State.DECIDED: {State.PAID, State.SENT},
        # A payment that came back is owed again.
        State.PAID: {State.DECIDED, State.SENT},
        State.WITHDRAWN: set(),
    }

    class Way(models.TextChoices):
        ONLINE = "online", "In the portal"
        TELEPHONE = "telephone", "By telephone"
        PAPER = "paper", "On paper"

    person = models.ForeignKey(Person, models.CASCADE, related_name="claims")
    # Who is paid; the person themselves until they say otherwise.
    payee = models.ForeignKey(Payee, models.PROTECT, related_name="claims")
    session = models.ForeignKey(
        Session, models.PROTECT, null=True, blank=True, related_name="claims"
    )
    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, blank=True, related_name="claims"
    )
    # What it was for, where it belongs to no session.
    purpose = models.CharField("what it was for", max_length=200, blank=True)
    # Whose approver decides and whose budget pays; fixed when the claim is sent.
    service = models.ForeignKey(
        Service, models.PROTECT, null=True, blank=True, related_name="claims"
    )
    cost_centre = models.CharField("cost centre", max_length=20, blank=True)
    state = models.CharField("state", max_length=10, choices=State, default=State.DRAFT)
    way = models.CharField("how it came", max_length=10, choices=Way, default=Way.ONLINE)
    # Staff who wrote it down for the person; empty where they did it themselves.
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # The signed paper, where there is one.
    signed_paper = models.OneToOneField(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # The day on which the person signed it, or heard it read back and agreed.
    agreed_on = models.DateField("agreed to on", null=True, blank=True)
    late_reason = models.CharField("why it comes late", max_length=300, blank=True)
    started_at = models.DateTimeField("started", db_default=Now())
    sent_at = models.DateTimeField("sent", null=True, blank=True)
    # The day by which an answer was promised.
    decide_by = models.DateField("answer promised by", null=True, blank=True)
    # Who has it on their desk.
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField("decided", null=True, blank=True)
    withdrawn_at = models.DateTimeField("taken back", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    PRIVACY = {
        "id": "plain",
        "person": "personal",
        "payee": "plain",
        "session": "plain",
        "activity": "plain",
        "purpose": "personal",
        "service": "plain",
        "cost_centre": "plain",
        "state": "plain",
        "way": "plain",
        "entered_by": "personal",
        "signed_paper": "plain",
        "agreed_on": "plain",
        "late_reason": "special",
        "started_at": "plain",
        "sent_at": "plain",
        "decide_by": "plain",
        "holder": "personal",
        "decided_at": "plain",
        "withdrawn_at": "plain",
        "version": "plain",
    }

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", sent_at__isnull=True)
                | (~Q(state="draft") & Q(sent_at__isnull=False, decide_by__isnull=False)),
                name="claim_sent_when",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_at__isnull=False)
                | (~Q(state="withdrawn") & Q(withdrawn_at__isnull=True)),
                name="claim_withdrawn_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["decided", "paid"]) | Q(decided_at__isnull=False),
                name="claim_decided_when",
            ),
            # What others wrote down is sent once the person agreed to it.
            models.CheckConstraint(
                condition=Q(state="draft") | Q(way="online") | Q(agreed_on__isnull=False),
                name="claim_agreed_when",
            ),
            # A session is of an activity: both are known, or neither.
            models.CheckConstraint(
                condition=Q(session__isnull=True) | Q(activity__isnull=False),
                name="claim_session_with_activity",
            ),
            models.CheckConstraint(
                condition=Q(cost_centre="") | Q(cost_centre__regex=r"^[A-Z0-9-]{2,20}$"),
                name="claim_cost_centre_shape",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="claim_of_person"),
            # What finance pays: few of all that was ever decided.
            models.Index(fields=["payee", "id"], name="claim_owed", condition=Q(state="decided")),
            # The desk of approvers: what waits, the promise that is due first on top.
            models.Index(
                fields=["decide_by", "id"],
                name="claim_waiting",
                condition=Q(state__in=["sent", "asked"]),
            ),
            models.Index(
                fields=["holder", "decide_by"],
                name="claim_held",
                condition=Q(state__in=["sent", "asked"]),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """The number by which people speak of it on the telephone."""
        return f"C{self.pk:06d}"
