"""Whom there is something to tell, what they were told last, and who is to be reminded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone

from activities.models import Notice, Opportunity, Reminder, Session, SignUp
from activities.models.opportunity import REMIND_DAYS
from activities.rules.log import LONDON
from activities.rules.notices import REMIND_AT, Due, due_reminders
from activities.rules.sign_up import UNDER_WAY
from activities.selectors.names import called
from activities.selectors.sign_ups import begins_at, gone_at


def said_now(row: SignUp) -> dict[str, str]:
    """What somebody has to know now, to be compared with what they were told last."""
    session = row.opportunity.session
    return {
        "when": session.when_words,
        "where": session.where_words,
        "link": row.opportunity.joining_link if row.status == SignUp.Status.PLACED else "",
        "state": Session.Status.CANCELLED if session.status == Session.Status.CANCELLED else "",
    }


def said_last(row: SignUp) -> dict[str, str] | None:
    """What they were told last; None where that was before it was written down."""
    rows = Notice.objects.filter(sign_up=row).order_by("-id")
    return rows.values_list("said", flat=True).first()


def news_ids(limit: int) -> list[tuple[int, int]]:
    """Opportunities of which something changed that people were not told, and which change."""
    rows = Opportunity.objects.filter(sequence_told__lt=F("sequence")).order_by("id")
    return list(rows.values_list("pk", "sequence")[:limit])


def to_tell(opportunity_id: int, sequence: int, limit: int) -> list[int]:
    """Who has to hear of a change of a session: those with a place, on the list, in the draw."""
    rows = SignUp.objects.filter(
        opportunity=opportunity_id, told_sequence__lt=sequence, status__in=UNDER_WAY
    )
    return list(rows.order_by("turn").values_list("pk", flat=True)[:limit])


def due_of(rows: Sequence[SignUp], now: datetime) -> dict[int, Due]:
    """What reminders are due, by sign-up; read once the rows are locked, in one query."""
    on = OuterRef("opportunity__session__held_on")
    written = Reminder.objects.filter(sign_up=OuterRef("pk"), for_on=on)
    told = Notice.objects.filter(sign_up=OuterRef("pk")).order_by("-at")
    known = SignUp.objects.filter(pk__in=[row.pk for row in rows]).values_list(
        "pk", ArraySubquery(written.values("days_before")), Subquery(told.values("at")[:1])
    )
    heard = {pk: (set(done), told_at) for pk, done, told_at in known}
    return {row.pk: _due(row, now, *heard[row.pk]) for row in rows}


def _due(row: SignUp, now: datetime, done: set[int], told_at: datetime | None) -> Due:
    session = row.opportunity.session
    if row.status != SignUp.Status.PLACED or session.status != Session.Status.PLANNED:
        return Due(None)
    return due_reminders(
        session.held_on,
        begins_at(session),
        row.opportunity.remind_days,
        now,
        done=done,
        heard_at=max(row.asked_at, told_at or row.asked_at),
    )


def remind_ids(now: datetime, limit: int) -> list[int]:
    """Sign-ups with a reminder that may be due: so many days before, and none of it written."""
    local = timezone.localtime(now, LONDON)
    today = local.date()
    to_come = Q(opportunity__session__held_on__gt=today) | Q(
        opportunity__session__held_on=today, opportunity__session__starts_at__gt=local.time()
    )
    # Before the hour of reminders, those of today are not due yet.
    first = today if local.time() >= REMIND_AT else today - timedelta(days=1)
    found: list[int] = []
    for days in REMIND_DAYS:
        rows = SignUp.objects.filter(
            to_come,
            status=SignUp.Status.PLACED,
            told=SignUp.Status.PLACED,
            opportunity__remind_days__contains=[days],
            opportunity__session__status=Session.Status.PLANNED,
            opportunity__session__precision="day",
            opportunity__session__held_on__lte=first + timedelta(days=days),
        )
        written = Reminder.objects.filter(
            sign_up=OuterRef("pk"),
            days_before=days,
            for_on=OuterRef("opportunity__session__held_on"),
        )
        ids = rows.filter(~Exists(written)).order_by("opportunity__session__held_on", "id")
        found += ids.values_list("pk", flat=True)[:limit]
    return list(dict.fromkeys(found))[:limit]


@dataclass(frozen=True)
class Untold:
    """Somebody who could not be told, and why."""

    name: str
    why: str


def not_reached(opportunity: Opportunity, viewer: Any) -> Sequence[Untold]:
    """People who are down for it and did not hear the last news, for those who run it."""
    rows = (
        Notice.objects.filter(sign_up__opportunity=opportunity, sign_up__status__in=UNDER_WAY)
        .order_by("sign_up", "-id")
        .distinct("sign_up")
        .select_related("sign_up__person")
    )
    return [
        Untold(called(row.sign_up.person, row.sign_up.shown_name, viewer), row.why_not)
        for row in rows
        if row.why_not
    ]


def told_of_change(session: Session) -> int:
    """How many are told when a session that is to come moves or is cancelled."""
    if gone_at(session) <= timezone.now() or session.status != Session.Status.PLANNED:
        return 0
    rows = SignUp.objects.filter(opportunity__session=session, status__in=UNDER_WAY)
    return rows.count()
