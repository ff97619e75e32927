"""Who knows whom, who is away, and how much waits on each desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from claims.models import Claim, DeclaredInterest, Delegation
from claims.rules import standing as rules
from claims.selectors.deciders import (
    WAITING,
    absences,
    approvers,
    claims_decided_by,
    is_interested,
)
from organisation.models import Post
from users.models import User

MOST_PAST = 20


@dataclass(frozen=True)
class Desk:
    """What waits on one approver's desk, and who stands in for them today."""

    account: User
    waiting: int
    overdue: int
    away: Delegation | None


def interest_facts(account: Any, claim: Claim) -> rules.InterestFacts:
    """What the rules want to know."""
    decided = claims_decided_by(account, timezone.localdate())
    return rules.InterestFacts(
        may_decide=decided.filter(pk=claim.pk).exists(),
        is_declared=is_interested(account, claim.person),
    )


def find_claim_to_decide(account: Any, claim_id: int) -> Claim:
    """A claim that somebody may decide, or 404."""
    decided = claims_decided_by(account, timezone.localdate())
    found = decided.select_related("person", "activity", "service").filter(pk=claim_id).first()
    if found is None:
        raise Http404
    return found


def own_interests(account: Any) -> QuerySet[DeclaredInterest]:
    """Whom somebody said they know: what counts first, then what ended."""
    rows = DeclaredInterest.objects.filter(account=account.pk).select_related("person")
    return rows.order_by("ended_at", "-declared_at")


def find_own_interest(account: Any, interest_id: int) -> DeclaredInterest:
    """One of these, or 404."""
    found = own_interests(account).filter(pk=interest_id).first()
    if found is None:
        raise Http404
    return found


def coming_absences(today: date) -> QuerySet[Delegation]:
    """Who is or will be away, the soonest first."""
    rows = Delegation.objects.filter(last_on__gte=today, ended_at__isnull=True)
    return rows.select_related("absent", "stand_in").order_by("first_on", "pk")


def past_absences(today: date) -> QuerySet[Delegation]:
    """The last that are over or were ended."""
    rows = Delegation.objects.filter(Q(last_on__lt=today) | Q(ended_at__isnull=False))
    return rows.select_related("absent", "stand_in").order_by("-last_on", "-pk")[:MOST_PAST]


def find_absence(delegation_id: int) -> Delegation:
    """One absence, or 404."""
    rows = Delegation.objects.select_related("absent", "stand_in")
    found = rows.filter(pk=delegation_id).first()
    if found is None:
        raise Http404
    return found


def may_stand_in(without: Any = None) -> QuerySet[User]:
    """Everybody who could stand in: approvers, by name."""
    rows = approvers().order_by("name", "email")
    return rows.exclude(pk=without.pk) if without else rows


def absence_facts(absent_id: int, stand_in_id: int, first: date, last: date) -> rules.AbsenceFacts:
    """What the rules want to know of an absence."""
    roles = set(approvers().filter(pk__in=[absent_id, stand_in_id]).values_list("pk", flat=True))
    within = Delegation.objects.filter(
        first_on__lte=last, last_on__gte=first, ended_at__isnull=True
    )
    other = within.filter(absent=stand_in_id).select_related("absent").order_by("first_on").first()
    return rules.AbsenceFacts(
        absent_id=absent_id,
        first_on=first,
        last_on=last,
        today=timezone.localdate(),
        absent_is_approver=absent_id in roles,
        stand_in_is_approver=stand_in_id in roles,
        is_same=absent_id == stand_in_id,
        overlaps=within.filter(absent=absent_id).exists(),
        stand_in_away=_away_words(other) if other else "",
    )


def _away_words(row: Delegation) -> str:
    days = f"from {row.first_on:%-d %B} to {row.last_on:%-d %B %Y}"
    return f"{row.absent.display_name} is away {days}. Choose somebody else."


def desks() -> list[Desk]:
    """Everybody with a post as approver, with what waits: four queries for any number."""
    today = timezone.localdate()
    posts = Post.objects.in_force(today).filter(duty=Post.Duty.APPROVER)
    rows = (
        Claim.objects.filter(state__in=WAITING, holder__isnull=False)
        .values("holder")
        .annotate(waiting=Count("pk"), overdue=Count("pk", filter=Q(decide_by__lt=today)))
    )
    held = {row["holder"]: row for row in rows}
    away = {row.absent_id: row for row in absences(today).select_related("stand_in")}
    people = approvers().filter(pk__in=posts.values("person")).order_by("name", "email")
    nothing = {"waiting": 0, "overdue": 0}
    return [
        Desk(
            account=person,
            waiting=held.get(person.pk, nothing)["waiting"],
            overdue=held.get(person.pk, nothing)["overdue"],
            away=away.get(person.pk),
        )
        for person in people
    ]


def held_by_nobody() -> QuerySet[Claim]:
    """Claims that wait and are on nobody's desk."""
    return Claim.objects.filter(state__in=WAITING, holder__isnull=True).order_by("decide_by", "pk")


def unheld_services() -> list[tuple[str, int]]:
    """For which services claims are on nobody's desk, and how many; "" for no service."""
    rows = held_by_nobody().order_by().values("service__name").annotate(n=Count("pk"))
    return sorted((row["service__name"] or "", row["n"]) for row in rows)


def misplaced() -> list[int]:
    """Claims that wait with nobody, or with somebody who must not decide them any more.

    Those of who is away stay where they are as long as the stand-in may decide them.
    """
    today = timezone.localdate()
    found = list(held_by_nobody().values_list("pk", flat=True))
    waiting = Claim.objects.filter(state__in=WAITING)
    stand_ins = {row.absent_id: row.stand_in for row in absences(today).select_related("stand_in")}
    holders = User.objects.filter(pk__in=waiting.exclude(holder=None).values("holder"))
    for holder in holders:
        held = waiting.filter(holder=holder)
        theirs = claims_decided_by(holder, today).values("pk")
        lost = held.exclude(pk__in=theirs)
        if stand_in := stand_ins.get(holder.pk):
            lost = lost | held.exclude(pk__in=claims_decided_by(stand_in, today).values("pk"))
        found += lost.order_by("decide_by", "pk").values_list("pk", flat=True)
    return found
