"""The kept list of reasons. What somebody was told stays: other words are a new reason."""

from __future__ import annotations

from typing import Any

from claims.models import DecisionReason
from claims.rules.policy import keep_policy_blocker
from claims.rules.reasons import add_blocker
from core.service import acting, refuse, require_version, service
from core.turns import take_turns
from users.models import User


@service
def add_reason(
    *, by: Any, purpose: str, sentence: str, instead_of: int | None = None
) -> DecisionReason:
    """Offer a reason; `instead_of` one whose words were not good enough."""
    refuse(keep_policy_blocker(by))
    take_turns("decision reasons")
    if instead_of is not None:
        stop_reason(by=by, reason_id=instead_of, expected=None)
    same = DecisionReason.objects.filter(
        purpose=purpose, sentence__iexact=sentence, is_offered=True
    )
    refuse(add_blocker(sentence, is_there=same.exists()), field="sentence")
    row = DecisionReason.objects.create(
        purpose=purpose, sentence=sentence, added_by=by if isinstance(by, User) else None
    )
    acting().subject = row
    return row


@service
def stop_reason(*, by: Any, reason_id: int, expected: int | None) -> DecisionReason:
    """Offer a reason no more; where it was given it stays."""
    refuse(keep_policy_blocker(by))
    row = DecisionReason.objects.select_for_update(of=("self",)).get(pk=reason_id)
    require_version(row, expected, lambda: {"sentence": row.sentence})
    row.is_offered = False
    row.version += 1
    row.save(update_fields=["is_offered", "version"])
    acting().subject = row
    return row
