"""What people who run the portal read says what the portal does."""

import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
READ = re.compile(r"(?:env\.\w+|required)\(\s*\"([A-Z_]+)\"")
LISTED = re.compile(r"^(?:# )?([A-Z_]+)=", re.MULTILINE)
# Read by docker-compose.yml alone, to make the addresses.
FOR_COMPOSE = {
    "APP_PASSWORD",
    "OWNER_PASSWORD",
    "POSTGRES_PASSWORD",
    "PUBLISHER_PASSWORD",
    "REDIS_PASSWORD",
}


def test_the_example_lists_every_setting_and_no_other():
    files = (ROOT / "cocreation" / name for name in ("settings.py", "sign_on.py"))
    settings = {name for file in files for name in READ.findall(file.read_text())}
    listed = set(LISTED.findall((ROOT / ".env.example").read_text()))
    assert listed - FOR_COMPOSE == settings


def test_every_setting_of_the_example_is_explained():
    lines = (ROOT / ".env.example").read_text().splitlines()
    unexplained = [line for before, line in pairwise(lines) if LISTED.match(line) and not before]
    assert unexplained == []


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("SECRET_KEY", "", "SECRET_KEY is not set. Set it to at least 50 random characters"),
        ("SECRET_KEY", "short", "SECRET_KEY is too short or too simple"),
        ("DATABASE_URL", "", "DATABASE_URL is not set. Give the address of a PostgreSQL"),
        ("DATABASE_URL", "mysql://here", "DATABASE_URL must start with postgresql://"),
        ("REDIS_URL", "", "REDIS_URL is not set. Give the address of a Redis or Valkey"),
        ("DATABASE_ROLE", "root", "DATABASE_ROLE is one of: app, owner, publisher."),
    ],
)
def test_a_wrong_setting_stops_the_start_with_a_hint(name, value, hint):
    started = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={**os.environ, name: value},
        capture_output=True,
        text=True,
        check=False,
    )
    assert started.returncode != 0
    assert hint in started.stderr.splitlines()[-1]


def test_web_and_worker_never_learn_the_owners_password():
    compose = (ROOT / "docker-compose.yml").read_text()
    shared, services = compose.split("\nservices:\n")
    for name in ("DATABASE_OWNER_URL", "OWNER_PASSWORD", "POSTGRES_PASSWORD"):
        assert f'    {name}: ""\n' in shared
    for service in re.split(r"\n  (?=\w+:\n)", f"\n{services}"):
        if service.startswith(("web:", "worker:", "beat:")):
            assert "OWNER" not in service
