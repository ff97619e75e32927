"""Writes by schedule: ask who was not heard from, pause who does not answer, say a day has come.

Each is done to one person, under the lock, and asks again whether it is still due: a job may
run twice, late, or beside a page on which the person answers.
"""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone

from community import emails
from community.models import Person, Status
from community.rules.heard_from import still_due_blocker, still_here_blocker
from community.selectors.heard_from import people_to_be_back, unanswered_people, unheard_people
from community.selectors.people import person_facts
from community.selectors.still_here import still_here_address
from community.services.contact import write_to
from community.services.people import hear_from, locked_person, move_person
from core.fields import date_words
from core.service import Refused, refuse, service


@service
def ask_if_still_with_us(*, by: Any, person_id: int) -> Person:
    """Ask somebody kindly whether they still want to take part."""
    words = emails.still_with_us(still_here_address(person_id))
    return _written(by, person_id, unheard_people(), "still_with_us", words)


@service
def say_still_here(*, by: Any, person_id: int) -> Person:
    """Whoever was asked says, by the link in the mail or signed in, that they stay."""
    person = locked_person(person_id)
    refuse(still_here_blocker(by, person_facts(person)))
    hear_from(by=by, person_ids=[person.pk])
    person.refresh_from_db()
    return person


@service
def say_day_has_come(*, by: Any, person_id: int) -> Person:
    """Write to somebody who paused and wanted to come back today. They are not moved."""
    return _written(by, person_id, people_to_be_back(), "back_today", emails.back_today())


@service
def pause_unanswered(*, by: Any, person_id: int) -> Person:
    """Pause somebody who was asked and did not answer; they are told, and can come back."""
    person = _due(person_id, unanswered_people())
    asked = date_words(timezone.localdate(person.nudged_at))
    why = f"We asked on {asked} if you still want to take part, and have not heard from you."
    person = move_person(by=by, person_id=person.pk, to=Status.PAUSED, why=why)
    subject, body = emails.paused_unanswered()
    write_to(by=by, person_id=person.pk, purpose="status_changed", subject=subject, body=body)
    return person


def _due(person_id: int, due: QuerySet[Person]) -> Person:
    person = locked_person(person_id)
    refuse(still_due_blocker(is_due=due.filter(pk=person.pk).exists()))
    return person


def _written(
    by: Any, person_id: int, due: QuerySet[Person], purpose: str, words: tuple[str, str]
) -> Person:
    """Write, and remember it. Whom nothing reaches is left as they are: the team sees them."""
    person = _due(person_id, due)
    subject, body = words
    outcome = write_to(by=by, person_id=person.pk, purpose=purpose, subject=subject, body=body)
    if not outcome.is_sent:
        raise Refused(outcome.reason)
    person.nudged_at = timezone.now()
    person.version = F("version") + 1
    person.save(update_fields=["nudged_at", "version"])
    person.refresh_from_db()
    return person
