"""The list of messages by hand."""

from __future__ import annotations

from community.models import Channel
from core.tables import Column, RowAddress, Table

_address = RowAddress("community:by_hand_finish")


def _subject(subject: str, pk: int) -> tuple[str, str]:
    return subject, _address(pk)


def _channel(channel: str) -> str:
    return str(Channel(channel).label)


BY_HAND = Table(
    name="by_hand",
    caption="Messages by hand",
    what="messages",
    columns=(
        Column("subject", "Message", ("subject", "pk"), cell=_subject),
        Column("person", "For", "person__name"),
        Column("channel", "Way", "channel", cell=_channel),
        Column("due", "Since", "due_at", sort="due_at"),
    ),
    order="due",
    empty="There is nobody to phone, text or post a letter to.",
)
