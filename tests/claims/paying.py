"""Claims that were decided, to be paid."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from claims.models import Batch, Claim, Decision, Line
from claims.selectors.policy import edition_on
from claims.services.claims import send_claim
from claims.services.payments import mark_paid
from community.models import Person
from tests.claims.claiming import a_claim, bus
from users.models import User


def decided(
    claim: Claim, by: User, *, pence: dict[int, int] | None = None, at: datetime | None = None
) -> Claim:
    """A claim that somebody agreed to, or to so much of some lines (by id; 0 is a refusal)."""
    if claim.state == Claim.State.DRAFT:
        send_claim(by=claim.person.account, claim_id=claim.pk, late_reason="I was ill.")
    at = at or timezone.now()
    for line in claim.lines.filter(state=Line.State.OPEN).order_by("pk"):
        agreed = (pence or {}).get(line.pk, line.pence)
        outcome = "approve" if agreed == line.pence else "part" if agreed else "refuse"
        Decision.objects.create(
            line=line,
            outcome=outcome,
            pence=agreed,
            by=by,
            words="" if outcome == "approve" else "It was less.",
            at=at,
            line_version=line.version,
        )
        line.state = {"approve": "approved", "part": "part", "refuse": "refused"}[outcome]
        line.decided_pence, line.edition = agreed, edition_on(line.cost_on)
        line.save()
    claim.refresh_from_db()
    claim.state, claim.decided_at = Claim.State.DECIDED, at
    claim.save()
    return claim


def a_decided_claim(person: Person, by: User, *, pence: int = 460, **said: Any) -> Claim:
    """A claim for a bus that somebody agreed to."""
    return decided(a_claim(person, bus(pence=pence)), by, **said)


def paid(by: User, *claims: Claim, **said: Any) -> Batch:
    """These claims as finance marks them paid."""
    owed = sum(
        line.decided_pence or 0
        for claim in claims
        for line in claim.lines.all()
        if line.state != "refused"
    )
    return mark_paid(
        **{
            "by": by,
            "payee_ids": {claim.payee_id for claim in claims},
            "way": "bank",
            "paid_on": timezone.localdate(),
            "reference": "BACS 12",
            "pence": owed,
            **said,
        }
    )
