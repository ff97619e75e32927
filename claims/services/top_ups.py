"""Lines that make up for a rate which went up afterwards."""

from __future__ import annotations

from typing import Any

from claims.models import Claim, Decision, Edition, Line
from claims.payment_emails import claims_topped_up
from claims.selectors.top_ups import journeys, owed_top_ups
from community.models import Person
from community.services.contact import write_to
from core.service import acting, service

WHY = "Because a rate went up."


@service
def top_up_person(*, by: Any, person_id: int) -> int:
    """Add what somebody is owed more for their journeys, and tell them once; how many lines.

    Safe to do again: what was topped up counts as agreed. Nobody pays anything back.
    """
    # Two at once: the second waits here, then finds that nothing is owed.
    person = Person.objects.select_for_update(no_key=True).get(pk=person_id)
    acting().subject = person
    claims = Claim.objects.filter(pk__in=journeys().filter(claim__person=person).values("claim"))
    list(claims.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    owed = owed_top_ups(person_id)
    if not owed:
        return 0
    lines = Line.objects.in_bulk([each.line_id for each, _edition in owed])
    for each, edition in owed:
        _add(lines[each.line_id], each.pence, edition)
    _decide_again({line.claim_id for line in lines.values()})
    total = sum(each.pence for each, _edition in owed)
    letter = claims_topped_up(total, len(owed))
    write_to(
        by=by,
        person_id=person_id,
        purpose="claim",
        subject=letter.subject,
        body=letter.body,
        about=f"{Person._meta.label_lower}:{person_id}",
    )
    acting().reason = WHY
    return len(owed)


def _add(of_line: Line, pence: int, edition: Edition) -> None:
    """A line that follows another, agreed to by the portal itself."""
    line = Line.objects.create(
        claim_id=of_line.claim_id,
        kind=Line.Kind.TOP_UP,
        of_line=of_line,
        category=of_line.category,
        cost_on=of_line.cost_on,
        words=WHY,
        pence=pence,
        subjective_code=of_line.subjective_code,
    )
    Decision.objects.create(
        line=line,
        outcome=Decision.Outcome.APPROVE,
        pence=pence,
        words=WHY,
        line_version=line.version,
    )
    line.state, line.decided_pence, line.edition = Line.State.APPROVED, pence, edition
    line.version += 1
    line.save(update_fields=["state", "decided_pence", "edition", "version"])


def _decide_again(claim_ids: set[int]) -> None:
    """What was paid owes something again."""
    rows = list(Claim.objects.filter(pk__in=claim_ids, state=Claim.State.PAID))
    for claim in rows:
        claim.state = Claim.State.DECIDED
        claim.version += 1
    Claim.objects.bulk_update(rows, ["state", "version"])
