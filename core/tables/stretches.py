"""A searched list in order of days, read together with how many rows it has.

Few matches among a million rows can be found in two ways: row after row in the list's order
until the page is full, which is slow if matches are rare or all of them old; or all matches,
then sorted, which is slow if there are many. Neither is known beforehand. So matches are
gathered until there are more than are counted. If those are all, they are sorted and counted.
If not, a few days are walked through row by row, and then all matches of ever more days are
gathered: each stretch that fills no page tells that they are rare in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, cast

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import DateField, DateTimeField, F, Field, QuerySet

# Each ends so many days from where reading begins; one more holds the rest.
DAYS = (3, 30, 300)
# So many times more than are counted need no gathering to be known as more.
CERTAINLY = 1.5


@dataclass(frozen=True)
class Stretches:
    """What reading so needs: the same rows before they were narrowed, and the outermost days.

    `at_least` is how many matches there are for certain, or were some hours ago.
    """

    rows: QuerySet
    first: date | None = None
    last: date | None = None
    at_least: int = 0

    def fit(self, field: Field) -> bool:
        """Whether a list sorted by this field can be read so."""
        is_day = isinstance(field, DateField) and not isinstance(field, DateTimeField)
        return is_day and self.first is not None and self.last is not None


@dataclass(frozen=True)
class Place:
    """Where a page begins: beside which day and id, if any, and which way it is read."""

    falls: bool
    beside: tuple[date, int] | None = None
    takes_bare: bool = True

    @property
    def order(self) -> str:
        return "{day} DESC NULLS LAST, id DESC" if self.falls else "{day} ASC NULLS LAST, id"

    @property
    def condition(self) -> tuple[str, list[Any]]:
        """What is true of the rows behind this place."""
        if self.beside is None:
            return ("true" if self.takes_bare else "day IS NOT NULL"), []
        behind = f"(day, id) {'<' if self.falls else '>'} (%s, %s)"
        return (f"({behind} OR day IS NULL)" if self.takes_bare else behind), [*self.beside]


def first_ids(
    stretches: Stretches,
    rows: QuerySet,
    source: str,
    id_name: str,
    *,
    place: Place,
    limit: int,
    most: int,
) -> tuple[list[Any], int]:
    """The ids of the first rows behind a place, and how many rows there are in all.

    The number is `most` and one if there are more; 0 if nothing is behind the place.
    """
    wanted = rows.order_by().values_list(F(source), F(id_name))
    try:
        base, given = wanted.query.sql_with_params()
    except EmptyResultSet:
        return [], 0
    start = place.beside[0] if place.beside else stretches.last if place.falls else stretches.first
    parts = list(_parts(place, cast("date", start), limit))
    is_known = stretches.at_least > most * CERTAINLY
    counted = f"SELECT count(*) AS number, count(*) <= {most} AS is_all FROM gathered"  # noqa: S608
    if is_known:
        counted = f"SELECT {most + 1} AS number, false AS is_all"
    # The ORM's own statement, our own words, and numbers.
    sql = f"""
        WITH matches AS NOT MATERIALIZED (SELECT day, id FROM ({base}) AS base (day, id)),
        gathered AS MATERIALIZED (SELECT day, id FROM matches LIMIT {0 if is_known else most + 1}),
        counted AS MATERIALIZED ({counted})
        SELECT id, (SELECT number FROM counted)
          FROM ({" UNION ALL ".join(part for part, _ in parts)}) AS found LIMIT {limit}
    """  # noqa: S608
    values = [*given, *(value for _, bounds in parts for value in bounds)]
    with connections[rows.db].cursor() as cursor:
        cursor.execute(sql, values)
        found = cursor.fetchall()
    return [row[0] for row in found], found[0][1] if found else 0


def _parts(place: Place, start: date, limit: int) -> Iterator[tuple[str, list[Any]]]:
    """What is read one after the other until the page is full, with its values."""
    condition, beside = place.condition
    ordered = f"ORDER BY {place.order} LIMIT {limit}"
    is_all = "(SELECT is_all FROM counted)"
    gathered = f"SELECT day, id FROM gathered WHERE {is_all} AND {condition}"  # noqa: S608
    yield f"({gathered} {ordered.format(day='day')})", beside
    matches = f"SELECT day, id FROM matches WHERE NOT {is_all} AND"  # noqa: S608
    for number, (stretch, bounds) in enumerate(_bounds(start, falls=place.falls)):
        # An order that no index has: only the first is to be walked through row by row.
        order = ordered.format(day="day + 0" if number else "day")
        if not number:
            # As the index of days has it; none of these rows is without.
            order = order.replace("ASC NULLS LAST", "ASC NULLS FIRST")
        part = f"({matches} {stretch} AND {condition} AND day IS NOT NULL {order})"
        yield part, [*bounds, *beside]
    if place.takes_bare:
        way = "DESC" if place.falls else "ASC"
        yield f"({matches} (day + 0) IS NULL ORDER BY id {way} LIMIT {limit})", []


def _bounds(start: date, *, falls: bool) -> list[tuple[str, list[date]]]:
    """The condition of each stretch, with its days."""
    ends = [_moved(start, -days if falls else days) for days in DAYS]
    nearer, farther = ("<", ">=") if falls else (">", "<=")
    found: list[tuple[str, list[date]]] = [(f"day {farther} %s", [ends[0]])]
    for before, end in pairwise(ends):
        found.append((f"day {nearer} %s AND day {farther} %s", [before, end]))
    return [*found, (f"day {nearer} %s", [ends[-1]])]


def _moved(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.min if days < 0 else date.max
