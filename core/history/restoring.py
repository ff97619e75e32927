"""Going back to an earlier version of a record whose own columns say it all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypedDict, TypeVar

from django.db import models

from core.history.differences import Difference
from core.history.rules import UNKNOWN, restore_blocker
from core.history.states import Version, version_of
from core.history.words import FieldChange, Names
from core.service import Refused, acting, refuse

M = TypeVar("M", bound=models.Model)

GONE = (
    "Something that this version names was removed since. Change the record by hand to what you "
    "want it to say."
)


class Back(TypedDict):
    """To where a record goes back: the version seen, the one to go back to, and why."""

    expected: int | None
    version: int
    reason: str


@dataclass(frozen=True)
class WayBack(Generic[M]):
    """How one sort of record goes back: by the service of its own page of changes.

    `names` are the columns it takes back (`attname`s) and the service's own words for them;
    `key` is how that service calls the record's number.
    """

    names: tuple[str, ...]
    change: Callable[..., M]
    key: str

    def go(self, row: M, *, by: Any, to: Back, **which: Any) -> M:
        """Make a record say again what it said, by the rules of any change."""
        values = values_at(row, to["version"], self.names)
        changed = self.change(
            by=by, expected=to["expected"], **{self.key: row.pk}, **which, **values
        )
        acting().reason = to["reason"]
        return changed


def values_at(row: models.Model, number: int, names: Sequence[str]) -> dict[str, Any]:
    """What the named columns (`attname`s) said at a version. Raises `Refused` if none can be had."""
    version = version_of(row, number)
    if version is None:
        raise Refused(UNKNOWN)
    values = {name: getattr(version.state, name) for name in names}
    differs = any(getattr(row, name) != value for name, value in values.items())
    refuse(restore_blocker(differs=differs))
    refuse(GONE if _gone(type(row), values) else None)
    return values


def _gone(model: type[models.Model], values: dict[str, Any]) -> bool:
    """Whether a version points to a row that is no longer there."""
    return any(
        field.is_relation
        and values.get(field.attname) is not None
        and not field.related_model._base_manager.filter(pk=values[field.attname]).exists()
        for field in model._meta.concrete_fields
    )


def compared(row: models.Model, version: Version, names: Sequence[str]) -> list[FieldChange]:
    """Column by column where the two differ: `before` is what it says now, `after` said then."""
    found = [
        Difference(None, type(row), field, row, version.state)
        for field in row._meta.concrete_fields
        if field.attname in names
        and getattr(row, field.attname) != getattr(version.state, field.attname)
    ]
    # Whoever may change a record may read who stands in it.
    words = Names(found, with_people=True)
    return [words.in_words(each) for each in found]
