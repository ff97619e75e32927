"""Joining under way: what somebody has answered so far, kept until it is sent, forgotten or too old."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now

from community.models.paper import PaperForm
from community.models.person import Person, WayIn
from core.ids import new_id
from core.transitions import moves_by_table


@moves_by_table("state")
class Joining(models.Model):
    """Answers of one person who is joining, by themselves or with a member of staff who types.

    Nobody is told whether an address is known: the page only leaves a row that is `asked`, and a
    worker decides what is mailed. `links` holds digests of the last few mailed links, each of
    which leads back here. No history is kept, so that "forget this" means it.
    """

    class State(models.TextChoices):
        ASKED = "asked", "Asked for a link"
        OPEN = "open", "Under way"
        DONE = "done", "Joined"

    TRANSITIONS = {
        State.ASKED: {State.OPEN},
        State.OPEN: {State.DONE},
        State.DONE: set(),
    }
    # Of an address that nobody confirmed there is no other key to the person who is forgotten.
    HOLDS_LOOSE_WORDS = "delete"
    KEPT = "Until it is sent, stopped or `JOIN_DAYS` old; then the answers are gone."

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    state = models.CharField("state", max_length=5, choices=State, default=State.ASKED)
    way_in = models.CharField("how they join", max_length=10, choices=WayIn, default=WayIn.ONLINE)
    email = models.EmailField("email address", max_length=254, blank=True)
    confirmed_at = models.DateTimeField("email address confirmed", null=True, blank=True)
    links = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    # Who joins from an account they have already.
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    # The member of staff who types for somebody.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    # The paper form that is being typed in.
    paper = models.ForeignKey(
        PaperForm, models.SET_NULL, null=True, blank=True, related_name="joinings"
    )
    answers = models.JSONField("answers", default=dict, blank=True)
    # How often each page was saved: two tabs can differ about one page without losing another.
    turns = models.JSONField("pages saved", default=dict, blank=True)
    is_reminder_wanted = models.BooleanField("wants one reminder", default=False)
    reminded_at = models.DateTimeField("reminded", null=True, blank=True)
    created_at = models.DateTimeField("begun", db_default=Now())
    changed_at = models.DateTimeField("last answer", db_default=Now())
    expires_at = models.DateTimeField("forgotten after")
    done_at = models.DateTimeField("joined", null=True, blank=True)
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="+")

    PRIVACY = {
        "id": "plain",
        "state": "personal",
        "way_in": "personal",
        "email": "personal",
        "confirmed_at": "personal",
        "links": "secret",
        "account": "personal",
        "owner": "personal",
        "paper": "personal",
        "answers": "special",
        "turns": "plain",
        "is_reminder_wanted": "personal",
        "reminded_at": "personal",
        "created_at": "personal",
        "changed_at": "personal",
        "expires_at": "plain",
        "done_at": "personal",
        "person": "personal",
    }

    class Meta:
        verbose_name = "joining under way"
        verbose_name_plural = "joinings under way"
        ordering = ["-changed_at"]
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="joining_email_lower"),
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False, answers={}, email="")
                | (~Q(state="done") & Q(done_at__isnull=True)),
                name="joining_done_is_empty",
            ),
            models.CheckConstraint(
                condition=Q(state="done")
                | ~Q(email="")
                | Q(account__isnull=False)
                | Q(owner__isnull=False),
                name="joining_leads_to_somebody",
            ),
            models.UniqueConstraint(
                fields=["email"],
                condition=Q(state="open", owner__isnull=True, account__isnull=True),
                name="joining_open_email_once",
            ),
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(state="open", owner__isnull=True),
                name="joining_open_account_once",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "expires_at"], name="joining_state"),
            models.Index(fields=["owner", "-changed_at"], name="joining_owner"),
        ]

    def __str__(self) -> str:
        return f"Joining, {self.get_state_display()}"

    @property
    def is_by_staff(self) -> bool:
        return self.owner_id is not None
