"""A draw that anybody can do again: the seed and the numbers of the sign-ups decide it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Ticket:
    """A sign-up in a draw: its number, how many places it needs, and of which kind."""

    id: int
    needs: int = 1
    seat_id: int | None = None


def fingerprint(seed: str, number: int) -> str:
    """What decides the place of a number: SHA-256 of "seed:number"."""
    return hashlib.sha256(f"{seed}:{number}".encode()).hexdigest()


def drawn_order(seed: str, tickets: Iterable[Ticket]) -> list[Ticket]:
    """The order of a draw: by SHA-256 of "seed:number", smallest first.

    Nobody can choose a number that comes early, because the seed is made when the draw is.
    """
    return sorted(tickets, key=lambda ticket: fingerprint(seed, ticket.id))


def winners(
    order: Sequence[Ticket], places: int, seats: Mapping[int, int] | None = None
) -> list[Ticket]:
    """Who of the order gets a place: each in turn whose places are still there.

    `seats` holds the places of each kind. Who needs more than are left keeps their turn on
    the waiting list, and the next who fits gets the place.
    """
    left, left_of = places, dict(seats or {})
    found = []
    for ticket in order:
        of_kind = left_of.get(ticket.seat_id, ticket.needs) if ticket.seat_id else ticket.needs
        if ticket.needs <= min(left, of_kind):
            left -= ticket.needs
            if ticket.seat_id in left_of:
                left_of[ticket.seat_id] -= ticket.needs
            found.append(ticket)
    return found
