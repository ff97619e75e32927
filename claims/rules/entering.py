"""What staff may write down for somebody who claims by telephone or on paper."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from claims.models import Claim
from claims.rules.claims import ENTER
from core.service import System

# A signed form that is older is asked about.
OLDEST_PAPER = timedelta(days=365)
NOT_FOUND = (
    "Nobody with this number takes part. Check the number. "
    "Who asked not to be found is entered by the involvement team."
)


def enter_blocker(actor: Any, owner_account_id: int | None) -> str | None:
    """Staff for somebody else; for themselves they claim as everybody does."""
    if isinstance(actor, System):
        return None
    if actor.pk == owner_account_id:
        return "This is you. Claim for yourself under “My claims”."
    return None if actor.may(ENTER) else "Only staff can enter a claim for somebody else."


def agreed_blocker(way: str, agreed_on: date, today: date, *, has_paper: bool) -> str | None:
    """The day of the signature, and the form that was signed."""
    if agreed_on > today:
        return "The day must be today or in the past."
    if agreed_on < today - OLDEST_PAPER:
        return "This form was signed more than a year ago. Ask the person to sign a new one."
    if way == Claim.Way.PAPER and not has_paper:
        return "Add a photo or a scan of the signed form."
    return None
