"""Two hundred people press at once: no place is given twice, and everybody has an answer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, OperationalError, connection
from django.utils import timezone

from activities.models import Attendance, Notice, Opportunity, Session, SignUp
from activities.rules.log import LONDON
from activities.services import sign_ups
from activities.services.attendance import mark_attendance, mark_here, mark_sheet
from activities.services.opportunities import correct_opportunity
from activities.tasks import tell_news, tell_people
from core.models import Message
from core.service import Refused
from tests.activities.places import BY, entry, open_session, place_for
from tests.community.people import someone

PEOPLE, AT_ONCE = 200, 20
State = SignUp.Status


pytestmark = pytest.mark.usefixtures("_own")


@pytest.fixture
def _own(committed_db, django_db_blocker):
    with django_db_blocker.unblock():
        yield


def at_once(tasks: list[Callable[[], str]]) -> list[str]:
    """What each of the tasks answered; `AT_ONCE` run side by side and begin together."""
    answers: list[str] = []
    gate = threading.Barrier(AT_ONCE)

    def run(share: list[Callable[[], str]]) -> None:
        gate.wait(30)
        try:
            answers.extend(task() for task in share)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=(tasks[first::AT_ONCE],)) for first in range(AT_ONCE)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join(300)
    return answers


def pressing(garden: Opportunity, person) -> Callable[[], str]:
    def press() -> str:
        try:
            return place_for(garden, person).status
        except (Refused, IntegrityError, OperationalError) as fault:
            return type(fault).__name__

    return press


@pytest.mark.parametrize("places", [1, 20])
def test_two_hundred_at_once(places):
    garden = open_session(places=places)
    people = [someone(f"Person {number}") for number in range(PEOPLE)]
    answers = at_once([pressing(garden, person) for person in people])
    assert sorted(set(answers)) == ["placed", "waiting"]
    assert (answers.count("placed"), answers.count("waiting")) == (places, PEOPLE - places)
    garden.refresh_from_db()
    assert garden.places_taken == places
    turns = list(SignUp.objects.values_list("turn", flat=True).order_by("turn"))
    assert turns == list(range(1, PEOPLE + 1))


def test_with_people_who_withdraw_answer_and_an_organiser_who_changes_the_number():
    garden = open_session(places=5)
    rows = [place_for(garden, f"Early {number}") for number in range(10)]
    late = [someone(f"Late {number}") for number in range(60)]
    most = 12

    def giving_back(row: SignUp) -> Callable[[], str]:
        def act() -> str:
            return sign_ups.withdraw_sign_up(by=BY, sign_up_id=row.pk).status

        return act

    def answering(row: SignUp) -> Callable[[], str]:
        def act() -> str:
            try:
                return sign_ups.accept_offer(by=BY, sign_up_id=row.pk).status
            except Refused:
                return "no offer"

        return act

    def changing(places: int) -> Callable[[], str]:
        def act() -> str:
            try:
                correct_opportunity(
                    by=BY, opportunity_id=garden.pk, expected=None, entry=entry(places=places)
                )
            except Refused:
                return "too few"
            return "changed"

        return act

    answers = at_once(
        [
            *[giving_back(row) for row in rows[:4]],
            *[changing(places) for places in (8, 3, most, 6)],
            *[pressing(garden, person) for person in late],
            *[answering(row) for row in rows[5:]],
        ]
    )
    assert len(answers) == 4 + 4 + 60 + 5
    assert {"IntegrityError", "OperationalError"}.isdisjoint(answers)
    garden.refresh_from_db()
    held = SignUp.objects.filter(status__in=[State.PLACED, State.OFFERED]).order_by("turn")
    assert garden.places_taken == held.count() <= garden.places <= most
    # Who waits does so because nothing is free, and who was offered a place came before them
    waiting = SignUp.objects.filter(status=State.WAITING).order_by("turn")
    assert waiting.count() == 0 or garden.places_free == 0
    offered = SignUp.objects.filter(status=State.OFFERED).order_by("-turn").first()
    first_waiting = waiting.first()
    if offered and first_waiting:
        assert offered.turn < first_waiting.turn


def test_the_same_press_fifty_times_is_one_sign_up():
    garden, person = open_session(places=5), someone("Grace Obi")
    answers = at_once([pressing(garden, person) for _ in range(50)])
    assert (answers.count("placed"), answers.count("Refused")) == (1, 49)
    assert SignUp.objects.count() == 1


def test_the_same_person_marked_fifty_times_at_once_came_once():
    garden = open_session(places=5)
    person = place_for(garden, "Grace Obi").person
    soon = timezone.localtime(timezone.now(), LONDON) + timedelta(minutes=30)
    Session.objects.filter(pk=garden.session_id).update(
        held_on=soon.date(), starts_at=soon.time().replace(microsecond=0), ends_at=None
    )

    def marking(number: int) -> Callable[[], str]:
        def press() -> str:
            # From the door, from the list and from the sheet, all together.
            if number % 3 == 0:
                mark_sheet(by=BY, opportunity_id=garden.pk, came=[person.pk], others_missed=False)
            elif number % 3 == 1:
                row = SignUp.objects.get(person=person)
                mark_here(by=BY, opportunity_id=garden.pk, sign_up_id=row.pk)
            else:
                mark_attendance(
                    by=BY, opportunity_id=garden.pk, person_id=person.pk, outcome="came"
                )
            return "marked"

        return press

    assert at_once([marking(number) for number in range(50)]) == ["marked"] * 50
    found = Attendance.objects.get()
    assert (found.person, found.outcome, found.version) == (person, "came", 1)


def test_two_workers_tell_and_remind_each_person_once():
    garden = open_session(places=30)
    for number in range(30):
        person = someone(f"P {number}", email=f"p{number}@home.example", is_email_confirmed=True)
        place_for(garden, person)
    Message.objects.all().delete()

    def telling() -> str:
        tell_people()
        tell_news()
        return "told"

    at_once([telling for _ in range(AT_ONCE)])
    assert Message.objects.count() == 30
    Session.objects.filter(pk=garden.session_id).update(starts_at="12:00", ends_at="13:00")
    at_once([telling for _ in range(AT_ONCE)])
    assert Message.objects.count() == 60
    assert Notice.objects.count() == 60


def test_control_without_the_lock_people_get_an_error_instead_of_an_answer(monkeypatch):
    monkeypatch.setattr(
        sign_ups,
        "lock_opportunity",
        lambda pk: Opportunity.objects.select_related("session__activity").get(pk=pk),
    )
    garden = open_session(places=1)
    people = [someone(f"Person {number}") for number in range(PEOPLE)]
    answers = at_once([pressing(garden, person) for person in people])
    assert "IntegrityError" in answers
    # The rule of the database holds the number even so
    garden.refresh_from_db()
    assert garden.places_taken <= 1
