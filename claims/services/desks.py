"""On whose desk a claim is: put there, taken from there, and shared out anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from claims.models import Claim, Decision, Line
from claims.selectors import standing as selectors
from claims.selectors.deciders import WAITING, next_holder
from core.service import service

# At one go; a timed job comes again.
MOST_SHARED = 200


@dataclass(frozen=True)
class SharedOut:
    """How many claims found a desk, and how many there is nobody for."""

    given: int
    left: int


def put_on_desk(claim: Claim) -> None:
    """Give a locked claim to whoever is next. Who agreed first does not get it to agree again.

    Nor does who decided what is put right by it, as long as there is somebody else.
    """
    waiting = Line.objects.filter(claim=claim, state=Line.State.FIRST)
    first = _who_decided(waiting.values("pk"))
    before = _who_decided(waiting.exclude(of_line=None).values("of_line"))
    holder = next_holder(claim, without=first | before) or next_holder(claim, without=first)
    if holder != claim.holder:
        claim.holder = holder
        claim.save(update_fields=["holder"])


def _who_decided(lines: QuerySet[Line, Any]) -> set[int]:
    rows = Decision.objects.filter(line__in=lines, by__isnull=False)
    return set(rows.values_list("by", flat=True))


@service
def share_out(*, by: Any) -> SharedOut:
    """Give a desk to claims that nobody holds, or whose holder may not decide them any more."""
    ids = selectors.misplaced()[:MOST_SHARED]
    rows = (
        Claim.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("person", "service")
        .filter(pk__in=ids, state__in=WAITING)
        .order_by("decide_by", "pk")
    )
    given = left = 0
    for claim in rows:
        put_on_desk(claim)
        if claim.holder_id is None:
            left += 1
        else:
            given += 1
    return SharedOut(given, left)
