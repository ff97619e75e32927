"""Every write about what people ask of their own record, and forgetting them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.utils import timezone

from community.models import ByHand, Look, Person, RightsRequest, Status
from community.rules import rights as rules
from community.selectors import rights as selectors
from community.selectors.people import all_ids
from community.services.contact import write_to
from community.services.people import locked_person, move_person
from core.outbox.services import stop_messages
from core.service import acting, refuse, service
from users.models import User

log = structlog.get_logger(__name__)
Kind, State = RightsRequest.Kind, RightsRequest.State
FORGOTTEN = "The person asked to be forgotten."


@service
def ask_right(*, by: Any, person_id: int, kind: str, words: str = "") -> RightsRequest:
    """Ask about one's own record; the clock begins to run."""
    person = locked_person(person_id)
    waiting = selectors.open_erasure(person)
    refuse(
        rules.ask_right_blocker(by, person.account_id, kind, has_open_erasure=waiting is not None)
    )
    now = timezone.now()
    is_erasure = kind == Kind.ERASURE
    row = RightsRequest.objects.create(
        person=person,
        kind=kind,
        words=words,
        asked_at=now,
        due_on=rules.due_on(kind, timezone.localdate(now)),
        planned_at=now + timedelta(days=settings.ERASURE_DAYS) if is_erasure else None,
    )
    if is_erasure:
        stop_everything(person, by=by)
    _tell_arrived(row, by=by)
    return row


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
def answer_right(*, by: Any, request_id: int, answer: str) -> RightsRequest:
    """Answer a request; the person is told these words."""
    row = _locked(request_id)
    refuse(rules.answer_right_blocker(by, selectors.request_facts(row)))
    _close(row, State.ANSWERED, by, answer)
    body = f"You asked us: {_asked(row)}.\n\nOur answer:\n\n{answer}"
    write_to(
        by=by, person_id=row.person_id, purpose="rights", subject="Our answer to you", body=body
    )
    return row


@service
def take_back_right(*, by: Any, request_id: int) -> RightsRequest:
    """Take a request back, a wish to be forgotten as long as it is not done."""
    row = _locked(request_id)
    refuse(rules.take_back_right_blocker(by, selectors.request_facts(row)))
    _close(row, State.TAKEN_BACK, by, "")
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
    stop_everything(person, by=by)
    if is_to_be_forgotten:
        ask_right(by=by, person_id=person_id, kind=Kind.ERASURE)
    acting().subject = person
    return person


def _locked(request_id: int) -> RightsRequest:
    row = RightsRequest.objects.select_for_update().get(pk=request_id)
    acting().subject = row.person
    return row


def _close(row: RightsRequest, state: str, by: Any, answer: str) -> None:
    row.state, row.answered_at, row.answer = state, timezone.now(), answer
    row.answered_by = by if isinstance(by, User) else None
    row.save(update_fields=["state", "answered_at", "answered_by", "answer"])


def _asked(row: RightsRequest) -> str:
    return f"{row.get_kind_display()}, {timezone.localtime(row.asked_at):%-d %B %Y}"


def stop_everything(person: Person, *, by: Any) -> None:
    """Nothing goes out any more that waits, by mail or by hand."""
    ids = all_ids(person)
    keys = [f"person:{pk}" for pk in ids]
    stop_messages(by=by, recipient_keys=keys, reason=FORGOTTEN)
    ByHand.objects.filter(person__in=ids, done_at__isnull=True).update(
        done_at=timezone.now(), outcome=ByHand.Outcome.STOPPED
    )


def _tell_arrived(row: RightsRequest, *, by: Any) -> None:
    """A receipt, with the day by which something happens."""
    if row.planned_at is not None:
        day = timezone.localtime(row.planned_at)
        body = (
            f"You asked us to forget you. We do that on {day:%-d %B %Y}. Until then you can take"
            " it back on the page My involvement, or by telling us. After that nobody can undo it."
        )
    else:
        body = f"You asked us: {_asked(row)}.\n\nWe get back to you by {row.due_on:%-d %B %Y}."
    write_to(
        by=by, person_id=row.person_id, purpose="rights", subject="We have your request", body=body
    )
