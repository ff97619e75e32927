"""What somebody needs at one session, and who came."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from activities.models.session import Session
from activities.models.sign_up import SignUp
from community.models import Adjustment, Need, Person
from core.history import keeps_history


@keeps_history(inserts=True)
class SessionNeed(models.Model):
    """A need that a person wants the organiser of this session to know, or here does not.

    What is shared with organisers and stands in no such row was said later: it is told as new.
    Whether it was met stands in the person's own record of adjustments, where they read it.
    """

    sign_up = models.ForeignKey(SignUp, models.CASCADE, related_name="session_needs")
    need = models.ForeignKey(Need, models.CASCADE, related_name="+")
    # No: they share it with organisers, and left it out this time.
    is_told = models.BooleanField("told at this session", default=True, db_default=True)
    adjustment = models.OneToOneField(
        Adjustment, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    PRIVACY = {
        "id": "plain",
        "sign_up": "personal",
        "need": "special",
        "is_told": "special",
        "adjustment": "special",
    }

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["sign_up", "need"], name="session_need_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sign_up_id}: {self.need_id}"


# Nobody is at one session longer than a day.
MOST_MINUTES = 24 * 60


@keeps_history(inserts=True)
class Attendance(models.Model):
    """That one person came to one session, or did not. A fact, and no mark against anybody."""

    class Outcome(models.TextChoices):
        CAME = "came", "Came"
        MISSED = "missed", "Did not come"

    class Way(models.TextChoices):
        LIST = "list", "Marked on the list"
        SHEET = "sheet", "From the sheet of paper"
        DOOR = "door", "Themselves, at the door"
        WALK_IN = "walk_in", "Came without signing up"

    session = models.ForeignKey(Session, models.PROTECT, related_name="attendances")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    outcome = models.CharField("came", max_length=10, choices=Outcome)
    way = models.CharField("how we know", max_length=10, choices=Way)
    recorded_at = models.DateTimeField(db_default=Now())
    # Empty: they did it themselves with their code.
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # How long they were there, where that was not the whole session; it goes with a claim.
    minutes = models.PositiveSmallIntegerField("time in minutes", null=True, blank=True)
    # A kind word went out because they did not come.
    missed_told_at = models.DateTimeField(null=True, blank=True)
    # They were thanked and asked how it was; why they could not be written to, if so.
    thanked_at = models.DateTimeField(null=True, blank=True)
    thanks_failed = models.CharField(max_length=200, blank=True, db_default="")
    version = models.PositiveIntegerField(default=1)

    PRIVACY = {
        "id": "plain",
        "session": "personal",
        "person": "personal",
        "outcome": "personal",
        "way": "personal",
        "recorded_at": "personal",
        "marked_by": "personal",
        "minutes": "personal",
        "missed_told_at": "personal",
        "thanked_at": "personal",
        "thanks_failed": "personal",
        "version": "plain",
    }

    class Meta:
        verbose_name_plural = "attendance"
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="attendance_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=["came", "missed"]), name="attendance_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True)
                | Q(outcome="came", minutes__gte=1, minutes__lte=MOST_MINUTES),
                name="attendance_minutes_believable",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "session"], name="attendance_person"),
            models.Index(
                fields=["session"],
                name="attendance_unthanked",
                condition=Q(outcome="came", thanked_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.person_id}"


@keeps_history()
class CalendarFeed(models.Model):
    """The address at which a person's own calendar can be read. The address itself is not kept.

    It is signed from the number and the serial; a new serial ends the earlier address at once.
    """

    person = models.OneToOneField(Person, models.CASCADE, related_name="+")
    serial = models.PositiveIntegerField(default=1)
    is_on = models.BooleanField(default=True)

    PRIVACY = {
        "id": "plain",
        "person": "personal",
        "serial": "plain",
        "is_on": "personal",
    }

    def __str__(self) -> str:
        return str(self.person_id)
