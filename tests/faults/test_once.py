"""One form sent fifty times at once, two editors at the same instant: real threads, real commits."""

from __future__ import annotations

import threading
import uuid

import pytest
from django.db import connection, connections
from django.urls import reverse

from activities.models import Activity, SignUp
from core.models import Act, Submission
from tests.activities.places import open_session
from tests.activities.typing_in import LOG, typed
from tests.community.people import someone
from tests.conftest import PortalClient
from users.models import User

AT_ONCE = 50


def at_once(number: int, do) -> list:
    """Run `do(place)` in so many threads, let go at the same moment; what each answered."""
    barrier = threading.Barrier(number)
    answers: list = [None] * number

    def run(place: int) -> None:
        try:
            barrier.wait(30)
            answers[place] = do(place)
        except Exception as fault:
            answers[place] = fault
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return answers


@pytest.fixture
def sam(committed_db) -> User:
    return User.objects.get(email="sam@portal.example")


def test_fifty_presses_of_the_button_save_one_activity(sam):
    form = typed() | {"submission_key": str(uuid.uuid4())}
    clients = [PortalClient().sign_in(sam) for _ in range(AT_ONCE)]
    answers = at_once(AT_ONCE, lambda place: clients[place].post(LOG, form))
    assert [getattr(a, "status_code", a) for a in answers] == [302] * AT_ONCE
    assert len({answer.url for answer in answers}) == 1
    assert Activity.objects.count() == 1
    assert Submission.objects.count() == 1
    assert Act.objects.filter(service="activities.log_activity").count() == 1


def test_without_a_shared_key_every_press_would_save(sam):
    """The control: the same fifty presses with keys of their own make fifty activities."""
    form = typed() | {"submission_again": "1"}
    clients = [PortalClient().sign_in(sam) for _ in range(AT_ONCE)]
    at_once(AT_ONCE, lambda place: clients[place].send(LOG, form))
    assert Activity.objects.count() == AT_ONCE


def test_fifty_presses_of_sign_up_are_one_place_and_other_words_are_not_taken(
    committed_db, settings
):
    # Fifty presses in a second are more than one person may: that limit is proven elsewhere.
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "sign_up": ""}
    member = User.objects.get(email="amina@portal.example")
    someone("Amina Yusuf", account=member, email=member.email)
    garden = open_session(places=3)
    page = reverse("activities:sign_up_add", args=[garden.pk])
    form = {"shown_name": "Mina", "companions": "1", "submission_key": str(uuid.uuid4())}
    clients = [PortalClient().sign_in(member) for _ in range(AT_ONCE)]
    answers = at_once(AT_ONCE, lambda place: clients[place].post(page, form))
    assert [getattr(a, "status_code", a) for a in answers] == [302] * AT_ONCE
    assert len({answer.url for answer in answers}) == 1
    row = SignUp.objects.get()
    assert (row.status, row.companions) == ("placed", 1)
    assert Submission.objects.count() == 1
    # The lost answer is asked for again, and something else under the same key is not carried out
    again = clients[0].post(page, form)
    assert again.url == answers[0].url
    other = clients[0].post(page, form | {"companions": "0"})
    assert other.status_code != 302
    row.refresh_from_db()
    assert row.companions == 1
    assert SignUp.objects.count() == 1
    connection.close()


def test_one_of_two_editors_wins_and_the_other_is_told(sam):
    PortalClient().sign_in(sam).send(LOG, typed())
    activity = Activity.objects.get()
    form = {k: v for k, v in typed().items() if not k.startswith(("held_on", "people", "mode"))}
    clients = [PortalClient().sign_in(sam) for _ in range(8)]

    def correct(place: int):
        changed = form | {"title": f"Title {place}", "version": str(activity.version)}
        return clients[place].send(f"/activities/{activity.pk}/correct/", changed)

    answers = at_once(8, correct)
    assert sorted(a.status_code for a in answers) == [200] * 7 + [302]
    activity.refresh_from_db()
    assert activity.version == 2
    told = [a.content.decode() for a in answers if a.status_code == 200]
    assert all(activity.title in page for page in told)
    connection.close()
