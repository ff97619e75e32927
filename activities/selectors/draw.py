"""What was drawn, for everybody who was in it, and draws that are due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from activities.models import DrawnPlaces, DrawnTicket, Opportunity, Session, SignUp
from activities.rules.draw import fingerprint
from activities.rules.sign_up import draw_due_at
from activities.selectors.sign_ups import begins_at
from activities.selectors.team import organised_by
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


def is_draw_kept(opportunity: Opportunity) -> bool:
    """Whether there is something to show of a draw: the first ones kept no numbers."""
    if opportunity.drawn_at is None:
        return False
    return DrawnTicket.objects.filter(opportunity=opportunity).exists()


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
    rows = _not_drawn(now).filter(closes_at__lte=now, **_to_come(now))
    if not viewer.may(KEEP):
        rows = rows.filter(organised_by(viewer, "session__"))
    found = (row for row in rows if begins_at(row.session) > now)
    return [
        DueDraw(row.pk, row.session.activity.title, row.session.when_words)
        for row in islice(found, most)
    ]


def to_draw_ids(now: datetime, limit: int) -> list[int]:
    """Sessions to come whose places nobody drew in time."""
    rows = _not_drawn(now).filter(**_to_come(now))
    due = (
        row.pk
        for row in rows
        if draw_due_at(row.closes_at, begins_at(row.session)) <= now < begins_at(row.session)
    )
    return list(islice(due, limit))


def undrawn_ids(now: datetime, limit: int) -> list[int]:
    """Sessions that began with people still in the draw."""
    rows = _not_drawn(now).filter(session__held_on__lte=timezone.localdate(now))
    return list(islice((row.pk for row in rows if begins_at(row.session) <= now), limit))


def _to_come(now: datetime) -> dict[str, Any]:
    return {
        "session__status": Session.Status.PLANNED,
        "session__held_on__gte": timezone.localdate(now),
    }


def _not_drawn(now: datetime) -> QuerySet[Opportunity]:
    """Sessions with people in a draw that nobody made though sign-up is over."""
    entered = SignUp.objects.filter(opportunity=OuterRef("pk"), status=SignUp.Status.ENTERED)
    rows = Opportunity.objects.filter(
        Exists(entered),
        giving=Opportunity.Giving.DRAW,
        drawn_at__isnull=True,
    ).exclude(session__status=Session.Status.CANCELLED)
    # One that was moved may begin before sign-up was to end.
    is_over = Q(closes_at__lte=now) | Q(session__held_on__lte=timezone.localdate(now))
    return (
        rows.filter(is_over).select_related("session__activity").order_by("session__held_on", "id")
    )
