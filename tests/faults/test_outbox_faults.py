"""Workers killed, two at once, wake-ups lost, Valkey gone: nobody missed, nobody twice unseen."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from core.background import app
from core.models import Message
from core.outbox import queue, services, worker
from core.tasks import sweep_outbox
from tests.core.messages import BY, again, expire, make_due, many, queue_for, queue_one
from tests.faults.gate import Gate
from tests.faults.smtp_sink import Sink, Step

ROOT = Path(__file__).resolve().parents[2]
State = Message.State
DELIVER = """
import django
django.setup()
from core.outbox.worker import deliver_due
print("started", flush=True)
print(deliver_due(), flush=True)
"""


@pytest.fixture
def sink(settings):
    with Sink() as sink:
        settings.MAIL_DELIVERY = "smtp"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        yield sink


@pytest.fixture
def quiet(monkeypatch):
    """No worker is woken: the test starts its own."""
    monkeypatch.setattr(queue, "wake", lambda task: None)


@pytest.fixture
def start(committed_db, sink):
    """`start()` is another process that delivers everything due; ended with the test."""
    running: list[subprocess.Popen] = []
    environment = {
        **committed_db,
        "DJANGO_SETTINGS_MODULE": "cocreation.settings",
        "MAIL_DELIVERY": "smtp",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(sink.port),
    }

    def start() -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-c", DELIVER], cwd=ROOT, env=environment, stdout=subprocess.PIPE
        )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.wait()
        process.stdout.close()


def kill(process: subprocess.Popen) -> None:
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


def finish(process: subprocess.Popen) -> None:
    assert process.wait(timeout=30) == 0


def states() -> Counter[str]:
    return Counter(Message.objects.values_list("state", flat=True))


def times_taken(sink: Sink, addresses: list[str]) -> list[int]:
    ledger = Counter(taken.recipient for taken in sink.ledger)
    return [ledger[address] for address in addresses]


# --- kill -9 ----------------------------------------------------------------------------


@pytest.mark.parametrize("takes", [True, False])
def test_killed_at_the_last_dot(committed_db, sink, start, quiet, takes):
    """The one message in doubt is held and shown; all others arrive once."""
    addresses = many(20)
    doubtful = queue_for(addresses=addresses, by=BY)[7]
    reached, never = threading.Event(), threading.Event()
    reply = "" if takes else "451 Never said"
    sink.plan(doubtful.address, Step("dot", reply, takes, reached=reached, waits_for=never))
    process = start()
    assert reached.wait(20)
    kill(process)
    expire(*Message.objects.filter(state=State.SENDING))
    sweep_outbox()
    assert states() == {State.DELIVERED: 19, State.HELD: 1}
    assert again(doubtful).state == State.HELD
    assert "may have arrived" in again(doubtful).last_error
    assert times_taken(sink, addresses) == [1] * 7 + [int(takes)] + [1] * 12


def test_killed_before_the_text_was_whole(committed_db, sink, start, quiet):
    """Nothing is in doubt: every message arrives once, by itself."""
    addresses = many(20)
    message = queue_for(addresses=addresses, by=BY)[7]
    reached, never = threading.Event(), threading.Event()
    sink.plan(message.address, Step("data", reached=reached, waits_for=never))
    process = start()
    assert reached.wait(20)
    kill(process)
    expire(*Message.objects.filter(state=State.SENDING))
    sweep_outbox()
    assert states() == {State.DELIVERED: 20}
    assert times_taken(sink, addresses) == [1] * 20


def test_sending_again_without_looking_would_be_the_second_copy(committed_db, sink, start, quiet):
    """The control: what the journal prevents does happen, under the same Message-ID."""
    message = queue_one()
    reached, never = threading.Event(), threading.Event()
    sink.plan(message.address, Step("dot", takes=True, reached=reached, waits_for=never))
    process = start()
    assert reached.wait(20)
    kill(process)
    Message.objects.filter(pk=message.pk).update(
        state=State.WAITING, lease_until=None, handing_over_at=None
    )
    worker.deliver_due()
    assert [taken.message_id for taken in sink.ledger] == [message.message_id] * 2


def test_kill_storm(committed_db, sink, start, quiet):
    """Workers killed at random moments: everyone once, or held with at most one per kill."""
    addresses, kills = many(120), 5
    queue_for(addresses=addresses, by=BY)
    sink.slowness = 0.005
    chance = random.Random(7)
    for _ in range(kills):
        before = len(sink.ledger)
        process = start()
        process.stdout.readline()
        while len(sink.ledger) < before + 5 and process.poll() is None:
            time.sleep(0.005)
        time.sleep(chance.random() * 0.05)
        kill(process)
        expire(*Message.objects.filter(state=State.SENDING))
        services.recover_messages(by=BY)
    make_due(*Message.objects.filter(state=State.WAITING))
    sweep_outbox()
    held = set(Message.objects.filter(state=State.HELD).values_list("address", flat=True))
    assert len(held) <= kills
    assert (
        states()
        == Counter({State.DELIVERED: len(addresses) - len(held), State.HELD: len(held)}) - Counter()
    )
    for address, taken in zip(addresses, times_taken(sink, addresses), strict=True):
        assert taken == 1 or (address in held and taken == 0)


def test_two_workers_at_once_share_the_work(committed_db, sink, start, quiet):
    addresses = many(150)
    queue_for(addresses=addresses, by=BY)
    sink.slowness = 0.01
    both = [start(), start()]
    for process in both:
        finish(process)
    assert times_taken(sink, addresses) == [1] * 150
    assert states() == {State.DELIVERED: 150}
    assert len({taken.connection for taken in sink.ledger}) >= 2


# --- The broker -------------------------------------------------------------------------

WITHOUT_VALKEY = """
import json, time
import django
django.setup()
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from tests.core.messages import queue_one
from users.models import User

def timed(call):
    begun = time.monotonic()
    answer = call()
    return time.monotonic() - begun, answer

first, _ = timed(queue_one)
more, _ = timed(lambda: [queue_one() for _ in range(20)])
cache.set("a", 1)
client = Client()
client.get(reverse("account_login"))
page, shown = timed(lambda: client.get(reverse("account_login")))
address = User.objects.order_by("pk").values_list("email", flat=True)[0]
asked = client.post(reverse("account_reset_password"), {"email": address})
print(json.dumps({
    "first": first, "more": more, "page": page, "kept": cache.get("a"),
    "statuses": [shown.status_code, asked.status_code], "address": address,
}))
"""


@pytest.fixture(params=["gone", "stuck"])
def without_valkey(request, committed_db) -> Iterator[dict]:
    """What another process does, and how long it takes, while no Valkey answers."""
    with Gate("127.0.0.1", 9) as gate:
        if request.param == "gone":
            gate.shut()
        else:
            gate.silence()
        yield _use_portal(committed_db, gate.port)


def _use_portal(committed_db: dict, port: int) -> dict:
    environment = {
        **committed_db,
        "DJANGO_SETTINGS_MODULE": "cocreation.settings",
        "ALLOWED_HOSTS": "testserver",
        "REDIS_URL": f"redis://127.0.0.1:{port}/0",
        "LOG_LEVEL": "WARNING",
    }
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_VALKEY],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return {**json.loads(done.stdout), "log": done.stderr}


def test_portal_works_without_valkey(sink, without_valkey):
    """Messages are queued and pages answer without a noticeable wait; the sweep delivers."""
    assert without_valkey["statuses"] == [200, 302]
    assert without_valkey["kept"] is None
    # Half a second each for cache and broker is the most that is waited; the rest is room
    # for a busy machine.
    assert without_valkey["first"] < 2
    assert without_valkey["more"] < 2
    assert without_valkey["page"] < 2
    assert without_valkey["log"].count("server_down") == 2  # cache and broker, once each
    sweep_outbox()
    assert sink.taken_by("bea@portal.example") == 21


def test_reset_mail_goes_through_the_outbox(sink, without_valkey):
    """Unreadable in the database, readable by its receiver, gone once delivered."""
    row = Message.objects.get(purpose="sign_in")
    assert (row.address, row.is_secret, row.body) == (without_valkey["address"], True, "")
    assert b"/account/" not in bytes(row.secret_body)
    sweep_outbox()
    (mail,) = [taken.mail for taken in sink.ledger if taken.recipient == row.address]
    assert "/account/password/reset/key/" in mail.get_body(("plain",)).get_content()
    assert again(row).secret_body is None


@pytest.fixture
def gate():
    """The way of a worker to its Valkey."""
    parts = urlsplit(settings.REDIS_URL)
    with Gate(parts.hostname or "", parts.port or 6379) as gate:
        yield gate


@pytest.fixture
def celery_worker(committed_db, sink, gate):
    """A Celery worker, on a queue of this test's own database."""
    parts = urlsplit(settings.REDIS_URL)
    password = f":{parts.password}@" if parts.password else ""
    environment = {
        **committed_db,
        "REDIS_URL": parts._replace(netloc=f"{password}127.0.0.1:{gate.port}").geturl(),
        "MAIL_DELIVERY": "smtp",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(sink.port),
    }
    command = "-m celery -A cocreation worker --pool solo --loglevel warning"
    log = subprocess.DEVNULL
    process = subprocess.Popen(
        [sys.executable, *command.split()], cwd=ROOT, env=environment, stdout=log, stderr=log
    )
    deadline = time.monotonic() + 30
    while not app.control.ping(timeout=0.5) and time.monotonic() < deadline:
        pass
    yield process
    process.terminate()
    process.wait()


def seconds_until_taken(sink: Sink, number: int) -> float:
    begun = time.monotonic()
    while len(sink.ledger) < number and time.monotonic() - begun < 30:
        time.sleep(0.01)
    assert len(sink.ledger) == number
    return time.monotonic() - begun


def test_commit_wakes_a_real_worker(celery_worker, sink, gate):
    """From the commit through Valkey and Celery to the mail server, also after a cut."""
    queue_one()
    assert seconds_until_taken(sink, 1) < 5
    gate.shut()
    time.sleep(1)
    gate.open()
    queue_one("again@portal.example")
    seconds_until_taken(sink, 2)
    assert celery_worker.poll() is None
