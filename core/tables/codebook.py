"""What a file holds, said in words beside it: what was taken out, by whom, and what each column means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from core.tables.columns import Table, words

Lines = list[tuple[str, ...]]


@dataclass(frozen=True)
class About:
    """What is said of a file as a whole. `filters` are pairs: the filter and what it is set to."""

    title: str
    filters: tuple[tuple[str, str], ...]
    order: str
    by: str
    at: datetime

    @property
    def filters_said(self) -> str:
        """The filters in force as one sentence."""
        return "; ".join(f"{label}: {said}" for label, said in self.filters) or _("None: all rows")


def codebook(about: About, parts: Sequence[tuple[str, Table, int]]) -> Lines:
    """The lines of a codebook; `parts` are the sheets of the file: name, columns, how many rows."""
    return [*_facts(about, parts), (), *_columns(parts)]


def _facts(about: About, parts: Sequence[tuple[str, Table, int]]) -> Iterator[tuple[str, ...]]:
    yield _("What this is"), about.title
    yield _("From"), f"{settings.SERVICE_NAME}, {settings.TRUST_NAME}"
    yield _("Made"), words(timezone.localtime(about.at))
    yield _("Made by"), about.by
    yield _("Filters"), about.filters_said
    if about.order:
        yield _("Order"), about.order
    for name, _table, rows in parts:
        yield (
            (_("Rows in “%(name)s”") % {"name": name} if len(parts) > 1 else _("Rows")),
            f"{rows:,}",
        )


def _columns(parts: Sequence[tuple[str, Table, int]]) -> Iterator[tuple[str, ...]]:
    sheet = (_("Sheet"),) if len(parts) > 1 else ()
    yield (
        *sheet,
        _("Column"),
        _("What it means"),
        _("What can stand in it"),
        _("Unit"),
        _("Where it comes from"),
    )
    for name, table, _rows in parts:
        for column in table.columns:
            yield (
                *((name,) if sheet else ()),
                column.heading,
                column.meaning,
                "\n".join(column.values_said),
                column.unit,
                column.origin,
            )
