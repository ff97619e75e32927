"""Roles, what they mean and need, who holds them, and what runs out soon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.utils import timezone

from community.models import (
    Champion,
    Check,
    CheckHeld,
    CommunityRole,
    Person,
    RoleHeld,
    RoleNeed,
    RoleText,
)
from community.rules.people import is_own
from community.rules.roles import (
    REMIND_DAYS,
    SOON_DAYS,
    AgreementFacts,
    RoleFacts,
    agree_own_blocker,
)
from community.selectors.people import all_ids, own_record, person_facts


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
    valid = CheckHeld.objects.filter(person__in=all_ids(person)).counting_on(on)
    there = set(valid.values_list("check_done", flat=True))
    return [check.name for check in needs_of(role) if check.pk not in there]


def role_facts(person: Person, role: str, on: date) -> RoleFacts:
    """What the rules need to know before a role starts.

    Of a day in the past what was valid then is not enough: the role is held from today on.
    """
    on = max(on, timezone.localdate())
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


def find_own_role(account: Any, held_id: int) -> RoleHeld:
    """A role that whoever is signed in holds or held; 404 for anybody else's."""
    person = own_record(account)
    rows = RoleHeld.objects.select_related("person", "text").filter(pk=held_id)
    row = rows.filter(person__in=all_ids(person)).first() if person else None
    if row is None:
        raise Http404
    return row


def agreement_facts(account: Any, held: RoleHeld, person: Person) -> AgreementFacts:
    """What the rules need to know before this person agrees; `person` is whose record it is now."""
    today = timezone.localdate()
    is_newest = held.text is not None and held.text.version == role_text(held.role).version
    soon = today + timedelta(days=SOON_DAYS)
    return AgreementFacts(
        is_own=is_own(account, person_facts(person)),
        is_ended=held.ends_on is not None and held.ends_on < today,
        is_up_to_date=is_newest and (held.renew_on is None or held.renew_on > soon),
    )


def why_not_agree(account: Any, held: RoleHeld) -> str | None:
    """Why who is signed in cannot agree to this role of theirs now."""
    person = own_record(account)
    return agree_own_blocker(agreement_facts(account, held, person)) if person else None


@dataclass(frozen=True)
class Holding:
    """The roles of one person, what was agreed, what they learned, and what they stand up for."""

    roles: Sequence[RoleHeld]
    checks: Sequence[CheckHeld]
    championing: Sequence[Champion]
    is_champion: bool
    # By number of the role held: training and checks it needs that are not there, or no longer.
    missing: Mapping[int, Sequence[str]]

    @property
    def with_missing(self) -> list[tuple[RoleHeld, Sequence[str]]]:
        """Each role, with what it needs and lacks today."""
        return [(held, self.missing.get(held.pk, ())) for held in self.roles]


def holding(person: Person) -> Holding:
    """What one person holds and held, under every number they have."""
    ids, today = all_ids(person), timezone.localdate()
    newest = RoleText.objects.filter(role=OuterRef("role")).order_by("-version")
    held = RoleHeld.objects.filter(person__in=ids).select_related("text")
    roles = list(held.annotate(newest=Subquery(newest.values("version")[:1])))
    links = Champion.objects.filter(person__in=ids).select_related("partner", "group")
    checks = list(CheckHeld.objects.filter(person__in=ids).select_related("check_done"))
    now = [held for held in roles if held.is_held_on(today)]
    return Holding(
        roles=roles,
        checks=checks,
        championing=list(links),
        is_champion=any(held.role == CommunityRole.CHAMPION for held in now),
        missing=_missing(now, checks, today),
    )


def _missing(
    roles: Sequence[RoleHeld], checks: Sequence[CheckHeld], today: date
) -> dict[int, list[str]]:
    """What roles that are held today need and lack: it ran out, or was never done."""
    if not roles:
        return {}
    valid = {held.check_done_id for held in checks if held.counts_on(today)}
    needs = RoleNeed.objects.filter(
        role__in=[held.role for held in roles], check_needed__is_in_use=True
    ).exclude(check_needed__in=valid)
    names: dict[str, list[str]] = {}
    for role, name in needs.order_by("check_needed__name").values_list(
        "role", "check_needed__name"
    ):
        names.setdefault(role, []).append(name)
    return {held.pk: names[held.role] for held in roles if held.role in names}


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


def renewals_to_tell(today: date) -> QuerySet[RoleHeld]:
    """Roles whose agreement is to be renewed soon, and whose holder was not told yet."""
    return RoleHeld.objects.filter(
        ends_on__isnull=True,
        person__merged_into__isnull=True,
        renew_on__lte=today + timedelta(days=REMIND_DAYS),
        reminded_at__isnull=True,
    ).order_by("renew_on", "pk")


def lacking_rows() -> QuerySet[RoleHeld]:
    """Roles held today without all that they need: `lacking` names what ran out or never was."""
    today = timezone.localdate()
    who = OuterRef(OuterRef("person"))
    there = CheckHeld.objects.counting_on(today).filter(
        Q(person=who) | Q(person__merged_into=who), check_done=OuterRef("check_needed")
    )
    needs = RoleNeed.objects.filter(role=OuterRef("role"), check_needed__is_in_use=True)
    name = "check_needed__name"
    names = needs.exclude(Exists(there)).order_by().values("role")
    said = names.annotate(said=StringAgg(name, delimiter="; ", order_by=name)).values("said")
    held = RoleHeld.objects.annotate(lacking=Subquery(said))
    return held.filter(lacking__isnull=False, person__merged_into__isnull=True).held_on(today)


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
