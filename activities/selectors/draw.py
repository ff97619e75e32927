"""What was drawn, for everybody who was in it, and draws that are due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.utils import timezone

from activities.models import DrawnPlaces, DrawnTicket, Opportunity, Session, SignUp
from activities.rules.draw import fingerprint
from activities.selectors.sign_ups import begins_at
from community.rules.people import KEEP

# So much of each result is enough to compare by eye.
SHOWN_SIGNS = 12


@dataclass(frozen=True)
class Drawn:
    """One number in the order drawn. `result` is the beginning of what decides the order."""

    place: int
    number: int
    needs: int
    seat: str
    has_won: bool
    result: str


@dataclass(frozen=True)
class DrawPage:
    """Everything with which a draw can be done again: the seed, the places, and the numbers."""

    seed: str
    at: datetime
    places: int
    seats: Sequence[tuple[str, int]]
    rows: Sequence[Drawn]
    own: Drawn | None

    @property
    def has_groups(self) -> bool:
        """Whether somebody needed more than one place."""
        return any(row.needs > 1 for row in self.rows)


def draw_page(opportunity: Opportunity, own_number: int | None = None) -> DrawPage:
    """What was drawn; 404 where nothing was, or where the viewer's number was not in it."""
    if opportunity.drawn_at is None:
        raise Http404
    seed = opportunity.draw_seed
    tickets = DrawnTicket.objects.filter(opportunity=opportunity).order_by("place")
    rows = [
        Drawn(
            row.place,
            row.number,
            row.needs,
            row.seat,
            row.has_won,
            fingerprint(seed, row.number)[:SHOWN_SIGNS],
        )
        for row in tickets
    ]
    own = next((row for row in rows if row.number == own_number), None)
    if own_number is not None and own is None:
        raise Http404
    places = dict(DrawnPlaces.objects.filter(opportunity=opportunity).values_list("seat", "places"))
    return DrawPage(
        seed=seed,
        at=opportunity.drawn_at,
        places=places.pop("", 0),
        seats=list(places.items()),
        rows=rows,
        own=own,
    )


def was_drawn(row: SignUp) -> bool:
    """Whether a sign-up was in a draw, however it stands now."""
    return DrawnTicket.objects.filter(number=row.pk).exists()


@dataclass(frozen=True)
class DueDraw:
    """A session whose places nobody has drawn yet though sign-up has ended."""

    opportunity_id: int
    title: str
    when: str


def draws_due(viewer: Any, now: datetime, most: int) -> list[DueDraw]:
    """Draws that are due: the team sees all, others those of what they logged, lead or organise."""
    entered = SignUp.objects.filter(opportunity=OuterRef("pk"), status=SignUp.Status.ENTERED)
    rows = Opportunity.objects.filter(
        Exists(entered),
        giving=Opportunity.Giving.DRAW,
        drawn_at__isnull=True,
        closes_at__lte=now,
        session__status=Session.Status.PLANNED,
        session__held_on__gte=timezone.localdate(now),
    )
    if not viewer.may(KEEP):
        activity = "session__activity"
        rows = rows.filter(
            Q(**{f"{activity}__logged_by": viewer})
            | Q(**{f"{activity}__led_by": viewer})
            | Q(organiser=viewer)
        )
    rows = rows.select_related("session__activity").order_by("session__held_on", "id")
    return [
        DueDraw(row.pk, row.session.activity.title, row.session.when_words)
        for row in rows[:most]
        if begins_at(row.session) > now
    ]
