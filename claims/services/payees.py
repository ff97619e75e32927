"""Who is paid for a claim."""

from __future__ import annotations

from typing import Any

from claims.models import Claim, Payee
from claims.rules import claims as rules
from claims.services.claims import lock_claim, own_payee
from core.service import refuse, service


@service
def choose_payee(*, by: Any, claim_id: int, kind: str, name: str, way: str) -> Claim:
    """Say who is paid for a claim and how; somebody named before is taken again."""
    claim, facts = lock_claim(claim_id)
    refuse(rules.change_blocker(by, facts))
    refuse(rules.payee_blocker(kind, name), field="name")
    if kind == Payee.Kind.SELF:
        payee = own_payee(claim.person)
    else:
        named = Payee.objects.filter(person=claim.person, name__iexact=name)
        payee = named.first() or Payee(person=claim.person, name=name)
        payee.kind = kind
    payee.way = way
    payee.version += 1
    payee.save()
    claim.payee = payee
    claim.version += 1
    claim.save(update_fields=["payee", "version"])
    return claim
