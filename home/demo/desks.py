"""An invented absence of somebody who decides claims, and a decision that is looked at again."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from claims.models import Appeal, Claim, Delegation, Line
from claims.selectors.deciders import approvers
from claims.services.appeals import start_appeal
from claims.services.standing import add_absence

DAYS_UNTIL, DAYS_AWAY = 14, 7
WORDS = "The way back was not in the other ticket: that was a single too."


def write_desks() -> None:
    """Who is away soon, and what Amina asks again; nothing where there is something already."""
    cal = approvers().filter(email="cal@portal.example").first()
    other = approvers().exclude(email="cal@portal.example").order_by("pk").first()
    if cal is None or other is None or Delegation.objects.exists() or Appeal.objects.exists():
        return
    first = timezone.localdate() + timedelta(days=DAYS_UNTIL)
    add_absence(
        by=other,
        absent_id=other.pk,
        stand_in_id=cal.pk,
        first_on=first,
        last_on=first + timedelta(days=DAYS_AWAY),
    )
    decided = Claim.objects.filter(state=Claim.State.DECIDED, lines__state=Line.State.PART)
    if claim := decided.select_related("person__account").first():
        start_appeal(by=claim.person.account, claim_id=claim.pk, words=WORDS)
