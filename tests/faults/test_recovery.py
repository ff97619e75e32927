"""Pages while the database or the cache is killed or hangs, in the whole running portal."""

from __future__ import annotations

import http.client
import http.cookiejar
import os
import re
import signal
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator

import pytest

from tests.faults.test_local_stack import Stack, eventually


class Demo(Stack):
    """The portal with its invented people, as script/server shows it."""

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | {"DEMO_MODE": "1"}


class Reader:
    """A browser without scripts."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)

    def get(self, path: str) -> str:
        with self.opener.open(self.address + path, timeout=60) as answer:
            return answer.read().decode()

    def found(self, words: str) -> str:
        """The list of activities searched for words, without the marks on what was found."""
        page = self.get(f"/activities/?{urllib.parse.urlencode({'q': words})}")
        return re.sub(r"</?mark[^>]*>", "", page)

    def post(self, path: str, **form: str) -> str:
        token = re.search(
            r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(form.pop("page", path))
        )
        data = {"csrfmiddlewaretoken": token[1], "submission_key": str(uuid.uuid4()), **form}
        body = urllib.parse.urlencode(data).encode()
        with self.opener.open(self.address + path, body, timeout=60) as answer:
            return answer.read().decode()

    def log(self, title: str) -> str:
        """Log an activity with what the form itself proposes."""
        page = self.get("/activities/log/")
        kind = re.search(r'<option value="(\d+)"[^>]*>\s*Workshop', page)[1]
        service = re.search(r'<option value="(\d+)" selected', page)[1]
        level = re.search(r'name="level"[^>]*value="(\d+)"', page)[1]
        day = dict(re.findall(r'name="held_on_(day|month|year)"[^>]*value="(\d+)"', page))
        return self.post(
            "/activities/log/",
            title=title,
            kind=kind,
            service=service,
            level=level,
            status="happened",
            people="3",
            mode="in_person",
            **{f"held_on_{part}": number for part, number in day.items()},
        )


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Iterator[Demo]:
    running = Demo(tmp_path_factory.mktemp("demo") / "var")
    running.start()
    yield running
    running.stop()


@pytest.fixture
def sam(demo) -> Reader:
    reader = Reader(demo.address)
    reader.post("/users/demo/sam/", page="/users/demo/")
    return reader


def test_browsers_that_keep_their_lines_open_lock_nobody_out(demo, sam):
    lines = [http.client.HTTPConnection("127.0.0.1", demo.port, timeout=20) for _ in range(40)]
    try:
        for line in lines:
            line.request("GET", "/healthz", headers={"Connection": "keep-alive"})
            assert line.getresponse().read()
        assert "Hello, Sam" in sam.get("/")
    finally:
        for line in lines:
            line.close()


def test_logging_works_while_the_cache_hangs(demo, sam):
    number = demo.number_of("Valkey")
    os.kill(number, signal.SIGSTOP)
    try:
        assert "Saved" in sam.log("Logged while the cache hung")
        assert "Logged while the cache hung" in sam.found("cache hung")
    finally:
        os.kill(number, signal.SIGCONT)
    assert eventually(demo.answers)


def test_logging_works_while_the_cache_is_killed_again_and_again(demo, sam):
    for place in range(3):
        before = demo.number_of("Valkey")
        os.kill(before, signal.SIGKILL)
        assert "Saved" in sam.log(f"Logged without a cache {place}")
        assert demo.replaces("Valkey", before)
    assert eventually(demo.answers)


def test_what_was_saved_is_there_after_the_database_was_killed(demo, sam):
    saved = [f"Zebra afternoon {place}" for place in range(5)]
    for title in saved:
        assert "Saved" in sam.log(title)
    before = demo.number_of("PostgreSQL")
    os.kill(before, signal.SIGKILL)
    assert demo.replaces("PostgreSQL", before)

    def recovered() -> bool:
        try:
            return "Activities" in sam.get("/activities/?q=zebra")
        except (urllib.error.URLError, OSError):
            return False

    assert eventually(recovered), "the pages did not come back by themselves"
    page = sam.found("zebra")
    assert all(title in page for title in saved)
    assert "Saved" in sam.log("Logged after the fall")
