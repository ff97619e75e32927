"""Approvers with posts, and claims that wait for them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from claims.models import Claim, Decision, DeclaredInterest, Delegation, Edition, Line
from community.models import Person
from organisation.models import Directorate, Post, Service
from tests.claims.claiming import a_claim, bus, lines_of
from users.models import User
from users.permissions import Role


def today() -> date:
    return timezone.localdate()


def canterbury() -> Service:
    return Service.objects.get(name="Canterbury community mental health team")


def thanet() -> Service:
    return Service.objects.get(name="Thanet community mental health team")


def wards() -> Service:
    return Service.objects.get(name="Littlebrook wards")


def approver(key: str, *places: Service | Directorate) -> User:
    """An approver with a post in each of these places."""
    account, _made = User.objects.get_or_create(
        email=f"{key}@portal.example", defaults={"name": key.title()}
    )
    account.roles = [Role.CLAIMS_APPROVER]
    account.save(update_fields=["roles"])
    for place in places:
        post_of(account, place)
    return account


def post_of(account: User, place: Service | Directorate, **period: Any) -> Post:
    which = {"service": place} if isinstance(place, Service) else {"directorate": place}
    return Post.objects.create(person=account, duty=Post.Duty.APPROVER, **which, **period)


def sent(claim: Claim, service: Service | None = None, holder: User | None = None) -> Claim:
    """A claim as it stands once it was sent."""
    Claim.objects.filter(pk=claim.pk).update(
        state=Claim.State.SENT,
        sent_at=timezone.now(),
        decide_by=today() + timedelta(days=5),
        service=service,
        holder=holder,
    )
    return Claim.objects.select_related("person", "service").get(pk=claim.pk)


def away(account: User, stand_in: User, first: int = 0, last: int = 7) -> Delegation:
    """Away from so many days from now until so many days from now."""
    return Delegation.objects.create(
        absent=account,
        stand_in=stand_in,
        first_on=today() + timedelta(days=first),
        last_on=today() + timedelta(days=last),
    )


def knows(account: User, person: Any) -> DeclaredInterest:
    return DeclaredInterest.objects.create(account=account, person=person, why="A neighbour")


def agreed(claim: Claim, pence: int = 460, **said: Any) -> Line:
    """A line of an earlier claim that was agreed to."""
    given = {"category": "public_transport", "cost_on": today() - timedelta(days=30), **said}
    return Line.objects.create(
        claim=claim,
        pence=pence,
        decided_pence=pence,
        state=Line.State.APPROVED,
        edition=Edition.objects.get(),
        **given,
    )


def decide(line: Line, by: Any, pence: int, *, ago: int = 0) -> None:
    Decision.objects.create(
        line=line,
        by=by,
        outcome="part" if pence else "refuse",
        pence=pence,
        words="Too dear",
        line_version=line.version,
        # At noon: the hour of the summer must not make it another day.
        at=timezone.now().replace(hour=12) - timedelta(days=ago) if ago else timezone.now(),
    )
    line.state = Line.State.PART if pence else Line.State.REFUSED
    line.decided_pence, line.edition = pence, Edition.objects.get()
    line.version += 1
    line.save()


def decided(person: Person, by: User) -> Claim:
    """A claim with two costs: one agreed to in part, one not at all."""
    claim = sent(a_claim(person, bus(pence=2_000), bus(pence=900)), canterbury(), holder=by)
    part, refused = lines_of(claim)
    decide(part, by, 1_500)
    decide(refused, by, 0)
    Claim.objects.filter(pk=claim.pk).update(
        state=Claim.State.DECIDED, decided_at=timezone.now(), holder=None
    )
    return Claim.objects.select_related("person", "service").get(pk=claim.pk)
