"""Probes, the administrator's health page, and the doctor."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from cocreation.schedule import TIMED
from core.health.selectors import pulses
from core.health.weaknesses import weaknesses
from core.models import Heartbeat, Message
from core.service import System
from core.services import record_pulse
from tests.core.messages import queue_one

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "DEBUG": False,
    "DEMO_MODE": False,
    "IS_HTTPS": True,
    "ALLOWED_HOSTS": ["portal.trust.example"],
    "OUTBOX_KEY": "a key of its own, that is long enough for this use.",
    "REDIS_URL": "redis://:secret@127.0.0.1:6379/0",
    "MAIL_DELIVERY": "smtp",
    "EMAIL_HOST": "127.0.0.1",
    "DEFAULT_FROM_EMAIL": "Portal <involvement@trust.nhs.uk>",
}


@pytest.fixture
def good(db, settings, clamd):
    """Settings and pulses of a portal to which nothing is to be said."""
    for name, value in {**GOOD, "SCANNER_ADDRESS": clamd}.items():
        setattr(settings, name, value)
    for job in TIMED:
        record_pulse(name=job.name, by=System("tests"))
    return settings


@pytest.fixture
def no_cache(settings):
    """No Valkey answers."""
    default = {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:9/0"}
    settings.CACHES = {"default": default}


WITHOUT_DATABASE = """
import django
django.setup()
from django.test import Client
for path in ("/healthz", "/readyz"):
    answer = Client().get(path)
    print(answer.status_code, answer.content.decode())
"""


# --- Probes -----------------------------------------------------------------------------


def test_healthz_asks_no_server(client):
    # Without the `db` fixture any query would fail this test.
    answer = client.get(reverse("core:healthz"))
    assert (answer.status_code, answer.content) == (200, b"ok")
    assert "no-store" in answer["Cache-Control"]


def test_readyz_says_that_all_is_there(client, db):
    answer = client.get(reverse("core:readyz"))
    assert answer.status_code == 200
    assert answer.json() == {"status": "ready", "database": "ok", "cache": "ok"}


def test_readyz_without_cache_is_degraded_but_serves(client, db, no_cache):
    answer = client.get(reverse("core:readyz"))
    assert answer.status_code == 200
    assert answer.json() == {"status": "degraded", "database": "ok", "cache": "missing"}


def test_without_database_the_probes_say_so_and_the_doctor_ends_with_2():
    script = [sys.executable, "-c", WITHOUT_DATABASE]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "cocreation.settings",
        "ALLOWED_HOSTS": "testserver",
        "DATABASE_URL": "postgresql://app:x@127.0.0.1:9/portal",
        "DATABASE_ROLE": "app",
    }
    options = {"cwd": ROOT, "env": environment, "capture_output": True, "text": True}
    done = subprocess.run(script, check=True, **options)
    alive, ready = done.stdout.splitlines()
    assert alive == "200 ok"
    assert ready.startswith("503 ")
    assert '"database": "missing"' in ready
    doctor = subprocess.run([sys.executable, "manage.py", "doctor"], check=False, **options)
    assert doctor.returncode == 2
    assert "The database does not answer" in doctor.stderr


# --- The page ---------------------------------------------------------------------------


def test_health_page_is_the_administrators(as_person, client, db):
    assert client.get(reverse("core:health")).status_code == 302
    assert as_person("sam").get(reverse("core:health")).status_code == 403
    assert as_person("ada").get(reverse("core:health")).status_code == 200


def test_health_page_tells_the_state(as_person, settings):
    settings.OUTBOX_KEY = settings.SECRET_KEY
    queue_one()
    Message.objects.update(due_at=timezone.now() - timedelta(minutes=9))
    Heartbeat.objects.create(name="heartbeat", at=timezone.now() - timedelta(minutes=5))
    page = as_person("ada").get(reverse("core:health")).content.decode()
    assert "the oldest for 9\xa0minutes" in page
    # On a slow day others follow it.
    assert "Timed jobs have not run in time: heartbeat" in page
    assert "PostgreSQL" in page
    assert connection.settings_dict["USER"] in page
    assert "cannot change the record of who did what" in page
    assert "bea@portal.example" not in page


def test_pulse_is_late_after_three_turns(db):
    queue_one()
    now = timezone.now() + timedelta(minutes=10)  # the portal began ten minutes ago
    for name, age in {
        "heartbeat": timedelta(minutes=4),
        "sweep_outbox": timedelta(seconds=100),
        "tidy": timedelta(hours=25),
    }.items():
        Heartbeat.objects.create(name=name, at=now - age)
    late = {pulse.name: pulse.is_late for pulse in pulses(now)}
    expected = {"heartbeat": True, "sweep_outbox": False, "fold_rollups": True, "tidy": False}
    assert {name: late[name] for name in expected} == expected


# --- The doctor -------------------------------------------------------------------------


def test_nothing_is_said_of_a_good_setting(good):
    assert weaknesses() == []


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("DEBUG", True, "DEBUG is on"),
        ("DEMO_MODE", True, "Demo mode is on"),
        ("IS_HTTPS", False, "without HTTPS"),
        ("ALLOWED_HOSTS", ["*"], "Any host name"),
        ("REDIS_URL", "redis://127.0.0.1:6379/0", "no password"),
        ("REDIS_URL", "redis://:x@cache.trust.example:6379/0", "not encrypted"),
        ("MAIL_DELIVERY", "folder", "reach nobody"),
        ("EMAIL_HOST", "mail.trust.example", "without encryption"),
        ("DEFAULT_FROM_EMAIL", "Portal <a@trust.example>", "does not exist"),
    ],
)
def test_each_weakness_is_named(good, name, value, words):
    setattr(good, name, value)
    (found,) = weaknesses()
    assert words in found.what
    assert found.advice


def test_shared_key_and_shared_role_are_named(good):
    good.OUTBOX_KEY = good.SECRET_KEY
    good.DATABASE_URLS = dict.fromkeys(("app", "owner", "publisher"), good.DATABASE_URL)
    said = " ".join(found.what for found in weaknesses())
    assert "One database role does several kinds of work" in said
    assert "SECRET_KEY" in said


def test_faults_come_first(good, no_cache):
    good.DEBUG = True
    Heartbeat.objects.update(at=timezone.now() - timedelta(days=2))
    found = weaknesses()
    assert [weakness.is_fault for weakness in found] == [True, True, False]


def test_doctor_says_it_and_ends_with_its_number(good, capsys):
    call_command("doctor")
    assert "Nothing is weaker" in capsys.readouterr().out
    good.DEBUG = True
    with pytest.raises(SystemExit, match="1"):
        call_command("doctor")
    assert "Set DEBUG=0." in capsys.readouterr().out
    Heartbeat.objects.update(at=timezone.now() - timedelta(days=2))
    with pytest.raises(SystemExit, match="2"):
        call_command("doctor")
