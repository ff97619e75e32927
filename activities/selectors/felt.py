"""After a session: the page of one person who came, who is asked, thanked and called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from activities.models import (
    Attendance,
    CallWanted,
    Felt,
    Opportunity,
    OwedAnswer,
    Session,
    SignUp,
)
from activities.rules import felt as rules
from activities.rules.log import LONDON
from activities.selectors.attendance import is_off
from activities.selectors.certificates import other_name
from activities.selectors.names import called
from activities.selectors.sign_ups import begins_at
from activities.selectors.team import organised_by
from community.rules.people import KEEP
from community.selectors.people import own_record

SALT = "activities.after"
CAME = Attendance.Outcome.CAME
ROWS = Attendance.objects.select_related(
    "person", "session__activity", "session__opportunity", "session__venue"
)


# --- The address --------------------------------------------------------------------------


def after_token(row: Attendance) -> str:
    """What stands in the address: a number, signed; nothing of the person."""
    return signing.Signer(salt=SALT).sign(str(row.pk)).replace(":", ".")


def after_address(row: Attendance) -> str:
    """The whole address of somebody's page after a session."""
    return settings.SITE_URL + reverse("activities:session_after", args=[after_token(row)])


def attendance_of(token: str, viewer: Any) -> Attendance:
    """Whose page it is; 404 for one that was never given, or has ended for whoever has the link."""
    try:
        pk = int(signing.Signer(salt=SALT).unsign(token.replace(".", ":")))
    except signing.BadSignature:
        raise Http404 from None
    row = ROWS.filter(pk=pk, person__merged_into__isnull=True).first()
    if row is None:
        raise Http404
    is_ended = timezone.localdate() > row.session.held_on + rules.LINK_DAYS
    if is_ended and not is_own(row, viewer):
        raise Http404
    return row


def is_own(row: Attendance, viewer: Any) -> bool:
    """Whether an attendance is the viewer's own."""
    return viewer.is_authenticated and row.person.account_id == viewer.pk


# --- The page -----------------------------------------------------------------------------


@dataclass(frozen=True)
class After:
    """What the page after a session shows to the person, or to who has its link."""

    row: Attendance
    session: Session
    token: str
    is_own: bool
    came: bool
    # What they said, for themselves alone; through the link only that they did.
    mine: Felt | None
    has_answered: bool
    until: date
    why_not: str | None
    debrief: str
    call: CallWanted | None
    next_words: str
    next_by: date | None
    # The name others see, for the certificate; empty where there is no choice, or it is not theirs.
    other_name: str


def after_page(row: Attendance, token: str, viewer: Any) -> After:
    """Thanks, what happens next, support afterwards, and how it felt."""
    felt = Felt.objects.filter(attendance=row).first()
    call = CallWanted.objects.filter(attendance=row, done_at__isnull=True).first()
    owed = OwedAnswer.objects.filter(session=row.session).first()
    own = is_own(row, viewer)
    return After(
        row=row,
        session=row.session,
        token=token,
        is_own=own,
        came=row.outcome == CAME,
        mine=felt if own else None,
        has_answered=felt is not None,
        until=rules.last_day(row.session.held_on),
        why_not=rules.felt_blocker(felt_facts(row.session, came=row.outcome == CAME), _today()),
        debrief=debrief_of(row.session),
        call=call,
        next_words=owed.words if owed else "",
        next_by=owed.due_on if owed and not owed.words else None,
        other_name=other_name(row.person, row.session) if own else "",
    )


def felt_facts(session: Session, *, came: bool = False, runs: bool = False) -> rules.FeltFacts:
    """What the rules need to know of a session and somebody who was there."""
    return rules.FeltFacts(
        held_on=session.held_on,
        has_begun=begins_at(session) <= timezone.now(),
        is_off=is_off(session),
        came=came,
        runs=runs,
    )


def staff_refusal(session: Session) -> str | None:
    """Why those who ran a session cannot say how it felt."""
    return rules.felt_blocker(felt_facts(session, runs=True), _today())


def debrief_of(session: Session) -> str:
    """The support that was planned for afterwards; empty if none was."""
    opportunity = Opportunity.objects.filter(session=session).first()
    return opportunity.debrief if opportunity else ""


def staff_answer(opportunity: Opportunity, account: Any) -> Felt | None:
    """What somebody who ran a session said about it, for themselves alone."""
    return Felt.objects.filter(session=opportunity.session_id, account=account).first()


def account_of(attendance_id: int) -> int | None:
    """The account of somebody who came, if they have one."""
    return ROWS.filter(pk=attendance_id).values_list("person__account", flat=True).first()


def opportunity_id_of(attendance_id: int) -> int:
    """The session open for sign-up to which somebody came; 0 where there is none."""
    rows = Opportunity.objects.filter(session__attendances=attendance_id)
    return rows.values_list("pk", flat=True).first() or 0


def find_attendance(opportunity: Opportunity, person_id: int) -> Attendance:
    """That somebody came, for those who run the session; 404 for others."""
    row = ROWS.filter(session=opportunity.session_id, person=person_id, outcome=CAME).first()
    if row is None:
        raise Http404
    return row


def call_refusal(row: Attendance) -> str | None:
    """Why nobody can be asked to call somebody after a session."""
    facts = felt_facts(row.session, came=row.outcome == CAME)
    return rules.call_blocker(facts, is_offered=bool(debrief_of(row.session)), today=_today())


def _today() -> date:
    return timezone.localdate()


# --- Who is still asked -------------------------------------------------------------------


@dataclass(frozen=True)
class ToSay:
    """A session about which somebody has not said how it was."""

    title: str
    when: str
    address: str
    until: date


def own_to_say(account: Any) -> list[ToSay]:
    """Sessions a person came to and can still say how they were, the newest first."""
    person = own_record(account)
    if person is None:
        return []
    rows = ROWS.filter(
        person=person,
        outcome=CAME,
        felt__isnull=True,
        session__held_on__gte=_today() - rules.ASKED_FOR,
        session__held_on__lte=_today(),
    ).exclude(session__status=Session.Status.CANCELLED)
    return [
        ToSay(
            row.session.activity.title,
            row.session.when_words,
            reverse("activities:session_after", args=[after_token(row)]),
            rules.last_day(row.session.held_on),
        )
        for row in rows.order_by("-session__held_on", "-pk")
    ]


def after_link(row: SignUp) -> str:
    """The page after a session of somebody who signed up and came; empty for others."""
    session = row.opportunity.session
    found = ROWS.filter(person=row.person_id, session=session, outcome=CAME).first()
    return reverse("activities:session_after", args=[after_token(found)]) if found else ""


def staff_to_say(account: Any, today: date, most: int) -> list[ToSay]:
    """Sessions somebody organised and has not said how they were, the newest first."""
    said = Felt.objects.filter(session=OuterRef("pk"), account=account)
    came = Attendance.objects.filter(session=OuterRef("pk"), outcome=CAME)
    rows = (
        Session.objects.filter(
            organised_by(account),
            Exists(came),
            ~Exists(said),
            opportunity__isnull=False,
            held_on__gte=today - rules.ASKED_FOR,
            held_on__lt=today,
        )
        .exclude(status=Session.Status.CANCELLED)
        .select_related("activity", "opportunity")
        .order_by("-held_on", "-pk")
    )
    return [
        ToSay(
            row.activity.title,
            row.when_words,
            reverse("activities:felt_staff", args=[row.opportunity.pk]),
            rules.last_day(row.held_on),
        )
        for row in rows[:most]
    ]


# --- Calls --------------------------------------------------------------------------------


@dataclass(frozen=True)
class CallLine:
    """Somebody who waits for a call."""

    pk: int
    name: str
    title: str
    due_on: date
    is_late: bool


def calls_waiting(viewer: Any, today: date, most: int) -> list[CallLine]:
    """Calls that are wanted: the team sees all, others those after what they organised."""
    rows = open_calls()
    if not viewer.may(KEEP):
        rows = rows.filter(organised_by(viewer, "attendance__session__"))
    return [
        CallLine(
            row.pk,
            called(row.attendance.person, "", viewer),
            row.attendance.session.activity.title,
            row.due_on,
            row.due_on < today,
        )
        for row in rows.order_by("due_on", "pk")[:most]
    ]


def open_calls() -> QuerySet[CallWanted]:
    """Calls that nobody has ticked off."""
    return CallWanted.objects.filter(done_at__isnull=True, attendance__outcome=CAME).select_related(
        "attendance__person", "attendance__session__activity"
    )


def find_call(call_id: int) -> CallWanted:
    """A call that is wanted, for those who run the session; the page asks whether they do."""
    row = (
        CallWanted.objects.filter(pk=call_id)
        .select_related("attendance__person", "attendance__session__activity", "done_by")
        .first()
    )
    if row is None:
        raise Http404
    return row


def is_other_number(row: CallWanted) -> bool:
    """Whether the number was typed for this call, and is not the one on the person's record."""
    return bool(row.phone) and _digits(row.phone) != _digits(row.attendance.person.phone)


def _digits(number: str) -> str:
    """A number as it is dialled at home, however it was written."""
    return re.sub(r"^(\+44|0044)", "0", re.sub(r"[^\d+]", "", number.replace("(0)", "")))


def opportunity_of_call(row: CallWanted) -> Opportunity:
    """The session after which somebody wants a call, as those who run it find it."""
    found = Opportunity.objects.filter(session=row.attendance.session_id)
    return found.select_related("session__activity").get()


# --- Thanks and what is owed --------------------------------------------------------------


def thanks_facts(row: Attendance) -> rules.ThanksFacts:
    """What the rules need to know to thank somebody."""
    session = row.session
    return rules.ThanksFacts(
        came=row.outcome == CAME,
        is_thanked=row.thanked_at is not None,
        is_off=is_off(session),
        ended_at=rules.over_at(session.held_on, session.ends_at),
        recorded_at=row.recorded_at,
    )


def to_thank_ids(now: datetime, limit: int) -> list[int]:
    """Attendances whose person may have to be thanked now; the service asks the rule."""
    local = timezone.localtime(now, LONDON)
    over = Q(session__held_on__lt=local.date())
    rest = local - rules.REST
    if rest.date() == local.date():
        over |= Q(session__held_on=local.date(), session__ends_at__lte=rest.time())
    rows = Attendance.objects.filter(
        over,
        outcome=CAME,
        thanked_at__isnull=True,
        recorded_at__lte=now - rules.MENDED_FOR,
        session__held_on__gte=local.date() - rules.THANKED_FOR,
        person__merged_into__isnull=True,
    ).exclude(session__status=Session.Status.CANCELLED)
    return list(rows.order_by("session__held_on", "pk").values_list("pk", flat=True)[:limit])


def to_owe_ids(today: date, limit: int) -> list[int]:
    """Sessions that were held, or to which somebody came, and of which no answer is owed yet."""
    came = Attendance.objects.filter(session=OuterRef("pk"), outcome=CAME)
    held = Q(status=Session.Status.HELD) | (Q(held_on__lt=today) & Exists(came))
    rows = Session.objects.filter(
        held,
        opportunity__isnull=False,
        owed_answer__isnull=True,
        held_on__gte=today - timedelta(days=365),
    ).exclude(status=Session.Status.CANCELLED)
    return list(rows.order_by("held_on", "pk").values_list("pk", flat=True)[:limit])
