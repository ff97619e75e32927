"""Two hundred people press at once: no place is given twice, and everybody has an answer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from functools import partial
from itertools import zip_longest

import psycopg2
import pytest
from django.db import IntegrityError, OperationalError, connection
from django.utils import timezone

from activities.models import Attendance, Notice, Opportunity, Reminder, Session, SignUp
from activities.rules.log import LONDON
from activities.selectors.notices import remind_ids
from activities.selectors.sign_ups import lapsed_ids
from activities.services import sign_ups
from activities.services.attendance import mark_attendance, mark_here, mark_sheet
from activities.services.notices import free_sign_ups, remind_sign_up, remind_sign_ups
from activities.services.opportunities import correct_opportunity
from activities.tasks import tell_news, tell_people
from core.models import Message
from core.rounds import Round
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


# What was done to places, in the order it was done: under the lock of the opportunity there is one.
WATCH = """
CREATE TABLE watched (
    seq bigserial, sign_up bigint, turn int, was text, now text, earlier_waiting int, taken int, places int
);
CREATE FUNCTION watch() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF TG_OP = 'INSERT' OR OLD.status IS DISTINCT FROM NEW.status THEN
        INSERT INTO watched (sign_up, turn, was, now, earlier_waiting, taken, places)
        SELECT NEW.id, NEW.turn, CASE TG_OP WHEN 'INSERT' THEN '' ELSE OLD.status END, NEW.status,
            (SELECT count(*) FROM activities_signup s WHERE s.opportunity_id = NEW.opportunity_id
                AND s.status = 'waiting' AND s.turn < NEW.turn),
            (SELECT sum(holds) FROM activities_signup s WHERE s.opportunity_id = NEW.opportunity_id),
            (SELECT places FROM activities_opportunity o WHERE o.id = NEW.opportunity_id);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER watch AFTER INSERT OR UPDATE ON activities_signup
    FOR EACH ROW EXECUTE FUNCTION watch();
"""


@pytest.fixture
def watched(committed_db, _own):
    """Everything that is done to places, as (sign-up, was, is, waiting before it, taken, places)."""
    with closing(psycopg2.connect(committed_db["DATABASE_OWNER_URL"])) as owner:
        owner.autocommit = True
        with owner.cursor() as cursor:
            cursor.execute(WATCH)

            def rows() -> list[tuple]:
                cursor.execute(
                    "SELECT sign_up, was, now, earlier_waiting, taken, places FROM watched ORDER BY seq"
                )
                return cursor.fetchall()

            yield rows


def trying(act: Callable[[], object]) -> Callable[[], str]:
    """What an act answered: a status, or that it was refused; a fault of the database by its name."""

    def task() -> str:
        try:
            found = act()
        except Refused:
            return "refused"
        except (IntegrityError, OperationalError) as fault:
            return type(fault).__name__
        return found.status if isinstance(found, SignUp) else "done"

    return task


@pytest.mark.parametrize("places", [1, 20])
def test_two_hundred_beside_withdrawing_answers_lapsing_and_changes_of_the_number(watched, places):
    garden = open_session(places=places)
    early = [place_for(garden, f"Early {number}") for number in range(2 * places + 4)]
    late = [someone(f"Late {number}") for number in range(PEOPLE)]

    def answering(act: Callable[..., SignUp]) -> Callable[[], object]:
        def answer() -> object:
            row = SignUp.objects.filter(status=State.OFFERED).order_by("?").first()
            return act(by=BY, sign_up_id=row.pk) if row else None

        return answer

    def lapsing() -> None:
        # The time of some offers is over, and the sweep comes by
        over = SignUp.objects.filter(status=State.OFFERED).order_by("turn")[:2]
        SignUp.objects.filter(pk__in=[row.pk for row in over], status=State.OFFERED).update(
            offer_ends_at=timezone.now()
        )
        for pk in lapsed_ids(timezone.now(), PEOPLE):
            sign_ups.lapse_offer(by=BY, sign_up_id=pk)

    def changing(number: int) -> Callable[[], object]:
        return lambda: correct_opportunity(
            by=BY, opportunity_id=garden.pk, expected=None, entry=entry(places=number)
        )

    def withdrawing(row: SignUp) -> Callable[[], object]:
        return lambda: sign_ups.withdraw_sign_up(by=BY, sign_up_id=row.pk)

    others = [
        *[trying(withdrawing(row)) for row in early[: places + 2]],
        *[trying(answering(sign_ups.decline_offer)) for _ in range(20)],
        *[trying(answering(sign_ups.accept_offer)) for _ in range(20)],
        *[trying(lapsing) for _ in range(20)],
        *[trying(changing(places + n)) for n in (3, 1, 8, 0, 5, 2)],
    ]
    tasks = [pressing(garden, person) for person in late]
    mixed = [task for pair in zip_longest(tasks, others) for task in pair if task]
    answers = at_once(mixed)
    assert len(answers) == len(mixed)
    assert {"IntegrityError", "OperationalError"}.isdisjoint(answers)
    # Everybody has a definite answer
    assert SignUp.objects.filter(person__in=late).count() == PEOPLE
    steps = watched()
    # Never more taken than there are, at any moment
    assert all(taken <= number for *_who, taken, number in steps)
    # Every offer went to the first who waited then, and to nobody twice
    offers = [(who, before) for who, was, now, before, *_n in steps if now == State.OFFERED]
    assert offers
    assert all(before == 0 for _who, before in offers)
    assert len({who for who, _before in offers}) == len(offers)
    assert {was for _w, was, now, *_n in steps if now == State.OFFERED} == {State.WAITING}
    # Nobody who came later got a place while somebody waited
    assert all(before == 0 for _w, was, now, before, *_n in steps if (was, now) == ("", "placed"))
    # Nothing is free while somebody waits
    garden.refresh_from_db()
    held = SignUp.objects.filter(status__in=[State.PLACED, State.OFFERED])
    assert garden.places_taken == held.count() <= garden.places
    assert garden.places_free == 0 or not SignUp.objects.filter(status=State.WAITING).exists()
    kinds = {now for _w, _was, now, *_n in steps}
    assert kinds >= {State.WITHDRAWN, State.OFFERED}


def test_without_the_lock_the_same_run_breaks_the_order_or_the_number(watched, monkeypatch):
    """The control: what the test above looks at is seen to fail."""
    monkeypatch.setattr(
        sign_ups,
        "lock_opportunity",
        lambda pk: Opportunity.objects.select_related("session__activity").get(pk=pk),
    )
    garden = open_session(places=5)
    early = [place_for(garden, f"Early {number}") for number in range(12)]
    late = [someone(f"Late {number}") for number in range(60)]
    giving = [
        trying(lambda row=row: sign_ups.withdraw_sign_up(by=BY, sign_up_id=row.pk))
        for row in early[:5]
    ]
    tasks = [pressing(garden, person) for person in late]
    answers = at_once([task for pair in zip_longest(giving, tasks) for task in pair if task])
    offers = [before for _w, _was, now, before, *_n in watched() if now == State.OFFERED]
    broken = {"IntegrityError", "OperationalError"} & set(answers)
    assert broken or any(offers) or len(answers) != 65


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


def test_two_workers_remind_each_person_once_and_miss_nobody():
    garden = open_session(places=60, remind_days=(2,))
    for number in range(60):
        person = someone(f"P {number}", email=f"p{number}@home.example", is_email_confirmed=True)
        place_for(garden, person)
    tomorrow = timezone.localdate() + timedelta(days=1)
    Session.objects.filter(pk=garden.session_id).update(held_on=tomorrow)
    SignUp.objects.update(told="placed", asked_at=timezone.now() - timedelta(days=9))
    Message.objects.all().delete()

    def reminding() -> str:
        people = Round("activities.signup")
        people.each(
            partial(remind_ids, timezone.now()),
            lambda each: remind_sign_up(by=BY, sign_up_id=each),
            many=lambda ids: remind_sign_ups(by=BY, sign_up_ids=ids),
            lock=lambda ids: free_sign_ups(by=BY, sign_up_ids=ids),
            most=100,
            at_once=7,
        )
        people.end()
        return "reminded"

    at_once([reminding for _ in range(AT_ONCE)])
    reminding()
    assert Reminder.objects.count() == 60
    letters = Message.objects.values_list("address", flat=True)
    assert sorted(letters) == sorted(f"p{number}@home.example" for number in range(60))


def test_control_without_the_lock_people_get_an_error_instead_of_an_answer(monkeypatch):
    monkeypatch.setattr(
        sign_ups,
        "lock_opportunity",
        lambda pk: Opportunity.objects.select_related("session__activity").get(pk=pk),
    )
    garden = open_session(places=1)
    # As many as press at once: each that waits for another in a circle costs a second.
    people = [someone(f"Person {number}") for number in range(AT_ONCE)]
    answers = at_once([pressing(garden, person) for person in people])
    assert {"IntegrityError", "OperationalError"} & set(answers)
    # The rule of the database holds the number even so
    garden.refresh_from_db()
    assert garden.places_taken <= 1
