"""May this person log, correct, move or cancel? Pure answers: None, or the reason why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from activities.models import Activity, Session
from core.transitions import transition_blocker

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class Actor:
    """Who asks, with what they may do anywhere and where their posts are."""

    id: int
    may_log: bool
    may_correct_any: bool
    service_ids: frozenset[int] = frozenset()
    directorate_ids: frozenset[int] = frozenset()


@dataclass(frozen=True)
class ActivityFacts:
    """What the rules need to know of an activity."""

    status: str
    logged_by_id: int | None
    led_by_id: int | None
    service_ids: frozenset[int]
    directorate_ids: frozenset[int]
    has_held_session: bool = False
    begins_in_future: bool = False


def log_blocker(actor: Actor) -> str | None:
    """Staff and the involvement team log activities."""
    return None if actor.may_log else "Only staff can log activities."


def correct_blocker(actor: Actor, facts: ActivityFacts) -> str | None:
    """Its logger, its lead, colleagues of its services and the involvement team may correct it."""
    if actor.may_correct_any:
        return None
    if not actor.may_log:
        return "Only staff can change activities."
    is_theirs = actor.id in (facts.logged_by_id, facts.led_by_id)
    is_near = actor.service_ids & facts.service_ids or actor.directorate_ids & facts.directorate_ids
    if is_theirs or is_near:
        return None
    return (
        "This activity belongs to another service. Ask the person who logged it, "
        "or the involvement team, to change it."
    )


def edit_blocker(actor: Actor, facts: ActivityFacts) -> str | None:
    """May this person change what the record says? A closed one is opened again first."""
    not_theirs = correct_blocker(actor, facts)
    if not_theirs:
        return not_theirs
    if facts.status == Activity.Status.CLOSED:
        return "This activity is closed. Open it again to change what it says."
    return None


def colleague_blocker(*, is_known: bool) -> str | None:
    """May a colleague be named who led it? Only somebody who may log activities too."""
    if is_known:
        return None
    return (
        "We do not know a member of staff with this address. "
        "Check it, or leave it empty and write the name in the notes."
    )


def place_blocker(service_ids: tuple[int, ...], *, is_trust_wide: bool) -> str | None:
    """Every activity belongs to a service or to the whole trust."""
    if service_ids or is_trust_wide:
        return None
    return "Choose a service, or say that it was for the whole trust."


def move_blocker(
    actor: Actor, facts: ActivityFacts, to: str, *, reason: str = "", level_id: int | None = None
) -> str | None:
    """May the activity's status become `to`, with this reason and level reached?"""
    not_theirs = correct_blocker(actor, facts)
    if not_theirs:
        return not_theirs
    impossible = transition_blocker(Activity.TRANSITIONS, facts.status, to)
    if impossible:
        return impossible
    if needs_reason(to) and not reason.strip():
        return REASONS[Activity.Status(to)]
    if to == Activity.Status.PLANNED and facts.has_held_session:
        return (
            "A session of this activity was held, so it did happen. "
            "Correct that session first, then make the activity planned again."
        )
    if to == Activity.Status.HAPPENED and facts.begins_in_future:
        return "Its first day is still to come. Correct its dates first if it happened earlier."
    if to == Activity.Status.HAPPENED and level_id is None:
        return "Choose the level it reached."
    return None


REASONS = {
    Activity.Status.CANCELLED: "Say why it was cancelled.",
    Activity.Status.PLANNED: "Say why it is planned again.",
}


def needs_reason(to: str) -> bool:
    """Whether a move to this status owes a reason."""
    return to in REASONS


def session_blocker(actor: Actor, facts: ActivityFacts, status: str) -> str | None:
    """May a session of this status be recorded under the activity?"""
    not_editable = edit_blocker(actor, facts)
    if not_editable:
        return not_editable
    if facts.status == Activity.Status.CANCELLED and status != Session.Status.CANCELLED:
        return "This activity was cancelled. Make it planned again, or say that it happened, first."
    if facts.status == Activity.Status.PLANNED and status == Session.Status.HELD:
        return "This activity is still planned. Say that it happened, and how deep it was, first."
    return None


def session_move_blocker(
    actor: Actor, facts: ActivityFacts, status: str, to: str, *, reason: str = ""
) -> str | None:
    """May a session's status become `to`?"""
    not_possible = session_blocker(actor, facts, to)
    if not_possible:
        return not_possible
    impossible = transition_blocker(Session.TRANSITIONS, status, to)
    if impossible:
        return impossible
    if to == Session.Status.CANCELLED and not reason.strip():
        return "Say why the session was cancelled."
    return None


def date_blocker(status: str, on: date, today: date) -> str | None:
    """A session that was held lies in the past or today; a planned one does not."""
    if status == Session.Status.HELD and on > today:
        return "This date is in the future. If it has not happened yet, choose “No, it is planned”."
    return None


def moved_blocker(until: date, today: date, *, people: int) -> str | None:
    """Why a session that people wait for cannot move to a day that is over: they would be told so."""
    if not people or until >= today:
        return None
    return (
        "People are down for this session, and this day is over. Check the day and the year. "
        "If it was held earlier than planned, give today, say that it was held, and then correct "
        "the day."
    )


def span_blocker(begins: tuple[date, str] | None, ends: tuple[date, str] | None) -> str | None:
    """Are a first and a last day in order, and known equally well?

    Each is the day and how exactly it is known. Equally, because a last day made up to fit
    would be shown as if somebody had said it.
    """
    if begins is None or ends is None:
        return None
    if begins[1] != ends[1]:
        return "Give both dates as days, as months or as years."
    if ends[0] < begins[0]:
        return "The last day must be after the first."
    return None


def times_blocker(on: date, starts_at: time | None, ends_at: time | None) -> str | None:
    """Are these two clock times possible on that day?"""
    if ends_at is None:
        return None
    if starts_at is None:
        return "Give the start time as well."
    if ends_at <= starts_at:
        return "The end must be after the start."
    for moment in (starts_at, ends_at):
        if _never_was(on, moment):
            return (
                f"{moment:%H:%M} did not happen on {on:%-d %B %Y}: "
                "the clocks went forward that night. Give a time after 02:00."
            )
    return None


# A log repeats its days and times; the answer never changes.
@lru_cache(maxsize=20_000)
def session_minutes(on: date, starts_at: time | None, ends_at: time | None) -> int | None:
    """Real minutes from start to end, in London, on a night the clocks change too.

    Of a clock time that comes twice (October), the start is the first and the end the second.
    """
    if starts_at is None or ends_at is None:
        return None
    start = datetime.combine(on, starts_at, LONDON).replace(fold=0)
    end = datetime.combine(on, ends_at, LONDON).replace(fold=1)
    return int((end.timestamp() - start.timestamp()) // 60)


@lru_cache(maxsize=20_000)
def _never_was(on: date, moment: time) -> bool:
    """Whether the clocks jumped over this time (the last Sunday of March)."""
    local = datetime.combine(on, moment, LONDON)
    there_and_back = datetime.fromtimestamp(local.timestamp(), LONDON)
    return there_and_back.replace(tzinfo=None) != local.replace(tzinfo=None)


def first_day(on: date, precision: str) -> date:
    """The day under which a month or a year is stored."""
    if precision == "year":
        return on.replace(month=1, day=1)
    if precision == "month":
        return on.replace(day=1)
    return on


def last_day(on: date, precision: str) -> date:
    """The last day that a date known to the day, month or year may mean."""
    if precision == "year":
        return on.replace(month=12, day=31)
    if precision == "month":
        following = (on.replace(day=28) + timedelta(days=4)).replace(day=1)
        return following - timedelta(days=1)
    return on
