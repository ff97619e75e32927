"""A server of its own, a signed-in client, and interleaved pairs of ours and the limit."""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.sessions import SessionStore, as_cookie
from users.models import User

PAIRS = 9
# So long one comparison may take: a job of ten then ends within five minutes, however busy the
# machine is. Where a request is slow, fewer of them make a pair, but never fewer than three.
SECONDS, FEWEST = 25, 3


@dataclass
class Result:
    """One figure: medians in milliseconds, the ratio, and every pair it comes from."""

    job: str
    rows: int
    ours_ms: float
    limit_ms: float
    ratio: float
    goal: str
    p99_ratio: float = 0.0
    note: str = ""
    pairs: list[tuple[float, float]] = field(default_factory=list)

    def line(self) -> str:
        return (
            f"{self.job:<34} {self.rows:>9,} rows  ours {self.ours_ms:7.2f} ms  "
            f"limit {self.limit_ms:7.2f} ms  ratio {self.ratio:5.2f} (goal {self.goal})"
            + (f"  p99 {self.p99_ratio:.2f}×" if self.p99_ratio else "")
            + (f"  {self.note}" if self.note else "")
        )


def database_busy() -> float:
    """Processor seconds that the database has spent on this connection since it was opened."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def show(results: list[Result], *, as_json: bool) -> None:
    """Print figures: a line each, or one JSON document with every pair."""
    if as_json:
        print(json.dumps([asdict(result) for result in results], indent=1))
    else:
        for result in results:
            print(result.line(), flush=True)
            pairs = ", ".join(f"{ours:.2f}/{limit:.2f}" for ours, limit in result.pairs)
            print(f"    pairs ours/limit in ms: {pairs}", flush=True)


def sign_in(email: str) -> str:
    """A session in the database for one person; its cookie."""
    user = User.objects.get(email=email)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["second_factor"] = "passed"
    session.create()
    return f"session={as_cookie(session.session_key)}"


def statements_of(email: str, path: str, data: dict | None = None) -> tuple[list[str], int]:
    """The statements that one request runs, besides session and user, and its body's length."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.cookies.load(sign_in(email))
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        response = client.post(path, data) if data else client.get(path)
    if response.status_code >= 400:
        raise RuntimeError(f"{path} answered {response.status_code}.")
    skip = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    found = [
        query["sql"]
        for query in captured
        if not query["sql"].startswith(skip)
        and "django_session" not in query["sql"]
        and 'FROM "users_user" WHERE "users_user"."id"' not in query["sql"]
    ]
    return found, len(response.content)


class Visitor:
    """A browser: a cookie and one kept connection to a server that runs."""

    def __init__(self, port: int, email: str) -> None:
        self.port = port
        self.cookie = sign_in(email)
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def request(self, path: str, data: dict | None = None) -> tuple[int, bytes]:
        """One request on the kept connection."""
        headers = {"Cookie": self.cookie}
        body = None
        if data is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
            body = urlencode(data)
        self.connection.request("POST" if data is not None else "GET", path, body, headers)
        response = self.connection.getresponse()
        content = response.read()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie" and value.startswith("csrf="):
                self.cookie = re.sub(r"; csrf=[^;]*", "", self.cookie) + "; " + value.split(";")[0]
        return response.status, content


class Server(Visitor):
    """The portal on granian with one worker, and one kept connection to it."""

    def __init__(self, folder: Path, email: str, threads: int = 1) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
            "BENCH_FOLDER": str(folder),
        }
        command = [
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
            "--workers",
            "1",
            "--blocking-threads",
            str(threads),
            "--log-level",
            "warning",
            "cocreation.wsgi:application",
        ]
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        super().__init__(port, email)
        self._wait()

    def _wait(self) -> None:
        for _ in range(600):
            try:
                self.request("/healthz")
            except OSError:
                self.connection.close()
                time.sleep(0.1)
            else:
                return
        raise RuntimeError("The server did not start.")

    def limit(self, job: str, statements: list[str], length: int, *, is_write: bool = False) -> str:
        """Set up a limit; its address."""
        job_file = self.folder / f"{job}.json"
        job_file.write_text(
            json.dumps({"statements": statements, "length": length, "is_write": is_write})
        )
        return f"/bench/bare/{job}/"

    def stop(self) -> None:
        self.connection.close()
        self.process.terminate()
        self.process.wait(20)


@contextmanager
def serving(folder: Path, email: str, *, threads: int = 1) -> Iterator[Server]:
    folder.mkdir(parents=True, exist_ok=True)
    server = Server(folder, email, threads)
    try:
        yield server
    finally:
        server.stop()


def interleaved(
    ours: Callable[[], None], limit: Callable[[], None], *, each: int = 25, pairs: int = PAIRS
) -> tuple[list[tuple[float, float]], list[float], list[float]]:
    """Pairs of medians in ms, ours and the limit in turn, and all single times of both."""
    once = min(_timed(ours) + _timed(limit) for _ in range(3))
    each = max(FEWEST, min(each, int(SECONDS * 1000 / (pairs * once))))
    found, all_ours, all_limit = [], [], []
    for _ in range(pairs):
        medians = []
        for run, kept in ((ours, all_ours), (limit, all_limit)):
            times = [_timed(run) for _ in range(each)]
            kept.extend(times)
            medians.append(statistics.median(times))
        found.append((medians[0], medians[1]))
    return found, all_ours, all_limit


def _timed(run: Callable[[], None]) -> float:
    begin = time.perf_counter()
    run()
    return (time.perf_counter() - begin) * 1000


def compare(
    job: str, rows: int, ours: Callable[[], None], limit: Callable[[], None], goal: str, **how
) -> Result:
    """The median ratio of interleaved pairs, and that of the 99th percentiles."""
    pairs, all_ours, all_limit = interleaved(ours, limit, **how)
    ratio = statistics.median(a / b for a, b in pairs)
    p99 = _percentile(all_ours) / statistics.median(all_limit)
    return Result(
        job,
        rows,
        statistics.median(all_ours),
        statistics.median(all_limit),
        ratio,
        goal,
        p99,
        pairs=[(round(a, 2), round(b, 2)) for a, b in pairs],
    )


def _percentile(times: list[float]) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * 0.99))]
