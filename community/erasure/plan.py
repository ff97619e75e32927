"""Which rows are a person's: found by walking the models, so that no app can be forgotten.

A row is a person's if a key leads from it to their record or account with `CASCADE`, straight
or by way of another such row. A model may say otherwise:

    AT_ERASURE = "blank"   the row stays, its personal columns are emptied
    AT_ERASURE = "keep"    the law wants the row as it is (finance)
    ERASED = {"name": "'Removed'"}   SQL for what stands in a column that cannot be empty
    HOLDS_LOOSE_WORDS = "blank"   texts without a key to anybody: emptied where they name the
                                  person, or deleted ("delete"). Or the names of columns,
                                  each emptied by itself
    LOOSE_ACCOUNT = "account"     the key to an account by which such a row is theirs as well
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import models
from pghistory.models import Event

from community.models import Person
from core import privacy
from users.models import User

DELETE, BLANK, KEEP = "delete", "blank", "keep"
SENSITIVE = (privacy.PERSONAL, privacy.SPECIAL, privacy.SECRET)


@dataclass(frozen=True)
class Owned:
    """The rows of one table that are a person's: by which condition, and what becomes of them."""

    model: type[models.Model]
    # SQL over the arrays `people` and `accounts`.
    where: str
    # The same for Django: look-ups that lead to the record, and to the account.
    to_person: tuple[str, ...]
    to_account: tuple[str, ...]
    action: str

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def label(self) -> str:
        return self.model._meta.label_lower

    @property
    def key(self) -> str:
        return str(self.model._meta.pk.column) if self.model._meta.pk else ""

    @property
    def event(self) -> type[models.Model] | None:
        """The model of its history, if it has one."""
        return event_of(self.model)


@cache
def plan() -> tuple[Owned, ...]:
    """Every table with rows of a person: the record and the account first, then what hangs on them."""
    found: dict[type[models.Model], Owned] = {
        Person: Owned(Person, "id = ANY(people)", ("pk__in",), (), BLANK),
        User: Owned(User, "id = ANY(accounts)", (), ("pk__in",), BLANK),
    }
    is_growing = True
    while is_growing:
        is_growing = False
        for model in _stored():
            if model in found:
                continue
            if keys := [f for f in _keys(model) if f.related_model in found]:
                found[model] = _owned(model, keys, found)
                is_growing = True
    return tuple(found.values())


def _stored() -> Iterator[type[models.Model]]:
    return (m for m in privacy.stored() if not issubclass(m, Event))


def _events() -> Iterator[Any]:
    return (m for m in privacy.stored() if issubclass(m, Event) and hasattr(m, "pgh_tracked_model"))


def event_of(model: type[models.Model]) -> type[models.Model] | None:
    """The model of a table's history, if it has one."""
    return next((m for m in _events() if m.pgh_tracked_model is model), None)


def _keys(model: type[models.Model]) -> list[models.ForeignKey]:
    """Keys by which a row belongs to what they point to."""
    return [
        field
        for field in model._meta.fields
        if isinstance(field, models.ForeignKey)
        and field.remote_field.on_delete is models.CASCADE
        and field.related_model is not model
    ]


def _owned(model, keys: list[models.ForeignKey], found) -> Owned:
    wheres, to_person, to_account = [], [], []
    for key in keys:
        parent = found[key.related_model]
        if parent.model is Person:
            wheres.append(f"{key.column} = ANY(people)")
            to_person.append(f"{key.name}__in")
        elif parent.model is User:
            wheres.append(f"{key.column} = ANY(accounts)")
            to_account.append(f"{key.name}__in")
        else:
            wheres.append(f"{key.column} IN ({ids_of(parent)})")
            to_person += [f"{key.name}__{path}" for path in parent.to_person]
            to_account += [f"{key.name}__{path}" for path in parent.to_account]
    action = getattr(model, "AT_ERASURE", DELETE)
    return Owned(model, " OR ".join(wheres), tuple(to_person), tuple(to_account), action)


def ids_of(owned: Owned) -> str:
    """A query for the keys of these rows, those that history alone remembers too."""
    query = f"SELECT {owned.key} FROM {owned.table} WHERE {owned.where}"  # noqa: S608 - our names
    if owned.event is not None:
        past = f"SELECT pgh_obj_id FROM {owned.event._meta.db_table} WHERE {of_event(owned)}"  # noqa: S608
        query = f"{query} UNION {past}"
    return query


def of_event(owned: Owned) -> str:
    """Which rows of its history are the person's: by the same keys, or the row's own."""
    if owned.model is Person:
        return "pgh_obj_id = ANY(people)"
    if owned.model is User:
        return "pgh_obj_id = ANY(accounts)"
    return owned.where


def history_of(owned: Owned) -> str:
    """The condition for rows of history, while the rows themselves are still there."""
    return of_event(owned)


def loose() -> list[type[models.Model]]:
    """Tables of texts that may name anybody."""
    return [model for model in _stored() if vars(model).get("HOLDS_LOOSE_WORDS")]


def sensitive_columns(model: type[models.Model]) -> list[models.Field]:
    """Columns that say something about somebody, keys left out of those that own the row."""
    names = set(privacy.fields_of(model, *SENSITIVE))
    return [f for f in model._meta.concrete_fields if f.name in names and not f.primary_key]


def pointers() -> Iterator[tuple[type[models.Model], models.ForeignKey, Owned]]:
    """Keys of rows that stay, to rows that go: they are emptied."""
    gone = {owned.model: owned for owned in plan() if owned.action == DELETE}
    for model in _stored():
        if model in gone:
            continue
        for field in model._meta.fields:
            if isinstance(field, models.ForeignKey) and field.related_model in gone and field.null:
                yield model, field, gone[field.related_model]
