"""Sessions that repeat: all of them made at once, each a session of its own afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils import timezone

from activities.models import Activity, Opportunity, Session
from activities.rules import log, repeating
from activities.rules.sign_up import open_blocker
from activities.selectors.log import activity_facts, actor_of
from activities.selectors.questions import questions_of
from activities.selectors.repeating import days_there, sessions_to_open
from activities.selectors.sign_ups import begins_at
from activities.services.entries import SessionEntry
from activities.services.log import add_session, lock_activity
from activities.services.opportunities import (
    COLUMNS,
    OpportunityEntry,
    SeatEntry,
    add_opportunity,
    publish_opportunity,
)
from activities.services.questions import QuestionEntry, add_question
from activities.services.sign_ups import lock_opportunity
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


@service
def open_like(*, by: Any, opportunity_id: int, session_ids: Iterable[int]) -> Opportunity:
    """Open sessions of the same activity for sign-up like this one, with the same questions."""
    row = lock_opportunity(opportunity_id)
    refuse(open_blocker(actor_of(by), activity_facts(row.session.activity)))
    there = {session.pk: session for session in sessions_to_open(row)}
    chosen = sorted(set(session_ids))
    refuse(repeating.open_like_blocker(row.status, chosen, there), field="sessions")
    asked = [_question(each) for each in questions_of(row)]
    for pk in chosen:
        made = add_opportunity(by=by, session_id=pk, entry=_entry_like(row, there[pk], by))
        for question in asked:
            add_question(by=by, opportunity_id=made.pk, entry=question)
        publish_opportunity(by=by, opportunity_id=made.pk)
    acting().subject = row.session.activity
    return row


def _entry_like(row: Opportunity, session: Session, by: Any) -> OpportunityEntry:
    """What stands at one session, for another: only the last moment to sign up moves along."""
    said = {name: getattr(row, name) for name in COLUMNS}
    begins = begins_at(session)
    said["closes_at"] = repeating.closes_like(
        row.closes_at, begins_at(row.session), begins, timezone.now()
    )
    said["remind_days"] = tuple(row.remind_days)
    return OpportunityEntry(
        **said,
        # Everybody says yes to their own name only.
        organises=True if row.organiser_id and row.organiser_id == getattr(by, "pk", 0) else None,
        seats=tuple(SeatEntry(s.name, s.places, tuple(s.kinds)) for s in row.seats.all()),
        check_ids=tuple(row.checks_needed.values_list("pk", flat=True)),
        experience_ids=tuple(row.experiences.values_list("pk", flat=True)),
    )


def _question(row: Any) -> QuestionEntry:
    return QuestionEntry(row.words, row.kind, row.hint, tuple(row.choices), row.is_needed)
