"""May this session be offered, and may this person have a place? None, or the reason why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from activities.models import Opportunity, SignUp
from activities.rules.log import ActivityFacts, Actor, edit_blocker
from community.models import Status
from core.transitions import transition_blocker

State = SignUp.Status
HOLDING = frozenset({State.PLACED, State.OFFERED})
UNDER_WAY = HOLDING | {State.WAITING, State.ENTERED}
# An offer ends this long before a session, so that the next still has time to get there. Where
# less than twice that is left, it is kept for half of what is left, down to a few minutes.
LEAST_NOTICE = timedelta(hours=1)
LEAST_TO_ANSWER = timedelta(minutes=10)
# Those who run a session have so long to draw its places, and at most half of what is left.
TIME_TO_DRAW = timedelta(hours=2)
# So many sessions to come somebody can be down for by themselves; staff sign up for more.
MOST_OPEN = 20
# Names on one page of those who run a session.
MOST_LISTED = 1_000


@dataclass(frozen=True)
class OpportunityFacts:
    """What the rules need to know of a session open for sign-up. Times are aware."""

    status: str
    giving: str
    closes_at: datetime
    begins_at: datetime
    # From when nobody changes their mind any more: it has begun, or the last day it can be is over.
    gone_at: datetime
    has_time: bool = True
    is_planned: bool = True
    # It was written down already that it took place.
    is_held: bool = False
    is_drawn: bool = False
    has_seats: bool = False
    places: int | None = None
    places_taken: int = 0

    @property
    def is_in_draw(self) -> bool:
        """Whether places are drawn and the draw is still to come."""
        return self.giving == Opportunity.Giving.DRAW and not self.is_drawn


@dataclass(frozen=True)
class PlaceFacts:
    """What the rules need to know of a person who wants a place."""

    person_status: str
    is_alias: bool = False
    is_own: bool = False
    is_theirs_to_enter: bool = False
    state: str = ""  # of an earlier sign-up
    missing_checks: Sequence[str] = ()
    is_invited: bool = True
    has_seat: bool = False
    fits_seat: bool = True
    # Sessions to come that they are down for already.
    open_sign_ups: int = 0


def open_blocker(actor: Actor, activity: ActivityFacts) -> str | None:
    """Who may correct an activity may open its sessions for sign-up."""
    return edit_blocker(actor, activity)


def again_blocker(*, is_there: bool) -> str | None:
    """A session is prepared for sign-up once, and changed from then on."""
    return _("This session was prepared for sign-up already. Change that.") if is_there else None


def publish_blocker(
    actor: Actor, activity: ActivityFacts, facts: OpportunityFacts, now: datetime
) -> str | None:
    """Why a session cannot be published for sign-up now."""
    if reason := open_blocker(actor, activity):
        return reason
    if reason := transition_blocker(Opportunity.TRANSITIONS, facts.status, Opportunity.Status.OPEN):
        return reason
    if not facts.is_planned:
        return _("Only a planned session can be open for sign-up.")
    if reason := time_blocker(has_time=facts.has_time, is_open=True):
        return reason
    return times_blocker(facts.closes_at, facts.begins_at, now)


def time_blocker(*, has_time: bool, is_open: bool) -> str | None:
    """What people can sign up for has a day and a beginning, by which they plan and we remind."""
    if has_time or not is_open:
        return None
    return _("Say on which day the session is and when it starts, so that people can plan.")


def times_blocker(closes_at: datetime, begins_at: datetime, now: datetime) -> str | None:
    """Sign-up ends before the session begins, and not in the past."""
    if begins_at <= now:
        return _("This session is over or has begun.")
    if closes_at <= now:
        return _("The last moment to sign up must be in the future.")
    return _("Sign-up must end before the session begins.") if closes_at > begins_at else None


def new_times_blocker(
    before: datetime, closes_at: datetime, begins_at: datetime, now: datetime
) -> str | None:
    """Why the last moment cannot move there. One that stays may have passed: the rest still changes.

    Forms know no seconds, so a moment is the same to the minute.
    """
    is_same = before.replace(second=0, microsecond=0) == closes_at.replace(second=0, microsecond=0)
    return None if is_same else times_blocker(closes_at, begins_at, now)


def giving_blocker(now: str, wanted: str, *, has_sign_ups: bool) -> str | None:
    """Why the way places are given cannot change: people signed up under the one they read."""
    if now == wanted or not has_sign_ups:
        return None
    return _("People have signed up already, so the way places are given stays as they read it.")


def sign_up_blocker(facts: OpportunityFacts, place: PlaceFacts, now: datetime) -> str | None:
    """Why somebody cannot sign up, for themselves or through staff, who do it later too."""
    reason = enter_refusal(facts, now) if place.is_theirs_to_enter else open_refusal(facts, now)
    if reason:
        return reason
    if not (place.is_own or place.is_theirs_to_enter):
        return _("You can sign up yourself. Staff sign up others only for their own sessions.")
    if reason := not_taking_part(place):
        return reason
    if place.state in UNDER_WAY:
        if place.is_own:
            return _("You have signed up already.")
        return _("This person is signed up already.")
    if place.is_own and place.open_sign_ups >= MOST_OPEN:
        return _(
            "You have signed up for %(n)d sessions, the most there can be at one time, so that there are "
            "places for others too. Give one back, or call us: we can sign you up for more."
        ) % {"n": place.open_sign_ups}
    if not place.is_invited:
        return _("This session is for people who were invited.")
    return checks_blocker(place) or choice_blocker(facts, place)


def checks_blocker(place: PlaceFacts) -> str | None:
    """Why somebody cannot come or lead yet: training or a check that the session needs."""
    if not place.missing_checks:
        return None
    checks = ", ".join(place.missing_checks)
    if place.is_own:
        return _("This session needs first: %(checks)s. Ask us how you get that.") % {
            "checks": checks
        }
    return _("This session needs first: %(checks)s.") % {"checks": checks}


def choice_blocker(facts: OpportunityFacts, place: PlaceFacts) -> str | None:
    """Why the kind of place that was chosen, or none, is no answer."""
    if facts.has_seats and not place.has_seat:
        return _("Choose which kind of place you want.")
    return None if place.fits_seat else _("This kind of place is kept for others.")


def without_seats(facts: OpportunityFacts) -> OpportunityFacts:
    """The same before anybody chose a kind of place."""
    return replace(facts, has_seats=False)


def open_refusal(facts: OpportunityFacts, now: datetime) -> str | None:
    """Why nobody can sign up now."""
    if facts.status == Opportunity.Status.DRAFT:
        return _("This session is not open for sign-up yet.")
    if reason := gone_refusal(facts, now):
        return reason
    # A session may have been moved to before its last moment to sign up.
    ends_at = min(facts.closes_at, facts.begins_at)
    if facts.status == Opportunity.Status.CLOSED or ends_at <= now:
        return _("Sign-up has ended. Call us if you still want to come.")
    return None


def gone_refusal(facts: OpportunityFacts, now: datetime) -> str | None:
    """Why nobody can come any more, whoever asks."""
    if reason := held_blocker(facts):
        return reason
    return _("This session is over or has begun.") if facts.gone_at <= now else None


def enter_refusal(facts: OpportunityFacts, now: datetime) -> str | None:
    """Why staff cannot sign anybody up now: for who calls, sign-up goes on until it begins."""
    reason = open_refusal(facts, now)
    is_open_later = facts.status != Opportunity.Status.DRAFT and facts.is_planned
    if reason is None or not is_open_later or facts.gone_at <= now:
        return reason
    if facts.is_in_draw:
        return _("The places are not drawn yet. Draw them first, then sign people up.")
    return None


def not_taking_part(place: PlaceFacts) -> str | None:
    """Why somebody is in no place to take part in anything now."""
    if place.is_alias:
        return _("This record was joined with another one. Use that one.")
    if place.person_status == Status.PAUSED:
        if place.is_own:
            return _("You have paused. Come back first, then sign up.")
        return _("This person has paused. They come back first.")
    if place.person_status in (Status.LEFT, Status.NOT_NOW):
        return _("Only members can sign up. Everybody can join.")
    return None


def state_given(
    facts: OpportunityFacts, needs: int, seat_free: int | None, *, is_waited_for: bool = False
) -> str:
    """What a new sign-up becomes: a place if there is one, the draw, or the waiting list.

    Whoever waits and fits is mostly offered what comes free in the same moment. Where that could
    not be (`is_waited_for`: the session was off, or begins in minutes) they still go first.
    """
    if facts.is_in_draw:
        return State.ENTERED
    if is_waited_for:
        return State.WAITING
    free = None if facts.places is None else facts.places - facts.places_taken
    fits = (free is None or needs <= free) and (seat_free is None or needs <= seat_free)
    return State.PLACED if fits else State.WAITING


def change_blocker(
    facts: OpportunityFacts,
    state: str,
    now: datetime,
    *,
    is_own: bool,
    is_theirs_to_enter: bool,
) -> str | None:
    """Why what was said at signing up cannot change. After the last moment staff still do it."""
    if not (is_own or is_theirs_to_enter):
        return _("Only the person and those who run the session can do this.")
    if facts.gone_at <= now:
        return _("This session is over or has begun.")
    if reason := held_blocker(facts):
        return reason
    if state not in UNDER_WAY:
        if is_own:
            return _("You no longer have a place.")
        return _("This person no longer has a place.")
    if is_own and facts.closes_at <= now:
        return _(
            "The last moment to change this here has passed. Call or write to us: we change it "
            "for you."
        )
    return None


def more_blocker(facts: OpportunityFacts, more: int, seat_free: int | None) -> str | None:
    """Why no more people can come along with somebody who has a place."""
    free = [
        n
        for n in (None if facts.places is None else facts.places - facts.places_taken, seat_free)
        if n is not None
    ]
    if more <= 0 or not free or more <= min(free):
        return None
    if min(free) <= 0:
        return _("No more places are free. Call us, and we look for a way.")
    return _("There are places for %(n)d more. Call us, and we look for a way.") % {"n": min(free)}


def withdraw_blocker(
    state: str, *, is_own: bool, is_theirs_to_enter: bool, is_over: bool
) -> str | None:
    """Why a sign-up cannot be taken back. That somebody cannot come is welcome at any time."""
    if not (is_own or is_theirs_to_enter):
        return _("Only the person and those who run the session can do this.")
    if is_over:
        return _("This session is over or has begun.")
    return transition_blocker(SignUp.TRANSITIONS, state, State.WITHDRAWN)


def held_blocker(facts: OpportunityFacts) -> str | None:
    """Why no place can be taken at all: the session was, or is not to be."""
    if facts.is_planned:
        return None
    if facts.is_held:
        return _("This session is over or has begun.")
    return _("This session does not take place.")


def answer_blocker(
    state: str,
    offer_ends_at: datetime | None,
    now: datetime,
    *,
    is_own: bool,
    is_theirs_to_enter: bool,
) -> str | None:
    """Why an offered place cannot be taken or declined."""
    if not (is_own or is_theirs_to_enter):
        return _("Only the person and those who run the session can do this.")
    if state == State.PLACED:
        return _("This place is taken by this person already.")
    if state == State.LAPSED or (offer_ends_at is not None and offer_ends_at <= now):
        return _("The time to answer is over. The place may be offered to the next person.")
    return None if state == State.OFFERED else _("There is no offer of a place.")


def link_blocker(
    facts: OpportunityFacts,
    state: str,
    offer_ends_at: datetime | None,
    now: datetime,
    *,
    is_same: bool,
) -> str | None:
    """Why the link of an offer answers nothing any more: it is good for that offer alone."""
    is_late = offer_ends_at is not None and offer_ends_at <= now
    if is_same and (state == State.LAPSED or (state == State.OFFERED and is_late)):
        return _("The time to answer is over. The place may be offered to the next person.")
    if not is_same or state != State.OFFERED:
        return _("You have answered this already.")
    return held_blocker(facts)


def offer_ends(
    now: datetime, hours: int, begins_at: datetime, by_hand_hours: int = 0
) -> datetime | None:
    """Until when an offered place is kept; None if there is no time left to offer it.

    Who is told by hand has longer (`by_hand_hours`), for a letter and its answer take days. That
    is never more than half of what is left before the session, so that the next can still come.
    """
    left = begins_at - now
    if left < 2 * LEAST_TO_ANSWER:
        return None
    usual = min(now + timedelta(hours=hours), max(begins_at - LEAST_NOTICE, now + left / 2))
    return max(usual, min(now + timedelta(hours=by_hand_hours), now + left / 2))


def draw_due_at(closes_at: datetime, begins_at: datetime) -> datetime:
    """From when places are drawn by themselves, where nobody has done it."""
    return closes_at + max(timedelta(0), min(TIME_TO_DRAW, (begins_at - closes_at) / 2))


def undrawn_blocker(facts: OpportunityFacts, now: datetime) -> str | None:
    """Why those in a draw are not told yet that there was none."""
    if not facts.is_in_draw:
        return _("There is no draw that was not made.")
    return None if facts.begins_at <= now else _("The places can still be drawn.")


def draw_blocker(
    actor: Actor, activity: ActivityFacts, facts: OpportunityFacts, now: datetime
) -> str | None:
    """Why places cannot be drawn now."""
    if reason := open_blocker(actor, activity):
        return reason
    if facts.giving != Opportunity.Giving.DRAW:
        return _("Places of this session go to those who sign up first.")
    if facts.is_drawn:
        return _("The draw is done. It can be replayed, not repeated.")
    if reason := held_blocker(facts):
        return reason
    if facts.begins_at <= now:
        return _("This session has begun, so no places can be drawn any more.")
    return _("The draw is after the last moment to sign up.") if facts.closes_at > now else None
