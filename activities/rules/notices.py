"""Of what are people told, and of which day are they reminded? Nothing is written here."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from activities.models import SignUp
from activities.rules.log import LONDON

State = SignUp.Status
# People are reminded in the morning, by the clock on the wall.
REMIND_AT = time(9)
# Calendar links end some time after the session.
LINK_DAYS = 30


@dataclass(frozen=True)
class Due:
    """Reminders of one sign-up that are due: the one that goes out, and those passed over."""

    send: int | None
    pass_over: tuple[int, ...] = ()


def remind_moment(held_on: date, days_before: int) -> datetime:
    """When a reminder is due: at nine in the morning in London, so many days before."""
    return datetime.combine(held_on - timedelta(days=days_before), REMIND_AT, LONDON)


def due_reminders(
    held_on: date,
    begins_at: datetime,
    days: Iterable[int],
    now: datetime,
    *,
    done: Collection[int] = (),
    heard_at: datetime,
) -> Due:
    """What is due now for somebody. Of several only the last is sent, and none of the past.

    `done` were sent or passed over already. Who heard from us about this session after a
    reminder was due (`heard_at`: a place given yesterday, a new day told) is not reminded too.
    """
    if begins_at <= now:
        return Due(None)
    due = [each for each in sorted(set(days) - set(done)) if remind_moment(held_on, each) <= now]
    if not due:
        return Due(None)
    last = due[0]
    if heard_at >= remind_moment(held_on, last):
        return Due(None, tuple(due))
    return Due(last, tuple(due[1:]))


def calendar_state(status: str, *, is_off: bool) -> str:
    """How a sign-up stands in a calendar."""
    if is_off:
        return "CANCELLED"
    return {State.PLACED: "CONFIRMED", State.OFFERED: "TENTATIVE"}.get(State(status), "CANCELLED")


def changes_between(before: dict[str, str], now: dict[str, str]) -> dict[str, tuple[str, str]]:
    """What changed, with what it was and what it is; nothing where it went there and back."""
    return {key: (before.get(key, ""), now[key]) for key in now if before.get(key, "") != now[key]}


def is_link_over(held_on: date, today: date) -> bool:
    """Whether the link of a calendar entry has ended."""
    return today > held_on + timedelta(days=LINK_DAYS)


def feed_blocker(*, is_own: bool) -> str | None:
    """Why somebody cannot have the address of a calendar."""
    return None if is_own else "Only the person can do this."


def end_links_blocker(*, keeps_people: bool) -> str | None:
    """Why somebody cannot end the links to the calendar of a person who calls."""
    return None if keeps_people else "Only the involvement team can do this for somebody."
