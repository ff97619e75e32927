"""Rows of one activity made into one record, and the line that shows it before it comes in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from activities.imports.columns import LABELS
from activities.imports.days import words_of
from activities.imports.known import Known, Names, NewWords
from activities.models import Activity, Headcount, Session
from activities.services.entries import ActivityEntry, Record

Status = Activity.Status
WORD_FIELDS = ("theme_ids", "group_meant_ids", "group_reached_ids")


def merged(records: Sequence[Record]) -> Record:
    """One activity with the sessions of all its rows, in the order of their dates.

    What only one row may say is taken from the first that says it; what several may say is put
    together. It happened if any of its sessions was held.
    """
    first = records[0]
    if len(records) == 1:
        return first
    entries = [record.entry for record in records]
    status = _status([entry.status for entry in entries])
    reasons = [record.status_reason for record in records if record.status_reason]
    starts, ends, precision = _span(entries)
    return replace(
        first,
        entry=replace(
            first.entry,
            status=status,
            aim=_first(entry.aim for entry in entries),
            level_planned_id=next(filter(None, (e.level_planned_id for e in entries)), None),
            theme_ids=_all(entry.theme_ids for entry in entries),
            group_meant_ids=_all(entry.group_meant_ids for entry in entries),
            group_reached_ids=_all(entry.group_reached_ids for entry in entries),
            partner_ids=_all(entry.partner_ids for entry in entries),
            project_id=next(filter(None, (entry.project_id for entry in entries)), None),
            starts_on=starts,
            ends_on=ends,
            precision=precision,
            publication_reach=max(
                (e.publication_reach for e in entries if e.publication_reach is not None),
                default=None,
            ),
            what_was_asked=_together(entry.what_was_asked for entry in entries),
            notes=_together(entry.notes for entry in entries),
        ),
        sessions=tuple(
            sorted(
                (session for record in records for session in record.sessions),
                key=lambda session: (session.held_on, session.starts_at is None, session.starts_at),
            )
        ),
        led_by_id=next(filter(None, (record.led_by_id for record in records)), None),
        status_reason=_first(reasons) if status == Status.CANCELLED else "",
        session_reason=_first(reasons),
    )


def _status(found: Sequence[str]) -> str:
    for status in (Status.HAPPENED, Status.CLOSED, Status.PLANNED):
        if status in found:
            return str(status)
    return str(Status.CANCELLED)


def _span(entries: Sequence[ActivityEntry]) -> tuple:
    """From the first to the last day that any row names; of several precisions, the first row's."""
    spans = [entry for entry in entries if entry.starts_on or entry.ends_on]
    if not spans:
        return None, None, entries[0].precision
    precision = spans[0].precision
    same = [entry for entry in spans if entry.precision == precision]
    return (
        min((entry.starts_on for entry in same if entry.starts_on), default=None),
        max((entry.ends_on for entry in same if entry.ends_on), default=None),
        precision,
    )


def _first(texts: Iterable[str]) -> str:
    return next(filter(None, texts), "")


def _all(ids: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(each for some in ids for each in some))


def _together(texts: Iterable[str]) -> str:
    """Every line once, in order."""
    return "\n".join(dict.fromkeys(line for text in texts for line in text.split("\n") if line))


def with_words(record: Record, ids: Mapping[int, int]) -> Record:
    """The record with the real ids of words that were only just added."""
    if not ids:
        return record
    entry = record.entry
    changes: dict[str, Any] = {
        name: tuple(dict.fromkeys(ids.get(each, each) for each in getattr(entry, name)))
        for name in WORD_FIELDS
        if any(each < 0 for each in getattr(entry, name))
    }
    sessions = record.sessions
    if any((s.place_kind_id or 0) < 0 for s in sessions):
        sessions = tuple(
            replace(s, place_kind_id=ids.get(s.place_kind_id or 0, s.place_kind_id))
            for s in sessions
        )
    kind_id = ids.get(entry.kind_id, entry.kind_id)
    if not changes and sessions is record.sessions and kind_id == entry.kind_id:
        return record
    return replace(record, entry=replace(entry, kind_id=kind_id, **changes), sessions=sessions)


# --- The preview --------------------------------------------------------------------------------

PREVIEW_COLUMNS = (
    *(LABELS["title"], "When", LABELS["kind"], LABELS["status"], LABELS["level"]),
    *("For", "People"),
)


def preview_line(records: Sequence[Record], known: Known) -> tuple[str, ...]:
    """The activity as it will look: a text for each of `PREVIEW_COLUMNS`."""
    record = merged(records)
    entry = record.entry
    levels = {level.id: level.name for level in known.levels}
    return (
        entry.title,
        _when(record),
        _kind(entry.kind_id, known),
        Status(entry.status).label,
        levels.get(entry.level_id, ""),
        _for_whom(entry, known),
        _people(record),
    )


def there_line(activity: Any, *, with_people: bool) -> tuple[str, ...]:
    """An activity that is there already, as `activities_there` reads it, in the same columns."""
    return (
        activity.title,
        _when_there(activity),
        activity.kind.label,
        activity.get_status_display(),
        activity.level_name or "",
        activity.lead_service or "The whole trust",
        f"{activity.people:,}" if with_people and activity.people is not None else "",
    )


def _when_there(activity: Any) -> str:
    precision = activity.day_precision
    first = words_of(activity.span_from, precision) if activity.span_from else ""
    if activity.is_standing:
        return f"Goes on all the time{f', since {first}' if first else ''}"
    last = words_of(activity.last_on, precision) if activity.last_on else first
    return first if first == last else f"{first} to {last}"


def _kind(kind_id: int, known: Known) -> str:
    kinds, new = known.words.get("kind", Names()), known.to_add.get("kind", NewWords())
    labels = {number: kinds.labels[key] for key, number in kinds.ids.items()}
    return labels.get(kind_id) or new.labels.get(kind_id, "")


def _when(record: Record) -> str:
    entry, sessions = record.entry, record.sessions
    if entry.is_standing:
        since = f", since {words_of(entry.starts_on, entry.precision)}" if entry.starts_on else ""
        return f"Goes on all the time{since}"
    days = list(dict.fromkeys(words_of(s.held_on, s.precision) for s in sessions))
    if entry.starts_on and entry.ends_on and len(days) < 2:
        first = words_of(entry.starts_on, entry.precision)
        return f"{first} to {words_of(entry.ends_on, entry.precision)}"
    return days[0] if len(days) == 1 else f"{len(sessions)} sessions from {days[0]} to {days[-1]}"


def _for_whom(entry: ActivityEntry, known: Known) -> str:
    if entry.is_trust_wide and not entry.service_ids:
        return "The whole trust"
    names = {
        place.service_ids[0]: place.name
        for place in known.places.values()
        if not place.is_directorate and place.service_ids
    }
    return ", ".join(names.get(each, "") for each in entry.service_ids)


def _people(record: Record) -> str:
    heads = [
        head
        for session in record.sessions
        if session.status == Session.Status.HELD
        for head in session.headcounts
        if head.kind != Headcount.Kind.STAFF
    ]
    if not heads:
        return ""
    about = "about " if any(head.is_estimate for head in heads) else ""
    return f"{about}{sum(head.number for head in heads):,}"
