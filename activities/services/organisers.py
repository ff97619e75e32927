"""Messages to those who organise a session."""

from __future__ import annotations

from typing import Any

from activities.emails import Letter
from activities.models import Opportunity
from activities.selectors.team import organisers_of
from core.outbox import queue_message


def tell_organisers(
    opportunity: Opportunity, purpose: str, letter: Letter, *, but: Any = None
) -> None:
    """Write to everybody who organises a session, but not to who brought it about."""
    for staff in organisers_of(opportunity):
        if staff != but:
            queue_message(
                purpose=purpose,
                recipient_key=f"user:{staff.pk}",
                address=staff.email,
                subject=letter.subject,
                body=letter.body,
            )
