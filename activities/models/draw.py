"""What was drawn: kept as it was at the draw, so that anybody can do it again at any time."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from activities.models.opportunity import Opportunity


class DrawnPlaces(models.Model):
    """How many places there were in a draw: in all (no name), or of one kind of place."""

    IS_APPEND_ONLY = True

    opportunity = models.ForeignKey(Opportunity, models.PROTECT, related_name="drawn_places")
    # As the kind of place was called then.
    seat = models.CharField(max_length=60, blank=True)
    places = models.PositiveIntegerField()

    PRIVACY = {"id": "plain", "opportunity": "plain", "seat": "plain", "places": "plain"}

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "seat"], name="drawn_places_once")
        ]

    def __str__(self) -> str:
        return f"{self.seat or 'all'}: {self.places}"


class DrawnTicket(models.Model):
    """One sign-up as it was in a draw. Who withdraws or is forgotten later leaves only a number."""

    IS_APPEND_ONLY = True

    opportunity = models.ForeignKey(Opportunity, models.PROTECT, related_name="drawn_tickets")
    # The number of the sign-up, no key to it: the draw stays as it was when the sign-up goes.
    number = models.BigIntegerField()
    needs = models.PositiveSmallIntegerField()
    seat = models.CharField(max_length=60, blank=True)
    # In the order drawn, from 1.
    place = models.PositiveIntegerField()
    has_won = models.BooleanField()

    PRIVACY = {
        "id": "plain",
        "opportunity": "plain",
        "number": "plain",
        "needs": "plain",
        "seat": "plain",
        "place": "plain",
        "has_won": "plain",
    }

    class Meta:
        ordering = ["opportunity_id", "place"]
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity", "place"], name="drawn_ticket_place_once"
            ),
            models.UniqueConstraint(fields=["number"], name="drawn_ticket_number_once"),
            models.CheckConstraint(
                condition=Q(place__gte=1, needs__gte=1), name="drawn_ticket_believable"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.number}"
