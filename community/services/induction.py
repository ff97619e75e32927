"""Writes of the welcome: its steps, and who has been through which."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import F

from community.models import InductionStep, Person, StepDone
from community.rules.induction import contact_blocker, keep_steps_blocker, welcome_blocker
from community.selectors.induction import may_be_contact, step_named
from community.selectors.people import person_facts
from community.services.people import locked_person
from core.service import acting, refuse, require_version, service


@service
def keep_welcome(
    *, by: Any, person_id: int, step_ids: Iterable[int], named_contact_id: int | None
) -> Person:
    """Tick the steps somebody has been through, and name their contact."""
    row = locked_person(person_id)
    refuse(welcome_blocker(by, person_facts(row)))
    if named_contact_id and named_contact_id != row.named_contact_id:
        is_known = may_be_contact(named_contact_id)
        refuse(contact_blocker(is_known=is_known), field="named_contact")
    wanted = set(step_ids)
    done = StepDone.objects.filter(person=row)
    done.exclude(step__in=wanted).delete()
    there = set(done.values_list("step", flat=True))
    StepDone.objects.bulk_create(
        StepDone(person=row, step_id=step, by=by) for step in sorted(wanted - there)
    )
    if row.named_contact_id != named_contact_id:
        row.named_contact_id = named_contact_id
        row.version = F("version") + 1
        row.save(update_fields=["named_contact", "version"])
        row.refresh_from_db()
    return row


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
