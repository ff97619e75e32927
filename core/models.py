"""Rows every app leans on: acts, form submissions, drafts, messages, the pulse of the portal."""

from __future__ import annotations

from email.utils import parseaddr

from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core.ids import new_id
from core.transitions import moves_by_table


class Act(models.Model):
    """Who did what, when, for whom and why. Written once by `core.service`, never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    system = models.CharField(max_length=60, blank=True)
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    service = models.CharField(max_length=100)
    reason = models.TextField(blank=True)
    subject_type = models.CharField(max_length=100, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)

    PRIVACY = {
        "id": "plain",
        "at": "plain",
        "by": "personal",
        "system": "plain",
        "on_behalf_of": "personal",
        "service": "plain",
        "reason": "personal",
        "subject_type": "plain",
        "subject_id": "plain",
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(by__isnull=False, system="") | (Q(by__isnull=True) & ~Q(system="")),
                name="act_by_person_or_system",
            ),
            models.CheckConstraint(
                condition=Q(subject_type="", subject_id__isnull=True)
                | (~Q(subject_type="") & Q(subject_id__isnull=False)),
                name="act_subject_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "at"], name="act_subject"),
            models.Index(fields=["by", "at"], name="act_by"),
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.at:%d %b %Y %H:%M}"


class Submission(models.Model):
    """One form post that was carried out: the same key never counts twice."""

    key = models.UUIDField(primary_key=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    page = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)
    result = models.CharField(max_length=500)
    # Set where the very same answers a second time are more likely a slip than a wish.
    guard = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 - NULL: no guard
    at = models.DateTimeField(db_default=Now())

    PRIVACY = {
        "key": "plain",
        "by": "personal",
        "page": "plain",
        "digest": "plain",
        "result": "plain",
        "guard": "plain",
        "at": "plain",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["by", "page", "guard"], name="submission_said_once")
        ]
        indexes = [models.Index(fields=["at"], name="submission_at")]

    def __str__(self) -> str:
        return f"{self.page} {self.key}"


class Draft(models.Model):
    """What a person has typed into a form and not yet saved. Theirs alone; kept 30 days."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    page = models.CharField(max_length=100)
    values = models.JSONField()
    updated_at = models.DateTimeField(db_default=Now())

    PRIVACY = {
        "by": "personal",
        "page": "plain",
        "values": "personal",
        "updated_at": "plain",
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["by", "page"], name="draft_one_per_page")]

    def __str__(self) -> str:
        return f"{self.page} draft"


@moves_by_table("state")
class Message(models.Model):
    """A message as a row, written with its cause; a worker hands it over (core.outbox)."""

    class Channel(models.TextChoices):
        EMAIL = "email", "E-mail"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENDING = "sending", "Being handed over"
        DELIVERED = "delivered", "Handed over"
        REFUSED = "refused", "Refused for good"
        HELD = "held", "Held for a person to decide"

    # A message leaves SENDING only with the fence number it was claimed with.
    TRANSITIONS = {
        State.WAITING: {State.SENDING},
        State.SENDING: {State.WAITING, State.DELIVERED, State.REFUSED, State.HELD},
        State.HELD: {State.WAITING, State.DELIVERED, State.REFUSED},
        State.DELIVERED: set(),
        State.REFUSED: set(),
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
                condition=~Q(state__in=["delivered", "refused"]) | Q(secret_body__isnull=True),
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
        ]

    def __str__(self) -> str:
        return f"{self.purpose} ({self.get_state_display()})"

    @property
    def message_id(self) -> str:
        """The Message-ID header: the same at every attempt, so a relay can tell a repeat."""
        _, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
        return f"<{self.id}@{address.rpartition('@')[2] or 'localhost'}>"


class Heartbeat(models.Model):
    """When each timed job last finished: the health page's proof that work is being done."""

    name = models.CharField(primary_key=True, max_length=60)
    at = models.DateTimeField()

    PRIVACY = {
        "name": "plain",
        "at": "plain",
    }

    def __str__(self) -> str:
        return self.name
