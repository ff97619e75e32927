"""Sessions that repeat: all of them made at once, each a session of its own afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from activities.models import Activity, Session
from activities.rules import log, repeating
from activities.selectors.log import actor_of
from activities.selectors.repeating import days_there
from activities.services.entries import SessionEntry
from activities.services.log import add_session, lock_activity
from core.service import acting, refuse, service


@service
def repeat_session(
    *, by: Any, activity_id: int, entry: SessionEntry, days: Iterable[date]
) -> Activity:
    """Plan a session on each of these days, at the same clock time, in the same place."""
    activity, facts = lock_activity(activity_id)
    refuse(log.session_blocker(actor_of(by), facts, Session.Status.PLANNED))
    wanted = sorted(set(days))
    there = days_there(activity_id, entry.starts_at, wanted)
    refuse(repeating.chosen_blocker(wanted, there), field="days")
    for day in wanted:
        session = replace(entry, held_on=day, precision="day", status=Session.Status.PLANNED)
        add_session(by=by, activity_id=activity_id, entry=session)
    acting().subject = activity
    return activity
