"""Paging by key: a page starts beside a known row, so page 1,000 is as quick as page 1.

Rows are ordered by the sort key and then by id, both in the same direction; rows without
a key come last either way. The place in the list travels in the address as `id~key`, or
`id` alone for a row without a key.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.models import F, Func, QuerySet, Value

from core.tables.stretches import Place, Stretches, first_ids

LONGEST_TOKEN = 1_000
LARGEST_ID = 2**63 - 1
NOTHING = object()
# The key is personal and stays out of the address: it is read from the row when needed.
LOOK_UP = object()


class BadPlace(ValueError):  # noqa: N818 - an answer to a hostile or outdated address
    """The address names no place in this list."""


class Beyond(Func):
    """`(key, id) > (value, id)` as one comparison, which PostgreSQL reads from one index."""

    output_field = models.BooleanField()

    def __init__(self, *expressions, operator: str = ">", **extra) -> None:
        super().__init__(*expressions, **extra)
        self.operator = operator

    def as_sql(self, compiler, connection, *_unused, **extra):
        parts = [compiler.compile(expression) for expression in self.get_source_expressions()]
        (key, a), (row, b), (value, c), (number, d) = parts
        return f"({key}, {row}) {self.operator} ({value}, {number})", (*a, *b, *c, *d)


@dataclass(frozen=True)
class Order:
    """One order of a list: by which key, in which direction, and whether keys may be missing."""

    source: str
    field: models.Field
    is_descending: bool
    has_gaps: bool
    id_name: str
    id_field: models.Field
    is_personal: bool = False

    @classmethod
    def of(
        cls,
        queryset: QuerySet,
        source: str,
        *,
        is_descending: bool,
        has_gaps: bool | None,
        id_name: str = "pk",
        is_personal: bool = False,
    ) -> Order:
        """The order of a queryset by one of its fields or annotations."""
        field, may_be_null = field_of(queryset, source)
        id_field, _never = field_of(queryset, id_name)
        # A key that could not be read back from an address fails now, not on page two.
        _reader(field), _reader(id_field)
        gaps = may_be_null if has_gaps is None else has_gaps
        return cls(source, field, is_descending, gaps, id_name, id_field, is_personal)

    def token(self, key: Any, row_id: Any) -> str:
        """A row's place as it stands in an address."""
        if key is None or self.is_personal:
            return str(row_id)
        text = key.isoformat() if isinstance(key, date | time) else str(key)
        return f"{row_id}~{text}"

    def place(self, token: str) -> tuple[Any, Any]:
        """Key and id of a place; raises BadPlace for anything that `token` never wrote."""
        row_id, has_key, text = token.partition("~")
        if len(token) > LONGEST_TOKEN or "\x00" in token:
            raise BadPlace
        try:
            token.encode()
            number = _reader(self.id_field)(row_id)
            key = _reader(self.field)(text) if has_key else NOTHING
        except (ValueError, OverflowError, InvalidOperation) as problem:
            raise BadPlace from problem
        if self.is_personal and not has_key and token == str(number):
            return LOOK_UP, number
        if self.is_personal or (key is NOTHING and not self.has_gaps):
            raise BadPlace
        # Only the one way of writing a place is taken, so that no two addresses mean the same.
        if self.token(None if key is NOTHING else key, number) != token:
            raise BadPlace
        return key, number


def field_of(queryset: QuerySet, source: str) -> tuple[models.Field, bool]:
    """The field behind a name of the queryset and whether it can be null."""
    annotation = queryset.query.annotations.get(source)
    if annotation is not None:
        return annotation.output_field, getattr(annotation.output_field, "null", True)
    meta, is_null = queryset.model._meta, False
    *path, last = source.split("__")
    for name in path:
        relation = meta.get_field(name)
        is_null = is_null or relation.null
        meta = relation.related_model._meta
    field = meta.pk if last == "pk" else meta.get_field(last)
    if isinstance(field, models.GeneratedField):
        # What the database works out may be empty if what it is said to hold may.
        field = field.output_field
    return getattr(field, "target_field", field), is_null or field.null


def fetch(
    queryset: QuerySet,
    order: Order,
    names: tuple[str, ...],
    *,
    limit: int,
    beside: tuple[Any, Any] | None = None,
    is_backwards: bool = False,
) -> list[tuple]:
    """At most `limit` rows in list order, after (or before) a place, in one query.

    Each row is the values of `names`, then the sort key, then the id.
    """
    if beside and beside[0] is LOOK_UP:
        beside = _looked_up(queryset, order, beside[1])
    parts = _parts(queryset, order, beside, is_backwards)
    columns = (*names, order.source, order.id_name)
    queries = [part.values_list(*columns)[:limit] for part in parts]
    query = queries[0]
    if len(queries) == 2:
        # Rows with a key, then those without: the second half is only read when the first
        # does not fill the page.
        query = query.union(queries[1], all=True)[:limit]
    rows = list(query)
    if is_backwards:
        rows.reverse()
    return rows


def fetch_and_count(
    queryset: QuerySet,
    order: Order,
    names: tuple[str, ...],
    stretches: Stretches,
    *,
    limit: int,
    most: int,
    beside: tuple[Any, Any] | None = None,
    is_backwards: bool = False,
) -> tuple[list[tuple], int]:
    """As `fetch`, and how many rows there are as `count` says it; two queries."""
    place = Place(order.is_descending != is_backwards, beside, takes_bare=not is_backwards)
    ids, number = first_ids(
        stretches, queryset, order.source, order.id_name, place=place, limit=limit, most=most
    )
    if not ids:
        return [], number
    found = stretches.rows.filter(**{f"{order.id_name}__in": ids})
    rows = {row[-1]: row for row in found.values_list(*names, order.source, order.id_name)}
    listed = [rows[each] for each in ids if each in rows]
    return (listed[::-1] if is_backwards else listed), number


def _keyed(
    rows: QuerySet, order: Order, beside: tuple[Any, Any] | None, *, falls: bool
) -> QuerySet:
    """The rows that have a key, on that side of the place."""
    keyed = rows.filter(**{f"{order.source}__isnull": False}) if order.has_gaps else rows
    if beside is None or beside[0] is NOTHING:
        return keyed
    key, row_id = beside
    place = (
        F(order.source),
        F(order.id_name),
        Value(key, order.field),
        Value(row_id, order.id_field),
    )
    return keyed.filter(Beyond(*place, operator="<" if falls else ">"))


def _looked_up(queryset: QuerySet, order: Order, row_id: Any) -> tuple[Any, Any] | None:
    """The place of a row by its id; none, so the first page, for a row that is not there."""
    row = queryset.filter(**{order.id_name: row_id}).values_list(order.source).first()
    if row is None:
        return None
    return (NOTHING if row[0] is None else row[0]), row_id


def count(queryset: QuerySet, order: Order, *, most: int) -> int:
    """How many rows there are; `most` and one if there are more. Reads nothing but their ids.

    Django's own `count()` takes as long to put together as the answer takes.
    """
    ids = queryset.order_by().values_list(order.id_name)[: most + 1]
    try:
        sql, values = ids.query.sql_with_params()
    except EmptyResultSet:
        return 0
    with connections[queryset.db].cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({sql}) AS found", values)  # noqa: S608 - the ORM's
        return cursor.fetchone()[0]


def in_order(queryset: QuerySet, order: Order) -> QuerySet:
    """The whole queryset in list order, rows without a key last."""
    if order.has_gaps and not order.is_descending:
        return queryset.order_by(F(order.source).asc(nulls_last=True), order.id_name)
    return _sorted(queryset, order, falls=order.is_descending)


def _sorted(queryset: QuerySet, order: Order, *, falls: bool) -> QuerySet:
    """By key and id, put in the one way that the index named in `Column` can be read.

    Where keys can be missing this sets them last when falling and first when rising, which
    is one index read from either end; `_parts` keeps them apart, so it does not show.
    """
    sign, key = "-" if falls else "", F(order.source)
    if not order.has_gaps:
        return queryset.order_by(f"{sign}{order.source}", f"{sign}{order.id_name}")
    by = key.desc(nulls_last=True) if falls else key.asc(nulls_first=True)
    return queryset.order_by(by, f"{sign}{order.id_name}")


def _parts(
    queryset: QuerySet, order: Order, beside: tuple[Any, Any] | None, is_backwards: bool
) -> list[QuerySet]:
    """The querysets that together hold the rows on that side of the place, in reading order."""
    falls = order.is_descending != is_backwards
    rows = _sorted(queryset, order, falls=falls)
    key, row_id = beside or (None, None)
    if beside is None and (not order.has_gaps or (falls and not is_backwards)):
        return [rows]
    keyed = _keyed(rows, order, beside, falls=falls)
    if not order.has_gaps:
        return [keyed]
    bare = rows.filter(**{f"{order.source}__isnull": True})
    if key is NOTHING:
        bare = bare.filter(**{f"{order.id_name}__{'lt' if falls else 'gt'}": row_id})
        return [bare, keyed] if is_backwards else [bare]
    return [keyed] if is_backwards else [keyed, bare]


def _reader(field: models.Field) -> Callable[[str], Any]:
    for kind, reader in _READERS:
        if isinstance(field, kind):
            return reader
    raise TypeError(f"A list cannot be sorted by a {type(field).__name__}.")


def _whole(text: str) -> int:
    if not text.isascii() or len(text) > 20 or abs(int(text)) > LARGEST_ID:
        raise ValueError(text)
    return int(text)


def _decimal(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError(text)
    return number


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


def _truth(text: str) -> bool:
    if text not in ("True", "False"):
        raise ValueError(text)
    return text == "True"


# The first that fits: DateTimeField is also a DateField.
_READERS: tuple[tuple[type[models.Field], Callable[[str], Any]], ...] = (
    (models.CharField, str),
    (models.TextField, str),
    (models.BooleanField, _truth),
    (models.IntegerField, _whole),
    (models.DateTimeField, _moment),
    (models.DateField, date.fromisoformat),
    (models.TimeField, time.fromisoformat),
    (models.DecimalField, _decimal),
    (models.FloatField, float),
    (models.UUIDField, uuid.UUID),
)
