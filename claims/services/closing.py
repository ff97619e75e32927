"""What happens once every cost of a claim is decided, and how its person is told."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from claims.emails import Letter, claim_decided
from claims.models import Claim, Line
from claims.selectors.deciding import decisions_of
from claims.selectors.policy import edition_on
from claims.services.payments import settle_claims
from community.services.contact import write_to
from core.service import acting
from organisation.selectors.special_days import working_day_after


def finish_claim(*, by: Any, claim: Claim) -> None:
    """Once every cost is decided the claim is, and the person is told line by line."""
    lines = list(claim.lines.exclude(state=Line.State.WITHDRAWN).order_by("pk"))
    if any(line.state not in Line.DECIDED for line in lines) or not lines:
        return
    now = timezone.now()
    claim.state, claim.decided_at, claim.holder = Claim.State.DECIDED, now, None
    claim.version += 1
    claim.save(update_fields=["state", "decided_at", "holder", "version"])
    # Where all that was agreed to is paid already, the claim is too.
    settle_claims([claim.pk])
    tell(by=by, claim=claim, letter=_decided_letter(claim, lines))


def _decided_letter(claim: Claim, lines: list[Line]) -> Letter:
    decisions = decisions_of(line.pk for line in lines)
    edition = edition_on(timezone.localdate())
    paid_by = None
    if edition and any(line.decided_pence for line in lines):
        paid_by = working_day_after(timezone.localdate(), edition.pay_within_days)
    return claim_decided(
        claim, [(line, decisions[line.pk][-1]) for line in lines], paid_by, edition
    )


def tell(*, by: Any, claim: Claim, letter: Letter) -> None:
    """Write to the person about their claim, by the way that suits them."""
    write_to(
        by=by,
        person_id=claim.person_id,
        purpose="claim",
        subject=letter.subject,
        body=letter.body,
        about=f"{claim._meta.label_lower}:{claim.pk}",
    )
    acting().subject = claim
