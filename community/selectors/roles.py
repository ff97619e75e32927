"""Roles, what they mean and need, who holds them, and what runs out soon."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from community.models import Check, CheckHeld, CommunityRole, Person, RoleHeld, RoleNeed, RoleText
from community.rules.roles import SOON_DAYS, RoleFacts
from community.selectors.people import all_ids


def role_texts() -> list[RoleText]:
    """The wording in force of every role, in their order."""
    newest = RoleText.objects.order_by("role", "-version").distinct("role")
    found = {text.role: text for text in newest}
    return [found[role] for role in CommunityRole if role in found]


def role_text(role: str) -> RoleText:
    """The wording in force of one role; 404 if there is no such role."""
    row = RoleText.objects.filter(role=role).order_by("-version").first()
    if row is None:
        raise Http404
    return row


def earlier_texts(role: str) -> list[RoleText]:
    """Wordings that were in force before, the newest first."""
    return list(RoleText.objects.filter(role=role).order_by("-version")[1:])


def needs_of(role: str) -> list[Check]:
    """Training and checks that a role needs."""
    rows = RoleNeed.objects.filter(role=role, check_needed__is_in_use=True)
    rows = rows.select_related("check_needed").order_by("check_needed__name")
    return [row.check_needed for row in rows]


def missing_checks(person: Person, role: str, on: date) -> list[str]:
    """What somebody still has to do before a role starts on a day."""
    held = CheckHeld.objects.filter(person__in=all_ids(person), done_on__lte=on)
    valid = held.filter(Q(expires_on__isnull=True) | Q(expires_on__gt=on))
    there = set(valid.values_list("check_done", flat=True))
    return [check.name for check in needs_of(role) if check.pk not in there]


def role_facts(person: Person, role: str, on: date) -> RoleFacts:
    """What the rules need to know before a role starts."""
    return RoleFacts(
        status=person.status,
        is_alias=person.merged_into_id is not None,
        is_held=person.roles_held.filter(role=role, ends_on__isnull=True).exists(),
        missing_checks=tuple(missing_checks(person, role, on)),
    )


def find_role_held(held_id: int) -> RoleHeld:
    """One role of one person; 404 if there is none."""
    row = RoleHeld.objects.select_related("person", "text").filter(pk=held_id).first()
    if row is None or row.person.merged_into_id:
        raise Http404
    return row


def check_rows() -> QuerySet[Check]:
    """Every training and check, those put away too."""
    return Check.objects.all()


def checks_in_use() -> list[tuple[int, str]]:
    """What can be recorded now, by name."""
    return list(Check.objects.filter(is_in_use=True).values_list("pk", "name"))


def find_check(check_id: int) -> Check:
    """One training or check; 404 if there is none."""
    row = Check.objects.filter(pk=check_id).first()
    if row is None:
        raise Http404
    return row


def check_named(name: str) -> Check | None:
    """The training or check of this name, if there is one."""
    return Check.objects.filter(name__iexact=name).first()


def roles_needing(check: Check) -> list[str]:
    """The roles that need a training or check."""
    return list(check.roles.values_list("role", flat=True))


def renewal_rows() -> QuerySet[RoleHeld]:
    """Roles whose agreement was never made, or is to be renewed soon or since."""
    soon = timezone.localdate() + timedelta(days=SOON_DAYS)
    open_roles = RoleHeld.objects.filter(ends_on__isnull=True, person__merged_into__isnull=True)
    return open_roles.filter(Q(renew_on__lte=soon) | Q(agreed_on__isnull=True))


def expiry_rows() -> QuerySet[CheckHeld]:
    """Training and checks that run out soon or did, of which nothing newer is recorded."""
    soon = timezone.localdate() + timedelta(days=SOON_DAYS)
    rows = CheckHeld.objects.filter(
        expires_on__lte=soon, person__merged_into__isnull=True, check_done__is_in_use=True
    )
    newer = CheckHeld.objects.filter(
        person=OuterRef("person"),
        check_done=OuterRef("check_done"),
        done_on__gt=OuterRef("done_on"),
    )
    return rows.exclude(Exists(newer))
