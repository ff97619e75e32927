"""What the pages of a session and of a sign-up say, row by row, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.defaultfilters import linebreaksbr
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from activities.models import Opportunity, Session, SignUp
from activities.selectors.attendance import code_words
from activities.selectors.opportunities import COUNTED_UP_TO, Offer
from activities.selectors.team import Team
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


# How somebody stands whom staff signed up: what the caller is told.
CAME_TO_STAND = {
    State.PLACED: "Signed up. They have a place.",
    State.WAITING: "They are on the waiting list. Tell them that they have no place yet.",
    State.ENTERED: "They are in the draw. Tell them that the places are drawn later.",
}


def offer_facts(page: Offer) -> list[dict[str, str]]:
    """What somebody needs to know before they sign up."""
    row, session = page.opportunity, page.session
    # To who has signed up, and where nobody can, how many are free says nothing.
    asks_free = not (page.gone or (page.mine and page.why_not))
    venue = session.venue
    rows = [
        (_("When"), session.when_words),
        (_("How and where"), session.where_words),
        *getting_in(venue),
        (_("Joining online"), online_words(row)),
        (_("Who leads it"), page.team.names),
        (_("What is paid and covered"), lines(row.pays)),
        *(_free_facts(page) if asks_free else []),
        (_("What a place needs first"), _checks_words(row)),
        (_("Sign up until"), "" if page.gone else moment_words(row.closes_at)),
        (_("How we treat each other"), lines(row.ground_rules)),
        (_("Support afterwards"), lines(row.debrief)),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def _free_facts(page: Offer) -> list[tuple[str, str]]:
    row, may_wait = page.opportunity, page.why_not is None
    of_kinds = [
        (each.name, _seat_words(each.places, each.places_taken, may_wait=may_wait))
        for each in page.seats
    ]
    words = places_words(row, has_seats=bool(page.seats), may_wait=may_wait)
    return [(_("Places"), words), *of_kinds]


def fitting_words(number: int) -> str:
    """How many sessions fit what somebody looked for, said where they have just looked."""
    if number > COUNTED_UP_TO:
        return _("More than %(most)d sessions fit") % {"most": COUNTED_UP_TO}
    return ngettext("%(n)d session fits", "%(n)d sessions fit", number) % {"n": number}


def doing_words(row: Opportunity, *, is_full: bool) -> str:
    """What somebody does who signs up now: it is no surprise afterwards."""
    if row.is_drawn_later:
        return _("Enter the draw")
    return _("Join the waiting list") if is_full else _("Sign up")


def entering_words(row: Opportunity, *, is_full: bool) -> str:
    """The same, said to staff who sign somebody up."""
    if row.is_drawn_later:
        return "Put them into the draw"
    return "Put them on the waiting list" if is_full else "Sign them up"


def sign_up_facts(row: SignUp, team: Team) -> list[dict[str, str]]:
    """What somebody said when they signed up, and until when they can answer."""
    session, opportunity = row.opportunity.session, row.opportunity
    has_place = row.status == State.PLACED
    rows = [
        (_("When"), session.when_words),
        (_("How and where"), session.where_words),
        (_("Link to join online"), web_link(opportunity.joining_link) if has_place else ""),
        (_("Joining online"), opportunity.online_facts),
        *getting_in(session.venue),
        (_("Who leads it"), team.names),
        (_("Your code for the door"), code_words(row) if has_place else ""),
        (_("Kind of place"), str(row.seat or "")),
        (_("People who support you"), str(row.companions or "")),
        (_("Travel"), row.travel),
        (_("Cover"), row.cover),
        (_("Name others see"), row.shown_name),
        (_("What is paid and covered"), lines(opportunity.pays)),
        (_("How we treat each other"), lines(opportunity.ground_rules)),
        (_("Support afterwards"), lines(opportunity.debrief)),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def web_link(address: str) -> str:
    """An address as a link that can be tapped; what is no web address stays plain words."""
    if not address.lower().startswith(("https://", "http://")):
        return address
    return format_html('<a href="{}">{}</a>', iri_to_uri(address), address)


def lines(words: str) -> str:
    """A text of several lines, kept apart as it was typed."""
    return linebreaksbr(words, autoescape=True)


def places_words(row: Opportunity, *, has_seats: bool, may_wait: bool) -> str:
    """How many places there are, and how many are free; with kinds alone, those say it."""
    if row.places is None:
        return "" if has_seats else _("Everybody can come")
    if row.is_drawn_later:
        return ngettext(
            "%(n)d place, drawn after the last day to sign up",
            "%(n)d places, drawn after the last day to sign up",
            row.places,
        ) % {"n": row.places}
    return _seat_words(row.places, row.places_taken, may_wait=may_wait)


def _seat_words(places: int, taken: int, *, may_wait: bool) -> str:
    free = max(0, places - taken)
    if free == 0 and not may_wait:
        return ngettext("The one place is taken", "All %(n)d are taken", places) % {"n": places}
    if free == 0:
        return ngettext(
            "The one place is taken. You can join the waiting list.",
            "All %(n)d are taken. You can join the waiting list.",
            places,
        ) % {"n": places}
    return ngettext("%(free)d of %(n)d is free", "%(free)d of %(n)d are free", free) % {
        "free": free,
        "n": places,
    }


def moment_words(at: datetime | None) -> str:
    """A moment in London, in words."""
    return f"{timezone.localtime(at):%A %-d %B %Y, %H:%M}" if at else ""


def getting_in(venue: Venue | None) -> list[tuple[str, str]]:
    """What is known of how people get into a venue; what nobody looked at is not promised."""
    if venue is None:
        return []
    found = [
        _known(venue.is_step_free, _("Step-free"), _("Not step-free")),
        _known(venue.has_toilet, _("Accessible toilet"), _("No accessible toilet")),
        _known(venue.has_hearing_loop, _("Hearing loop"), _("No hearing loop")),
    ]
    nobody_looked = _("Nobody has looked at this place yet. Ask us, and we find out.")
    return [
        (_("Getting in"), ". ".join(each for each in found if each) or nobody_looked),
        (_("Parking"), venue.parking),
        (_("Bus and train"), venue.buses),
        (_("Getting there"), lines(venue.getting_there)),
    ]


def _checks_words(row: Opportunity) -> str:
    """Training or checks without which there is no place."""
    return ", ".join(row.checks_needed.order_by("name").values_list("name", flat=True))


def online_words(row: Opportunity) -> str:
    """What it takes to join from a distance, and that the link comes with the place."""
    if row.session.mode not in (Session.Mode.ONLINE, Session.Mode.HYBRID):
        return row.online_facts
    link = _("You get the link with your place.")
    return f"{row.online_facts} {link}".strip()


def _known(fact: bool | None, yes: str, no: str) -> str:
    return "" if fact is None else yes if fact else no
