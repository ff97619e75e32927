"""Places: signing up, withdrawing, offers of the waiting list, and the draw.

Every change of places is made under the lock of the opportunity, which is let go before
anybody is written to. The database refuses one place more than there are in any case.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import F, Max
from django.utils import timezone

from activities.emails import lead_gone
from activities.models import CoFacilitator, Opportunity, Seat, SessionNeed, SignUp
from activities.rules import sign_up as rules
from activities.rules.draw import Ticket, drawn_order, winners
from activities.selectors import sign_ups as selectors
from activities.selectors.log import activity_facts, actor_of
from activities.selectors.preparation import needs_to_confirm, shared_before
from activities.services.answers import put_answers
from activities.services.draw import keep_draw
from activities.services.organisers import tell_organisers
from community.models import Need, Person
from community.selectors.contact import goes_by_hand
from community.selectors.people import is_heard_from
from community.services.people import hear_from
from core.background import wake
from core.service import Refused, acting, refuse, require_version, service
from core.turns import take_turns
from users.models import User

State = SignUp.Status


@dataclass(frozen=True)
class SignUpEntry:
    """What somebody says when they sign up. Empty texts: nothing is wanted."""

    seat_id: int | None = None
    companions: int = 0
    shown_name: str = ""
    travel: str = ""
    cover: str = ""
    # Which needs the organiser may know; None: those they may know of anyhow.
    need_ids: tuple[int, ...] | None = None
    needs_note: str = ""
    # By question; None: nobody was asked, as with a sign-up that an import or a test makes.
    answers: Mapping[int, str] | None = None


@dataclass(frozen=True)
class ChangeEntry:
    """What somebody says anew of their sign-up. None: it stays as it is."""

    companions: int
    shown_name: str
    answers: Mapping[int, str]
    travel: str | None = None
    cover: str | None = None


@service
def sign_up(*, by: Any, opportunity_id: int, person_id: int, entry: SignUpEntry) -> SignUp:
    """Sign a person up. They get a place, enter the draw, or stand on the waiting list."""
    opportunity = lock_opportunity(opportunity_id)
    # One after the other for one person too: what they are down for is counted.
    take_turns(f"sign-ups of {person_id}")
    person = _person(by, person_id)
    seat = _seat(opportunity, entry.seat_id)
    earlier = SignUp.objects.filter(opportunity=opportunity, person=person).first()
    facts = selectors.opportunity_facts(opportunity)
    place = selectors.place_facts(
        by, opportunity, person, seat, state=earlier.status if earlier else ""
    )
    refuse(rules.sign_up_blocker(facts, place, timezone.now()))
    row = earlier or SignUp(opportunity=opportunity, person=person)
    seat_free = seat.places_free if seat else None
    row.status = rules.state_given(
        facts,
        1 + entry.companions,
        seat_free,
        is_waited_for=selectors.is_waited_for(opportunity),
    )
    row.turn = next_turn(opportunity)
    row.seat, row.companions = seat, entry.companions
    row.shown_name = entry.shown_name or person.shown_name
    row.travel, row.cover = entry.travel, entry.cover
    row.needs_note = entry.needs_note
    row.asked_at, row.signed_up_by = timezone.now(), by if getattr(by, "pk", None) else None
    row.told = ""
    row.version = row.version + 1 if earlier else 1
    row.save()
    needs = needs_to_confirm(person)
    wanted = shared_before(needs) if entry.need_ids is None else entry.need_ids
    put_needs(row, wanted, needs, is_first=earlier is None)
    if entry.answers is not None:
        put_answers(row, opportunity, entry.answers)
    wake_teller()
    if not place.is_own:
        acting().on_behalf_of = person.account
    acting().subject = row
    _heard(row, by)
    return row


@service
def change_sign_up(*, by: Any, sign_up_id: int, expected: int | None, entry: ChangeEntry) -> SignUp:
    """Say anew who comes along and what the organiser asked. Places that come free are offered."""
    row, opportunity = lock_sign_up(sign_up_id)
    facts = selectors.opportunity_facts(opportunity)
    refuse(rules.change_blocker(facts, row.status, timezone.now(), **_who(by, row)))
    require_version(row, expected, lambda: {"companions": str(row.companions)})
    more = entry.companions - row.companions
    if row.status in rules.HOLDING and not row.is_leading:
        seat_free = row.seat.places_free if row.seat else None
        refuse(rules.more_blocker(facts, more, seat_free), field="companions")
    row.companions = entry.companions
    row.shown_name = entry.shown_name or row.person.shown_name
    row.travel = row.travel if entry.travel is None else entry.travel
    row.cover = row.cover if entry.cover is None else entry.cover
    row.version += 1
    row.save(update_fields=["companions", "shown_name", "travel", "cover", "version"])
    put_answers(row, opportunity, entry.answers)
    if more < 0:
        # What they give back, or their own turn: who waited for more places may fit now.
        offer_free(opportunity)
        row.refresh_from_db(fields=["status", "offer_ends_at", "version"])
    acting().subject = row
    _heard(row, by)
    return row


@service
def withdraw_sign_up(*, by: Any, sign_up_id: int) -> SignUp:
    """Give a place back, or leave the list. What comes free is offered in the same moment."""
    row, opportunity = lock_sign_up(sign_up_id)
    who = _who(by, row)
    is_over = selectors.gone_at(opportunity.session) <= timezone.now()
    refuse(rules.withdraw_blocker(row.status, is_over=is_over, **who))
    held = row.status in rules.HOLDING
    if row.is_leading:
        _leads_no_more(row)
        # Whoever counts on them hears it, also where the portal withdraws who left.
        tell_organisers(opportunity, "lead_gone", lead_gone(opportunity), but=by)
    _move(row, State.WITHDRAWN)
    if held:
        offer_free(opportunity)
    acting().subject = row
    _heard(row, by)
    return row


@service
def accept_offer(*, by: Any, sign_up_id: int) -> SignUp:
    """Take an offered place."""
    row, opportunity = lock_sign_up(sign_up_id)
    refuse(rules.held_blocker(selectors.opportunity_facts(opportunity)))
    refuse(rules.answer_blocker(row.status, row.offer_ends_at, timezone.now(), **_who(by, row)))
    _move(row, State.PLACED)
    acting().subject = row
    _heard(row, by)
    return row


@service
def decline_offer(*, by: Any, sign_up_id: int) -> SignUp:
    """Say no to an offered place; it is offered to the next."""
    row, opportunity = lock_sign_up(sign_up_id)
    refuse(rules.answer_blocker(row.status, row.offer_ends_at, timezone.now(), **_who(by, row)))
    _move(row, State.DECLINED)
    offer_free(opportunity)
    acting().subject = row
    _heard(row, by)
    return row


@service
def lapse_offer(*, by: Any, sign_up_id: int) -> SignUp | None:
    """End an offer that nobody answered in time; None if it was answered meanwhile."""
    row, opportunity = lock_sign_up(sign_up_id)
    if row.offer_ends_at is None or row.offer_ends_at > timezone.now():
        return None
    _move(row, State.LAPSED)
    offer_free(opportunity)
    acting().subject = row
    return row


@service
def offer_places(*, by: Any, opportunity_id: int) -> Opportunity:
    """Offer what is free to who waits: what could not be offered when it came free."""
    opportunity = lock_opportunity(opportunity_id)
    offer_free(opportunity)
    acting().subject = opportunity.session.activity
    return opportunity


@service
def draw_places(*, by: Any, opportunity_id: int) -> Opportunity:
    """Draw who gets a place; the others stand on the waiting list in the order drawn."""
    opportunity = lock_opportunity(opportunity_id)
    activity = activity_facts(opportunity.session.activity)
    facts = selectors.opportunity_facts(opportunity)
    now = timezone.now()
    refuse(rules.draw_blocker(actor_of(by), activity, facts, now))
    opportunity.draw_seed, opportunity.drawn_at = secrets.token_hex(16), now
    opportunity.version += 1
    opportunity.save(update_fields=["draw_seed", "drawn_at", "version"])
    entered = {
        row.pk: row for row in SignUp.objects.filter(opportunity=opportunity, status=State.ENTERED)
    }
    order = drawn_order(opportunity.draw_seed, [_ticket(row) for row in entered.values()])
    seats = {seat.pk: seat.places_free for seat in opportunity.seats.all()}
    places = opportunity.places_free or 0
    won = {ticket.id for ticket in winners(order, places, seats)}
    keep_draw(opportunity, order, won, places)
    first = next_turn(opportunity)
    for turn, ticket in enumerate(order, start=first):
        row = entered[ticket.id]
        row.turn = turn
        row.status = State.PLACED if ticket.id in won else State.WAITING
        row.version += 1
    SignUp.objects.bulk_update(entered.values(), ["turn", "status", "version"])
    wake_teller()
    acting().subject = opportunity.session.activity
    return opportunity


@service
def end_undrawn(*, by: Any, opportunity_id: int) -> Opportunity:
    """Let go who was in a draw that nobody made before the session began; each is told once."""
    opportunity = lock_opportunity(opportunity_id)
    refuse(rules.undrawn_blocker(selectors.opportunity_facts(opportunity), timezone.now()))
    for row in SignUp.objects.filter(opportunity=opportunity, status=State.ENTERED):
        _move(row, State.UNDRAWN)
    acting().subject = opportunity.session.activity
    return opportunity


# --- Parts --------------------------------------------------------------------------------

TELL = "activities.tasks.tell_sign_ups"
GONE = "This session is not open for sign-up any more."


def lock_opportunity(opportunity_id: int) -> Opportunity:
    """The opportunity, whose places nobody else changes until this act is done."""
    found = (
        Opportunity.objects.select_for_update(of=("self",), no_key=True)
        .select_related("session__activity")
        .filter(pk=opportunity_id)
        .first()
    )
    if found is None:
        raise Refused(GONE)
    return found


def lock_sign_up(sign_up_id: int) -> tuple[SignUp, Opportunity]:
    """A sign-up and its opportunity, locked; the opportunity always first."""
    of = SignUp.objects.filter(pk=sign_up_id).values_list("opportunity", flat=True).first()
    opportunity = lock_opportunity(of or 0)
    row = SignUp.objects.select_for_update(of=("self",)).select_related("person").get(pk=sign_up_id)
    return row, opportunity


def put_needs(
    row: SignUp, need_ids: Iterable[int], needs: Sequence[Need], *, is_first: bool = False
) -> None:
    """Let the organiser of this session know of these needs, of all a person has, and of no others.

    `is_first`: nothing was told with this sign-up before.
    """
    wanted = set(need_ids)
    if not wanted <= {need.pk for need in needs}:
        raise Refused("Choose from the list. What you need may have changed.", field="needs")
    # What they share with organisers anyhow and left out here is remembered: it is not new.
    said = wanted | set(shared_before(needs))
    there = set() if is_first else _need_rows_left(row, wanted, said)
    SessionNeed.objects.bulk_create(
        SessionNeed(sign_up=row, need_id=each, is_told=each in wanted)
        for each in sorted(said - there)
    )


def _need_rows_left(row: SignUp, wanted: set[int], said: set[int]) -> set[int]:
    """The needs that stay of those told before, each told or not as it is wanted now."""
    rows = SessionNeed.objects.filter(sign_up=row)
    rows.exclude(need__in=said).delete()
    rows.filter(is_told=False, need__in=wanted).update(is_told=True)
    rows.filter(is_told=True).exclude(need__in=wanted).update(is_told=False)
    return set(rows.values_list("need_id", flat=True))


def _leads_no_more(row: SignUp) -> None:
    """Who leads a session and cannot come does not lead it either."""
    rows = CoFacilitator.objects.filter(opportunity=row.opportunity_id, person=row.person_id)
    rows.filter(state=CoFacilitator.State.AGREED).update(
        state=CoFacilitator.State.TAKEN_BACK, at=timezone.now(), version=F("version") + 1
    )


def _heard(row: SignUp, by: Any) -> None:
    """Whoever says something of their place, themselves or through staff, is still with us."""
    if isinstance(by, User) and not is_heard_from(row.person):
        hear_from(by=by, person_ids=[row.person_id])


def _who(by: Any, row: SignUp) -> dict[str, bool]:
    place = selectors.place_facts(by, row.opportunity, row.person, None)
    return {"is_own": place.is_own, "is_theirs_to_enter": place.is_theirs_to_enter}


def wake_teller() -> None:
    """Once the change is safe, a worker tells people; a sweep finds what a lost call missed."""
    tasks = acting().after_commit
    if _teller not in tasks:
        tasks.append(_teller)


def _teller() -> None:
    wake(TELL)


def _person(by: Any, person_id: int) -> Person:
    """A person whom the actor knows: staff cannot find out by a number who is hidden."""
    found = selectors.known_person(by, person_id)
    if found is None:
        raise Refused("Nobody with this number takes part. Check the number.", field="person")
    return found


def _seat(opportunity: Opportunity, seat_id: int | None) -> Seat | None:
    if seat_id is None:
        return None
    found = opportunity.seats.filter(pk=seat_id).first()
    if found is None:
        raise Refused("Choose one of the kinds of places listed.", field="seat")
    return found


def next_turn(opportunity: Opportunity) -> int:
    last = SignUp.objects.filter(opportunity=opportunity).aggregate(last=Max("turn"))["last"]
    return (last or 0) + 1


def _ticket(row: SignUp) -> Ticket:
    return Ticket(id=row.pk, needs=row.needs, seat_id=row.seat_id)


def _move(row: SignUp, to: str, *, offer_ends_at: datetime | None = None) -> None:
    row.status, row.offer_ends_at, row.version = to, offer_ends_at, row.version + 1
    row.is_leading = row.is_leading and to == State.PLACED
    row.save(update_fields=["status", "is_leading", "offer_ends_at", "version"])
    wake_teller()


def offer_free(opportunity: Opportunity) -> list[SignUp]:
    """Offer each free place to the first who waits and fits, as long as there is time."""
    offered: list[SignUp] = []
    facts = selectors.opportunity_facts(opportunity)
    now, hours = timezone.now(), opportunity.offer_hours
    if (
        rules.offer_ends(now, hours, facts.begins_at) is None
        or not facts.is_planned
        or facts.is_in_draw
    ):
        return offered
    while True:
        # The trigger has counted what was offered before.
        opportunity.refresh_from_db(fields=["places", "places_taken"])
        row = selectors.next_waiting(opportunity)
        if row is None:
            return offered
        by_hand = settings.OFFER_HOURS_BY_HAND if goes_by_hand(row.person, "sign_up") else 0
        until = rules.offer_ends(now, hours, facts.begins_at, by_hand)
        _move(row, State.OFFERED, offer_ends_at=until)
        offered.append(row)
