"""What people were asked to, and messages that wait: for a person, or for a yes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from community.models.consent import Channel
from community.models.person import Person


class Ask(models.Model):
    """A person was asked to do something. Counted, so that nobody is asked too often."""

    IS_APPEND_ONLY = True

    person = models.ForeignKey(Person, models.CASCADE, related_name="asks")
    purpose = models.CharField(max_length=60)
    at = models.DateTimeField(db_default=Now())
    # What it was about, as "activities.activity:12"; empty where there is no record of it.
    about = models.CharField(max_length=120, blank=True)

    PRIVACY = {
        "id": "plain",
        "person": "personal",
        "purpose": "plain",
        "at": "personal",
        "about": "personal",
    }

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["person", "-at"], name="ask_person")]

    def __str__(self) -> str:
        return f"{self.purpose}, {self.at:%-d %B %Y}"


class ByHand(models.Model):
    """A message for somebody whom no e-mail reaches: to be told, texted or posted by a person."""

    class Outcome(models.TextChoices):
        DONE = "done", "Done"
        NOT_REACHED = "not_reached", "We could not reach them"
        STOPPED = "stopped", "No longer needed"

    person = models.ForeignKey(Person, models.CASCADE, related_name="by_hand")
    channel = models.CharField("way", max_length=10, choices=Channel)
    purpose = models.CharField(max_length=60)
    subject = models.CharField(max_length=250)
    words = models.TextField()
    # As with an ask; empty where there is no record of it.
    about = models.CharField(max_length=120, blank=True, db_default="")
    created_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField("not before", db_default=Now())
    done_at = models.DateTimeField(null=True, blank=True)
    # Nobody: stopped by the portal itself.
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(max_length=15, choices=Outcome, blank=True)
    note = models.CharField(max_length=300, blank=True)

    PRIVACY = {
        "id": "plain",
        "person": "personal",
        "channel": "plain",
        "purpose": "plain",
        "subject": "personal",
        "words": "special",
        "about": "personal",
        "created_at": "plain",
        "due_at": "plain",
        "done_at": "plain",
        "done_by": "personal",
        "outcome": "plain",
        "note": "special",
    }

    class Meta:
        verbose_name = "message by hand"
        verbose_name_plural = "messages by hand"
        constraints = [
            models.CheckConstraint(condition=~Q(channel=Channel.EMAIL), name="by_hand_is_not_mail"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True, outcome="")
                | (Q(done_at__isnull=False) & ~Q(outcome="")),
                name="by_hand_done_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"], name="by_hand_open", condition=Q(done_at__isnull=True)
            ),
            models.Index(fields=["person"], name="by_hand_person"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.get_channel_display()})"


class HeldMessage(models.Model):
    """A message that waits until somebody says that an address which staff typed is theirs.

    One wrong letter would tell a stranger who takes part. What waits a day goes by hand, where
    there is another way.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="held_messages")
    purpose = models.CharField(max_length=60)
    subject = models.CharField(max_length=250)
    words = models.TextField()
    about = models.CharField(max_length=120, blank=True, db_default="")
    created_at = models.DateTimeField(db_default=Now())

    PRIVACY = {
        "id": "plain",
        "person": "personal",
        "purpose": "plain",
        "subject": "personal",
        "words": "special",
        "about": "personal",
        "created_at": "plain",
    }

    class Meta:
        verbose_name = "message that waits for a yes"
        verbose_name_plural = "messages that wait for a yes"
        ordering = ["created_at", "id"]
        indexes = [
            models.Index(fields=["person"], name="held_person"),
            models.Index(fields=["created_at"], name="held_oldest"),
        ]

    def __str__(self) -> str:
        return self.subject
