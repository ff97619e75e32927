"""The list of messages that somebody should look at."""

from uuid import UUID

from django.urls import reverse

from core.models import Message
from core.outbox.selectors import purpose_words, without_address
from core.tables import Column, Table, Tag

LONGEST_REASON = 160
STATES = {
    Message.State.HELD: Tag("Needs a decision", "orange"),
    Message.State.REFUSED: Tag("Refused", "red"),
}


def _purpose(purpose: str, pk: UUID) -> tuple[str, str]:
    return purpose_words(purpose), reverse("core:message_detail", args=[pk])


def _reason(last_error: str, address: str) -> str:
    reason = without_address(last_error, address)
    return reason if len(reason) <= LONGEST_REASON else f"{reason[:LONGEST_REASON]}…"


MESSAGES = Table(
    name="messages",
    caption="Messages to look at",
    what="messages",
    columns=(
        Column("created", "Written", "created_at", sort="created_at"),
        Column("purpose", "About", ("purpose", "pk"), cell=_purpose),
        Column("state", "State", "state", cell=lambda state: STATES[Message.State(state)]),
        Column("reason", "What happened", ("last_error", "address"), cell=_reason),
    ),
    order="-created",
    empty="No message needs you. Every message was sent or is on its way.",
)
