"""The list of words people agree to."""

from __future__ import annotations

from community.models import Channel, Purpose
from core.tables import Column, Table


def _purpose(purpose: str) -> str:
    return str(Purpose(purpose).label)


def _channel(channel: str) -> str:
    return str(Channel(channel).label)


WORDINGS = Table(
    name="wordings",
    caption="Words people agree to",
    what="wordings",
    columns=(
        Column("purpose", "What for", "purpose", cell=_purpose, sort="purpose"),
        Column("channel", "Way", "channel", cell=_channel),
        Column("version", "Version", "version", numeric=True),
        Column("valid_from", "Used from", "valid_from", sort="valid_from"),
        Column("text", "Words", "text"),
    ),
    order="-valid_from",
    empty="There are no words yet.",
)
