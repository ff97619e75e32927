"""What one person is down for and came to: on their own page, on the team's, and who led it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from activities.models import Attendance, Opportunity, Session, SignUp
from activities.rules.sign_up import HOLDING, UNDER_WAY
from activities.selectors.felt import ROWS, after_token
from activities.selectors.sign_ups import runs_session
from community.models import Person
from community.rules.people import KEEP
from community.selectors.people import all_ids, own_record

# So many are listed, the newest first; the copy of one's own data has them all.
MOST = 10


@dataclass(frozen=True)
class PastLine:
    """A session somebody came to, and the page it has for them."""

    title: str
    when: str
    address: str


def own_past(account: Any) -> Sequence[PastLine]:
    """The last sessions a person came to, the newest first."""
    person = own_record(account)
    if person is None:
        return []
    rows = ROWS.filter(person=person, outcome=Attendance.Outcome.CAME)
    rows = rows.exclude(session__status=Session.Status.CANCELLED)
    return [
        PastLine(
            row.session.activity.title,
            row.session.when_words,
            reverse("activities:session_after", args=[after_token(row)]),
        )
        for row in rows.order_by("-session__held_on", "-pk")[:MOST]
    ]


def taking_part_of(person: Any, viewer: Any) -> Mapping[str, Any] | None:
    """For the involvement team: what a person is down for, and what they came to."""
    if not viewer.may(KEEP):
        return None
    ids = all_ids(person)
    ahead = (
        SignUp.objects.filter(
            person_id__in=ids,
            status__in=UNDER_WAY,
            opportunity__session__held_on__gte=timezone.localdate(),
        )
        .select_related("opportunity__session__activity")
        .order_by("opportunity__session__held_on", "pk")[:MOST]
    )
    behind = (
        Attendance.objects.filter(person_id__in=ids)
        .select_related("session__activity")
        .order_by("-session__held_on", "-pk")[:MOST]
    )
    # Each of them may have sent a link to a calendar, which the team can end.
    return {"ahead": list(ahead), "behind": list(behind), "person_id": person.pk}


def last_led(viewer: Any, person: Person) -> date | None:
    """The last day, until today, of a session that the viewer runs and the person comes to.

    None where there was none, or the viewer's account does not let them run sessions.
    """
    if not viewer.may("log_activity"):
        return None
    comes = Q(sign_ups__person=person, sign_ups__status__in=HOLDING)
    came = Q(
        session__attendances__person=person,
        session__attendances__outcome=Attendance.Outcome.CAME,
    )
    rows = (
        Opportunity.objects.filter(comes | came, session__held_on__lte=timezone.localdate())
        .exclude(session__status=Session.Status.CANCELLED)
        .select_related("session__activity")
        .order_by("-session__held_on", "-pk")
        .distinct()
    )
    led = (row.session.held_on for row in rows[:MOST] if runs_session(viewer, row))
    return next(led, None)
