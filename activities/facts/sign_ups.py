"""What the pages of a session and of a sign-up say, row by row, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from activities.models import Opportunity, SignUp
from activities.selectors.opportunities import Offer
from organisation.models import Venue

State = SignUp.Status


@dataclass(frozen=True)
class Answer:
    """One thing that can be done with a sign-up: as the person reads it, and as staff do."""

    title: Any
    words: Any
    button: Any
    for_staff: str


ANSWERS = {
    "take": Answer(
        gettext_lazy("Take the place"),
        gettext_lazy("The place is yours then."),
        gettext_lazy("Take the place"),
        "They take the place",
    ),
    "decline": Answer(
        gettext_lazy("Say no to the place"),
        gettext_lazy("We offer it to the next person who waits."),
        gettext_lazy("Say no"),
        "They do not want the place",
    ),
    "withdraw": Answer(
        gettext_lazy("I cannot come"),
        gettext_lazy("That is fine. Somebody else may be glad of the place."),
        gettext_lazy("I cannot come"),
        "They cannot come",
    ),
}


def offer_facts(page: Offer) -> list[dict[str, str]]:
    """What somebody needs to know before they sign up."""
    row, session = page.opportunity, page.session
    venue = session.venue
    rows = [
        (_("When"), session.when_words),
        (_("How and where"), session.where_words),
        (_("Getting in"), _getting_in(venue)),
        (_("What is paid and covered"), row.pays),
        (_("Places"), places_words(row)),
        *[(seat.name, _seat_words(seat.places, seat.places_taken)) for seat in page.seats],
        (_("Sign up until"), moment_words(row.closes_at)),
        (_("How we treat each other"), row.ground_rules),
        (_("Support afterwards"), row.debrief),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def sign_up_facts(row: SignUp) -> list[dict[str, str]]:
    """What somebody said when they signed up, and until when they can answer."""
    session, opportunity = row.opportunity.session, row.opportunity
    has_place = row.status == State.PLACED
    rows = [
        (_("When"), session.when_words),
        (_("How and where"), session.where_words),
        (_("Link to join online"), opportunity.joining_link if has_place else ""),
        (_("Please answer by"), moment_words(row.offer_ends_at)),
        (_("Kind of place"), str(row.seat or "")),
        (_("People who support you"), str(row.companions or "")),
        (_("Travel"), row.travel),
        (_("Cover"), row.cover),
        (_("Name others see"), row.shown_name),
        (_("What is paid and covered"), opportunity.pays),
        (_("How we treat each other"), opportunity.ground_rules),
        (_("Support afterwards"), opportunity.debrief),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def places_words(row: Opportunity) -> str:
    """How many places there are, and how many are free."""
    if row.places is None:
        return _("Everybody can come")
    if row.giving == Opportunity.Giving.DRAW and row.drawn_at is None:
        return ngettext(
            "%(n)d place, drawn after the last day to sign up",
            "%(n)d places, drawn after the last day to sign up",
            row.places,
        ) % {"n": row.places}
    return _seat_words(row.places, row.places_taken)


def _seat_words(places: int, taken: int) -> str:
    free = max(0, places - taken)
    if free == 0:
        return _("All %(n)d are taken. You can join the waiting list.") % {"n": places}
    return _("%(free)d of %(n)d are free") % {"free": free, "n": places}


def moment_words(at: datetime | None) -> str:
    """A moment in London, in words."""
    return f"{timezone.localtime(at):%A %-d %B %Y, %H:%M}" if at else ""


def _getting_in(venue: Venue | None) -> str:
    """What is known of how people get into a venue; what nobody looked at is not promised."""
    if venue is None:
        return ""
    found = [_known(venue.is_step_free, _("Step-free"), _("Not step-free"))]
    found.append(_known(venue.has_hearing_loop, _("Hearing loop"), _("No hearing loop")))
    return ". ".join(each for each in (*found, venue.getting_there) if each)


def _known(fact: bool | None, yes: str, no: str) -> str:
    return "" if fact is None else yes if fact else no
