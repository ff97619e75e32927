"""What a person agreed to be written to about, and by which way. Only ever added."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from community.models.person import Person


class Purpose(models.TextChoices):
    """What somebody can agree to. Messages about what a person joined need no consent."""

    NEWSLETTER = "newsletter", _("Newsletter")
    OPPORTUNITIES = "opportunities", _("Things to take part in")
    SURVEYS = "surveys", _("Surveys")


class Channel(models.TextChoices):
    EMAIL = "email", _("Email")
    TEXT = "text", _("Text message")
    POST = "post", _("Letter by post")
    TELEPHONE = "telephone", _("Phone call")


class Source(models.TextChoices):
    """How somebody told us."""

    ONLINE = "online", _("On the website, signed in")
    SIGNED_LINK = "signed_link", _("By the link in a message")
    TELEPHONE = "telephone", _("By telephone")
    IN_PERSON = "in_person", _("Face to face")
    PAPER = "paper", _("On paper")
    IMPORT = "import", _("From an earlier list")


class ConsentWording(models.Model):
    """The exact words somebody agrees to. A version never changes; a new one is added."""

    IS_APPEND_ONLY = True

    purpose = models.CharField(max_length=15, choices=Purpose)
    channel = models.CharField(max_length=10, choices=Channel)
    version = models.PositiveIntegerField()
    text = models.CharField("wording", max_length=500)
    # Words of an old paper form have a date in the past, and never come into use here.
    valid_from = models.DateField("used from")
    added_at = models.DateTimeField(db_default=Now())

    PRIVACY = dict.fromkeys(
        ("id", "purpose", "channel", "version", "text", "valid_from", "added_at"), "plain"
    )

    class Meta:
        ordering = ["purpose", "channel", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "channel", "version"], name="consent_wording_version_once"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="consent_wording_has_text"),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}, {self.get_channel_display()}, version {self.version}"


class Consent(models.Model):
    """A yes or a no to one wording. The latest one counts; none means no."""

    IS_APPEND_ONLY = True

    person = models.ForeignKey(Person, models.CASCADE, related_name="consents")
    wording = models.ForeignKey(ConsentWording, models.PROTECT, related_name="+")
    is_given = models.BooleanField("given")
    # When they said it; on paper that may be long before it was entered.
    at = models.DateTimeField(db_default=Now())
    noted_at = models.DateTimeField(db_default=Now())
    source = models.CharField(max_length=15, choices=Source)
    # Empty: the person themselves by their link.
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    note = models.CharField(max_length=300, blank=True)

    PRIVACY = {
        "id": "plain",
        "person": "personal",
        "wording": "personal",
        "is_given": "personal",
        "at": "personal",
        "noted_at": "personal",
        "source": "personal",
        "recorded_by": "personal",
        "note": "special",
    }

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            # Nobody agrees tomorrow.
            models.CheckConstraint(
                condition=Q(at__lte=models.F("noted_at")), name="consent_not_ahead"
            ),
        ]
        indexes = [models.Index(fields=["person", "-at", "-id"], name="consent_person")]

    def __str__(self) -> str:
        return f"{'Yes' if self.is_given else 'No'} to {self.wording}"


class PreferenceLink(models.Model):
    """Behind the link at the foot of messages. A new serial ends every link given before."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="preference_link")
    serial = models.PositiveIntegerField(default=1)

    PRIVACY = {"id": "plain", "person": "personal", "serial": "plain"}

    def __str__(self) -> str:
        return f"Link {self.pk}"
