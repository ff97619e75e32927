"""Who came to a session, for those at the door and for those who count afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from activities.models import (
    Attendance,
    CallWanted,
    Felt,
    Headcount,
    Opportunity,
    Session,
    SignUp,
)
from activities.rules import attendance as rules
from activities.rules.sign_up import HOLDING, MOST_LISTED
from activities.selectors.detail import edit_refusal
from activities.selectors.names import called, told_apart
from activities.selectors.sign_ups import begins_at
from community.models import Person
from community.selectors.people import own_record, visible_to

SALT = "activities.door"
Outcome = Attendance.Outcome


@dataclass(frozen=True)
class DayRow:
    """Somebody on the list of the day."""

    person_id: int
    name: str
    companions: int
    outcome: str
    words: str
    is_walk_in: bool
    is_told: bool
    thanks_failed: str
    minutes: int | None


@dataclass(frozen=True)
class Day:
    """The list of the day, and how many came."""

    rows: Sequence[DayRow]
    came: int
    missed: int
    open: int
    why_not: str | None
    has_begun: bool
    is_today: bool


def is_off(session: Session) -> bool:
    """Whether a session was cancelled."""
    return session.status == Session.Status.CANCELLED


def day_refusal(session: Session, now: datetime | None = None) -> str | None:
    """Why nobody can be marked yet."""
    return rules.day_blocker(begins_at(session), now or timezone.now(), is_off=is_off(session))


def begin_refusal(session: Session, viewer: Any) -> str | None:
    """Why no list of who came can be begun, to show before anybody presses."""
    is_there = Opportunity.objects.filter(session=session).exists()
    return (
        edit_refusal(session.activity, viewer)
        or rules.begin_blocker(is_there=is_there)
        or day_refusal(session)
    )


def day_of(opportunity: Opportunity, viewer: Any) -> Day:
    """Everybody with a place, and whoever came without one, in the order of their names."""
    marked = {
        row.person_id: row
        for row in Attendance.objects.filter(session=opportunity.session_id).select_related(
            "person"
        )
    }
    signed = (
        SignUp.objects.filter(opportunity=opportunity).select_related("person").order_by("turn")
    )
    rows = []
    for row in signed:
        mark = marked.get(row.person_id)
        if row.status in HOLDING or mark:
            marked.pop(row.person_id, None)
            rows.append(_row(viewer, row.person, mark, row.shown_name, row.companions))
    rows += [_row(viewer, mark.person, mark, "", 0) for mark in marked.values()]
    names = told_apart({row.person_id: row.name for row in rows})
    rows = [replace(row, name=names[row.person_id]) for row in rows]
    rows = sorted(rows, key=lambda row: (row.name.casefold(), row.person_id))[:MOST_LISTED]
    count = Counter(row.outcome for row in rows)
    return Day(
        rows=rows,
        came=count[Outcome.CAME],
        missed=count[Outcome.MISSED],
        open=count[""],
        why_not=day_refusal(opportunity.session),
        has_begun=begins_at(opportunity.session) <= timezone.now(),
        is_today=opportunity.session.held_on == timezone.localdate(),
    )


def _row(
    viewer: Any, person: Person, mark: Attendance | None, shown_name: str, companions: int
) -> DayRow:
    return DayRow(
        person_id=person.pk,
        name=called(person, shown_name, viewer),
        companions=companions,
        outcome=mark.outcome if mark else "",
        words=mark.get_outcome_display() if mark else "",
        is_walk_in=mark is not None and mark.way == Attendance.Way.WALK_IN,
        is_told=mark is not None and mark.missed_told_at is not None,
        thanks_failed=mark.thanks_failed if mark else "",
        minutes=mark.minutes if mark else None,
    )


def hangs_on(mark: Attendance) -> rules.Hangs:
    """What hangs on a mark."""
    return rules.Hangs(
        has_felt=Felt.objects.filter(attendance=mark).exists(),
        has_call=CallWanted.objects.filter(attendance=mark).exists(),
        is_thanked=mark.thanked_at is not None,
        is_told=mark.missed_told_at is not None,
    )


def clear_refusal(opportunity: Opportunity, person_id: int) -> str | None:
    """Why the mark of somebody cannot be taken away."""
    mark = Attendance.objects.filter(session=opportunity.session_id, person=person_id).first()
    return rules.clear_blocker(hangs_on(mark)) if mark else None


def find_day_row(opportunity: Opportunity, person_id: int, viewer: Any) -> DayRow:
    """One person of the list of the day; 404 for others."""
    found = next(
        (row for row in day_of(opportunity, viewer).rows if row.person_id == person_id), None
    )
    if found is None:
        raise Http404
    return found


def name_on_day(opportunity: Opportunity, person_id: int, viewer: Any) -> str:
    """What to call somebody who is marked, also one who comes without a place; 404 if unknown."""
    for row in day_of(opportunity, viewer).rows:
        if row.person_id == person_id:
            return row.name
    found = visible_to(viewer).filter(pk=person_id).first()
    if found is None:
        raise Http404
    return called(found, "", viewer)


def counted(opportunity: Opportunity) -> Mapping[str, int]:
    """How many came, by the kinds of headcounts: those marked, and who came along with them."""
    came = Attendance.objects.filter(session=opportunity.session_id, outcome=Outcome.CAME)
    count = Counter(
        rules.counted_as(kinds) for kinds in came.values_list("person__kinds", flat=True)
    )
    along = SignUp.objects.filter(opportunity=opportunity, person__in=came.values("person"))
    count[Headcount.Kind.UNKNOWN] += sum(along.values_list("companions", flat=True))
    return {kind: number for kind, number in count.items() if number}


def to_count(opportunity: Opportunity) -> Mapping[str, int]:
    """What stands in the boxes of how many came: what was saved before, and who is marked since."""
    rows = Headcount.objects.filter(session=opportunity.session_id)
    saved, marked = dict(rows.values_list("kind", "number")), counted(opportunity)
    return {kind: max(saved.get(kind, 0), marked.get(kind, 0)) for kind in {*saved, *marked}}


def minutes_of(mark: Attendance) -> int | None:
    """How long somebody was there: what is said of them, otherwise the whole session."""
    return mark.session.minutes if mark.minutes is None else mark.minutes


def minutes_there(person: Person, session: Session) -> int | None:
    """How long a person was at a session, as far as it is known."""
    mark = Attendance.objects.filter(person=person, session=session).first()
    return minutes_of(mark) if mark else session.minutes


def came_to(row: SignUp) -> bool:
    """Whether somebody who signed up was there."""
    came = Attendance.objects.filter(person=row.person_id, outcome=Outcome.CAME)
    return came.filter(session=row.opportunity.session_id).exists()


# --- The door -----------------------------------------------------------------------------


def door_token(opportunity: Opportunity) -> str:
    """What stands in the code at the door: a number, signed."""
    return signing.Signer(salt=SALT).sign(str(opportunity.pk)).replace(":", ".")


def door_address(opportunity: Opportunity) -> str:
    """The whole address of the page at the door."""
    return settings.SITE_URL + reverse("activities:door_here", args=[door_token(opportunity)])


def opportunity_of_door(token: str) -> Opportunity:
    """Whose door it is; 404 for an address that was never given."""
    try:
        pk = int(signing.Signer(salt=SALT).unsign(token.replace(".", ":")))
    except signing.BadSignature:
        raise Http404 from None
    row = Opportunity.objects.filter(pk=pk).select_related("session__activity").first()
    if row is None:
        raise Http404
    return row


def door_code(sign_up: SignUp) -> str:
    """Eight numbers that say at the door whose place it is, and nothing else."""
    found = int(salted_hmac(SALT, str(sign_up.pk), algorithm="sha256").hexdigest(), 16)
    return f"{found % 100_000_000:08d}"


def code_words(sign_up: SignUp) -> str:
    """The same, easier to read out."""
    code = door_code(sign_up)
    return f"{code[:4]} {code[4:]}"


def sign_up_of_code(opportunity: Opportunity, code: str) -> SignUp | None:
    """The place that a code belongs to, at this session alone."""
    rows = SignUp.objects.filter(opportunity=opportunity, status=SignUp.Status.PLACED)
    return next((row for row in rows if constant_time_compare(door_code(row), code)), None)


def own_place(opportunity: Opportunity, account: Any) -> SignUp | None:
    """The viewer's own place at a session, if they have one."""
    person = own_record(account) if account.is_authenticated else None
    if person is None:
        return None
    rows = SignUp.objects.filter(opportunity=opportunity, status=SignUp.Status.PLACED)
    return rows.filter(person=person).first()
