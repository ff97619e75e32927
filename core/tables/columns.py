"""What a list shows: its columns, and how a stored value reads on the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache, cached_property
from typing import Any, NamedTuple

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.tables.found import Marked

PER_PAGE = (25, 50, 100)


class Tag(NamedTuple):
    """A short status in a coloured box; the words alone must be enough."""

    text: str
    colour: str = ""


class RowAddress:
    """Addresses of rows' own pages: `RowAddress("activities:activity_detail")(pk)`.

    Working out an address takes Django longer than drawing the row, so it is done once and
    the number put in its place. For patterns that take one whole number, wherever the site
    is mounted when it is first asked.
    """

    _PLACE = 918273645

    def __init__(self, url_name: str) -> None:
        self.url_name = url_name

    @cached_property
    def _halves(self) -> tuple[str, str]:
        before, _place, after = reverse(self.url_name, args=[self._PLACE]).partition(
            str(self._PLACE)
        )
        return before, after

    def __call__(self, pk: int) -> str:
        before, after = self._halves
        return f"{before}{pk}{after}"


# Text, or text and the address it leads to, or a status, or text with the words found in it.
Cell = str | tuple[str, str] | Tag | Marked
Export = str | int | float | Decimal | date | time | None
# What may stand in a column, each perhaps with what it means: ("Planned: it has yet to be", …).
Values = Sequence[str] | Callable[[], Sequence[str]]


@dataclass(frozen=True)
class Column:
    """One column of a list.

    `source` names what is read: fields or annotations of the queryset; `cell` gets those
    values and answers with what to show (none: the value in words), `export` with what to
    write to a file (none: numbers and dates as they are, otherwise the words of the cell).
    `sort` names the field or annotation to sort by; a column without it cannot be sorted.
    `meaning`, `values`, `unit` and `origin` are what the codebook of a file says about it: in
    words, what may stand there, in what it is counted, and where it comes from.
    Keep sort keys short: the last one of a page travels in the address of the next. Give
    each an index: `Index(fields=[key, "id"])`, or for one that can be empty
    `Index(F(key).desc(nulls_last=True), F("id").desc())`.
    `sort_has_gaps` says whether the key can be empty, where its field does not tell.
    """

    key: str
    heading: str
    source: str | tuple[str, ...]
    cell: Callable[..., Cell | None] | None = None
    export: Callable[..., Export] | None = None
    sort: str = ""
    sort_has_gaps: bool | None = None
    # A name or address people are known by: it must not stand in the address of a page.
    sort_is_personal: bool = False
    numeric: bool = False
    # What a search adds to the queryset, and the cell of all sources and these: on the screen
    # alone, never in a file.
    marks: tuple[str, ...] = ()
    marked: Callable[..., Cell] | None = None
    # What stands in a cell that has nothing to show.
    empty: str = ""
    meaning: str = ""
    values: Values = ()
    unit: str = ""
    origin: str = ""

    @property
    def sources(self) -> tuple[str, ...]:
        return (self.source,) if isinstance(self.source, str) else self.source

    @property
    def values_said(self) -> tuple[str, ...]:
        """What may stand in it, read now if it comes from the database."""
        return tuple(self.values() if callable(self.values) else self.values)


@dataclass(frozen=True)
class Table:
    """One list: its name (also that of downloaded files), columns and first order.

    `order` is a sortable column's key, with "-" in front for last first. `what` is the noun
    in "Showing 25 of 312 activities". `empty` is said when there is nothing at all yet;
    `start` is the (text, address) of what to do then. `only_in_files` are columns for which
    the screen has no room.
    """

    name: str
    caption: str
    columns: tuple[Column, ...]
    order: str
    empty: str
    what: str = ""
    start: tuple[str, str] | None = None
    per_page: int = PER_PAGE[0]
    key: str = "pk"
    only_in_files: tuple[Column, ...] = ()

    def __post_init__(self) -> None:
        known = self.sortable
        if self.order.removeprefix("-") not in known:
            raise ValueError(f"{self.name}: the order {self.order} is no sortable column.")
        if self.per_page not in PER_PAGE:
            raise ValueError(f"{self.name}: {self.per_page} is not one of {PER_PAGE}.")

    @cached_property
    def sortable(self) -> dict[str, Column]:
        """Columns that can be sorted, by key: no other name is ever taken from an address."""
        return {column.key: column for column in self.columns if column.sort}

    @cached_property
    def in_files(self) -> Table:
        """The same list with every column that a file has."""
        columns = (*self.columns, *self.only_in_files)
        return replace(self, columns=columns, only_in_files=()) if self.only_in_files else self

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What the query reads, each once, without sort key and id."""
        return tuple(dict.fromkeys(name for column in self.columns for name in column.sources))

    @cached_property
    def marks(self) -> frozenset[str]:
        """What a search must have added before the list can show where words were found."""
        return frozenset(name for column in self.columns for name in column.marks)

    @cached_property
    def searched(self) -> Table:
        """The list as it looks after a search."""
        columns = (
            replace(one, source=(*one.sources, *one.marks), cell=one.marked) if one.marks else one
            for one in self.columns
        )
        return replace(self, columns=tuple(columns))

    @cached_property
    def readers(self) -> tuple[tuple[Column, Callable[[tuple], tuple]], ...]:
        """For each column a function that takes its values out of a row."""
        place = {name: index for index, name in enumerate(self.names)}
        return tuple(
            (column, _picker([place[n] for n in column.sources])) for column in self.columns
        )


def _picker(places: list[int]) -> Callable[[tuple], tuple]:
    if len(places) == 1:
        place = places[0]
        return lambda row: (row[place],)
    return lambda row: tuple(row[place] for place in places)


def cell_of(column: Column, values: tuple) -> Cell:
    """What the screen shows for these values."""
    shown = column.cell(*values) if column.cell else words(values[0])
    return column.empty if shown is None or shown == "" else shown


def export_of(column: Column, values: tuple) -> Export:
    """What a file holds for these values: numbers and dates stay what they are."""
    if column.export:
        return column.export(*values)
    first = values[0]
    is_plain = isinstance(first, int | float | Decimal | date | time) and not isinstance(
        first, bool
    )
    if is_plain and (column.cell is None or len(values) == 1):
        return first
    shown = column.cell(*values) if column.cell else words(first)
    return str(shown[0] if isinstance(shown, tuple) else shown or "")


def words(value: Any) -> str:
    """A stored value as people read it: 5 May 2026, 2:30pm, 1,234, Yes."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return f"{_day(local)}, {_clock(local)}"
    if isinstance(value, date):
        return _day(value)
    if isinstance(value, time):
        return _clock(value)
    if isinstance(value, Iterable):
        return ", ".join(words(one) for one in value if one not in (None, ""))
    return str(value)


_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@cache
def _terms(language: str | None) -> tuple[tuple[str, ...], str, str]:
    """Months, midday and midnight in a language: looked up once, not for every cell."""
    return tuple(_(month) for month in _MONTHS), _("midday"), _("midnight")


def _day(value: date) -> str:
    months, _midday, _midnight = _terms(get_language())
    return f"{value.day} {months[value.month - 1]} {value.year}"


def _clock(value: datetime | time) -> str:
    """Twelve-hour clock as the NHS writes it: 9am, 2:30pm, midday, midnight."""
    hour, minute = value.hour, value.minute
    if minute == 0 and hour in (0, 12):
        _months, midday, midnight = _terms(get_language())
        return midday if hour else midnight
    half = "am" if hour < 12 else "pm"
    return f"{hour % 12 or 12}{f':{minute:02}' if minute else ''}{half}"


def directions(field: models.Field) -> tuple[str, str]:
    """The two orders of a column in words, by what it holds: rising, then falling."""
    if isinstance(field, models.DateField | models.TimeField):
        return _("oldest first"), _("newest first")
    if isinstance(field, models.IntegerField | models.DecimalField | models.FloatField):
        return _("lowest first"), _("highest first")
    return _("A to Z"), _("Z to A")
