"""A row of an old log as an activity with its sessions, or the problems that keep it out."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from activities.imports.cells import MOST_REMEMBERED, NO_NAMES, columns
from activities.imports.choices import STANDING
from activities.imports.columns import (
    DATE_ORDER,
    EACH_TIME,
    ENDS_ORDER,
    KEYS,
    ONE_NUMBER,
    SESSIONS,
)
from activities.imports.counts import BY_FIELD, Split, headcounts
from activities.imports.dates import Days
from activities.imports.known import Known
from activities.imports.missing import Said, missing
from activities.imports.orders import Order
from activities.imports.places import Where
from activities.imports.readings import shown, squeezed
from activities.imports.sessions import Blame, sessions_of, span_of, status_of
from activities.imports.words import OTHER_KIND, guessed_kind
from activities.models import Activity
from activities.services.entries import ActivityEntry, Record
from core.imports.kinds import Checked, Problem, Row

Status = Activity.Status
NO_DAYS = Days()
CANCELLED_REASON = "The old log says that it was cancelled."
GUESSED_KIND = "The kind was worked out from the title"
NO_KIND = (
    f"The title does not tell the kind, so it is “{OTHER_KIND}”. "
    "You can say one kind for all rows, with the columns"
)

COUNTED = ("people", *BY_FIELD, "guesses")


@contextmanager
def without_collecting() -> Iterator[None]:
    """No looking for rings of objects: none are made here, and it would take a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class Checker:
    """Checks rows one by one; remembers what every text of a column means."""

    def __init__(self, known: Known) -> None:
        self.known = known
        said = known.choices
        order = str(said.get(DATE_ORDER) or "")
        # A last day is written as the first one, unless the file says otherwise.
        self.orders = {
            "date": Order(order, known.today),
            "ends": Order(str(said.get(ENDS_ORDER) or order), known.today),
        }
        self.columns = columns(known, self.orders)
        self.joins = said.get(SESSIONS, False)
        self._for_each = said.get(ONE_NUMBER) == EACH_TIME
        self._shared = ""
        self.kinds = known.words.get("kind", NO_NAMES)
        self._splits: dict[tuple[Any, ...], Split] = {}
        self._named = list(zip(KEYS, self.columns, strict=True))

    def check(self, rows: Iterable[Row]) -> Iterator[Checked]:
        """One answer for each row, in order."""
        with without_collecting():
            for number, values in rows:
                yield self.row(number, values)

    def row(self, number: int, values: Sequence[str]) -> Checked:
        """Read every cell, then what the cells mean together."""
        said: Said = {}
        texts: dict[str, str] = {}
        problems: list[Problem] = []
        notes: list[str] = []
        for (key, column), text in zip(self._named, values, strict=True):
            if not text:
                continue
            reading = column[text]
            texts[key] = text
            if reading.sentence:
                problems += [
                    Problem(key, each.entry or text, each.sentence, each.suggestions)
                    for each in (reading, *reading.others)
                ]
            elif reading.value is not None:
                said[key] = reading.value
            if reading.note:
                notes.append(reading.note)
        if problems:
            problems += missing(said, texts)
            return Checked(number, None, tuple(problems), notes=tuple(notes))
        return self._together(number, said, texts, notes)

    def _together(
        self, number: int, said: Said, texts: dict[str, str], notes: list[str]
    ) -> Checked:
        problems = missing(said, texts)
        wrong: list[Problem] = []

        def blame(field: str, sentence: str, *suggestions: str) -> None:
            wrong.append(Problem(field, texts.get(field, ""), sentence, suggestions))

        record = None
        if not problems:
            record = _record(said, texts, self, blame, notes)
        if problems or wrong or record is None:
            return Checked(number, None, (*problems, *wrong), notes=tuple(notes))
        key, same_as = self._keys_of(record)
        return Checked(
            number,
            record,
            (),
            key if self.joins else "",
            same_as,
            tuple(dict.fromkeys(notes)),
            parts=len(record.sessions),
        )

    def split(self, said: Said, texts: dict[str, str], dates: int) -> Split:
        """Who came on each of so many dates; the same texts mean the same."""
        key = (dates, *map(texts.get, COUNTED))
        found = self._splits.get(key)
        if found is None:
            if len(self._splits) >= MOST_REMEMBERED:
                self._splits.clear()
            found = self._splits[key] = headcounts(said, dates, for_each=self._for_each)
        if found.is_shared and not self._shared and not self.known.choices.get(ONE_NUMBER):
            self._shared = f"{shown(texts['date'])} with {shown(_numbers(texts))}"
        return found

    def asks(self) -> dict[str, str]:
        """Choices that the rows leave open, each with a sentence that says why."""
        found = {
            DATE_ORDER: self.orders["date"].question,
            ENDS_ORDER: self.orders["ends"].question,
            ONE_NUMBER: f"Some rows have several dates and one number of people, such as {self._shared}."
            if self._shared
            else "",
        }
        return {key: sentence for key, sentence in found.items() if sentence}

    def _keys_of(self, record: Record) -> tuple[str, str]:
        """What rows of one activity share, and what rows that say the same thing share."""
        entry = record.entry
        title = squeezed(entry.title)
        place = f"{entry.service_ids[0]}" if entry.service_ids else "0"
        begins = first_on(record)
        services = ",".join(map(str, entry.service_ids))
        belongs = f"{title} {services} {entry.kind_id} {entry.level_id} {begins is None:d}"
        level = entry.level_id if begins is None else 0
        return belongs, f"{begins or ''} {place} {level} {title}"


def _numbers(texts: Mapping[str, str]) -> str:
    return "; ".join(texts[key] for key in ("people", *BY_FIELD) if key in texts)


def first_on(record: Record) -> date | None:
    """The first day an activity speaks of; None for one that goes on without a date."""
    if len(record.sessions) == 1 and not record.entry.starts_on:
        return record.sessions[0].held_on
    days = [session.held_on for session in record.sessions]
    if record.entry.starts_on:
        days.append(record.entry.starts_on)
    return min(days, default=None)


def _record(
    said: Said, texts: dict[str, str], checker: Checker, blame: Blame, notes: list[str]
) -> Record | None:
    known = checker.known
    days: Days = said.get("date") or NO_DAYS
    is_standing = days.is_standing or said.get("status") == STANDING
    where: Where = said["service"] if "service" in said else said["directorate"]
    kind_id = said.get("kind") or _kind_of(said["title"], checker, notes)
    if kind_id is None:
        blame("kind", "There is no kind of activity to choose yet. Add one to the list first.")
        return None
    span = span_of(days, said.get("ends"), is_standing, blame)
    status = status_of(said.get("status"), days, known.today, is_standing, blame, notes)
    if span is None or status is None:
        return None
    sessions = sessions_of(
        said,
        days,
        status,
        lambda dates: checker.split(said, texts, dates),
        known.today,
        blame,
        notes,
        is_read=kind_id in known.publications,
    )
    if sessions is None:
        return None
    kept, ids = _kept(said)
    starts_on, ends_on, precision = span
    read_by = said["reach"][0].total if "reach" in said else None
    entry = ActivityEntry(
        title=said["title"],
        kind_id=kind_id,
        level_id=said["level"],
        status=status,
        aim=said.get("aim") or "",
        level_planned_id=said.get("level_planned"),
        service_ids=where.service_ids,
        is_trust_wide=where.is_trust_wide,
        project_id=ids["project"][0] if ids["project"] else None,
        theme_ids=said.get("themes") or (),
        group_meant_ids=said.get("groups_meant") or (),
        group_reached_ids=said.get("groups_reached") or (),
        partner_ids=ids["partners"],
        is_standing=is_standing,
        starts_on=starts_on,
        ends_on=ends_on,
        precision=precision,
        publication_reach=read_by.number if read_by else None,
        what_was_asked=said.get("asked") or "",
        notes=_notes(said, texts, where, days, kept),
        directorate_by_service=known.directorate_by_service,
    )
    return Record(
        entry=entry,
        sessions=sessions,
        led_by_id=ids["led_by"][0] if ids["led_by"] else None,
        status_reason=_reason(said) if status == Status.CANCELLED else "",
    )


def _reason(said: Said) -> str:
    return said.get("reason") or CANCELLED_REASON


def _kind_of(title: str, checker: Checker, notes: list[str]) -> int | None:
    label = guessed_kind(title, checker.kinds)
    notes.append(GUESSED_KIND if label else NO_KIND)
    found = checker.kinds.ids.get(squeezed(label or OTHER_KIND))
    return found or next(iter(checker.kinds.ids.values()), None)


# --- What is kept in words --------------------------------------------------------------------


def _kept(said: Said) -> tuple[list[str], dict[str, tuple[int, ...]]]:
    """Lines for the notes about names we do not know, and the ids of those that we do."""
    lines: list[str] = []
    ids: dict[str, tuple[int, ...]] = {}
    for key in ("partners", "project", "led_by"):
        found, kept = said.get(key) or ((), ())
        ids[key] = found
        lines += kept
    lines += (said.get("venue") or (None, (), ""))[1]
    return lines, ids


def _notes(said: Said, texts: dict[str, str], where: Where, days: Days, kept: list[str]) -> str:
    """The row's own notes and all that no other field can hold."""
    lines = [said.get("notes") or "", where.note_to_keep, *kept]
    if said.get("reference"):
        lines.append(f"Number in the old log: {said['reference']}")
    if any(day.is_roughly for day in days.days):
        lines.append(f"Date in the old log: {' '.join(texts['date'].split())}")
    return "\n".join(line for line in lines if line)
