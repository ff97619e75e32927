"""Who may decide which claims, and on whose desk a claim is put."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from claims.models import Claim, DeclaredInterest, Delegation
from community.models import Person
from organisation.models import Post, Service
from users.models import User
from users.permissions import Role

WAITING = (Claim.State.SENT, Claim.State.ASKED)


def approvers() -> QuerySet[User]:
    """Everybody who may approve claims somewhere, as far as their role goes."""
    return User.objects.filter(is_active=True, roles__contains=[Role.CLAIMS_APPROVER])


def absences(on: date) -> QuerySet[Delegation]:
    """Who is away on a day, each with who stands in."""
    return Delegation.objects.filter(first_on__lte=on, last_on__gte=on, ended_at__isnull=True)


def stood_in_for(account: Any, on: date) -> QuerySet[User]:
    """Those in whose place somebody decides on a day, as long as they are approvers themselves."""
    away = absences(on).filter(stand_in=account.pk).values("absent")
    return approvers().filter(pk__in=away)


def _posts(on: date) -> QuerySet[Post]:
    return Post.objects.in_force(on).filter(duty=Post.Duty.APPROVER)


def services_decided_by(account: Any, on: date) -> QuerySet[Service]:
    """The services whose claims somebody may decide on a day.

    By their own posts, in a service or its directorate, and by the posts of those for whom
    they stand in. What a closed part left goes to its successor.
    """
    if not approvers().filter(pk=account.pk).exists():
        return Service.objects.none()
    whose = Q(person=account.pk) | Q(person__in=stood_in_for(account, on).values("pk"))
    posts = _posts(on).filter(whose)
    services = posts.filter(service__isnull=False).values("service")
    directorates = posts.filter(directorate__isnull=False).values("directorate")
    return Service.objects.filter(
        Q(pk__in=services)
        | Q(successor__in=services)
        | Q(directorate__in=directorates)
        | Q(successor__directorate__in=directorates)
        | Q(directorate__successor__in=directorates)
    ).distinct()


def has_approver_post(account: Any, on: date) -> bool:
    """Whether somebody may decide claims anywhere on a day: then also those of no service."""
    if not approvers().filter(pk=account.pk).exists():
        return False
    whose = Q(person=account.pk) | Q(person__in=stood_in_for(account, on).values("pk"))
    return _posts(on).filter(whose).exists()


def _interests(person: Person) -> QuerySet[DeclaredInterest]:
    """What was declared about somebody, under whichever of their records."""
    kept = person.merged_into_id or person.pk
    records = Person.objects.filter(Q(pk=kept) | Q(merged_into=kept)).values("pk")
    return DeclaredInterest.objects.filter(person__in=records, ended_at__isnull=True)


def is_interested(account: Any, person: Person) -> bool:
    """Whether somebody said that they know a person too well to decide their claims."""
    return _interests(person).filter(account=account.pk).exists()


def is_own(account: Any, person: Person) -> bool:
    """Whether a person, under whichever of their records, is who is signed in."""
    kept = person.merged_into_id or person.pk
    return Person.objects.filter(
        Q(pk=kept) | Q(merged_into=kept) | Q(pk=person.pk), account=account.pk
    ).exists()


def deciders_of(service: Service | None, on: date) -> QuerySet[User]:
    """Approvers by their own posts for a service on a day; without one, all that have a post."""
    posts = _posts(on)
    if service is not None:
        services = [service.pk, *filter(None, [service.successor_id])]
        directorates = Service.objects.filter(pk__in=services)
        posts = posts.filter(
            Q(service__in=services)
            | Q(directorate__in=directorates.values("directorate"))
            | Q(directorate__predecessors__in=directorates.values("directorate"))
        )
    return approvers().filter(pk__in=posts.values("person"))


def may_hold(claim: Claim, on: date, without: Collection[int] = ()) -> QuerySet[User]:
    """Who may have a claim on their desk on a day: not away, not its person, with no interest.

    Who is away is replaced by who stands in, unless they are away too.
    """
    away = absences(on)
    of_service = deciders_of(claim.service, on)
    stand_ins = away.filter(absent__in=of_service.values("pk")).values("stand_in")
    return (
        approvers()
        .filter(Q(pk__in=of_service.values("pk")) | Q(pk__in=stand_ins))
        .exclude(pk__in=away.values("absent"))
        .exclude(pk__in=[*kept_out(claim.person), *without])
        .exclude(pk__in=filter(None, [claim.entered_by_id]))
    )


def kept_out(person: Person) -> set[int]:
    """Accounts that must not decide somebody's claims: their own, and of whoever knows them."""
    kept = person.merged_into_id or person.pk
    own = Person.objects.filter(Q(pk=kept) | Q(merged_into=kept), account__isnull=False)
    found = own.values_list("account", flat=True)
    return {*found, *_interests(person).values_list("account", flat=True)}


def next_holder(claim: Claim, *, without: Iterable[int] = ()) -> User | None:
    """On whose desk a claim is put today: who may decide it and has the fewest waiting.

    `without` are accounts that must not have it: who decided first where two are needed.
    """
    waiting = Claim.objects.filter(state__in=WAITING, holder__isnull=False)
    found = may_hold(claim, timezone.localdate(), list(without))
    held = {
        row["holder"]: row["n"]
        for row in waiting.filter(holder__in=found.values("pk"))
        .values("holder")
        .annotate(n=Count("pk"))
    }
    return min(found, key=lambda account: (held.get(account.pk, 0), account.pk), default=None)


def claims_decided_by(account: Any, on: date) -> QuerySet[Claim]:
    """Every claim that was sent and that somebody may decide or have decided on a day.

    Of their services, or of none if they have a post; never their own, nor one of somebody
    they said they know.
    """
    where = Q(service__in=services_decided_by(account, on))
    if has_approver_post(account, on):
        where |= Q(service__isnull=True)
    return (
        Claim.objects.filter(where)
        .exclude(state=Claim.State.DRAFT)
        .exclude(person__in=off_limits(account))
        .distinct()
    )


def off_limits(account: Any) -> QuerySet[Person, Any]:
    """Records of those whose claims somebody must not decide: their own, and of whom they know."""
    known = DeclaredInterest.objects.filter(account=account.pk, ended_at__isnull=True)
    kept = known.annotate(kept=Coalesce("person__merged_into", "person")).values("kept")
    own = Person.objects.filter(account=account.pk).values("pk")
    records = Person.objects.filter(
        Q(pk__in=kept) | Q(merged_into__in=kept) | Q(pk__in=own) | Q(merged_into__in=own)
    )
    return records.values("pk")


def desks_of(account: Any, on: date) -> list[int]:
    """Whose desks somebody sees to on a day: their own, and those of whom they stand in for."""
    return [account.pk, *stood_in_for(account, on).values_list("pk", flat=True)]


def on_desk_of(account: Any, on: date) -> QuerySet[Claim]:
    """What waits on these desks and somebody may decide."""
    waiting = claims_decided_by(account, on).filter(state__in=WAITING)
    return waiting.filter(holder__in=desks_of(account, on))
