"""The lists of printed forms and of letters that wait."""

from __future__ import annotations

from datetime import datetime

from community.models import PaperBatch
from core.tables import Column, RowAddress, Table

_batch = RowAddress("community:paper_detail")
_letter = RowAddress("community:letter_detail")


def _made(created_at: datetime, pk: int) -> tuple[str, str]:
    return f"{created_at:%-d %B %Y}", _batch(pk)


def _size(size: str) -> str:
    return str(PaperBatch.Size(size).label)


def _name(name: str, pk: int) -> tuple[str, str]:
    return name, _letter(pk)


def _way(is_by_post: bool) -> str:
    return "By post" if is_by_post else "Hand over or read out"


BATCHES = Table(
    name="paper_batches",
    caption="Paper forms that were made",
    what="batches",
    columns=(
        Column("made", "Made", ("created_at", "pk"), cell=_made, sort="created_at"),
        Column("size", "Print", "size", cell=_size),
        Column("count", "Forms", "count"),
        Column("used", "Came back", "used"),
        Column("note", "Where they lie", "note"),
    ),
    order="-made",
    empty="No forms were made yet.",
)

LETTERS = Table(
    name="letters",
    caption="Letters that wait",
    what="letters",
    columns=(
        Column("name", "For", ("person__name", "pk"), cell=_name),
        Column("way", "Way", "is_by_post", cell=_way),
        Column("made", "Since", "created_at", sort="created_at"),
    ),
    order="made",
    empty="No letter waits.",
)
