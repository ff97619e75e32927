"""Members who lead a session together with staff: offered, asked, agreed, or not this time."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from activities.models.opportunity import Opportunity
from community.models import Person
from core.history import keeps_history
from core.transitions import moves_by_table


@moves_by_table("state")
@keeps_history(inserts=True)
class CoFacilitator(models.Model):
    """One member and one session. Their name is shown only after they said yes, or offered it."""

    class State(models.TextChoices):
        OFFERED = "offered", "Offers to lead it with us"
        ASKED = "asked", "Was asked to lead it with us"
        AGREED = "agreed", "Leads it with us"
        NOT_NOW = "not_now", "Not this time"
        DECLINED = "declined", "Does not want to"
        TAKEN_BACK = "taken_back", "Took it back"

    TRANSITIONS = {
        State.OFFERED: {State.AGREED, State.NOT_NOW, State.TAKEN_BACK},
        State.ASKED: {State.AGREED, State.DECLINED},
        State.AGREED: {State.TAKEN_BACK},
        State.NOT_NOW: {State.ASKED},
        State.DECLINED: {State.OFFERED},
        State.TAKEN_BACK: {State.OFFERED, State.ASKED},
    }

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="co_facilitators")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    state = models.CharField("how it stands", max_length=10, choices=State)
    # What they would bring; for the organiser.
    words = models.CharField("what they say", max_length=500, blank=True)
    shown_name = models.CharField("name others see", max_length=60, blank=True)
    # What the organiser wrote back.
    answer = models.CharField("answer", max_length=500, blank=True)
    at = models.DateTimeField("since", db_default=Now())
    version = models.PositiveIntegerField(default=1)

    PRIVACY = {
        "id": "plain",
        "opportunity": "personal",
        "person": "personal",
        "state": "personal",
        "words": "special",
        "shown_name": "personal",
        "answer": "personal",
        "at": "personal",
        "version": "plain",
    }

    class Meta:
        verbose_name = "co-facilitator"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "person"], name="co_facilitator_once"),
            # Who leads is shown, and so has a name to show.
            models.CheckConstraint(
                condition=~Q(state="agreed") | ~Q(shown_name=""), name="co_facilitator_has_name"
            ),
        ]
        indexes = [models.Index(fields=["person", "opportunity"], name="co_facilitator_person")]

    def __str__(self) -> str:
        return f"{self.opportunity_id}: {self.person_id}"
