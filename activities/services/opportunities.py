"""Opening a session for sign-up: what it says, how many places, publishing and closing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from activities.models import Opportunity, Seat
from activities.rules import places
from activities.rules import sign_up as rules
from activities.selectors.log import activity_facts, actor_of
from activities.selectors.sign_ups import begins_at, opportunity_facts
from activities.services.log import lock_session
from activities.services.sign_ups import lock_opportunity, offer_free
from core.service import acting, refuse, require_version, service
from core.transitions import transition_blocker


@dataclass(frozen=True)
class SeatEntry:
    """Places kept for people of some kinds (`community.models.Kind`)."""

    name: str
    places: int
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class OpportunityEntry:
    """What people read before they sign up, and how places are given."""

    about: str
    pays: str
    closes_at: datetime
    audience: str = Opportunity.Audience.COMMUNITY
    giving: str = Opportunity.Giving.IN_ORDER
    is_time_paid: bool = False
    easy_read: str = ""
    ground_rules: str = ""
    debrief: str = ""
    prompts: str = ""
    agenda: str = ""
    online_facts: str = ""
    lead_call: str = ""
    # Whether who saves this is shown as the organiser; None: as before.
    organises: bool | None = None
    joining_link: str = ""
    places: int | None = None
    offer_hours: int = 48
    remind_days: tuple[int, ...] = (7, 1)
    seats: tuple[SeatEntry, ...] = ()
    check_ids: tuple[int, ...] = ()
    experience_ids: tuple[int, ...] = ()

    def columns(self) -> dict[str, Any]:
        """The same by column."""
        said = {name: getattr(self, name) for name in COLUMNS}
        return said | {"remind_days": sorted(self.remind_days, reverse=True)}


COLUMNS = (
    "about",
    "pays",
    "is_time_paid",
    "closes_at",
    "audience",
    "giving",
    "easy_read",
    "ground_rules",
    "debrief",
    "prompts",
    "agenda",
    "online_facts",
    "lead_call",
    "joining_link",
    "places",
    "offer_hours",
    "remind_days",
)


@service
def add_opportunity(*, by: Any, session_id: int, entry: OpportunityEntry) -> Opportunity:
    """Prepare a session for sign-up; nobody sees it until it is published."""
    session, facts = lock_session(session_id)
    refuse(rules.open_blocker(actor_of(by), facts))
    refuse(rules.again_blocker(is_there=Opportunity.objects.filter(session=session).exists()))
    times = rules.times_blocker(entry.closes_at, begins_at(session), timezone.now())
    refuse(times, field="closes_on")
    _refuse_places(entry, 0)
    # Who takes an import out keeps what was changed since: this counts as a change.
    session.version += 1
    session.save(update_fields=["version"])
    made = Opportunity(session=session, **entry.columns())
    _put_organiser(made, by, entry)
    made.save()
    _put_seats(made, entry)
    _put_lists(made, entry)
    acting().subject = session.activity
    return made


@service
def correct_opportunity(
    *, by: Any, opportunity_id: int, expected: int | None, entry: OpportunityEntry
) -> Opportunity:
    """Change what an opportunity says. More places are offered to those who wait at once."""
    row = lock_opportunity(opportunity_id)
    facts = activity_facts(row.session.activity)
    refuse(rules.open_blocker(actor_of(by), facts))
    require_version(row, expected, lambda: opportunity_in_words(row))
    times = rules.new_times_blocker(
        row.closes_at, entry.closes_at, begins_at(row.session), timezone.now()
    )
    refuse(times, field="closes_on")
    _refuse_places(entry, row.places_taken)
    refuse(
        rules.giving_blocker(row.giving, entry.giving, has_sign_ups=row.sign_ups.exists()),
        field="giving",
    )
    for name, value in entry.columns().items():
        setattr(row, name, value)
    _put_organiser(row, by, entry)
    row.version += 1
    row.save(update_fields=[*COLUMNS, "organiser", "version"])
    _put_seats(row, entry)
    _put_lists(row, entry)
    offer_free(row)
    acting().subject = row.session.activity
    return row


@service
def publish_opportunity(*, by: Any, opportunity_id: int) -> Opportunity:
    """Let people sign up from now on, also after it was closed."""
    row = lock_opportunity(opportunity_id)
    facts = activity_facts(row.session.activity)
    refuse(rules.publish_blocker(actor_of(by), facts, opportunity_facts(row), timezone.now()))
    return _move(row, Opportunity.Status.OPEN)


@service
def close_opportunity(*, by: Any, opportunity_id: int) -> Opportunity:
    """End signing up before its time. Who has a place keeps it."""
    row = lock_opportunity(opportunity_id)
    refuse(rules.open_blocker(actor_of(by), activity_facts(row.session.activity)))
    refuse(transition_blocker(Opportunity.TRANSITIONS, row.status, Opportunity.Status.CLOSED))
    return _move(row, Opportunity.Status.CLOSED)


def opportunity_in_words(row: Opportunity) -> dict[str, str]:
    """What it says now, by form field, for a second editor to compare with."""
    return {name: str(getattr(row, name) or "") for name in COLUMNS}


def _move(row: Opportunity, to: str) -> Opportunity:
    row.status, row.version = to, row.version + 1
    row.save(update_fields=["status", "version"])
    acting().subject = row.session.activity
    return row


def _put_organiser(row: Opportunity, by: Any, entry: OpportunityEntry) -> None:
    """Everybody says yes to their own name only, and takes only their own back."""
    if entry.organises:
        row.organiser = by
    elif entry.organises is False and row.organiser == by:
        row.organiser = None


def _refuse_places(entry: OpportunityEntry, taken: int) -> None:
    seats = [seat.places for seat in entry.seats]
    kept = sum(seat.places for seat in entry.seats if seat.kinds)
    refuse(places.places_blocker(entry.places, taken, seats), field="places")
    refuse(places.seats_blocker(entry.places, kept, sum(seats) - kept), field="places")


def _put_seats(row: Opportunity, entry: OpportunityEntry) -> None:
    """Kinds of places by name: who has one of a kind keeps it while the kind is there."""
    there = {seat.name: seat for seat in row.seats.select_for_update()}
    for wanted in entry.seats:
        seat = there.pop(wanted.name, None) or Seat(opportunity=row, name=wanted.name)
        refuse(places.seat_blocker(wanted.name, wanted.places, seat.places_taken), field="places")
        seat.places, seat.kinds = wanted.places, list(wanted.kinds)
        seat.save()
    for seat in there.values():
        refuse(places.seat_gone_blocker(seat.name, is_used=seat_is_used(seat)), field="places")
        seat.delete()


def seat_is_used(seat: Seat) -> bool:
    """Whether anybody ever signed up for this kind of place."""
    return seat.opportunity.sign_ups.filter(seat=seat).exists()


def _put_lists(row: Opportunity, entry: OpportunityEntry) -> None:
    row.checks_needed.set(entry.check_ids)
    row.experiences.set(entry.experience_ids)
