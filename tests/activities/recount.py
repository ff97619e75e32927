"""The onion and the shift counted the slow, obvious way: row by row from what was typed.

Nothing here reads a roll-up, a derived column or a generated one.
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from activities.models import Activity, ActivityService, Headcount, Session


@dataclass(frozen=True)
class Told:
    """One activity as a careful clerk would copy it out."""

    level: int
    state: str
    begins: date | None
    ends: date | None
    is_on_onion: bool
    scopes: frozenset[tuple[str, int]]
    held: tuple[tuple[date, int | None, int], ...]  # day, minutes of people, people


def last_day(day: date, precision: str) -> date:
    if precision == "year":
        return date(day.year, 12, 31)
    if precision == "month":
        return date(day.year, day.month, monthrange(day.year, day.month)[1])
    return day


def told() -> Iterator[Told]:
    """Every activity that counts, read from the typed columns alone."""
    people: dict[int, int | None] = defaultdict(lambda: None)
    for count in Headcount.objects.all():
        if count.kind != "staff":
            people[count.session_id] = (people[count.session_id] or 0) + count.number
    sessions = defaultdict(list)
    for session in Session.objects.all():
        sessions[session.activity_id].append(session)
    scopes = defaultdict(lambda: {("trust", 0)})
    for link in ActivityService.objects.all():
        scopes[link.activity_id] |= {
            ("directorate", link.directorate_id),
            ("service", link.service_id),
        }
    for activity in Activity.objects.all():
        if activity.status == "cancelled":
            continue
        happened = activity.status in ("happened", "closed")
        level = activity.level_achieved_id if happened else activity.level_planned_id
        if level is None:
            continue
        begins, ends = span(activity, sessions[activity.pk])
        held = tuple(
            (s.held_on, minutes(s, people[s.pk]), people[s.pk] or 0)
            for s in sessions[activity.pk]
            if s.status == "held"
        )
        yield Told(
            level,
            "happened" if happened else "planned",
            begins,
            ends,
            activity.is_standing or begins is not None,
            frozenset(scopes[activity.pk]),
            held,
        )


def span(activity: Activity, sessions: list[Session]) -> tuple[date | None, date | None]:
    """From when to when an activity lasts; no end means that it goes on."""
    real = [s for s in sessions if s.status != "cancelled"]
    starts = [s.held_on for s in real] + [d for d in (activity.starts_on,) if d]
    begins = min(starts, default=None)
    if activity.is_standing and activity.ends_on is None:
        return begins, None
    ends = [last_day(s.held_on, s.precision) for s in real]
    last = activity.ends_on or activity.starts_on
    if last:
        ends.append(last_day(last, activity.precision))
    return begins, max(ends, default=None)


def minutes(session: Session, people: int | None) -> int | None:
    """How long people other than staff took part, if that is known."""
    prepared = session.prepared_minutes
    if session.co_creator_minutes is not None:
        return session.co_creator_minutes + (prepared or 0)
    if people is None or session.minutes is None:
        return prepared
    whole = people - min(session.part_people, people)
    return whole * session.minutes + session.part_minutes + (prepared or 0)


def slow_onion(
    scope: tuple[str, int], first: date | None, last: date | None
) -> dict[tuple[int, str], int]:
    """How many activities overlap the months from `first` to `last`, by level and state."""
    found: Counter[tuple[int, str]] = Counter()
    until = last_day(last, "month") if last else None
    for one in told():
        if scope not in one.scopes or not one.is_on_onion:
            continue
        begins_in_time = until is None or one.begins is None or one.begins <= until
        ends_in_time = first is None or one.ends is None or one.ends >= first
        if begins_in_time and ends_in_time:
            found[one.level, one.state] += 1
    return dict(found)


def slow_shift(scope: tuple[str, int]) -> dict[tuple[int, date], tuple[int, ...]]:
    """Activities, sessions, timed sessions, people and minutes, by level and month."""
    found: dict[tuple[int, date], list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
    for one in told():
        if scope not in one.scopes or one.state != "happened" or not one.held:
            continue
        found[one.level, min(day for day, _, _ in one.held).replace(day=1)][0] += 1
        for day, minutes_known, people in one.held:
            row = found[one.level, day.replace(day=1)]
            row[1] += 1
            row[2] += minutes_known is not None
            row[3] += people
            row[4] += minutes_known or 0
    return {key: tuple(row) for key, row in found.items()}
