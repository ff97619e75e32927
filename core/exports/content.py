"""What one person may take out at an address: columns, rows, and the permissions it needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import django_filters
from django.db.models import QuerySet

from core.tables.codebook import About
from core.tables.columns import Table


@dataclass(frozen=True)
class Listing:
    """A list as one person may see it. `needs` are the permissions it takes to take it out.

    Among them are those that decided which columns or rows are in it: whoever loses one may no
    longer open a file that was made with it. `seen` is told which rows were shown or taken out,
    and by which filters they were found, where that is to be noted.
    """

    table: Table
    rows: QuerySet
    filterset: type[django_filters.FilterSet] | None
    needs: frozenset[str]
    seen: Callable[[Mapping[str, str], QuerySet], None] | None = None


@dataclass(frozen=True)
class Part:
    """One sheet of a workbook, or one CSV file: its name, its columns, its rows in order.

    `one` and `many` are what its rows are called where they are counted.
    """

    name: str
    table: Table
    rows: QuerySet
    one: str = "row"
    many: str = "rows"

    def count(self) -> int:
        """How many rows there are now."""
        return self.rows.order_by().count()


@dataclass(frozen=True)
class Content:
    """All that a file holds. `name` is the file's, without date and ending."""

    name: str
    about: About
    parts: tuple[Part, ...]
    needs: frozenset[str]

    @property
    def what(self) -> str:
        """What the rows are, as people say it: "activities"."""
        table = self.parts[0].table
        return table.what or table.caption.lower()

    def count(self, *, most: int) -> int:
        """How many rows the first part has; `most` and one if there are more."""
        return self.parts[0].rows.order_by()[: most + 1].count()
