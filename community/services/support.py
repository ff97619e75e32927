"""Every write about adjustments, emergency contacts and concerns that were passed on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F
from django.utils import timezone

from community.models import Adjustment, Concern, EmergencyContact, Look, Need, Person
from community.rules.needs import (
    adjust_blocker,
    concern_blocker,
    keep_needs_blocker,
    look_blocker,
    need_of_blocker,
    nobody_to_call_blocker,
    passed_on_blocker,
    reference_blocker,
)
from community.rules.people import change_person_blocker
from community.selectors.needs import is_kept_from, leads_session_of
from community.selectors.people import all_ids, person_facts
from community.services.people import act_for, locked_person, note_look
from core.service import refuse, require_version, service
from users.models import User


@dataclass(frozen=True)
class ContactEntry:
    """Whom to call for a person if something happens."""

    name: str
    phone: str
    relation: str = ""
    other_phone: str = ""
    note: str = ""


@service
def offer_adjustment(
    *,
    by: Any,
    person_id: int,
    offered: str,
    need_id: int | None = None,
    offered_on: date | None = None,
    is_met: bool | None = None,
    why_not: str = "",
) -> Adjustment:
    """Write down what was offered to a person so that they can take part."""
    person = _adjusting(by, person_id)
    refuse(adjust_blocker(is_met=is_met, why_not=why_not), field="why_not")
    own = Need.objects.filter(person_id__in=all_ids(person))
    is_theirs = need_id is None or own.filter(pk=need_id).exists()
    refuse(need_of_blocker(is_theirs=is_theirs), field="need")
    return Adjustment.objects.create(
        person=person,
        need_id=need_id,
        offered=offered,
        offered_on=offered_on or timezone.localdate(),
        offered_by=by if isinstance(by, User) else None,
        is_met=is_met,
        why_not=why_not if is_met is False else "",
    )


@service
def answer_adjustment(
    *, by: Any, adjustment_id: int, expected: int | None, is_met: bool, why_not: str = ""
) -> Adjustment:
    """Say whether what was offered was there when it was needed, and if not why."""
    _adjusting(by, Adjustment.objects.values_list("person_id", flat=True).get(pk=adjustment_id))
    row = Adjustment.objects.select_for_update().get(pk=adjustment_id)
    require_version(row, expected, lambda: {"why_not": row.why_not})
    refuse(adjust_blocker(is_met=is_met, why_not=why_not), field="why_not")
    row.is_met, row.why_not = is_met, "" if is_met else why_not
    row.version = F("version") + 1
    row.save(update_fields=["is_met", "why_not", "version"])
    return row


def _adjusting(by: Any, person_id: int) -> Person:
    person = locked_person(person_id)
    kept = is_kept_from(by, all_ids(person))
    refuse(keep_needs_blocker(by, person_facts(person), is_kept_from=kept))
    return person


@service
def set_emergency_contact(
    *, by: Any, person_id: int, entry: ContactEntry, expected: int | None = None
) -> EmergencyContact:
    """Say whom to call for a person; it takes the place of who was there."""
    person = locked_person(person_id)
    refuse(change_person_blocker(by, person_facts(person)))
    act_for(person, by=by)
    row = EmergencyContact.objects.select_for_update().filter(person=person).first()
    if row is None:
        return EmergencyContact.objects.create(person=person, **vars(entry))
    require_version(row, expected, lambda: {name: getattr(row, name) for name in vars(entry)})
    for name, value in vars(entry).items():
        setattr(row, name, value)
    row.version = F("version") + 1
    row.save(update_fields=[*vars(entry), "version"])
    return row


@service
def remove_emergency_contact(*, by: Any, person_id: int) -> Person:
    """Keep nobody to call for a person any more."""
    person = locked_person(person_id)
    refuse(change_person_blocker(by, person_facts(person)))
    act_for(person, by=by)
    EmergencyContact.objects.filter(person_id__in=all_ids(person)).delete()
    return person


@service
def look_at_emergency_contact(*, by: User, person_id: int, reason: str) -> Look:
    """Note why somebody needs an emergency contact, before it is shown to them."""
    person = locked_person(person_id)
    leads = leads_session_of(by, person)
    refuse(look_blocker(by, reason, leads_session=leads), field="reason")
    there = EmergencyContact.objects.filter(person_id__in=all_ids(person))
    refuse(nobody_to_call_blocker(is_there=there.exists()))
    return note_look(
        by=by, person_id=person.pk, what=Look.What.EMERGENCY_CONTACT, reason=reason.strip()
    )


@service
def pass_on_concern(
    *, by: User, person_id: int, passed_to: str, passed_on: date, reference: str = ""
) -> Concern:
    """Write down that a concern was passed on: to whom, when, by whom, under which reference.

    What the concern is never comes into the portal.
    """
    person = locked_person(person_id)
    reference = " ".join(reference.split())
    refuse(concern_blocker(by, person_facts(person)))
    refuse(reference_blocker(reference), field="reference")
    refuse(passed_on_blocker(passed_on, timezone.localdate()), field="passed_on")
    return Concern.objects.create(
        person=person, passed_to=passed_to, passed_on=passed_on, passed_by=by, reference=reference
    )
