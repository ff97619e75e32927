"""How people are told of the place they are offered: by themselves, or not before somebody calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Concat

from activities.models import Notice, Opportunity, SignUp
from community.models import ByHand, Channel, HeldMessage

OFFERED = SignUp.Status.OFFERED
# What a message of a sign-up is for, as the lists of those that go by hand know it.
PURPOSE = "sign_up"


@dataclass(frozen=True)
class HowTold:
    """How somebody is told of their offer. `call_them`: they do not know of it yet."""

    words: str
    call_them: bool = False


def how_told(opportunity: Opportunity) -> dict[int, HowTold]:
    """How everybody with an offer is told, by sign-up; one query."""
    rows = (
        Notice.objects.filter(
            sign_up__opportunity=opportunity, sign_up__status=OFFERED, sign_up__told=OFFERED
        )
        .order_by("sign_up", "-id")
        .distinct("sign_up")
        .annotate(
            waits_by_hand=goes_by_hand("sign_up__person", "sign_up__opportunity", "at"),
            is_held=is_held("sign_up__person", "sign_up__opportunity", "at"),
        )
    )
    return {row.sign_up_id: _words(row) for row in rows}


def goes_by_hand(person: str, opportunity: str, at: str) -> Exists:
    """Of rows with these three: whether their message is still to be told, texted or posted."""
    found = ByHand.objects.filter(done_at__isnull=True)
    return Exists(found.filter(_this_one(person, opportunity, at)))


def is_held(person: str, opportunity: str, at: str) -> Exists:
    """Of rows with these three: whether their message waits until an address is theirs."""
    return Exists(HeldMessage.objects.filter(_this_one(person, opportunity, at)))


def _this_one(person: str, opportunity: str, at: str) -> Q:
    """The message of a notice, and none of another session: one person may have several."""
    about = Concat(
        Value(f"{Opportunity._meta.label_lower}:"), OuterRef(opportunity), output_field=CharField()
    )
    return Q(
        # Empty: it was written before messages said what they are about.
        Q(about=about) | Q(about=""),
        person=OuterRef(person),
        purpose=PURPOSE,
        # Written in one transaction with the notice; what was held goes by hand later.
        created_at__gte=OuterRef(at) - timedelta(minutes=1),
    )


def _words(row: Any) -> HowTold:
    if row.why_not:
        return HowTold("We could not tell them.", call_them=True)
    if row.is_held:
        return HowTold("The message waits: nobody knows if the address is theirs.", call_them=True)
    way = Channel(row.way).label.lower() if row.way in Channel.values else "hand"
    if row.waits_by_hand:
        return HowTold(f"Not told yet. The message goes by hand, by {way}.", call_them=True)
    return HowTold(f"Told by {way}.")
