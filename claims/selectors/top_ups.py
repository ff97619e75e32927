"""Journeys that are owed more because an edition was put in force for days that had passed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from claims.judging import Terms
from claims.mileage import tax_year_of
from claims.models import Category, Edition, Line
from claims.selectors.policy import terms_of
from claims.topping_up import Agreed, TopUp, top_ups

# A claim that was under way when an edition came is decided by then.
LOOKED_BACK = timedelta(days=400)
AGREED = (Line.State.APPROVED, Line.State.PART)


@dataclass(frozen=True)
class Stretch:
    """Days that an edition counts for, which was put in force after the first of them."""

    edition: Edition
    terms: Terms
    first: date
    until: date | None
    # Journeys of claims that were begun before it came may be worked out by other rates.
    begun_before: Any

    def open_lines(self) -> Q:
        """The lines that it may owe more to."""
        days = Q(cost_on__gte=self.first, claim__started_at__lt=self.begun_before)
        return days & Q(cost_on__lte=self.until) if self.until else days


@dataclass(frozen=True)
class Preview:
    """What putting a draft in force would top up."""

    lines: int = 0
    people: int = 0
    pence: int = 0


def stretches() -> list[Stretch]:
    """Editions in force that came late, each with the days it counts for."""
    since = timezone.now() - LOOKED_BACK
    late = [
        row
        for row in _in_force()
        if row.published_at
        and row.published_at > since
        and row.starts_on < timezone.localdate(row.published_at)
    ]
    starts = sorted(_in_force().values_list("starts_on", flat=True))
    return [_stretch(row, starts, row.published_at) for row in late]


def _in_force() -> QuerySet[Edition]:
    rows = Edition.objects.filter(state=Edition.State.IN_FORCE)
    return rows.prefetch_related("rules", "rates").order_by("starts_on")


def _stretch(row: Edition, starts: Collection[date], begun_before: Any) -> Stretch:
    later = [day for day in starts if day > row.starts_on]
    until = min(later) - timedelta(days=1) if later else None
    return Stretch(row, terms_of(row), row.starts_on, until, begun_before)


def journeys() -> QuerySet[Line]:
    """Every journey that was agreed to, of people who are known."""
    return Line.objects.filter(
        category=Category.MILEAGE,
        state__in=AGREED,
        tenths__isnull=False,
        claim__person__erased_at__isnull=True,
    ).exclude(kind=Line.Kind.TOP_UP)


def _open(found: Collection[Stretch]) -> Q:
    any_of = Q(pk__in=[])
    for each in found:
        any_of |= each.open_lines()
    return any_of


def people_to_look_at(most: int, after: int = 0) -> list[int]:
    """People with a journey that an edition which came late may owe more to, by their ids."""
    found = stretches()
    if not found:
        return []
    people = journeys().filter(_open(found), claim__person__gt=after).values("claim__person")
    return list(
        people.order_by("claim__person").distinct().values_list("claim__person", flat=True)[:most]
    )


def owed_top_ups(person_id: int) -> list[tuple[TopUp, Edition]]:
    """What one person is owed more, each with the edition that says so."""
    found = stretches()
    if not found:
        return []
    rows = next(_by_person(found, person_id=person_id), (person_id, []))[1]
    terms_on = _terms_on(found)
    edition_of = {row.line_id: _stretch_on(found, row.cost_on) for row in rows}
    return [
        (each, stretch.edition)
        for each in top_ups(rows, terms_on)
        if (stretch := edition_of[each.line_id])
    ]


def preview(draft: Edition) -> Preview:
    """How much a draft would top up, before it counts: nothing where it does not start in the past."""
    if draft.starts_on >= timezone.localdate():
        return Preview()
    starts = list(_in_force().values_list("starts_on", flat=True))
    stretch = _stretch(draft, starts, timezone.now())
    sums = [
        [each.pence for each in top_ups(rows, _terms_on([stretch]))]
        for _person, rows in _by_person([stretch])
    ]
    return Preview(
        lines=sum(map(len, sums)),
        people=sum(1 for each in sums if each),
        pence=sum(map(sum, sums)),
    )


def _terms_on(found: Collection[Stretch]) -> Callable[[date], Terms | None]:
    def terms_on(day: date) -> Terms | None:
        stretch = _stretch_on(found, day)
        return stretch.terms if stretch else None

    return terms_on


def _stretch_on(found: Collection[Stretch], day: date) -> Stretch | None:
    for each in found:
        if each.first <= day and (each.until is None or day <= each.until):
            return each
    return None


def _by_person(
    found: Collection[Stretch], *, person_id: int | None = None
) -> Iterator[tuple[int, list[Agreed]]]:
    """Every journey of the tax years that matter, person by person, read as a stream."""
    first = min(tax_year_of(each.first) for each in found)
    topped = (
        Line.objects.filter(of_line=OuterRef("pk"), kind=Line.Kind.TOP_UP, state__in=AGREED)
        .order_by()
        .values("of_line")
        .annotate(found=Sum("decided_pence"))
        .values("found")
    )
    rows = journeys().filter(cost_on__gte=first)
    if person_id is not None:
        rows = rows.filter(claim__person=person_id)
    read: Any = (
        rows.annotate(
            topped=Coalesce(Subquery(topped), 0),
            is_open=Case(When(_open(found), then=Value(True)), default=Value(False)),
        )
        .order_by("claim__person", "cost_on", "pk")
        .values_list(
            "claim__person", "pk", "cost_on", "vehicle", "tenths", "passengers", "pence",
            "decided_pence", "topped", "is_open",
        )
    )  # fmt: skip
    for person, of in groupby(read.iterator(chunk_size=2_000), key=lambda row: row[0]):
        yield (
            person,
            [
                Agreed(pk, on, vehicle, tenths, passengers or 0, asked, agreed, topped, is_open)
                for _p, pk, on, vehicle, tenths, passengers, asked, agreed, topped, is_open in of
            ],
        )
