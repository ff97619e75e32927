"""What the columns about people say together: a total, numbers by kind, one number for each date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from activities.imports.guesses import with_guesses
from activities.imports.numbers import Count, People
from activities.models import Headcount
from activities.services.entries import HeadcountEntry

Kind = Headcount.Kind
BY_FIELD = {
    "service_users": Kind.SERVICE_USER,
    "carers": Kind.CARER,
    "partner_people": Kind.PARTNER,
    "public": Kind.PUBLIC,
    "staff": Kind.STAFF,
}
FIRST_ONLY = "One number of people for several dates was counted once, with the first date"
EVERY_DATE = "One number of people for several dates was counted for each of them"
REST_NOTE = "People of a total whose kind is not said were recorded as “not known”"


@dataclass(frozen=True, slots=True)
class Split:
    """The headcounts of each date, or what is wrong. `is_shared`: one number is for several."""

    each: tuple[tuple[HeadcountEntry, ...], ...] = ()
    notes: tuple[str, ...] = ()
    field: str = ""
    fault: str = ""
    suggestions: tuple[str, ...] = ()
    is_shared: bool = False


def headcounts(said: Mapping[str, Any], dates: int, *, for_each: bool = False) -> Split:
    """Numbers for so many dates: as many numbers as dates are one each.

    One number goes to the first date, or holds `for_each`.
    """
    split = _numbers(said, dates, for_each)
    return replace(split, each=with_guesses(split.each, said.get("guesses")))


def _numbers(said: Mapping[str, Any], dates: int, for_each: bool) -> Split:
    totals: tuple[People, ...] = said.get("people") or ()
    by_kind: dict[str, Count] = {}
    for field, kind in BY_FIELD.items():
        found = said.get(field)
        if found:
            count = found[0].total or next(iter(found[0].by_kind), None)
            if len(found) > 1 or count is None or len(found[0].by_kind) > 1:
                return Split(field=field, fault="Write one number of people here.")
            by_kind[kind] = count
    if len(totals) > 1 and len(totals) != dates:
        return Split(
            field="people",
            fault=f"There are {len(totals)} numbers of people for {_dates(dates)}. "
            "Write one number for each date, or one for all.",
        )
    if len(totals) > 1 and by_kind:
        return Split(field="people", fault="Write one number for all dates, or none by kind.")
    if len(totals) > 1:
        return Split(tuple(_entries({}, people)[0] for people in totals))
    rows, notes, wrong = _checked(by_kind, totals[0] if totals else None)
    if wrong:
        return wrong
    if not rows or dates == 1:
        return Split((rows, *[()] * (dates - 1)), notes)
    if for_each:
        return Split((rows,) * dates, (*notes, EVERY_DATE), is_shared=True)
    return Split((rows, *[()] * (dates - 1)), (*notes, FIRST_ONLY), is_shared=True)


def _dates(number: int) -> str:
    return "one date" if number == 1 else f"{number} dates"


def _checked(
    by_kind: dict[str, Count], people: People | None
) -> tuple[tuple[HeadcountEntry, ...], tuple[str, ...], Split | None]:
    rows, rest = _entries(by_kind, people)
    if rest is not None and rest < 0:
        named = sum(row.number for row in rows if row.kind != Kind.STAFF)
        wrong = Split(
            field="people",
            fault="The total is smaller than the numbers by kind of person, which add up to "
            f"{named}. Correct one of them.",
            suggestions=(str(named),),
        )
        return (), (), wrong
    return rows, (REST_NOTE,) if rest else (), None


def _entries(
    by_kind: dict[str, Count], people: People | None
) -> tuple[tuple[HeadcountEntry, ...], int | None]:
    """The rows to keep, and how many of a total are of no named kind (None without a total)."""
    found = dict(by_kind)
    for count in people.by_kind if people else ():
        found.setdefault(count.kind, count)
    rows = [
        HeadcountEntry(str(kind), count.number, count.is_estimate) for kind, count in found.items()
    ]
    total = people.total if people else None
    if total is None:
        return tuple(rows), None
    counted = sum(row.number for row in rows if row.kind != Kind.STAFF)
    everyone = sum(row.number for row in rows)
    if rows and total.number in (counted, everyone):
        return tuple(rows), 0
    rest = total.number - counted
    if rest < 0 or counted == 0 or rest > 0:
        rows.append(HeadcountEntry(str(Kind.UNKNOWN), max(rest, 0), total.is_estimate))
    return tuple(rows), rest if counted or rest < 0 else 0
