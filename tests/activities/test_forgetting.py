"""What was written for one session is gone 90 days after it, in every table and in its history."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction
from django.utils import timezone

from activities.models import Arrangement, Attendance, Session, SignUp
from activities.services.arrangements import answer_wish
from activities.services.felt import want_call
from activities.services.sign_ups import ChangeEntry, change_sign_up
from activities.tasks import forget_old_answers
from core.service import System, acting, service
from tests.activities.places import BY, open_session, place_for
from tests.house.world import World

pytestmark = pytest.mark.django_db
# Words found nowhere else.
TAXI, SITTER, ROOM, PHONE = "taxi-zebra", "sitter-zebra", "room-zebra", "07700 900 777"
CHANGED = "train-zebra"


def places_of(words: str) -> list[str]:
    """Every table that holds these words in any of its bytes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind = 'r' ORDER BY relname"
        )
        tables = [name for (name,) in cursor.fetchall()]
        found = []
        for table in tables:
            name = connection.ops.quote_name(table)
            cursor.execute(
                f"SELECT 1 FROM {name} t WHERE t::text LIKE %s LIMIT 1",  # noqa: S608 - a table of ours
                [f"%{words}%"],
            )
            found += [table] if cursor.fetchone() else []
    return found


@pytest.fixture
def row(cast):
    """A place with everything that can be written, changed once, answered, and a call wanted."""
    person = World().member
    made = open_session(debrief="Two of us stay.")
    found = place_for(made, person, travel=TAXI, cover=SITTER, needs_note=ROOM)
    other = ChangeEntry(companions=0, shown_name="", answers={}, travel=CHANGED)
    change_sign_up(by=BY, sign_up_id=found.pk, expected=None, entry=other)
    answer_wish(
        by=cast.ivy, sign_up_id=found.pk, what="cover", wanted=SITTER, outcome="booked", words=""
    )
    move(made, 1)
    came = Attendance.objects.create(
        session=made.session, person=person, outcome="came", way="list"
    )
    want_call(by=System("link"), attendance_id=came.pk, phone=PHONE)
    return found


def move(made, days: int) -> None:
    held_on = timezone.localdate() - timedelta(days=days)
    Session.objects.filter(pk=made.session_id).update(held_on=held_on)


@service
def forget(*, by, until) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT forget_session_words(%s, %s)", [until, acting().id])
        return cursor.fetchone()[0]


def test_words_are_gone_from_every_table_and_the_place_stays(row):
    every = (TAXI, SITTER, ROOM, CHANGED, PHONE)
    assert places_of(TAXI) == ["activities_signupevent"]
    assert "activities_arrangement" in places_of(SITTER)
    move(row.opportunity, 90)
    forget_old_answers()
    assert all(places_of(words) for words in every)
    move(row.opportunity, 91)
    forget_old_answers()
    assert [places_of(words) for words in every] == [[]] * len(every)
    found = SignUp.objects.get(pk=row.pk)
    assert (found.status, found.travel, found.cover, found.needs_note) == ("placed", "", "", "")
    assert not Arrangement.objects.exists()
    # Nothing is left to do for the next night
    assert forget(by=BY, until=timezone.localdate() - timedelta(days=90)) == 0


def test_a_session_known_to_the_month_is_over_with_its_last_day(row):
    first = (timezone.localdate() - timedelta(days=90)).replace(day=1)
    session = Session.objects.filter(pk=row.opportunity.session_id)
    session.update(held_on=first, starts_at=None, ends_at=None, precision="month")
    forget_old_answers()
    assert places_of(SITTER)
    assert places_of(ROOM)
    session.update(held_on=(first - timedelta(days=1)).replace(day=1))
    forget_old_answers()
    assert not places_of(SITTER)
    assert not places_of(ROOM)


def test_a_session_that_is_not_long_over_is_never_reached(row):
    with pytest.raises(InternalError, match="90 days"), transaction.atomic():
        forget(by=BY, until=timezone.localdate())
    with (
        pytest.raises((InternalError, ProgrammingError)),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT forget_session_words(current_date - 90, gen_random_uuid())")
    assert places_of(ROOM)
