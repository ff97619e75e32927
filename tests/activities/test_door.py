"""The door on a bad day: guessing, pressing again and again, and names that are alike."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time

import pytest
import time_machine
from django.core.cache import caches
from django.db import connection
from django.urls import reverse

from activities.models import Attendance, Opportunity, SignUp
from activities.rules.log import LONDON
from activities.selectors.attendance import code_words, door_token
from activities.services.attendance import mark_attendance, mark_here
from activities.services.sign_ups import withdraw_sign_up
from community.models import Person
from core.service import System
from tests.activities.places import BY, open_session, place_for
from tests.house.world import World
from tests.users.people import own_caches

DOOR = System("door")
TOO_MANY = "Too many codes were wrong"
NOT_FOUND = "We do not find your place here"


def address(name: str, *arguments) -> str:
    return reverse(f"activities:{name}", args=arguments)


def morning_of(made: Opportunity) -> datetime:
    return datetime.combine(made.session.held_on, time(9, 50), LONDON)


@pytest.fixture(autouse=True)
def apart(settings):
    """Nobody's tries count against anybody's."""
    settings.CACHES = own_caches()


@pytest.fixture
def garden(cast) -> Opportunity:
    World()
    made = open_session(places=10)
    Opportunity.objects.update(closes_at=morning_of(made))
    return made


def test_guessing_is_stopped_for_right_codes_too_and_for_this_session_alone(client, garden):
    row = place_for(garden, "Ann Lee")
    other = open_session("Poetry")
    theirs = place_for(other, "Bo Marsh")
    door = address("door_here", door_token(garden))
    with time_machine.travel(morning_of(garden), tick=False):
        answers = [
            client.send(door, {"code": f"{number:08d}"}).content.decode() for number in range(22)
        ]
        assert all(NOT_FOUND in each for each in answers[:20])
        assert all(TOO_MANY in each for each in answers[20:])
        assert TOO_MANY in client.send(door, {"code": code_words(row)}).content.decode()
        # From elsewhere it goes on
        done = client.send(door, {"code": code_words(row)}, REMOTE_ADDR="10.9.8.7")
        assert done.status_code == 302
        elsewhere = address("door_here", door_token(other))
        done = client.send(elsewhere, {"code": code_words(theirs)}, REMOTE_ADDR="10.9.8.6")
        assert done.status_code == 302


def test_from_many_places_it_is_stopped_for_the_session(client, garden):
    door = address("door_here", door_token(garden))
    with time_machine.travel(morning_of(garden), tick=False):
        said = [
            client.send(
                door, {"code": f"{number:08d}"}, REMOTE_ADDR=f"10.1.{number // 10}.1"
            ).content.decode()
            for number in range(102)
        ]
    assert NOT_FOUND in said[99]
    assert TOO_MANY in said[101]


def test_right_codes_of_a_group_behind_one_address_are_not_counted(client, garden):
    Opportunity.objects.update(places=None)
    rows = [place_for(garden, f"Person {number}") for number in range(25)]
    door = address("door_here", door_token(garden))
    with time_machine.travel(morning_of(garden), tick=False):
        for row in rows:
            assert client.send(door, {"code": code_words(row)}).status_code == 302
    assert Attendance.objects.filter(outcome="came").count() == 25


def test_a_code_that_ended_says_the_same_as_a_wrong_one(client, garden):
    row = place_for(garden, "Ann Lee")
    code = code_words(row)
    withdraw_sign_up(by=BY, sign_up_id=row.pk)
    door = address("door_here", door_token(garden))
    with time_machine.travel(morning_of(garden), tick=False):
        pages = [client.send(door, {"code": each}) for each in (code, "0000 0000")]
    said = [each.context["form"].errors["code"][0] for each in pages]
    assert said[0] == said[1]
    assert NOT_FOUND in said[0]


def test_without_the_shared_cache_guessing_is_stopped_all_the_same(client, garden, monkeypatch):
    monkeypatch.setattr("activities.door.ratelimit.consume", lambda *_args, **_more: True)
    door = address("door_here", door_token(garden))
    with time_machine.travel(morning_of(garden), tick=False):
        caches["process"].set(f"door:{garden.pk}", 99, 600)
        assert NOT_FOUND in client.send(door, {"code": "0000 0001"}).content.decode()
        assert TOO_MANY in client.send(door, {"code": "0000 0002"}).content.decode()


def test_the_same_press_many_times_at_once_is_one_mark(committed_db):
    World()
    made = open_session(places=5)
    row = place_for(made, "Ann Lee")
    at = morning_of(made)

    def press(number: int) -> None:
        try:
            if number % 2:
                mark_here(by=DOOR, opportunity_id=made.pk, sign_up_id=row.pk)
            else:
                mark_attendance(
                    by=BY, opportunity_id=made.pk, person_id=row.person_id, outcome="came"
                )
        finally:
            connection.close()

    with time_machine.travel(at, tick=True), ThreadPoolExecutor(8) as pool:
        list(pool.map(press, range(50)))
    mark = Attendance.objects.get()
    assert (mark.outcome, mark.version) == ("came", 1)
    connection.close()


def test_a_press_whose_answer_was_lost_is_sent_again_and_counts_once(as_person, garden):
    row = place_for(garden, "Ann Lee")
    mark = address("attendance_mark", garden.pk, row.person_id, "came")
    body = {"submission_key": "5b0f1c1e-3d55-4a7c-9f6e-0d6a1f2b3c4d"}
    with time_machine.travel(morning_of(garden), tick=False):
        ivy = as_person("ivy")
        answers = [ivy.post(mark, body) for _ in range(3)]
        assert {each.status_code for each in answers} == {302}
        assert len({each.url for each in answers}) == 1
        # Meanwhile somebody else said that she did not come: the old press changes nothing
        mark_attendance(by=BY, opportunity_id=garden.pk, person_id=row.person_id, outcome="missed")
        ivy.post(mark, body)
    assert Attendance.objects.get().outcome == "missed"


def test_two_of_the_same_name_are_told_apart(as_person, garden):
    rows = [place_for(garden, f"Ivan {each}", shown_name="Ivan") for each in ("A", "B")]
    place_for(garden, "Ann Lee", shown_name="Annie")
    with time_machine.travel(morning_of(garden), tick=False):
        shown = as_person("ivy").get(address("opportunity_day", garden.pk)).content.decode()
    for row in rows:
        assert f"Ivan (P{row.person_id:05d})" in shown
    assert "Annie (" not in shown
    assert SignUp.objects.count() == 3


def test_who_comes_on_the_wrong_day_or_is_done_is_not_left_standing(
    client, as_person, garden, cast
):
    place_for(garden, Person.objects.get(account=cast.amina))
    door = address("door_here", door_token(garden))
    early = client.get(door).content.decode()
    assert "It is too early. This opens three hours before" in early
    assert "Questions? Call us" in early
    with time_machine.travel(morning_of(garden), tick=False):
        done = as_person("amina").send(door, follow=True).content.decode()
    assert "We know that you are here" in done
    # Hers is the phone: nobody else presses for her
    assert reverse("home:my_involvement") in done.partition("<main")[2].partition("</main")[0]
    assert "Somebody else wants to use this phone" not in done
    done = client.get(address("door_done", door_token(garden))).content.decode()
    assert "Somebody else wants to use this phone" in done
