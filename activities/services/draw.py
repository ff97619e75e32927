"""Keeping what was drawn as it was, so that the draw can be done again whatever comes after."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from activities.models import DrawnPlaces, DrawnTicket, Opportunity
from activities.rules.draw import Ticket


def keep_draw(
    opportunity: Opportunity, order: Sequence[Ticket], won: Collection[int], places: int
) -> None:
    """Keep the numbers drawn, in their order, and how many places there were of each kind."""
    seats = list(opportunity.seats.all())
    names = {seat.pk: seat.name for seat in seats}
    free = {"": places} | {seat.name: seat.places_free for seat in seats}
    DrawnPlaces.objects.bulk_create(
        DrawnPlaces(opportunity=opportunity, seat=seat, places=number)
        for seat, number in free.items()
    )
    DrawnTicket.objects.bulk_create(
        DrawnTicket(
            opportunity=opportunity,
            number=ticket.id,
            needs=ticket.needs,
            seat=names[ticket.seat_id] if ticket.seat_id else "",
            place=place,
            has_won=ticket.id in won,
        )
        for place, ticket in enumerate(order, start=1)
    )
