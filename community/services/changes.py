"""Changes that staff make to what somebody keeps here, and that the person is told of."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from community import emails
from community.models import Person
from community.rules.changes import told_kinds, told_of
from community.selectors.contact import was_written_on
from community.selectors.people import person_facts, said_of
from community.services.contact import write_to
from community.services.people import change_person, locked_person
from core.service import require_version, service

PURPOSE = "record_changed"


@service
def change_and_tell(
    *, by: Any, person_id: int, expected: int | None, changes: dict[str, Any]
) -> Person:
    """Change a record; of what matters to them the person is told, unless it is their own hand.

    The letter goes the way they were reached until now: a wrong change of an address would
    hide itself otherwise. Once a day at most, and never with what was there or is there now.
    """
    person = locked_person(person_id)
    # Before the letter: asking whose an address is counts as a change of the record too.
    require_version(person, expected, lambda: said_of(person, changes))
    kinds = told_kinds({name: getattr(person, name, None) for name in changes}, changes)
    is_told = told_of(by, person_facts(person)) and bool(kinds)
    if is_told:
        is_told = not was_written_on(person, PURPOSE, timezone.localdate())
    is_sent = is_told and _tell(person, kinds, by=by)
    person = change_person(by=by, person_id=person.pk, expected=None, changes=changes)
    if is_told and not is_sent:
        # Nothing reached them until now; perhaps it does from now on.
        _tell(person, kinds, by=by)
    return person


def _tell(person: Person, kinds: list[str], *, by: Any) -> bool:
    subject, body = emails.record_changed(kinds)
    outcome = write_to(by=by, person_id=person.pk, purpose=PURPOSE, subject=subject, body=body)
    return outcome.is_sent
