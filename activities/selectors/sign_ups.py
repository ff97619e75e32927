"""What signing up needs to know: the session, the person, who waits and who was not told yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from itertools import islice
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from activities.models import (
    Invitation,
    Notice,
    Opportunity,
    OpportunityCheck,
    Seat,
    Session,
    SignUp,
)
from activities.rules.log import LONDON, correct_blocker
from activities.rules.places import fits_seat
from activities.rules.sign_up import (
    UNDER_WAY,
    OpportunityFacts,
    PlaceFacts,
    answer_blocker,
    held_blocker,
    withdraw_blocker,
)
from activities.selectors.log import activity_facts, actor_of
from community.models import CheckHeld, NeedsKeptFrom, Person, Status
from community.rules.people import KEEP, may
from community.selectors.people import visible_to
from core.service import System


def begins_at(session: Session) -> datetime:
    """When a session begins, in London; the start of its day where no time is known."""
    return datetime.combine(session.held_on, session.starts_at or time(0), LONDON)


def gone_at(session: Session) -> datetime:
    """From when it is too late to say that one cannot come: its beginning, in London.

    Where no time is known, the end of the last day it can be on.
    """
    if session.starts_at:
        return begins_at(session)
    return datetime.combine(session.held_to, time.max, LONDON)


def opportunity_facts(opportunity: Opportunity) -> OpportunityFacts:
    """What the rules need to know of a session open for sign-up."""
    session = opportunity.session
    return OpportunityFacts(
        status=opportunity.status,
        giving=opportunity.giving,
        closes_at=opportunity.closes_at,
        begins_at=begins_at(session),
        gone_at=gone_at(session),
        has_time=session.precision == "day" and session.starts_at is not None,
        is_planned=session.status == Session.Status.PLANNED,
        is_held=session.status == Session.Status.HELD,
        is_drawn=opportunity.drawn_at is not None,
        has_seats=opportunity.seats.exists(),
        places=opportunity.places,
        places_taken=opportunity.places_taken,
    )


def runs_session(by: Any, opportunity: Opportunity) -> bool:
    """Whether somebody may sign others up: who may correct the activity, and the team."""
    facts = activity_facts(opportunity.session.activity)
    return may(by, KEEP) or correct_blocker(actor_of(by), facts) is None


def keeps_needs_from(viewer: Any) -> Exists:
    """Of sign-ups: whether the person keeps what they need from this viewer."""
    whose = Q(person=OuterRef("person")) | Q(person__merged_into=OuterRef("person"))
    return Exists(NeedsKeptFrom.objects.filter(whose, email=getattr(viewer, "email", "")))


def known_person(by: Any, person_id: int) -> Person | None:
    """A person, if the actor may know of them: themselves, or as the list of people shows."""
    if isinstance(by, System):
        return Person.objects.filter(pk=person_id).first()
    own = Person.objects.filter(pk=person_id, account=by).first()
    return own or visible_to(by).filter(pk=person_id).first()


def place_facts(
    by: Any, opportunity: Opportunity, person: Person, seat: Seat | None, state: str = ""
) -> PlaceFacts:
    """What the rules need to know of a person who wants a place."""
    is_own = person.account_id is not None and person.account_id == getattr(by, "pk", None)
    return PlaceFacts(
        person_status=person.status,
        is_alias=person.merged_into_id is not None,
        is_own=is_own,
        is_theirs_to_enter=not is_own and runs_session(by, opportunity),
        state=state,
        missing_checks=missing_checks(opportunity, person),
        # Whom staff sign up by name is invited by that.
        is_invited=not is_own
        or opportunity.audience != Opportunity.Audience.INVITED
        or is_asked(opportunity, person),
        has_seat=seat is not None,
        fits_seat=seat is None or fits_seat(seat.kinds, person.kinds),
        open_sign_ups=open_sign_ups(person) if is_own else 0,
    )


def settle_refusal(by: Any, row: SignUp, answer: str) -> str | None:
    """Why an answer to a place cannot be given now, to show before anybody presses."""
    place = place_facts(by, row.opportunity, row.person, None)
    who = {"is_own": place.is_own, "is_theirs_to_enter": place.is_theirs_to_enter}
    now = timezone.now()
    if answer == "withdraw":
        is_over = gone_at(row.opportunity.session) <= now
        return withdraw_blocker(row.status, is_over=is_over, **who)
    is_off = held_blocker(opportunity_facts(row.opportunity)) if answer == "take" else None
    return is_off or answer_blocker(row.status, row.offer_ends_at, now, **who)


def open_sign_ups(person: Person) -> int:
    """For how many sessions to come somebody has a place, waits, or is in a draw."""
    return SignUp.objects.filter(
        person=person,
        status__in=UNDER_WAY,
        opportunity__session__held_to__gte=timezone.localdate(),
        opportunity__session__status=Session.Status.PLANNED,
    ).count()


def is_asked(opportunity: Opportunity, person: Person) -> bool:
    """Whether somebody was asked to come."""
    return Invitation.objects.filter(opportunity=opportunity, person=person).exists()


def missing_checks(opportunity: Opportunity, person: Person) -> Sequence[str]:
    """Training or checks that a session needs and a person does not have on its day."""
    needed = OpportunityCheck.objects.filter(opportunity=opportunity).values_list(
        "check_needed", "check_needed__name"
    )
    wanted = dict(needed.order_by("check_needed__name"))
    if not wanted:
        return ()
    on = opportunity.session.held_on
    held = CheckHeld.objects.filter(
        Q(person=person) | Q(person__merged_into=person),
        Q(expires_on__isnull=True) | Q(expires_on__gt=on),
        check_done__in=wanted,
    )
    there = set(held.values_list("check_done", flat=True))
    return tuple(name for pk, name in wanted.items() if pk not in there)


def next_waiting(opportunity: Opportunity) -> SignUp | None:
    """The first of the waiting list for whom there are places enough."""
    found = _waiting(opportunity).order_by("turn").select_related("person__account")
    return found.first()


def is_waited_for(opportunity: Opportunity) -> bool:
    """Whether somebody waits for whom there are places enough."""
    return _waiting(opportunity).exists()


def _waiting(opportunity: Opportunity) -> QuerySet[SignUp]:
    waiting = SignUp.objects.filter(opportunity=opportunity, status=SignUp.Status.WAITING)
    if opportunity.places is not None:
        waiting = waiting.filter(companions__lt=opportunity.places - opportunity.places_taken)
    fits = Q(seat__isnull=True) | Q(seat__places__gt=F("seat__places_taken") + F("companions"))
    return waiting.filter(fits)


def lapsed_ids(now: datetime, limit: int) -> list[int]:
    """Offers whose time is over, the oldest first."""
    over = SignUp.objects.filter(status=SignUp.Status.OFFERED, offer_ends_at__lte=now)
    return list(over.order_by("offer_ends_at", "id").values_list("pk", flat=True)[:limit])


def idle_ids(now: datetime, limit: int) -> list[int]:
    """Sessions to come with a place free and somebody on the list: it could not be offered yet.

    Of a session that was off, or that has several kinds of places, the lock tells for certain.
    """
    waiting = SignUp.objects.filter(status=SignUp.Status.WAITING)
    rows = Opportunity.objects.filter(
        Q(places__isnull=True) | Q(places_taken__lt=F("places")),
        pk__in=waiting.values("opportunity"),
        session__status=Session.Status.PLANNED,
        session__held_on__gte=timezone.localdate(now),
    ).exclude(giving=Opportunity.Giving.DRAW, drawn_at__isnull=True)
    found = rows.order_by("session__held_on", "id").select_related("session__activity")
    idle = (row.pk for row in found if begins_at(row.session) > now and next_waiting(row))
    return list(islice(idle, limit))


def left_ids(limit: int) -> list[int]:
    """Sign-ups still under way of people who left, or whose record was joined with another."""
    gone = Q(person__status=Status.LEFT) | Q(person__merged_into__isnull=False)
    rows = SignUp.objects.filter(gone, status__in=UNDER_WAY)
    return list(rows.order_by("id").values_list("pk", flat=True)[:limit])


# So many messages of one sign-up within an hour, and of one person's sign-ups together: whoever
# signs up and withdraws in turn floods no mailbox. What the session does to them always goes out.
MOST_TOLD, MOST_TOLD_PERSON = 3, 12
# Told later would be too late.
SOON = timedelta(hours=2)


def untold_ids(limit: int, now: datetime | None = None) -> list[int]:
    """Sign-ups whose person was not told yet how they stand, the oldest first.

    Who was told often within the last hour is told later, how they stand then.
    """
    now = now or timezone.now()
    since = now - timedelta(hours=1)
    lately = Notice.objects.filter(at__gt=since).order_by()
    urgent = (
        Q(told_sequence__lt=F("opportunity__sequence"))
        | Q(opportunity__session__status=Session.Status.CANCELLED)
        # Its time runs.
        | Q(status=SignUp.Status.OFFERED)
        | _begins_soon(now)
    )
    untold = SignUp.objects.exclude(told=F("status")).annotate(
        told_lately=_number(lately.filter(sign_up=OuterRef("pk"))),
        person_told=_number(lately.filter(sign_up__person=OuterRef("person"))),
    )
    few = Q(told_lately__lt=MOST_TOLD, person_told__lt=MOST_TOLD_PERSON)
    rows = untold.filter(few | urgent).order_by("id")
    return list(rows.values_list("pk", flat=True)[:limit])


def _begins_soon(now: datetime) -> Q:
    first, last = (timezone.localtime(each, LONDON) for each in (now, now + SOON))
    on, starts = "opportunity__session__held_on", "opportunity__session__starts_at"
    begun = Q(**{on: first.date(), f"{starts}__lt": first.time()})
    days = Q(**{f"{on}__gte": first.date(), f"{on}__lt": last.date()})
    return (days | Q(**{on: last.date(), f"{starts}__lte": last.time()})) & ~begun


def _number(rows: Any) -> Coalesce:
    counted = rows.annotate(one=Value(1)).values("one").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def upcoming(now: datetime | None = None) -> Any:
    """Sessions open for sign-up that are still to come."""
    now = now or timezone.now()
    local = timezone.localtime(now, LONDON)
    return Opportunity.objects.filter(
        Q(session__held_on__gt=local.date())
        | Q(session__held_on=local.date(), session__starts_at__gt=local.time())
        | Q(session__starts_at__isnull=True, session__held_to__gte=local.date()),
        status=Opportunity.Status.OPEN,
        closes_at__gt=now,
        session__status=Session.Status.PLANNED,
    ).select_related("session__activity", "session__venue")
