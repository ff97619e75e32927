"""Differences as a person would read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models

from core.history.differences import Difference
from core.tellings.readers import SOMEBODY

NOTHING = "Nothing"


@dataclass(frozen=True)
class FieldChange:
    """One thing that was changed: what it is called, what it said before and after."""

    label: str
    before: str
    after: str
    # Text of several lines, which a page of many changes has no room for.
    is_long: bool = False
    # What nobody is told by the way: that it was changed, and not what it says.
    is_untold: bool = False

    @property
    def in_short(self) -> str:
        """The change in a few words; of a long text only that it was changed."""
        if self.is_long or self.is_untold:
            return f"{self.label}: changed"
        if self.before == NOTHING:
            return f"{self.label}: “{self.after}” added"
        if self.after == NOTHING:
            return f"{self.label}: “{self.before}” taken away"
        return f"{self.label}: from “{self.before}” to “{self.after}”"


class Names:
    """What rows are called that others point to: read once for each model, not for each value.

    Without people, a change from one person to another says nobody's name.
    """

    def __init__(self, differences: Iterable[Difference], *, with_people: bool) -> None:
        self.with_people = with_people
        wanted: dict[Any, set[Any]] = {}
        for each in differences:
            for field, state in _pointers(each):
                wanted.setdefault(field.related_model, set()).add(getattr(state, field.attname))
        self.found: dict[Any, dict[Any, models.Model]] = {
            model: model._base_manager.in_bulk(ids - {None}) for model, ids in wanted.items()
        }

    def in_words(self, each: Difference) -> FieldChange:
        """A difference as a person would read it."""
        label = str(each.model._meta.verbose_name).capitalize()
        if each.field is None:
            return FieldChange(
                label, self._named(each.model, each.before), self._named(each.model, each.after)
            )
        field_label = str(each.field.verbose_name).capitalize()
        if each.of is not None:
            field_label = f"{label} ({self._within(each.model, each.of)}): {field_label}"
        return FieldChange(
            field_label,
            self._value(each.field, each.before),
            self._value(each.field, each.after),
            is_long=isinstance(each.field, models.TextField),
        )

    def _named(self, model: type[models.Model], state: models.Model | None) -> str:
        """What a row, or a stored state of one, is called."""
        return NOTHING if state is None else str(self._row(model, state))

    def _within(self, model: type[models.Model], state: models.Model) -> str:
        """What a row is called on the page of its record: `named_within`, where it has that."""
        row = self._row(model, state)
        return str(getattr(row, "named_within", row))

    def _row(self, model: type[models.Model], state: models.Model) -> models.Model:
        """A row, or one made of a stored state, with what it points to as far as was read."""
        kept = [f for f in model._meta.concrete_fields if hasattr(state, f.attname)]
        row = model(**{f.attname: getattr(state, f.attname) for f in kept})
        for field in _relations(kept):
            named = self.found[field.related_model].get(getattr(state, field.attname))
            if named is not None:
                setattr(row, field.name, named)
        return row

    def _value(self, field: models.Field, state: models.Model) -> str:
        value = getattr(state, field.attname)
        if not field.is_relation or value is None:
            return _words(field, value)
        # The stored relation is unconstrained: what it named may be gone.
        named = self.found[field.related_model].get(value)
        if named is None:
            return "Something since removed"
        is_person = field.related_model is get_user_model()
        return SOMEBODY if is_person and not self.with_people else str(named)


def _relations(fields: Iterable[models.Field]) -> list[models.Field]:
    return [field for field in fields if field.is_relation]


def _pointers(each: Difference) -> Iterator[tuple[models.Field, models.Model]]:
    """The relations that must be named to tell of a difference, and the states they stand in."""
    changed = [each.field] if each.field is not None and each.field.is_relation else []
    everything = _relations(each.model._meta.concrete_fields)
    for fields, states in (
        (changed, (each.before, each.after)),
        (everything, (each.of,) if each.field is not None else (each.before, each.after)),
    ):
        for state in filter(None, states):
            yield from ((field, state) for field in fields if hasattr(state, field.attname))


def _words(field: models.Field, value: Any) -> str:
    """A stored value as a person would read it."""
    if value in (None, "", []):
        return NOTHING
    if isinstance(value, list):
        of = getattr(field, "base_field", field)
        return ", ".join(_words(of, each) for each in value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return f"{value:%-d %B %Y, %H:%M}"
    if hasattr(value, "strftime"):
        return f"{value:%-d %B %Y}" if hasattr(value, "day") else f"{value:%H:%M}"
    return str(value)
