"""Moves of a status that the person is told of."""

from __future__ import annotations

from datetime import date
from typing import Any

from community import emails
from community.models import Person, Status
from community.services.contact import write_to
from community.services.people import move_person
from core.service import service


@service
def move_and_tell(
    *, by: Any, person_id: int, to: str, why: str = "", back_on: date | None = None
) -> Person:
    """Move somebody's status; who is told "not now" gets the reason, as far as it reaches them."""
    person = move_person(by=by, person_id=person_id, to=to, why=why, back_on=back_on)
    if to == Status.NOT_NOW:
        subject, body = emails.not_now(why)
        write_to(by=by, person_id=person.pk, purpose="not_now", subject=subject, body=body)
    return person
