"""Every write about what people ask of their own record, and forgetting them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.utils import timezone

from community.models import EmergencyContact, Look, Person, Purpose, RightsRequest, Status
from community.rules import rights as rules
from community.rules.contact import ALWAYS
from community.selectors import rights as selectors
from community.selectors.people import all_ids, visible_to
from community.services.consents import stop_purposes
from community.services.contact import write_to
from community.services.people import (
    STOPPED_AT,
    act_for,
    locked_person,
    move_person,
    note_look,
)
from community.services.stopping import stop_waiting
from core.service import System, acting, refuse, service
from users.models import User

log = structlog.get_logger(__name__)
Kind, State = RightsRequest.Kind, RightsRequest.State
STOPPED = "We send you nothing more about things to take part in, surveys or news."
FORGOTTEN = "The person asked to be forgotten."


@dataclass(frozen=True)
class Noted:
    """What a member of staff wrote down of a request that somebody made to them."""

    way: str
    asked_on: date
    checked: str
    asked_by: str = ""


@service
def ask_right(
    *, by: Any, person_id: int, kind: str, words: str = "", noted: Noted | None = None
) -> RightsRequest:
    """Ask about one's own record; the clock begins to run, from the day they asked."""
    person = locked_person(person_id)
    waiting = selectors.open_erasure(person)
    is_seen = not isinstance(by, User) or visible_to(by).filter(pk=person.pk).exists()
    refuse(
        rules.ask_right_blocker(
            by,
            person.account_id,
            kind,
            has_open_erasure=waiting is not None,
            is_seen=is_seen,
        )
    )
    act_for(person, by=by)
    today = timezone.localdate()
    refuse(rules.asked_on_blocker(noted.asked_on if noted else today, today), field="asked_on")
    row = _new_request(person, kind, words, noted, by=by)
    if kind == Kind.ERASURE:
        stop_waiting(person, by=by, reason=FORGOTTEN, kept=ALWAYS)
    if kind == Kind.OBJECTION:
        _stop_sending(row)
        if not words:
            # Done already; nobody has to answer that.
            _close(row, State.ANSWERED, System("objection"), STOPPED)
    _tell_arrived(row, by=by)
    return row


def _new_request(
    person: Person, kind: str, words: str, noted: Noted | None, *, by: Any
) -> RightsRequest:
    now = timezone.now()
    asked_on = noted.asked_on if noted else timezone.localdate(now)
    is_erasure = kind == Kind.ERASURE
    return RightsRequest.objects.create(
        person=person,
        kind=kind,
        words=words,
        way=noted.way if noted else RightsRequest.Way.ONLINE,
        noted_by=by if noted and isinstance(by, User) else None,
        asked_by=noted.asked_by if noted else "",
        checked=noted.checked if noted else "",
        asked_at=now if asked_on == timezone.localdate(now) else _midday(asked_on),
        due_on=rules.due_on(kind, asked_on),
        planned_at=now + timedelta(days=settings.ERASURE_DAYS) if is_erasure else None,
    )


@service
def note_requests(
    *, by: User, person_id: int, kinds: Sequence[str], words: str, noted: Noted
) -> list[RightsRequest]:
    """Write down what somebody asked by telephone, on paper or face to face, all at once."""
    refuse(rules.checked_blocker(noted.checked), field="checked")
    return [
        ask_right(by=by, person_id=person_id, kind=kind, words=words, noted=noted) for kind in kinds
    ]


@service
def extend_right(*, by: Any, request_id: int, why: str) -> RightsRequest:
    """Take more time for an answer, once; the person is told why."""
    row = _locked(request_id)
    refuse(rules.extend_right_blocker(by, selectors.request_facts(row), timezone.localdate()))
    row.extended_at, row.extended_why = timezone.now(), why
    row.due_on = rules.extended_due_on(timezone.localdate(row.asked_at))
    row.save(update_fields=["extended_at", "extended_why", "due_on"])
    body = (
        f"You asked us: {_asked(row)}.\n\nWe need more time for our answer, until"
        f" {row.due_on:%-d %B %Y}. This is why:\n\n{why}"
    )
    write_to(
        by=by, person_id=row.person_id, purpose="rights", subject="We need more time", body=body
    )
    return row


@service
def take_copy_for(*, by: User, request_id: int) -> Look:
    """Note that the team takes out the copy somebody asked for, to hand it over."""
    row = _locked(request_id)
    refuse(rules.hand_over_blocker(by, selectors.hand_over_facts(by, row)))
    reason = f"To hand it over, as asked for on {timezone.localtime(row.asked_at):%-d %B %Y}"
    person = selectors.owner_of(row)
    if EmergencyContact.objects.filter(person__in=all_ids(person)).exists():
        # The copy names whom to call: that is a look of its own.
        note_look(by=by, person_id=person.pk, what=Look.What.EMERGENCY_CONTACT, reason=reason)
    return Look.objects.create(person=person, by=by, what=Look.What.EXPORT, reason=reason)


@service
def acknowledge_right(*, by: Any, request_id: int) -> RightsRequest:
    """Say that a request has arrived and is looked at."""
    row = _locked(request_id)
    refuse(rules.acknowledge_right_blocker(by, selectors.request_facts(row)))
    row.state, row.acknowledged_at = State.ACKNOWLEDGED, timezone.now()
    row.acknowledged_by = by if isinstance(by, User) else None
    row.save(update_fields=["state", "acknowledged_at", "acknowledged_by"])
    body = f"We have what you asked us ({_asked(row)}). Somebody of the team is looking at it."
    write_to(
        by=by, person_id=row.person_id, purpose="rights", subject="We have your request", body=body
    )
    return row


@service
def answer_right(*, by: Any, request_id: int, answer: str, handed_over: str = "") -> RightsRequest:
    """Answer a request; the person is told these words, or got them by hand."""
    row = _locked(request_id)
    refuse(rules.answer_right_blocker(by, selectors.request_facts(row)))
    _close(row, State.ANSWERED, by, answer)
    if handed_over:
        row.handed_over = handed_over
        row.save(update_fields=["handed_over"])
    body = f"You asked us: {_asked(row)}.\n\nOur answer:\n\n{answer}"
    outcome = write_to(
        by=by, person_id=row.person_id, purpose="rights", subject="Our answer to you", body=body
    )
    refuse(
        rules.reached_blocker(
            is_sent=outcome.is_sent, why_not=outcome.reason, handed_over=handed_over
        ),
        field="handed_over",
    )
    return row


@service
def take_back_right(*, by: Any, request_id: int) -> RightsRequest:
    """Take a request back, a wish to be forgotten as long as it is not done.

    Of joined records each may hold such a wish: they are one, and taken back together.
    """
    row = _locked(request_id)
    refuse(rules.take_back_right_blocker(by, selectors.request_facts(row)))
    act_for(selectors.owner_of(row), by=by)
    _close(row, State.TAKEN_BACK, by, "")
    if row.kind == Kind.ERASURE:
        for other in selectors.open_erasures(selectors.owner_of(row)).select_for_update():
            _close(other, State.TAKEN_BACK, by, "")
    return row


@service
def take_out_own_data(*, by: User, person_id: int) -> Look:
    """Note that somebody takes out a copy of everything about themselves."""
    person = locked_person(person_id)
    refuse(rules.take_out_blocker(by, person.account_id))
    return Look.objects.create(person=person, by=by, what=Look.What.EXPORT)


@service
def leave(*, by: Any, person_id: int, is_to_be_forgotten: bool, why: str = "") -> Person:
    """Leave: what waits is stopped; the record is kept for a time, or forgotten."""
    person = locked_person(person_id)
    if person.status != Status.LEFT:
        person = move_person(by=by, person_id=person_id, to=Status.LEFT, why=why)
    else:
        stop_waiting(person, by=by, reason=STOPPED_AT[Status.LEFT], kept=ALWAYS)
    if is_to_be_forgotten:
        ask_right(by=by, person_id=person_id, kind=Kind.ERASURE)
    acting().subject = person
    return person


def _locked(request_id: int) -> RightsRequest:
    """A request, locked after its person, as where they are forgotten: so one waits for the other."""
    locked_person(selectors.person_of_request(request_id))
    rows = RightsRequest.objects.select_related("person__merged_into")
    return rows.select_for_update(of=("self",)).get(pk=request_id)


def _close(row: RightsRequest, state: str, by: Any, answer: str) -> None:
    row.state, row.answered_at, row.answer = state, timezone.now(), answer
    row.answered_by = by if isinstance(by, User) else None
    row.save(update_fields=["state", "answered_at", "answered_by", "answer"])


def _asked(row: RightsRequest) -> str:
    return f"{row.get_kind_display()}, {timezone.localtime(row.asked_at):%-d %B %Y}"


def _midday(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def _stop_sending(row: RightsRequest) -> None:
    """Who objects to messages gets none from that moment on; nobody has to decide that."""
    by = System("objection")
    stop_purposes(by=by, person_id=row.person_id, purposes=Purpose.values, source=row.way)


def _tell_arrived(row: RightsRequest, *, by: Any) -> None:
    """A receipt, with the day by which something happens."""
    if row.planned_at is not None:
        day = timezone.localtime(row.planned_at)
        body = (
            f"You asked us to forget you. We do that on {day:%-d %B %Y}. Until then you can take"
            " it back on the page My involvement, or by telling us. After that nobody can undo it."
        )
    elif row.state == State.ANSWERED:
        body = f"You asked us: {_asked(row)}.\n\n{row.answer}"
    else:
        body = f"You asked us: {_asked(row)}.\n\nWe get back to you by {row.due_on:%-d %B %Y}."
    write_to(
        by=by, person_id=row.person_id, purpose="rights", subject="We have your request", body=body
    )
