"""Who came: marked at the door, by a phone, or from the sheet of paper afterwards.

One fact for a person and a session, however often it is sent and from wherever.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from activities.emails import missed_you
from activities.models import Attendance, Headcount, Opportunity, Session, SignUp
from activities.rules import attendance as rules
from activities.rules.log import session_move_blocker
from activities.rules.sign_up import HOLDING, open_blocker
from activities.selectors.attendance import day_refusal, hangs_on, is_off
from activities.selectors.log import activity_facts, actor_of
from activities.selectors.opportunities import run_refusal
from activities.selectors.sign_ups import begins_at, known_person
from activities.services.log import (
    HeadcountEntry,
    SessionEntry,
    correct_session,
    lock_session,
    move_session,
)
from activities.services.owed import owe
from activities.services.sign_ups import lock_opportunity
from community.models import Person
from community.services.contact import write_to
from community.services.people import hear_from
from core.service import Refused, acting, refuse, service
from users.models import User

Outcome, Way = Attendance.Outcome, Attendance.Way


@service
def mark_attendance(
    *, by: Any, opportunity_id: int, person_id: int, outcome: str, way: str = Way.LIST
) -> Opportunity:
    """Say that somebody came or did not. Who had no place is a walk-in."""
    opportunity = _running(by, opportunity_id)
    sign_up = SignUp.objects.filter(opportunity=opportunity, person=person_id).first()
    has_place = sign_up is not None and sign_up.status in HOLDING
    is_known = has_place or _marks(opportunity).filter(person=person_id).exists()
    person = (
        Person.objects.filter(pk=person_id).first() if is_known else known_person(by, person_id)
    )
    if person is None:
        raise Refused("Nobody with this number takes part. Check the number.")
    _mark(opportunity, person.pk, outcome, way if is_known else Way.WALK_IN, by)
    if outcome == Outcome.CAME:
        hear_from(by=by, person_ids=[person.pk])
    return opportunity


@service
def clear_attendance(*, by: Any, opportunity_id: int, person_id: int) -> Opportunity:
    """Take a mark away that was set beside the wrong name, while nothing hangs on it."""
    opportunity = _running(by, opportunity_id)
    mark = _marks(opportunity).filter(person=person_id).select_for_update(of=("self",)).first()
    if mark is not None:
        refuse(rules.clear_blocker(hangs_on(mark)))
        mark.delete()
        _sum_parts(opportunity)
    return opportunity


@service
def note_minutes(
    *, by: Any, opportunity_id: int, person_id: int, minutes: int | None
) -> Opportunity:
    """Say how long one person was there, where that differs; None: the whole session."""
    opportunity = _running(by, opportunity_id)
    mark = _marks(opportunity).filter(person=person_id).select_for_update(of=("self",)).first()
    refuse(rules.minutes_blocker(mark.outcome if mark else None))
    if mark is not None and mark.minutes != minutes:
        mark.minutes, mark.version = minutes, mark.version + 1
        mark.save(update_fields=["minutes", "version"])
        _sum_parts(opportunity)
    return opportunity


@service
def begin_list(*, by: Any, session_id: int) -> Opportunity:
    """Let who came to a session be written down that nobody could sign up for.

    It is never open: a drop-in, or a sheet of paper of last week.
    """
    session, facts = lock_session(session_id)
    refuse(open_blocker(actor_of(by), facts))
    refuse(rules.begin_blocker(is_there=Opportunity.objects.filter(session=session).exists()))
    refuse(day_refusal(session))
    # Who takes an import out keeps what was changed since: this counts as a change.
    session.version += 1
    session.save(update_fields=["version"])
    made = Opportunity.objects.create(
        session=session,
        status=Opportunity.Status.CLOSED,
        audience=Opportunity.Audience.INVITED,
        about=rules.LIST_ALONE,
        pays=rules.NOTHING_SAID,
        closes_at=begins_at(session),
    )
    acting().subject = session.activity
    return made


@service
def mark_sheet(
    *,
    by: Any,
    opportunity_id: int,
    came: Iterable[int],
    missed: Iterable[int] = (),
    others_missed: bool = False,
) -> Opportunity:
    """Bring in a sheet: who came, who did not, and whether all others of the list did not."""
    opportunity = _running(by, opportunity_id)
    listed = set(
        SignUp.objects.filter(opportunity=opportunity, status__in=HOLDING).values_list(
            "person_id", flat=True
        )
    ) | set(_marks(opportunity).values_list("person_id", flat=True))
    wanted = set(came)
    if not wanted <= listed:
        raise Refused("The list has changed. Look through it again.", field="came")
    for person_id in sorted(wanted):
        _mark(opportunity, person_id, Outcome.CAME, Way.SHEET, by)
    hear_from(by=by, person_ids=wanted)
    gone = listed - wanted if others_missed else listed & set(missed) - wanted
    for person_id in sorted(gone):
        _mark(opportunity, person_id, Outcome.MISSED, Way.SHEET, by)
    if wanted and opportunity.session.held_on < timezone.localdate():
        owe(opportunity.session)
    return opportunity


@service
def mark_here(
    *, by: Any, opportunity_id: int, sign_up_id: int | None, too_many: bool = False
) -> Opportunity:
    """Somebody says at the door that they are here: signed in, or with their code."""
    opportunity = lock_opportunity(opportunity_id)
    refuse(rules.tries_blocker(too_many=too_many), field="code")
    row = SignUp.objects.filter(opportunity=opportunity, pk=sign_up_id or 0).first()
    session = opportunity.session
    refuse(
        rules.here_blocker(
            begins_at(session),
            timezone.now(),
            is_off=is_off(session),
            state=row.status if row else None,
        ),
        field="code",
    )
    if row is not None:
        _mark(opportunity, row.person_id, Outcome.CAME, Way.DOOR, by)
        hear_from(by=by, person_ids=[row.person_id])
        acting().subject = row
    return opportunity


@service
def tell_missed(*, by: Any, opportunity_id: int, person_id: int) -> Opportunity:
    """Write a kind word to somebody who did not come, once."""
    opportunity = _running(by, opportunity_id)
    mark = _marks(opportunity).filter(person=person_id).first()
    sign_up = (
        SignUp.objects.select_related(
            "opportunity__session__activity", "opportunity__session__venue"
        )
        .filter(opportunity=opportunity, person=person_id)
        .first()
    )
    is_over = begins_at(opportunity.session) <= timezone.now()
    outcome = mark.outcome if mark and sign_up else None
    is_told = mark is not None and mark.missed_told_at is not None
    refuse(rules.missed_blocker(outcome, is_told=is_told, is_over=is_over))
    if mark is not None and sign_up is not None:
        letter = missed_you(sign_up)
        done = write_to(
            by=by,
            person_id=person_id,
            purpose="sign_up",
            subject=letter.subject,
            body=letter.body,
            about=f"{opportunity._meta.label_lower}:{opportunity.pk}",
        )
        refuse(None if done.is_sent else done.reason)
        mark.missed_told_at, mark.version = timezone.now(), mark.version + 1
        mark.save(update_fields=["missed_told_at", "version"])
    return opportunity


@dataclass(frozen=True)
class FinishEntry:
    """How many came by kind, and hours: those of people besides the session, and of staff."""

    counts: Mapping[str, int]
    prepared_minutes: int | None = None
    staff_minutes: int | None = None


@service
def finish_session(
    *, by: Any, opportunity_id: int, expected: int | None, entry: FinishEntry
) -> Opportunity:
    """Say that a session was held, how many came, and what time it took with preparation."""
    opportunity = _running(by, opportunity_id)
    session = opportunity.session
    said = SessionEntry(
        held_on=session.held_on,
        precision=session.precision,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        mode=session.mode,
        place_kind_id=session.place_kind_id,
        venue_id=session.venue_id,
        staff_minutes=entry.staff_minutes,
        # What somebody recorded stays; the sum is the database's (`Session.people_minutes`).
        co_creator_minutes=session.co_creator_minutes,
        headcounts=tuple(HeadcountEntry(kind, number) for kind, number in entry.counts.items()),
    )
    correct_session(by=by, session_id=session.pk, expected=expected, entry=said)
    if entry.prepared_minutes != session.prepared_minutes:
        Session.objects.filter(pk=session.pk).update(prepared_minutes=entry.prepared_minutes)
    _sum_parts(opportunity)
    # Of an activity that is planned nothing is held yet: that is said of the activity.
    facts, held = activity_facts(session.activity), Session.Status.HELD
    if session_move_blocker(actor_of(by), facts, session.status, held) is None:
        move_session(by=by, session_id=session.pk, expected=None, to=Session.Status.HELD)
    owe(session)
    acting().subject = session.activity
    return opportunity


def _running(by: Any, opportunity_id: int) -> Opportunity:
    """The opportunity, locked, if who acts runs it and the day has come."""
    opportunity = lock_opportunity(opportunity_id)
    refuse(run_refusal(by, opportunity))
    refuse(day_refusal(opportunity.session))
    acting().subject = opportunity.session.activity
    return opportunity


def _marks(opportunity: Opportunity) -> Any:
    return Attendance.objects.filter(session=opportunity.session_id)


def _mark(opportunity: Opportunity, person_id: int, outcome: str, way: str, by: Any) -> None:
    """Under the lock of the opportunity: the same again changes nothing."""
    row = _marks(opportunity).filter(person=person_id).first()
    who = by if isinstance(by, User) else None
    if row is None:
        Attendance.objects.create(
            session_id=opportunity.session_id,
            person_id=person_id,
            outcome=outcome,
            way=way,
            marked_by=who,
            recorded_at=timezone.now(),
        )
    elif row.outcome != outcome:
        row.outcome, row.marked_by, row.minutes = outcome, who, None
        row.way = row.way if row.way == Way.WALK_IN else way
        row.recorded_at, row.version = timezone.now(), row.version + 1
        row.save()
        _sum_parts(opportunity)


def _sum_parts(opportunity: Opportunity) -> None:
    """Carry the hours of who came later or left earlier to the sum of the session.

    Staff among the guests are left out, as they are of the head count.
    """
    marks = _marks(opportunity).filter(minutes__isnull=False).select_related("person")
    parts = [
        mark.minutes
        for mark in marks
        if rules.counted_as(mark.person.kinds) != Headcount.Kind.STAFF
    ]
    now = {"part_people": len(parts), "part_minutes": sum(parts)}
    Session.objects.filter(pk=opportunity.session_id).exclude(**now).update(**now)
