"""Special days. One that was kept is never deleted: it is put away and can come back."""

from __future__ import annotations

from datetime import date
from typing import Any, Unpack

from django.db.models import F

from core.history.restoring import Back, WayBack
from core.service import acting, refuse, require_version, service
from core.turns import take_turns
from organisation.models import SpecialDate, SpecialDay
from organisation.rules import (
    Double,
    bring_back_blocker,
    double_blocker,
    permission_blocker,
    put_away_blocker,
    special_date_blocker,
)
from organisation.selectors.words import same_words

KEEP = "keep_word_lists"
CHANGEABLE = (
    "name",
    "kind",
    "about",
    "source",
    "when",
    "month",
    "day",
    "nth",
    "weekday",
    "offset",
    "length",
    "is_unsure",
)


def _refuse_double(name: str, *, other_than: int = 0) -> None:
    found = same_words(SpecialDay.objects.exclude(pk=other_than), "name", name).first()
    double = Double(found.name, found.is_in_use) if found else None
    refuse(double_blocker(double, what="special day"), field="name")


def _locked(pk: int) -> SpecialDay:
    row = SpecialDay.objects.select_for_update().get(pk=pk)
    acting().subject = row
    return row


def _known(values: dict[str, Any]) -> dict[str, Any]:
    if unknown := set(values) - set(CHANGEABLE):
        raise TypeError(f"A special day has no {', '.join(sorted(unknown))}.")
    return values


@service
def add_special_day(*, by: Any, name: str, **values: Any) -> SpecialDay:
    """Add a special day; `values` are any of `CHANGEABLE`."""
    refuse(permission_blocker(by, KEEP))
    take_turns("special days")
    _refuse_double(name)
    row = SpecialDay.objects.create(name=name, **_known(values))
    acting().subject = row
    return row


@service
def change_special_day(
    *, by: Any, special_day_id: int, expected: int | None, **values: Any
) -> SpecialDay:
    """Change what is said of a special day; `values` are any of `CHANGEABLE`."""
    refuse(permission_blocker(by, KEEP))
    take_turns("special days")
    row = _locked(special_day_id)
    require_version(row, expected, lambda: {each: getattr(row, each) for each in CHANGEABLE})
    _refuse_double(values.get("name", row.name), other_than=row.pk)
    for name, value in _known(values).items():
        setattr(row, name, value)
    row.version = F("version") + 1
    row.save(update_fields=[*values, "version"])
    return row


SPECIAL_DAY = WayBack(CHANGEABLE, change_special_day, "special_day_id")


@service
def restore_special_day(*, by: Any, special_day_id: int, **to: Unpack[Back]) -> SpecialDay:
    """Make a special day say again what it said at a version."""
    return SPECIAL_DAY.go(SpecialDay.objects.get(pk=special_day_id), by=by, to=to)


@service
def put_away_special_day(*, by: Any, special_day_id: int) -> SpecialDay:
    """No longer show a special day."""
    row = _locked(special_day_id)
    refuse(put_away_blocker(by, KEEP, name=row.name, is_in_use=row.is_in_use))
    row.is_in_use, row.version = False, F("version") + 1
    row.save(update_fields=["is_in_use", "version"])
    return row


@service
def bring_back_special_day(*, by: Any, special_day_id: int) -> SpecialDay:
    """Show a special day again."""
    row = _locked(special_day_id)
    refuse(bring_back_blocker(by, KEEP, name=row.name, is_in_use=row.is_in_use))
    row.is_in_use, row.version = True, F("version") + 1
    row.save(update_fields=["is_in_use", "version"])
    return row


@service
def add_special_date(
    *, by: Any, special_day_id: int, first_on: date, last_on: date | None, source: str
) -> SpecialDate:
    """Enter when a special day is in one year; it goes before what the rule says of that year."""
    refuse(permission_blocker(by, KEEP))
    special_day = _locked(special_day_id)
    is_there = special_day.dates.filter(first_on=first_on).exists()
    until = last_on or first_on
    refuse(special_date_blocker(first_on, until, is_there=is_there), field="first_on")
    return SpecialDate.objects.create(
        special_day=special_day, first_on=first_on, last_on=until, source=source
    )


@service
def remove_special_date(*, by: Any, special_date_id: int) -> SpecialDay:
    """Take back what was entered for one year. What the rule says of it counts again."""
    refuse(permission_blocker(by, KEEP))
    date_row = SpecialDate.objects.select_related("special_day").get(pk=special_date_id)
    row = _locked(date_row.special_day_id)
    date_row.delete()
    return row
