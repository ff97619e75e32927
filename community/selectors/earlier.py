"""A person's record as it was at an earlier version, and what going back would change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404

from community.models import Person
from community.rules.people import change_person_blocker, taken_back
from community.selectors.people import LISTS, column_said, person_facts
from core.history import NOTHING, FieldChange, Version, parts_at, version_of
from core.history.pages import Earlier
from core.history.rules import restore_blocker

# How the record names what was chosen from lists.
_RELATIONS = {
    "interest_ids": "interests",
    "experience_ids": "experiences",
    "group_ids": "listed_for",
    "service_ids": "services_known",
}


@dataclass(frozen=True)
class EarlierPerson:
    """What to change to go back to a version: values by the names of `PersonEntry`."""

    until: datetime | None
    changes: dict[str, Any]
    rows: tuple[FieldChange, ...]
    notes: tuple[str, ...] = ()


def earlier_person(person: Person, number: int, viewer: Any) -> EarlierPerson | None:
    """A record at a version, as far as this viewer may take it back; None if it is not known.

    Only what the person said of themselves comes back. Where they stand, their consents, who
    may see them and how often they may be asked stay as they are today.
    """
    version = version_of(person, number)
    if version is None:
        return None
    names = taken_back(viewer, person_facts(person))
    changes: dict[str, Any] = {}
    rows: list[FieldChange] = []
    for name in names - LISTS.keys():
        before, after = getattr(person, name), getattr(version.state, name)
        if before != after:
            changes[name] = after
            rows.append(_row(name, column_said(person, name), column_said(version.state, name)))
    notes = []
    for name in sorted(names & LISTS.keys()):
        now, then, away = _chosen(person, name, version)
        if now.keys() != then.keys():
            changes[name] = list(then)
            rows.append(_row(name, _said(now), _said(then)))
            notes += [
                f"“{word}” is no longer offered. It comes back, because it was there then."
                for word in away
            ]
    labels = list(_labels().values())
    rows.sort(key=lambda row: labels.index(row.label))
    return EarlierPerson(version.ended_at, changes, tuple(rows), tuple(notes))


def earlier_page(person: Person, number: int, viewer: Any) -> Earlier:
    """The same as its page shows it; 404 if the version is not known."""
    found = earlier_person(person, number, viewer)
    if found is None:
        raise Http404
    blocker = change_person_blocker(viewer, person_facts(person))
    return Earlier(
        called=person.name,
        version=number,
        until=found.until,
        rows=found.rows,
        notes=found.notes,
        blocker=blocker or restore_blocker(differs=bool(found.rows)),
    )


def _labels() -> dict[str, str]:
    """What the parts of a record are called, in its order."""
    fields = (*Person._meta.fields, *Person._meta.many_to_many)
    return {field.name: str(field.verbose_name).capitalize() for field in fields}


def _row(name: str, before: str, after: str) -> FieldChange:
    label = _labels()[_RELATIONS.get(name, name.removesuffix("_id"))]
    return FieldChange(label, before or NOTHING, after or NOTHING)


def _said(words: dict[int, str]) -> str:
    return ", ".join(sorted(words.values()))


def _chosen(
    person: Person, name: str, version: Version
) -> tuple[dict[int, str], dict[int, str], Iterable[str]]:
    """What was chosen from a list now and then, by number, and what of it was put away since."""
    model, column, label = LISTS[name]
    now = set(model.objects.filter(person=person).values_list(f"{column}_id", flat=True))
    links = parts_at(model, {"person_id": person.pk}, version)
    then = {getattr(link, f"{column}_id") for link in links}
    words = model._meta.get_field(column).related_model._base_manager.in_bulk(now | then)
    away = [str(words[pk]) for pk in sorted((then - now) & words.keys()) if _is_away(words[pk])]
    named = [
        {pk: getattr(words[pk], label) for pk in chosen if pk in words} for chosen in (now, then)
    ]
    return named[0], named[1], away


def _is_away(word: Any) -> bool:
    return not getattr(word, "is_in_use", True)
