"""Uploads to a real server that are broken off, lie about their length, crawl, or come all at once."""

from __future__ import annotations

import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.files.uploadedfile import SimpleUploadedFile
from django.middleware.csrf import _get_new_csrf_string
from django.urls import reverse

from activities.models import Attachment
from core import body
from core.body import Body
from core.models import StoredFile
from core.sessions import as_cookie
from tests.house.world import World

WORDS = {"shows": "Notes of the day", "kind": "notes"}


# --- The server, and people who are signed in -----------------------------------------------


@dataclass
class Portal:
    """A running portal: where it is, whose folder of files it has, and who sends."""

    port: int
    path: str
    cookie: str
    token: str
    process: subprocess.Popen

    def head(self, length: int | str, more: str = "") -> bytes:
        said = f"Content-Length: {length}\r\n" if length != "" else ""
        return (
            f"POST {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {self.cookie}\r\n"
            f"Content-Type: multipart/form-data; boundary=xx\r\n{said}{more}\r\n"
        ).encode()

    def body(self, content: bytes, number: int = 0) -> bytes:
        fields = {"csrfmiddlewaretoken": self.token, "submission_key": str(uuid.uuid4()), **WORDS}
        fields["shows"] = f"{fields['shows']} {number}"
        parts = [
            f'--xx\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        ]
        parts.append(
            '--xx\r\nContent-Disposition: form-data; name="file"; filename="notes.txt"\r\n\r\n'
        )
        return "".join(parts).encode() + content + b"\r\n--xx--\r\n"

    def line(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=60)

    def send(self, *pieces: bytes) -> int:
        """Send pieces and answer the status, or 0 if the line was cut."""
        with self.line() as line:
            try:
                for piece in pieces:
                    line.sendall(piece)
                answer = line.recv(64)
            except OSError:
                return 0
        return int(answer.split()[1]) if answer else 0

    def is_alive(self) -> bool:
        with self.line() as line:
            line.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            return b" 200 " in line.recv(64)

    def open_files(self) -> list[str]:
        """Files without a name that the portal's processes hold open in its folder."""
        found = []
        for pid in _family(self.process.pid):
            for each in Path(f"/proc/{pid}/fd").iterdir():
                with suppress(OSError):
                    found.append(str(each.readlink()))
        return [each for each in found if each.startswith(str(settings.FILES_FOLDER))]


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [pid, *map(int, children.split())]


def signed_in(person) -> tuple[str, str]:
    """A cookie and a token of a session in which this person is signed in."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session["second_factor"] = "passed"
    session.save()
    token = _get_new_csrf_string()
    return f"session={as_cookie(session.session_key)}; csrf={token}", token


LIMITED = """
import os, resource, sys
limit = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
os.execv(sys.argv[2], sys.argv[2:])
"""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextmanager
def portal(environment, world, limit: int = 0):
    """The portal as it runs in production, with one process; `limit` is the longest file in bytes."""
    cookie, token = signed_in(world.cast.sam)
    port = free_port()
    words = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    words += ["--port", str(port), "--blocking-threads", "4", "--no-ws", "--log-level", "warning"]
    if limit:
        words = [sys.executable, "-c", LIMITED, str(limit), *words]
    process = subprocess.Popen(
        [*words, "cocreation.wsgi:application"],
        env={**environment, "FILES_KEEP_FREE_MB": "1"},
        start_new_session=True,
    )
    path = reverse("activities:attachment_add", args=[world.activity.pk])
    running = Portal(port, path, cookie, token, process)
    try:
        for _ in range(300):
            try:
                if running.is_alive():
                    break
            except OSError:
                time.sleep(0.1)
        yield running
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


@pytest.fixture
def world(committed_db):
    found = World()
    _ = found.activity
    return found


def eventually(true) -> bool:
    for _ in range(200):
        if true():
            return True
        time.sleep(0.1)
    return False


def nothing_is_stored() -> bool:
    return not StoredFile.objects.exists() and not Attachment.objects.exists()


# --- What goes wrong ------------------------------------------------------------------------


def test_uploads_that_break_off_or_lie_leave_nothing(committed_db, world):
    with portal(committed_db, world) as site:
        whole = site.body(b"What people said. " * 20_000)
        # Half of it, and then the sender is gone.
        with site.line() as line:
            line.sendall(site.head(len(whole)) + whole[: len(whole) // 2])
        # Said to be longer than it is; the last part looks like an end.
        with site.line() as line:
            line.sendall(site.head(len(whole) + 500) + whole)
        # Said to be shorter: what is read ends in the middle of the file.
        assert site.send(site.head(len(whole) // 2), whole) in (0, 200, 400, 403)
        # No length at all, in chunks.
        chunk = f"{len(whole):x}\r\n".encode() + whole + b"\r\n0\r\n\r\n"
        head = site.head("", "Transfer-Encoding: chunked\r\n")
        assert site.send(head, chunk) in (400, 403)
        # Longer than anything that is read.
        assert site.send(site.head(500_000_000), b"--xx\r\n") == 413
        assert site.is_alive()
        assert eventually(lambda: site.open_files() == [])
        assert nothing_is_stored()
        assert site.send(site.head(len(whole)), whole) == 302
        assert Attachment.objects.count() == 1


def stored_bytes() -> set[Path]:
    return {path for path in settings.FILES_FOLDER.rglob("*") if path.is_file()}


def test_a_server_that_is_killed_in_the_middle_leaves_nothing(committed_db, world):
    before = stored_bytes()
    with portal(committed_db, world) as site:
        whole = site.body(b"What people said. " * 50_000)
        with site.line() as line:
            line.sendall(site.head(len(whole)) + whole[: len(whole) // 2])
            assert eventually(lambda: site.open_files() != [])
            os.killpg(site.process.pid, signal.SIGKILL)
            site.process.wait(30)
    assert nothing_is_stored()
    assert stored_bytes() == before


def test_fifty_at_once_are_all_answered_and_twenty_kept(committed_db, world):
    answers: queue.Queue[int] = queue.Queue()
    with portal(committed_db, world) as site:

        def one(number):
            whole = site.body(b"What people said. " * 10_000, number)
            answers.put(site.send(site.head(len(whole)), whole))

        threads = [threading.Thread(target=one, args=[number]) for number in range(50)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        got = [answers.get() for _ in threads]
        assert sorted(got) == [200] * 30 + [302] * 20
        assert eventually(lambda: site.open_files() == [])
    assert Attachment.objects.count() == 20


def test_a_full_disk_is_said_and_leaves_no_row(committed_db, world):
    """A limit on the length of a file stands for a disk without room: the write fails alike."""
    with portal(committed_db, world, limit=1_000_000) as site:
        whole = site.body(b"What people said. " * 100_000)
        assert site.send(site.head(len(whole)), whole) == 200
        assert nothing_is_stored()
        small = site.body(b"What people said.")
        assert site.send(site.head(len(small)), small) == 302
    assert Attachment.objects.count() == 1


# --- What cannot be waited for in a test: the same code, with less patience -------------------


class Crawling:
    """A sender of whom no more comes, until somebody closes the line."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.is_closed = threading.Event()

    def read(self, size: int) -> bytes:
        piece, self.content = self.content[:size], self.content[size:]
        if not piece:
            self.is_closed.wait(30)
        return piece


def body_threads() -> int:
    return sum(thread.name == "body" for thread in threading.enumerate())


def test_a_sender_who_stops_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(body, "PATIENCE", 0.2)
    source = Crawling(b"half")
    arriving = Body(source, 8)
    with pytest.raises(TimeoutError):
        arriving.read(8)
    source.is_closed.set()
    assert eventually(lambda: body_threads() == 0)


def test_a_sender_who_crawls_is_given_up_when_the_time_for_the_whole_is_over(monkeypatch):
    monkeypatch.setattr(body, "AT_LEAST", 0.0)
    source = Crawling(b"x" * 10)
    arriving = Body(source, 1_000)
    with pytest.raises(TimeoutError):
        arriving.read(1_000)
    source.is_closed.set()


def test_a_body_nobody_reads_holds_no_thread():
    source = Crawling(b"x" * 1_000_000)
    arriving = Body(source, 1_000_000)
    assert arriving.read(10) == b"x" * 10
    arriving.close()
    assert eventually(lambda: body_threads() == 0)


def test_a_body_comes_whole_in_any_pieces():
    content = os.urandom(300_000) + b"\nlast"
    arriving = Body(Crawling(content), len(content))
    got = arriving.read(1) + arriving.read(70_000) + arriving.read()
    assert got == content
    assert arriving.read(5) == b""
    lines = Body(Crawling(b"one\ntwo"), 7)
    assert [lines.readline(), lines.readline(), lines.readline()] == [b"one\n", b"two", b""]


def test_no_upload_is_begun_when_the_disk_is_nearly_full(db, settings, as_person):
    world = World()
    settings.FILES_KEEP_FREE = 10**18
    from_page = as_person("sam").send(
        reverse("activities:attachment_add", args=[world.activity.pk]),
        {**WORDS, "file": SimpleUploadedFile("notes.txt", b"What people said")},
    )
    assert "There is no room for files at the moment" in from_page.content.decode()
    assert nothing_is_stored()
