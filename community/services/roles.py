"""Writes of roles and what they mean, of training and checks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import F
from django.utils import timezone

from community import emails
from community.models import Check, CheckHeld, RoleHeld, RoleNeed, RoleText
from community.rules import roles as rules
from community.rules.heard_from import months_from
from community.selectors.roles import (
    agreement_facts,
    check_named,
    renewals_to_tell,
    role_facts,
    role_text,
)
from community.services.contact import write_to
from community.services.people import locked_person
from core.service import acting, refuse, require_version, service


@service
def start_role(
    *, by: Any, person_id: int, role: str, starts_on: date, is_agreed: bool = False
) -> RoleHeld:
    """Somebody takes on a role; with `is_agreed` under the wording in force now."""
    person = locked_person(person_id)
    refuse(rules.start_role_blocker(by, role_facts(person, role, starts_on)), field="role")
    row = RoleHeld(person=person, role=role, starts_on=starts_on)
    if is_agreed:
        _agree(row, starts_on)
    row.save(force_insert=True)
    return row


@service
def agree_role(*, by: Any, held_id: int, agreed_on: date) -> RoleHeld:
    """The agreement of a role was made, or made again, under the wording in force now."""
    row = _locked(held_id)
    refuse(rules.agree_blocker(by, is_ended=row.ends_on is not None))
    return _agree_again(row, agreed_on)


@service
def agree_own_role(*, by: Any, held_id: int, expected: int | None) -> RoleHeld:
    """Whoever holds a role agrees to the words they just read; `expected` is their version."""
    row = _locked(held_id)
    person = locked_person(row.person_id)
    refuse(rules.agree_own_blocker(agreement_facts(by, row, person)))
    require_version(role_text(row.role), expected, dict)
    return _agree_again(row, timezone.localdate())


@service
def remind_renewal(*, by: Any, held_id: int) -> bool:
    """Tell somebody that their agreement about a role is to be looked at again; whether it went.

    Whom nothing reaches stays on the team's list, as everybody does until it is renewed.
    """
    row = _locked(held_id)
    is_due = renewals_to_tell(timezone.localdate()).filter(pk=row.pk).exists()
    refuse(rules.remind_renewal_blocker(is_due=is_due))
    subject, body = emails.role_renewal(str(row), row.renew_on)
    outcome = write_to(
        by=by, person_id=row.person_id, purpose="role_renewal", subject=subject, body=body
    )
    if outcome.is_sent:
        row.reminded_at = timezone.now()
        row.save(update_fields=["reminded_at"])
    return outcome.is_sent


@service
def end_role(*, by: Any, held_id: int, ends_on: date) -> RoleHeld:
    """A role ends."""
    row = _locked(held_id)
    is_ended = row.ends_on is not None
    refuse(
        rules.end_role_blocker(by, is_ended=is_ended, starts_on=row.starts_on, ends_on=ends_on),
        field="ends_on",
    )
    row.ends_on = ends_on
    row.version = F("version") + 1
    row.save(update_fields=["ends_on", "version"])
    row.refresh_from_db()
    return row


@service
def reword_role(
    *, by: Any, role: str, expected: int, description: str, differs: str, agreement: str
) -> RoleText:
    """Say anew what a role is; agreements made keep the words they were made under."""
    refuse(rules.keep_roles_blocker(by))
    now = role_text(role)
    theirs = {
        "description": now.description,
        "differs": now.differs,
        "agreement": now.agreement,
    }
    require_version(now, expected, lambda: theirs)
    row = RoleText.objects.create(
        role=role,
        version=now.version + 1,
        description=description,
        differs=differs,
        agreement=agreement,
        by=by,
    )
    acting().subject = row
    return row


@service
def record_check(*, by: Any, person_id: int, check_id: int, done_on: date) -> CheckHeld:
    """Somebody did a training or passed a check; when it runs out follows from the list."""
    person = locked_person(person_id)
    check = Check.objects.get(pk=check_id)
    held = CheckHeld.objects.filter(person=person, check_done=check, done_on=done_on)
    refuse(rules.check_done_blocker(by, is_known=held.exists()), field="done_on")
    lasts = check.lasts_months
    return CheckHeld.objects.create(
        person=person,
        check_done=check,
        done_on=done_on,
        expires_on=months_from(done_on, lasts) if lasts else None,
        recorded_by=by,
    )


@service
def add_check(*, by: Any, name: str, lasts_months: int | None, roles: Iterable[str]) -> Check:
    """Add a training or check, and say which roles need it."""
    refuse(rules.name_taken_blocker(by, is_taken=check_named(name) is not None), field="name")
    row = Check.objects.create(name=name, lasts_months=lasts_months)
    acting().subject = row
    _need(row, roles)
    return row


@service
def change_check(
    *,
    by: Any,
    check_id: int,
    expected: int | None,
    name: str,
    lasts_months: int | None,
    roles: Iterable[str],
    is_in_use: bool,
) -> Check:
    """Change a training or check. What was recorded keeps the day on which it runs out."""
    row = Check.objects.select_for_update().get(pk=check_id)
    acting().subject = row
    other = check_named(name)
    is_taken = other is not None and other.pk != row.pk
    refuse(rules.name_taken_blocker(by, is_taken=is_taken), field="name")
    theirs = {"name": row.name, "lasts_months": str(row.lasts_months or "")}
    require_version(row, expected, lambda: theirs)
    row.name, row.lasts_months, row.is_in_use = name, lasts_months, is_in_use
    row.version = F("version") + 1
    row.save()
    row.refresh_from_db()
    _need(row, roles)
    return row


def _need(row: Check, roles: Iterable[str]) -> None:
    wanted, there = set(roles), set(row.roles.values_list("role", flat=True))
    row.roles.filter(role__in=there - wanted).delete()
    RoleNeed.objects.bulk_create(
        RoleNeed(role=role, check_needed=row) for role in sorted(wanted - there)
    )


def _agree_again(row: RoleHeld, on: date) -> RoleHeld:
    """Save what was agreed to; next year they are reminded anew."""
    _agree(row, on)
    row.reminded_at = None
    row.version = F("version") + 1
    row.save()
    row.refresh_from_db()
    return row


def _agree(row: RoleHeld, on: date) -> None:
    row.text, row.agreed_on = role_text(row.role), on
    row.renew_on = months_from(on, rules.RENEWED_AFTER_MONTHS)


def _locked(held_id: int) -> RoleHeld:
    """The role, with its person locked as the act's subject."""
    person_id = RoleHeld.objects.values_list("person_id", flat=True).get(pk=held_id)
    locked_person(person_id)
    return RoleHeld.objects.select_for_update().get(pk=held_id)
