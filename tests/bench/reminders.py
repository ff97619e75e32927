"""P7: the sweep that reminds people of the day they come, against one bare INSERT … SELECT.

As many are due whatever else was ever signed up for: cost has to follow what is due.
"""

from __future__ import annotations

import os
import statistics
import time
from datetime import timedelta
from functools import partial

import psycopg2
from django.db import connection
from django.utils import timezone

from activities.models import Opportunity, Reminder, Session, SignUp
from activities.selectors.notices import remind_ids
from activities.services.notices import free_sign_ups, remind_sign_up, remind_sign_ups
from activities.tasks import REMINDED_AT_ONCE
from community.models import Person
from core.rounds import Round
from core.service import System, service
from tests.bench.measure import Result, Server
from tests.bench.people import grow_to
from tests.bench.places import add_members, hot_session

BY = System("bench")
DUE, DAYS = 300, 2
PEOPLE = 10_000
ROUNDS = 5

# Half of them are over, half are long before their first reminder.
SIGN_UPS = """
INSERT INTO activities_signup (
    opportunity_id, person_id, status, turn, companions, shown_name, travel, cover, needs_note,
    asked_at, told, told_sequence, version)
SELECT %(opportunity)s, p.id, 'placed', row_number() OVER (), 0, '', '', '', '',
       now() - interval '90 days', 'placed', 0, 1
  FROM (SELECT id FROM community_person ORDER BY id LIMIT %(people)s) p
"""
# The whole of it as one statement: who is due and was not reminded.
BARE = """
INSERT INTO activities_reminder (sign_up_id, days_before, for_on, is_passed_over, way, why_not)
SELECT u.id, %(days)s, s.held_on, false, 'email', ''
  FROM activities_signup u
  JOIN activities_opportunity o ON o.id = u.opportunity_id
  JOIN activities_session s ON s.id = o.session_id
 WHERE u.status = 'placed' AND u.told = 'placed' AND s.status = 'planned' AND s.precision = 'day'
   AND o.remind_days @> ARRAY[%(days)s]::smallint[]
   AND s.held_on > %(today)s AND s.held_on <= %(until)s
   AND NOT EXISTS (SELECT FROM activities_reminder r WHERE r.sign_up_id = u.id
                      AND r.days_before = %(days)s AND r.for_on = s.held_on)
"""


def sweeping(server: Server, rows: int) -> list[Result]:
    """The same number due beside so many sign-ups."""
    grow_to(PEOPLE)
    _grow_sign_ups(rows)
    times = []
    for _ in range(ROUNDS):
        opportunity = _due()
        limit = _bare()
        begin = time.perf_counter()
        sent = _sweep()
        ours = (time.perf_counter() - begin) * 1000
        if sent != DUE:
            raise RuntimeError(f"{sent} were reminded, of {DUE}.")
        begin = time.perf_counter()
        again = _sweep()
        second = (time.perf_counter() - begin) * 1000
        if again or Reminder.objects.filter(sign_up__opportunity=opportunity).count() != DUE:
            raise RuntimeError("Somebody was reminded twice.")
        times.append((ours, limit, second))
    pairs = [(round(ours, 2), round(limit, 2)) for ours, limit, _second in times]
    return [
        Result(
            f"P7 reminding {DUE} people",
            rows,
            statistics.median(each[0] for each in times),
            statistics.median(each[1] for each in times),
            statistics.median(each[0] / each[1] for each in times),
            "≤ 2",
            note="with a message, an act and a row for each; the limit writes the row alone",
            pairs=pairs,
        ),
        Result(
            "P7 looking when nothing is due",
            rows,
            statistics.median(each[2] for each in times),
            statistics.median(each[1] for each in times),
            statistics.median(each[2] / each[1] for each in times),
            "≤ 2",
            note="the second run, which does nothing",
        ),
    ]


def _sweep() -> int:
    """What the timed job does: who is due, then some dozens to a transaction."""
    people = Round("activities.signup")
    sent = people.each(
        partial(remind_ids, timezone.now()),
        lambda each: remind_sign_up(by=BY, sign_up_id=each),
        many=lambda ids: remind_sign_ups(by=BY, sign_up_ids=ids),
        at_once=REMINDED_AT_ONCE,
        most=2 * DUE,
        lock=lambda ids: free_sign_ups(by=BY, sign_up_ids=ids),
    )
    people.end()
    return sent


def _bare() -> float:
    """Milliseconds of the one statement, which is taken back."""
    today = timezone.localdate()
    facts = {"days": DAYS, "today": today, "until": today + timedelta(days=DAYS - 1)}
    with psycopg2.connect(os.environ["DATABASE_OWNER_URL"]) as owner, owner.cursor() as cursor:
        begin = time.perf_counter()
        cursor.execute(BARE, facts)
        took = (time.perf_counter() - begin) * 1000
        if cursor.rowcount != DUE:
            raise RuntimeError(f"{cursor.rowcount} are due, not {DUE}.")
        owner.rollback()
    return took


def _due() -> Opportunity:
    """A session tomorrow, of which people were to be reminded since yesterday morning."""
    emails = add_members(by=BY, count=DUE)
    hot = hot_session(None, days=1, remind_days=(DAYS,))
    _places(by=BY, opportunity=hot, people=list(Person.objects.filter(email__in=emails)))
    return hot


@service
def _places(*, by: System, opportunity: Opportunity, people: list[Person]) -> None:
    long_ago = timezone.now() - timedelta(days=90)
    SignUp.objects.bulk_create(
        SignUp(
            opportunity=opportunity,
            person=person,
            status=SignUp.Status.PLACED,
            told=SignUp.Status.PLACED,
            turn=turn,
            asked_at=long_ago,
            version=1,
        )
        for turn, person in enumerate(people, start=1)
    )


def _grow_sign_ups(rows: int) -> None:
    """At least so many sign-ups of which nobody is to be reminded now."""
    while (here := SignUp.objects.count()) < rows:
        is_over = (here // PEOPLE) % 2 == 0
        hot = hot_session(None, days=60)
        _fill(by=BY, opportunity=hot)
        if is_over:
            _over(by=BY, session_id=hot.session_id)
    vacuum = "VACUUM ANALYZE activities_signup, activities_session, activities_opportunity"
    owner = psycopg2.connect(os.environ["DATABASE_OWNER_URL"])
    owner.autocommit = True
    with owner.cursor() as cursor:
        cursor.execute(vacuum)
    owner.close()


@service
def _fill(*, by: System, opportunity: Opportunity) -> None:
    with connection.cursor() as cursor:
        cursor.execute(SIGN_UPS, {"opportunity": opportunity.pk, "people": PEOPLE})


@service
def _over(*, by: System, session_id: int) -> None:
    past = timezone.localdate() - timedelta(days=60)
    Session.objects.filter(pk=session_id).update(held_on=past, status=Session.Status.HELD)
