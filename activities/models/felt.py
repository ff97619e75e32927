"""How a session felt to those who were there, and who wants to be called afterwards."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from activities.models.attendance import Attendance
from activities.models.session import Session
from core.history import keeps_history


class Felt(models.Model):
    """What one person said about one session afterwards; nobody reads it beside a name.

    It has no history: what was changed or taken back is gone, and nobody looks it up. An answer
    belongs to somebody who came, by their attendance, or to somebody who ran it, by their account.
    """

    class Side(models.TextChoices):
        PEOPLE = "people", "Those who came"
        STAFF = "staff", "Those who ran it"

    class Shared(models.TextChoices):
        """From told to together: each is what a level means, and carries its code."""

        INFORM = "inform", _("Those who came were told about it.")
        ENGAGE = "engage", _("Those who came could say what they think. Others decide.")
        INVOLVE = "involve", _("What those who came said helped to shape it. Staff decide.")
        COLLABORATE = "collaborate", _("Staff and those who came decide together.")
        CO_CREATE = (
            "co-create",
            _("Staff and those who came do all of it together, from the first idea on."),
        )

    class Used(models.TextChoices):
        YES = "yes", _("Yes")
        PARTLY = "partly", _("Partly")
        NOT_YET = "not_yet", _("Not yet")
        NO = "no", _("No")
        UNKNOWN = "unknown", _("I do not know")

    class Way(models.TextChoices):
        SELF = "self", "Themselves"
        TELEPHONE = "telephone", "By telephone"
        PAPER = "paper", "On paper"

    session = models.ForeignKey(Session, models.PROTECT, related_name="felt")
    side = models.CharField("side", max_length=10, choices=Side)
    # That they came; the database refuses any other (activities/migrations).
    attendance = models.OneToOneField(
        Attendance, models.CASCADE, null=True, blank=True, related_name="felt"
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    shared = models.CharField(
        "how far decisions were shared", max_length=15, choices=Shared, blank=True
    )
    used = models.CharField(
        "whether what was said is used", max_length=10, choices=Used, blank=True
    )
    words = models.TextField("what else they want us to know", blank=True)
    way = models.CharField("how we know", max_length=10, choices=Way, default=Way.SELF)
    # Who wrote it down for somebody; empty where they did it themselves.
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(db_default=Now())

    PRIVACY = {
        "id": "plain",
        "session": "personal",
        "side": "personal",
        "attendance": "personal",
        "account": "personal",
        "shared": "personal",
        "used": "personal",
        "words": "special",
        "way": "personal",
        "written_by": "personal",
        "answered_at": "personal",
    }

    class Meta:
        verbose_name = "answer about how it felt"
        verbose_name_plural = "answers about how it felt"
        constraints = [
            models.UniqueConstraint(fields=["session", "account"], name="felt_once_for_staff"),
            models.CheckConstraint(
                condition=Q(attendance__isnull=False, account__isnull=True)
                | Q(attendance__isnull=True, account__isnull=False, side="staff"),
                name="felt_by_one_of_two",
            ),
            models.CheckConstraint(condition=Q(side__in=["people", "staff"]), name="felt_side"),
            models.CheckConstraint(
                condition=Q(
                    shared__in=["", "inform", "engage", "involve", "collaborate", "co-create"]
                ),
                name="felt_shared_known",
            ),
            models.CheckConstraint(
                condition=Q(used__in=["", "yes", "partly", "not_yet", "no", "unknown"]),
                name="felt_used_known",
            ),
            models.CheckConstraint(
                condition=~Q(shared="") | ~Q(used="") | ~Q(words=""), name="felt_says_something"
            ),
        ]
        indexes = [models.Index(fields=["session", "side"], name="felt_of_session")]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.side}"


@keeps_history()
class CallWanted(models.Model):
    """Somebody who came wants to be called: owed by a day, and ticked off."""

    attendance = models.OneToOneField(Attendance, models.CASCADE, related_name="call_wanted")
    # Where to call; empty: the number that stands in their record.
    phone = models.CharField("telephone number", max_length=40, blank=True)
    due_on = models.DateField("call by")
    asked_at = models.DateTimeField(db_default=Now())
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    PRIVACY = {
        "id": "plain",
        "attendance": "personal",
        "phone": "personal",
        "due_on": "personal",
        "asked_at": "personal",
        "done_at": "personal",
        "done_by": "personal",
    }

    class Meta:
        verbose_name = "call that is wanted"
        verbose_name_plural = "calls that are wanted"
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=False) | Q(done_by__isnull=True),
                name="call_done_by_when",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], name="call_open", condition=Q(done_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.attendance_id}: {self.due_on:%-d %B %Y}"
