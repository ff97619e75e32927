"""What people ask about their own record, with the clock running; and who was forgotten."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from community.models.person import Person
from core.transitions import moves_by_table


@moves_by_table("state")
class RightsRequest(models.Model):
    """A wish about one's own record that the law gives a time limit to."""

    class Kind(models.TextChoices):
        ACCESS = "access", "Tell me what you keep about me"
        CORRECTION = "correction", "Correct something that I cannot change myself"
        OBJECTION = "objection", "Stop sending me things"
        ERASURE = "erasure", "Forget me"
        COMPLAINT = "complaint", "I want to complain about how you use my information"

    class Way(models.TextChoices):
        """How somebody asked."""

        ONLINE = "online", "On the website, signed in"
        TELEPHONE = "telephone", "By telephone"
        IN_PERSON = "in_person", "Face to face"
        PAPER = "paper", "On paper"

    class State(models.TextChoices):
        ASKED = "asked", "Asked"
        ACKNOWLEDGED = "acknowledged", "Being looked at"
        ANSWERED = "answered", "Answered"
        TAKEN_BACK = "taken_back", "Taken back"

    TRANSITIONS = {
        State.ASKED: {State.ACKNOWLEDGED, State.ANSWERED, State.TAKEN_BACK},
        State.ACKNOWLEDGED: {State.ANSWERED, State.TAKEN_BACK},
        State.ANSWERED: set(),
        State.TAKEN_BACK: set(),
    }
    # When the person is forgotten, that they asked and when it was done stays.
    AT_ERASURE = "blank"
    # Who asked for somebody else.
    HOLDS_LOOSE_WORDS = ("asked_by", "checked")
    ERASED = {"asked_by": "CASE WHEN asked_by = '' THEN '' ELSE 'Somebody else' END"}

    person = models.ForeignKey(Person, models.CASCADE, related_name="rights_requests")
    kind = models.CharField(max_length=12, choices=Kind)
    words = models.TextField("what they asked", blank=True)
    way = models.CharField("how they asked", max_length=10, choices=Way, default=Way.ONLINE)
    # Of what a member of staff wrote down: who that was, who asked for the person if it was not
    # they themselves, and how it was made sure that it was they.
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    asked_by = models.CharField("who asked", max_length=120, blank=True)
    checked = models.CharField("how we knew that it was them", max_length=300, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(db_default=Now())
    # The day by which the law wants the next step: of a complaint that it was received, of
    # everything else the answer.
    due_on = models.DateField()
    # More time was taken, once, and the person was told why (UK GDPR article 12.3).
    extended_at = models.DateTimeField("more time taken", null=True, blank=True)
    extended_why = models.CharField("why more time", max_length=500, blank=True)
    # When a wish to be forgotten is done; until then it can be taken back.
    planned_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    # Nobody: the portal did it.
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answer = models.TextField(blank=True)
    handed_over = models.CharField("how it reached them", max_length=200, blank=True)

    PRIVACY = {
        "id": "plain",
        "person": "plain",
        "kind": "plain",
        "words": "special",
        "way": "plain",
        "noted_by": "plain",
        "asked_by": "personal",
        "checked": "personal",
        "extended_at": "plain",
        "extended_why": "special",
        "handed_over": "personal",
        "state": "plain",
        "asked_at": "plain",
        "due_on": "plain",
        "planned_at": "plain",
        "acknowledged_at": "plain",
        "acknowledged_by": "plain",
        "answered_at": "plain",
        "answered_by": "plain",
        "answer": "special",
    }

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(acknowledged_by__isnull=True) | Q(acknowledged_at__isnull=False),
                name="rights_acknowledged_whole",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | Q(answered_at__isnull=False),
                name="rights_answered_whole",
            ),
            models.CheckConstraint(
                condition=Q(kind="erasure", planned_at__isnull=False)
                | (~Q(kind="erasure") & Q(planned_at__isnull=True)),
                name="rights_erasure_planned",
            ),
            models.CheckConstraint(
                condition=Q(way="online", noted_by__isnull=True) | ~Q(way="online"),
                name="rights_noted_if_not_online",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(kind="erasure", state__in=["asked", "acknowledged"]),
                name="rights_one_erasure",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-asked_at"], name="rights_person"),
            models.Index(
                fields=["due_on", "id"],
                name="rights_open",
                condition=Q(state__in=["asked", "acknowledged"]),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class Erased(models.Model):
    """Somebody was forgotten: when, and a key that a restored back-up is compared with.

    Written by the database's own function alone (`community.erasure`).
    """

    IS_READ_ONLY = True

    key = models.CharField(max_length=64)
    at = models.DateTimeField(db_default=Now())
    act_id = models.UUIDField()
    rows = models.PositiveIntegerField()

    PRIVACY = {"id": "plain", "key": "plain", "at": "plain", "act_id": "plain", "rows": "plain"}

    def __str__(self) -> str:
        return f"Forgotten on {self.at:%-d %B %Y}"
