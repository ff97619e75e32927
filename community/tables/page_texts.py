"""The list of texts in other words."""

from __future__ import annotations

from community.models import PageText
from core.tables import Column, RowAddress, Table

_address = RowAddress("community:text_change")


def _page(page: str, pk: int) -> tuple[str, str]:
    return str(PageText.Page(page).label), _address(pk)


def _shown(is_shown: bool) -> str:
    return "Everyone" if is_shown else "The team"


def _kind(is_easy_read: bool) -> str:
    return "Easy Read" if is_easy_read else "Translation"


TEXTS = Table(
    name="page_texts",
    caption="Joining pages in other words",
    what="texts",
    columns=(
        Column("page", "Page", ("page", "pk"), cell=_page),
        Column("language", "Language", "language", sort="language"),
        Column("kind", "Kind", "is_easy_read", cell=_kind),
        Column("shown", "Seen by", "is_shown", cell=_shown),
        Column("changed", "Changed", "changed_at", sort="changed_at"),
    ),
    order="language",
    empty="No page is written in Easy Read or another language yet.",
)
