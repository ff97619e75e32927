"""One row that cannot be done stops nobody behind it, and is seen."""

from __future__ import annotations

import logging
from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.utils import timezone

from activities import tasks
from activities.models import Attendance, Opportunity, Reminder, Session, SignUp
from activities.rules.log import LONDON
from activities.services.interests import InterestEntry, save_interest
from activities.services.log import move_session
from activities.services.sign_ups import withdraw_sign_up
from community.models import Person
from core.models import Heartbeat, Message
from core.rounds import Round
from core.service import System, service
from tests.activities.places import BY, open_session, place_for
from tests.activities.test_asking import agreed
from tests.community.people import someone

pytestmark = pytest.mark.django_db


def reached(name: str) -> Person:
    address = f"{name.split(maxsplit=1)[0].lower()}@home.example"
    return someone(name, email=address, is_email_confirmed=True)


@pytest.fixture
def garden(cast) -> Opportunity:
    """A session in a week with three places taken; the first of the three is poisoned."""
    made = open_session(places=5)
    for name in ("Ann Lee", "Bo Marsh", "Cy Dale"):
        place_for(made, reached(name))
    return made


def poison(monkeypatch, where: str, is_bad) -> None:
    """Composing a message breaks for one row, as a faulty template or a missing row does."""
    module, _dot, name = where.rpartition(".")
    whole = getattr(__import__(module, fromlist=[name]), name)

    def breaks(row, *more):
        if is_bad(row):
            raise LookupError("Something is missing.")
        return whole(row, *more)

    monkeypatch.setattr(where, breaks)


def is_anns(row) -> bool:
    return row.person.name == "Ann Lee"


def told(begins: str = "") -> list[str]:
    rows = Message.objects.filter(subject__startswith=begins).order_by("address")
    return [row.address.split("@")[0] for row in rows]


def fails(job, caplog) -> None:
    """The others are done, the log names the row, and the health page sees that it is late."""
    Heartbeat.objects.all().delete()
    caplog.clear()
    with caplog.at_level(logging.ERROR), pytest.raises(LookupError):
        job()
    assert "row_left_out" in caplog.text
    assert not Heartbeat.objects.filter(name=job.name.rpartition(".")[2]).exists()


def test_of_their_place(garden, monkeypatch, caplog):
    with monkeypatch.context() as bad:
        poison(bad, "activities.services.notices.sign_up_stands", is_anns)
        for _ in range(2):
            fails(tasks.sweep_sign_ups, caplog)
        assert told("You have a place") == ["bo", "cy"]
    # Once it is mended they are told as well, and nobody twice
    tasks.sweep_sign_ups()
    assert told("You have a place") == ["ann", "bo", "cy"]
    assert Heartbeat.objects.filter(name="sweep_sign_ups").exists()


def test_of_what_changed(garden, monkeypatch, caplog):
    tasks.sweep_sign_ups()
    move_session(by=BY, session_id=garden.session_id, expected=None, to="cancelled", reason="Flood")
    with monkeypatch.context() as bad:
        poison(bad, "activities.services.notices.session_changed", is_anns)
        for _ in range(2):
            fails(tasks.sweep_sign_ups, caplog)
        assert told("It does not take place") == ["bo", "cy"]
    tasks.sweep_sign_ups()
    tasks.sweep_sign_ups()
    assert told("It does not take place") == ["ann", "bo", "cy"]
    garden.refresh_from_db()
    assert garden.sequence_told == garden.sequence


def test_of_the_day_they_come(garden, monkeypatch, caplog):
    tasks.sweep_sign_ups()
    at = datetime.combine(garden.session.held_on - timedelta(days=1), time(9, 30), LONDON)
    with time_machine.travel(at, tick=False), monkeypatch.context() as bad:
        poison(bad, "activities.services.notices.session_reminder", is_anns)
        for _ in range(2):
            fails(tasks.remind_sign_ups, caplog)
        assert told("Coming soon") == ["bo", "cy"]
        bad.undo()
        tasks.remind_sign_ups()
        tasks.remind_sign_ups()
        assert told("Coming soon") == ["ann", "bo", "cy"]
        assert Reminder.objects.filter(is_passed_over=False).count() == 3


def test_with_thanks(garden, monkeypatch, caplog):
    for row in SignUp.objects.select_related("person"):
        Attendance.objects.create(
            session=garden.session, person=row.person, outcome="came", way="list"
        )
    Session.objects.update(held_on=timezone.localdate() - timedelta(days=1))
    Attendance.objects.update(recorded_at=timezone.now() - timedelta(hours=5))
    with monkeypatch.context() as bad:
        poison(bad, "activities.services.felt.session_thanks", is_anns)
        for _ in range(2):
            fails(tasks.thank_people, caplog)
        assert told("Thank you for coming") == ["bo", "cy"]
    tasks.thank_people()
    tasks.thank_people()
    assert told("Thank you for coming") == ["ann", "bo", "cy"]


def test_of_what_is_new(cast, monkeypatch, caplog):
    people = [agreed("Ann Lee", 1), agreed("Bo Marsh", 2)]
    for each in people:
        save_interest(by=cast.ivy, person_id=each.pk, entry=InterestEntry())
    open_session("Poetry")
    whole = tasks.tell_of_new

    def breaks(*, by, person_id):
        if person_id == people[0].pk:
            raise LookupError("Something is missing.")
        return whole(by=by, person_id=person_id)

    monkeypatch.setattr(tasks, "tell_of_new", breaks)
    fails(tasks.tell_of_new_sessions, caplog)
    assert Message.objects.filter(recipient_key=people[1].key).count() == 1


def test_an_offer_that_cannot_lapse_holds_up_no_other(cast, monkeypatch, caplog):
    made = open_session(places=2)
    rows = [place_for(made, name) for name in ("Ann Lee", "Bo Marsh", "Cy Dale", "Di Hall")]
    for row in rows[:2]:
        withdraw_sign_up(by=BY, sign_up_id=row.pk)
    SignUp.objects.filter(status="offered").update(offer_ends_at=timezone.now())
    whole = tasks.lapse_offer

    def breaks(*, by, sign_up_id):
        if sign_up_id == rows[2].pk:
            raise LookupError("Something is missing.")
        return whole(by=by, sign_up_id=sign_up_id)

    monkeypatch.setattr(tasks, "lapse_offer", breaks)
    fails(tasks.sweep_sign_ups, caplog)
    assert SignUp.objects.get(pk=rows[3].pk).status == "lapsed"


# --- A round ----------------------------------------------------------------------------------


def test_those_behind_many_poisoned_rows_are_reached_too(db):
    rows, done = list(range(1, 30)), []

    def one(row: int) -> bool:
        if row <= 20:
            raise LookupError("Something is missing.")
        done.append(row)
        return True

    run = Round("tests.row")
    assert run.each(lambda most: [r for r in rows if r not in done][:most], one, most=5) == 5
    assert done == list(range(21, 26))
    with pytest.raises(LookupError):
        run.end()


def test_what_a_poisoned_row_wrote_is_undone_and_the_others_stay(db):
    ids = [someone(f"Person {number}").pk for number in range(3)]

    @service
    def rename(*, by: System, pk: int) -> bool:
        Person.objects.filter(pk=pk).update(shown_name="Done")
        if pk == ids[1]:
            raise LookupError("Something is missing.")
        return True

    run = Round("tests.row")
    assert run.each(lambda most: ids[:most], lambda pk: rename(by=BY, pk=pk), most=3) == 2
    names = Person.objects.filter(pk__in=ids).order_by("pk").values_list("shown_name", flat=True)
    assert list(names) == ["Done", "", "Done"]
