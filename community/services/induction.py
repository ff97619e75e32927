"""Writes of the welcome: its steps, and who has been through which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F

from community.models import InductionStep, Person, StepDone
from community.rules.induction import contact_blocker, keep_steps_blocker, welcome_blocker
from community.selectors.induction import may_be_contact, step_named
from community.selectors.people import person_facts
from community.services.people import locked_person
from core.service import acting, refuse, require_version, service


@dataclass(frozen=True)
class Welcome:
    """What a page said of somebody's welcome: the steps that are done, and their contact."""

    step_ids: frozenset[int]
    contact_id: int | None = None


@service
def keep_welcome(
    *, by: Any, person_id: int, expected: int | None, was: Welcome, now: Welcome
) -> Person:
    """Tick the steps somebody has been through, and name their contact.

    Only what differs from what the page showed is written: somebody else may tick at the same time.
    """
    row = locked_person(person_id)
    refuse(welcome_blocker(by, person_facts(row)))
    done = StepDone.objects.filter(person=row)
    done.filter(step__in=was.step_ids - now.step_ids).delete()
    there = set(done.values_list("step", flat=True))
    StepDone.objects.bulk_create(
        StepDone(person=row, step_id=step, by=by)
        for step in sorted(now.step_ids - was.step_ids - there)
    )
    if now.contact_id not in (was.contact_id, row.named_contact_id):
        _name_contact(row, expected, was.contact_id, now.contact_id)
    return row


def _name_contact(row: Person, expected: int | None, was: int | None, now: int | None) -> None:
    if row.named_contact_id != was:
        named = row.named_contact
        theirs = {"named_contact": named.display_name if named else "Nobody yet"}
        require_version(row, expected, lambda: theirs)
    if now:
        refuse(contact_blocker(is_known=may_be_contact(now)), field="named_contact")
    row.named_contact_id, row.version = now, F("version") + 1
    row.save(update_fields=["named_contact", "version"])
    row.refresh_from_db()


@service
def add_step(*, by: Any, label: str, position: int) -> InductionStep:
    """Add a step to the welcome."""
    refuse(keep_steps_blocker(by, is_taken=step_named(label) is not None), field="label")
    row = InductionStep.objects.create(label=label, position=position)
    acting().subject = row
    return row


@service
def change_step(
    *, by: Any, step_id: int, expected: int | None, label: str, position: int, is_in_use: bool
) -> InductionStep:
    """Reword or move a step, or ask it no longer; who was through it stays noted."""
    row = InductionStep.objects.select_for_update().get(pk=step_id)
    acting().subject = row
    other = step_named(label)
    is_taken = other is not None and other.pk != row.pk
    refuse(keep_steps_blocker(by, is_taken=is_taken), field="label")
    theirs = {
        "label": row.label,
        "position": str(row.position),
        "is_in_use": "Yes" if row.is_in_use else "No",
    }
    require_version(row, expected, lambda: theirs)
    row.label, row.position, row.is_in_use = label, position, is_in_use
    row.version = F("version") + 1
    row.save()
    row.refresh_from_db()
    return row
