"""When an activity was, what became of it, and its sessions, as the cells of a row say together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from typing import Any

from activities.imports.choices import STANDING
from activities.imports.counts import Split
from activities.imports.dates import Days
from activities.imports.days import Day
from activities.imports.missing import Said
from activities.imports.times import Clock
from activities.models import Activity, Session
from activities.rules import log as rules
from activities.services.entries import SessionEntry

Status = Activity.Status
Blame = Callable[..., None]
NO_MODE = (
    "It is not said how people met, so it is kept as not known. You can say one way for all rows, "
    "with the columns"
)
STALE_PLAN = "It is still planned, though its date has passed"

Span = tuple[date | None, date | None, str]


def span_of(days: Days, ends: Days | None, is_standing: bool, blame: Blame) -> Span | None:
    """First and last day of the activity itself: where it lasted longer, or goes on."""
    first = days.days[0] if days.days else None
    last = ends.days[-1] if ends and ends.days else None
    if last is not None:
        end, precision = last.until or last.on, last.precision
        if first is None:
            return None, end, precision
        fault = rules.span_blocker((first.on, first.precision), (end, precision))
        if fault:
            blame("ends", fault)
            return None
        is_longer = is_standing or end > first.on
        return (first.on, end, precision) if is_longer else (None, None, "day")
    runs = [day for day in days.days if day.until is not None]
    if runs and len({day.precision for day in days.days}) == 1:
        return days.days[0].on, max(day.until or day.on for day in days.days), runs[0].precision
    if is_standing and first is not None:
        return first.on, None, first.precision
    return None, None, "day"


def status_of(
    told: str | None, days: Days, today: date, is_standing: bool, blame: Blame, notes: list[str]
) -> str | None:
    """What the row says, else what its dates say: nothing to come has happened yet."""
    # The days of a cell stand in their order.
    all_to_come = bool(days.days) and days.days[0].on > today
    if told in (Status.HAPPENED, Status.CLOSED) and all_to_come:
        blame(
            "date",
            "The row says that it happened, but this date is still to come. Correct one of them.",
        )
        return None
    if told == Status.PLANNED and days.days and not all_to_come:
        notes.append(STALE_PLAN)
    if told in (None, STANDING):
        return str(Status.PLANNED if all_to_come else Status.HAPPENED)
    return told


def sessions_of(
    said: Said,
    days: Days,
    status: str,
    split: Callable[[int], Split],
    today: date,
    blame: Blame,
    notes: list[str],
    *,
    is_read: bool,
) -> tuple[SessionEntry, ...] | None:
    """A session for each date; `split` says who came on each of so many.

    What `is_read` has dates, and nobody met on them.
    """
    if not days.days or days.is_standing or said.get("status") == STANDING:
        if any(said.get(key) for key in ("people", "service_users", "carers")):
            notes.append("How many came was left out: it goes on without a date")
        return ()
    counted = split(len(days.days))
    if counted.fault:
        blame(counted.field, counted.fault, *counted.suggestions)
        return None
    notes += counted.notes
    clock = _clock(said, days, blame, notes)
    if clock is False:
        return None
    starts, ends = clock
    venue_id, _, venue_mode = said.get("venue") or (None, (), "")
    mode = "" if is_read else said.get("mode") or venue_mode
    if not mode and not is_read:
        notes.append(NO_MODE)
    place_kind = said["place_kind"][0] if "place_kind" in said else None
    return tuple(
        SessionEntry(
            held_on=day.on,
            precision=day.precision,
            starts_at=starts,
            ends_at=ends,
            mode=mode,
            place_kind_id=place_kind,
            venue_id=venue_id,
            status=_session_status(status, day, today),
            headcounts=counts,
        )
        for day, counts in zip(days.days, counted.each, strict=True)
    )


def _session_status(status: str, day: Day, today: date) -> str:
    if status == Status.CANCELLED:
        return Session.Status.CANCELLED
    if status == Status.PLANNED or day.on > today:
        return Session.Status.PLANNED
    return Session.Status.HELD


def _clock(
    said: Said, days: Days, blame: Blame, notes: list[str]
) -> tuple[time | None, time | None] | Any:
    """Start and end, or False where they cannot be. Only an exact day has clock times."""
    begin: Clock | None = said.get("starts_at")
    finish: Clock | None = said.get("ends_at")
    starts = begin.start if begin else None
    ends = begin.end if begin and begin.end else None
    if finish:
        ends = finish.end or finish.start
        starts = starts or (finish.start if finish.end else None)
    if starts is None and ends is None:
        return None, None
    if any(day.precision != "day" for day in days.days):
        notes.append("A time was left out: its day is not known exactly")
        return None, None
    for day in days.days:
        fault = rules.times_blocker(day.on, starts, ends)
        if fault:
            blame("ends_at" if finish else "starts_at", fault)
            return False
    return starts, ends
