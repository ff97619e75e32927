"""A message as a row, and how its delivery goes."""

from __future__ import annotations

from email.utils import parseaddr

from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from core.ids import new_id
from core.models.acts import Act
from core.transitions import moves_by_table


@moves_by_table("state")
class Message(models.Model):
    """A message as a row, written with its cause; a worker hands it over (core.outbox)."""

    class Channel(models.TextChoices):
        EMAIL = "email", "Email"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENDING = "sending", "Being handed over"
        DELIVERED = "delivered", "Handed over"
        REFUSED = "refused", "Refused for good"
        HELD = "held", "Held for a person to decide"
        STOPPED = "stopped", "Stopped before it was sent"

    # A message leaves SENDING only with the fence number it was claimed with.
    TRANSITIONS = {
        State.WAITING: {State.SENDING, State.STOPPED},
        State.SENDING: {State.WAITING, State.DELIVERED, State.REFUSED, State.HELD},
        State.HELD: {State.WAITING, State.DELIVERED, State.REFUSED, State.STOPPED},
        State.DELIVERED: set(),
        State.REFUSED: set(),
        State.STOPPED: set(),
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    act = models.ForeignKey(
        Act, models.PROTECT, null=True, blank=True, db_constraint=False, related_name="+"
    )
    created_at = models.DateTimeField(db_default=TransactionNow())
    purpose = models.CharField(max_length=60)
    recipient_key = models.CharField(max_length=80)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.EMAIL)
    address = models.CharField(max_length=320)
    subject = models.CharField(max_length=250)
    body = models.TextField(blank=True)
    body_html = models.TextField(blank=True)
    # Where mail programs offer to stop such messages (RFC 8058); it lets nobody in.
    unsubscribe_url = models.CharField(max_length=300, blank=True, db_default="")
    # Bodies with a link or code that lets someone in: encrypted, blanked when done with.
    is_secret = models.BooleanField(default=False)
    secret_body = models.BinaryField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(db_default=TransactionNow())
    lease_until = models.DateTimeField(null=True, blank=True)
    fence = models.PositiveIntegerField(default=0)
    # Noted just before the last dot of the message: from here on it may have arrived.
    handing_over_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True)

    PRIVACY = {
        "id": "plain",
        "act": "plain",
        "created_at": "plain",
        "purpose": "plain",
        "recipient_key": "personal",
        "channel": "plain",
        "address": "personal",
        "subject": "personal",
        "body": "personal",
        "body_html": "personal",
        "unsubscribe_url": "personal",
        "is_secret": "plain",
        "secret_body": "secret",
        "state": "plain",
        "attempts": "plain",
        "due_at": "plain",
        "lease_until": "plain",
        "fence": "plain",
        "handing_over_at": "plain",
        "delivered_at": "plain",
        "last_error": "personal",
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="delivered", delivered_at__isnull=False)
                | (~Q(state="delivered") & Q(delivered_at__isnull=True)),
                name="message_delivered_has_time",
            ),
            models.CheckConstraint(
                condition=Q(state="sending", lease_until__isnull=False)
                | (~Q(state="sending") & Q(lease_until__isnull=True)),
                name="message_sending_has_lease",
            ),
            models.CheckConstraint(
                condition=~Q(state="waiting") | Q(handing_over_at__isnull=True),
                name="message_waiting_not_in_doubt",
            ),
            models.CheckConstraint(
                condition=Q(is_secret=True, body="", body_html="")
                | Q(is_secret=False, secret_body__isnull=True),
                name="message_secret_not_plain",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["delivered", "refused", "stopped"])
                | Q(secret_body__isnull=True),
                name="message_secret_blanked",
            ),
            models.CheckConstraint(
                condition=~Q(address__regex=r"[\r\n]") & ~Q(subject__regex=r"[\r\n]"),
                name="message_headers_one_line",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], name="message_due", condition=Q(state__in=["waiting", "sending"])
            ),
            models.Index(
                fields=["created_at"],
                name="message_to_decide",
                condition=Q(state__in=["held", "refused"]),
            ),
            # What waits for one person, when they leave or take a consent back.
            models.Index(fields=["recipient_key"], name="message_recipient"),
            # What went to an address of somebody who is forgotten, before it was theirs for certain.
            models.Index(Lower("address"), name="message_address"),
            # What people or mail servers said of a message may name somebody else.
            models.Index(fields=["id"], name="message_remark", condition=~Q(last_error="")),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} ({self.get_state_display()})"

    @property
    def message_id(self) -> str:
        """The Message-ID header: the same at every attempt, so a relay can tell a repeat."""
        _, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
        return f"<{self.id}@{address.rpartition('@')[2] or 'localhost'}>"
