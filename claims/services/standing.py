"""Saying that one knows somebody, and that one is away."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from claims.emails import Letter, stand_in_asked, stand_in_ended
from claims.models import Claim, DeclaredInterest, Delegation
from claims.rules import standing as rules
from claims.selectors import standing as selectors
from claims.selectors.deciders import WAITING
from claims.services.claims import lock_claim
from claims.services.desks import put_on_desk
from community.selectors.people import records_of
from core.outbox import queue_message
from core.service import Refused, acting, refuse, service
from core.turns import take_turns
from users.models import User
from users.selectors import hold_account


@service
def declare_interest(*, by: Any, claim_id: int, why: str) -> DeclaredInterest:
    """Say that one knows the person of a claim. All of theirs leave the desk at once."""
    claim, _facts = lock_claim(claim_id)
    refuse(rules.declare_interest_blocker(selectors.interest_facts(by, claim)))
    row = DeclaredInterest.objects.create(account=by, person=claim.person, why=why)
    held = Claim.objects.select_for_update(of=("self",)).filter(
        person__in=records_of(claim.person), holder=by, state__in=WAITING
    )
    for each in held.select_related("person", "service").order_by("pk"):
        put_on_desk(each)
    # The person never learns of it: the act is about what was said, and not about the claim.
    acting().subject = row
    return row


@service
def end_interest(*, by: Any, interest_id: int, why: str) -> DeclaredInterest:
    """Say why one may decide somebody's claims again."""
    row = DeclaredInterest.objects.select_for_update().filter(pk=interest_id).first()
    if row is None:
        raise Refused("This is not there any more.")
    refuse(rules.end_interest_blocker(by, row.account_id, row.ended_at is not None))
    row.ended_at, row.why_ended = timezone.now(), why
    row.save(update_fields=["ended_at", "why_ended"])
    acting().subject = row
    return row


@service
def add_absence(
    *, by: Any, absent_id: int, stand_in_id: int, first_on: date, last_on: date
) -> Delegation:
    """Say who is away from when until when, and who decides in their place."""
    # Two who go away at once must not each be the other's stand-in.
    take_turns("claims absences")
    absent, stand_in = hold_account(absent_id), hold_account(stand_in_id)
    fault = rules.add_absence_blocker(
        by, selectors.absence_facts(absent.pk, stand_in.pk, first_on, last_on)
    )
    if fault:
        field, reason = fault
        raise Refused(reason, field=field or None)
    row = Delegation.objects.create(
        absent=absent,
        stand_in=stand_in,
        first_on=first_on,
        last_on=last_on,
        made_by=by if isinstance(by, User) else None,
    )
    _tell(stand_in, by, stand_in_asked(row))
    acting().subject = row
    return row


@service
def end_absence(*, by: Any, delegation_id: int) -> Delegation:
    """Say that somebody is back early, or does not go."""
    row = (
        Delegation.objects.select_for_update(of=("self",))
        .select_related("absent", "stand_in")
        .filter(pk=delegation_id)
        .first()
    )
    if row is None:
        raise Refused("This is not there any more.")
    refuse(
        rules.end_absence_blocker(
            by,
            row.absent_id,
            is_ended=row.ended_at is not None,
            last_on=row.last_on,
            today=timezone.localdate(),
        )
    )
    row.ended_at = timezone.now()
    row.ended_by = by if isinstance(by, User) else None
    row.save(update_fields=["ended_at", "ended_by"])
    _tell(row.stand_in, by, stand_in_ended(row))
    acting().subject = row
    return row


def _tell(account: User, by: Any, letter: Letter) -> None:
    if account == by or not account.is_active:
        return
    queue_message(
        purpose="stand_in",
        recipient_key=f"user:{account.pk}",
        address=account.email,
        subject=letter.subject,
        body=letter.body,
    )
