"""Which kinds of places there are for somebody, how many are free, and who stands before them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from activities.models import Opportunity, Seat, SignUp
from activities.rules.places import fits_seat
from community.models import Person


@dataclass(frozen=True)
class Choice:
    """One kind of place, and how many of it can still be had; None: they are drawn later."""

    seat: Seat
    free: int | None

    @property
    def label(self) -> str:
        """As it stands beside its button, so that nobody lands on the waiting list unawares."""
        if self.free is None:
            return self.seat.name
        if self.free == 0:
            return _("%(name)s: all are taken, you go on the waiting list") % {
                "name": self.seat.name
            }
        return ngettext(
            "%(name)s: %(free)d of %(n)d is free", "%(name)s: %(free)d of %(n)d are free", self.free
        ) % {"name": self.seat.name, "free": self.free, "n": self.seat.places}


def choices_for(opportunity: Opportunity, person: Person | None = None) -> Sequence[Choice]:
    """The kinds of places that fit a person; for nobody in particular, all of them."""
    return [
        Choice(seat, None if opportunity.is_drawn_later else _free(opportunity, seat))
        for seat in opportunity.seats.all()
        if person is None or fits_seat(seat.kinds, person.kinds)
    ]


def is_full(opportunity: Opportunity, choices: Collection[Choice]) -> bool:
    """Whether whoever has these choices would wait."""
    if opportunity.is_drawn_later:
        return False
    return opportunity.places_free == 0 or (
        bool(choices) and all(choice.free == 0 for choice in choices)
    )


def full_ids(rows: Iterable[Opportunity], person: Person | None) -> set[int]:
    """Of these sessions, those in which nothing is free for a person, or for anybody; one query."""
    found = list(rows)
    prefetch_related_objects(found, "seats")
    return {row.pk for row in found if is_full(row, choices_for(row, person))}


def _free(opportunity: Opportunity, seat: Seat) -> int:
    """Free of a kind, and free at all."""
    total = opportunity.places_free
    return max(0, seat.places_free if total is None else min(seat.places_free, total))


LINE = (
    gettext_lazy("You are next in line"),
    gettext_lazy("You are second in line"),
    gettext_lazy("You are third in line"),
    gettext_lazy("You are fourth in line"),
    gettext_lazy("You are fifth in line"),
    gettext_lazy("You are sixth in line"),
    gettext_lazy("You are seventh in line"),
    gettext_lazy("You are eighth in line"),
    gettext_lazy("You are ninth in line"),
    gettext_lazy("You are tenth in line"),
)


def line_words(row: SignUp) -> str:
    """How many of those who wait for the same kind of place stand before somebody; one query.

    Empty for who does not wait. It is worked out anew each time, for people leave the line.
    """
    if row.status != SignUp.Status.WAITING:
        return ""
    before = SignUp.objects.filter(
        opportunity=row.opportunity_id,
        seat=row.seat_id,
        status=SignUp.Status.WAITING,
        turn__lt=row.turn,
    ).count()
    if before < len(LINE):
        return str(LINE[before])
    return _("%(n)d people are before you in line") % {"n": before}
