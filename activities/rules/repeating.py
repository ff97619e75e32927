"""The days of sessions that repeat. Clock times stay as they are: 09:00 is 09:00 in summer and winter."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday

from activities.models import Opportunity
from activities.rules.log import LONDON

# How often: the words, and the parts of the rule (RFC 5545) that never change.
EVERY = {
    "1": "Every week",
    "2": "Every second week",
    "3": "Every third week",
    "4": "Every fourth week",
    "month": "Every month, on the same weekday",
    "last": "Every month, on the last such weekday",
}
MOST_DAYS = 60
LONGEST = timedelta(days=732)


def days_of(first: date, every: str, until: date) -> list[date]:
    """The days from the first to the last, both included; one more than may be, at most."""
    begin, end = datetime.combine(first, time()), datetime.combine(until, time())
    if every == "month":
        nth = (first.day - 1) // 7 + 1
        # Months without a fifth one are left out, as the rule has it.
        found = rrule(MONTHLY, begin, byweekday=weekday(first.weekday(), nth), until=end)
    elif every == "last":
        found = rrule(MONTHLY, begin, byweekday=weekday(first.weekday(), -1), until=end)
    else:
        found = rrule(WEEKLY, begin, interval=int(every), until=end)
    days = []
    for each in found:
        days.append(each.date())
        if len(days) > MOST_DAYS:
            break
    return days


def repeat_blocker(first: date, until: date, days: Sequence[date]) -> str | None:
    """Why these days cannot be planned at once."""
    if until < first:
        return "The last day must be after the first."
    if until - first > LONGEST:
        return "Plan at most two years at once."
    if len(days) > MOST_DAYS:
        return f"These are more than {MOST_DAYS} sessions. Choose an earlier last day."
    return None if days else "There is no such day. Choose a later last day."


def chosen_blocker(days: Sequence[date], there: Sequence[date]) -> str | None:
    """Why sessions cannot be made on these days."""
    if not days:
        return "Choose at least one day."
    if len(days) > MOST_DAYS:
        return f"Make at most {MOST_DAYS} sessions at once."
    if again := sorted(set(days) & set(there)):
        return f"There is a session at this time on {again[0]:%-d %B %Y} already."
    return None


def closes_like(
    closes_at: datetime, begins_at: datetime, next_begins_at: datetime, now: datetime
) -> datetime:
    """The last moment to sign up, as many days before as of the other session, at the same clock
    time; where that is over or too late, the moment the session begins."""
    local, day = closes_at.astimezone(LONDON), begins_at.astimezone(LONDON).date()
    on = next_begins_at.astimezone(LONDON).date() - (day - local.date())
    found = datetime.combine(on, local.time(), LONDON)
    return found if now < found <= next_begins_at else next_begins_at


def open_like_blocker(status: str, chosen: Sequence[int], offered: Collection[int]) -> str | None:
    """Why these sessions cannot be opened like another one."""
    if status == Opportunity.Status.DRAFT:
        return "Open sign-up for this session first. Then the others can be opened like it."
    if not chosen:
        return "Choose at least one session."
    if len(chosen) > MOST_DAYS:
        return f"Open at most {MOST_DAYS} sessions at once."
    if not set(chosen) <= set(offered):
        return "One of these sessions was opened, moved or cancelled meanwhile. Look at the list."
    return None
