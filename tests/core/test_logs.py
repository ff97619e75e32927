"""Log lines: data, only the listed fields, and nobody's address."""

import json
import logging

import pytest
import structlog
from django.db import IntegrityError, transaction

from core.logs import formatter, masked
from organisation.models import Directorate

TYPED = "My story\n\nof two lines"


def line(settings, logger: str, call, *, is_demo: bool = False) -> str:
    """What is written when `call` logs."""
    settings.DEMO_MODE, settings.DEBUG = is_demo, False
    lines: list[str] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    keeper = Keeper()
    keeper.setFormatter(formatter())
    target = logging.getLogger(logger)
    target.addHandler(keeper)
    try:
        call()
    finally:
        target.removeHandler(keeper)
    return lines[0]


def test_line_is_json_with_the_listed_fields_only(settings):
    log = structlog.get_logger("tests.logs")
    said = json.loads(
        line(
            settings, "tests.logs", lambda: log.warning("done", count=3, body="Dear Bea", name="B")
        )
    )
    assert said["event"] == "done"
    assert said["count"] == 3
    assert said["level"] == "warning"
    assert not {"body", "name"} & set(said)


def test_line_carries_request_and_act(settings):
    log = structlog.get_logger("tests.logs")
    with structlog.contextvars.bound_contextvars(request_id="r-1", act_id="a-1"):
        said = json.loads(line(settings, "tests.logs", lambda: log.warning("done")))
    assert (said["request_id"], said["act_id"]) == ("r-1", "a-1")


def test_lines_of_libraries_are_masked_too(settings):
    log = logging.getLogger("tests.library")

    def fail() -> None:
        try:
            raise ValueError("bea@portal.example is taken")
        except ValueError:
            log.exception("Failed for %s", "bea@portal.example", extra={"request": "secret"})

    written = line(settings, "tests.library", fail)
    said = json.loads(written)
    assert said["event"] == "Failed for [address]"
    assert "ValueError: [address] is taken" in said["exception"]
    assert "bea" not in written
    assert "secret" not in written


@pytest.mark.parametrize("is_demo", [True, False])
def test_what_the_database_refuses_is_not_quoted(db, settings, is_demo):
    log = logging.getLogger("tests.library")

    def write() -> None:
        try:
            with transaction.atomic():
                Directorate.objects.create(name=None, old_name=TYPED)
        except IntegrityError as fault:
            raise RuntimeError("It was not kept") from fault

    def fail() -> None:
        try:
            write()
        except RuntimeError:
            log.exception("failed")

    written = line(settings, "tests.library", fail, is_demo=is_demo)
    assert "null value in column" in written
    assert "RuntimeError: It was not kept" in written
    assert "story" not in written
    assert "two lines" not in written


def test_line_of_a_demo_is_readable(settings):
    log = structlog.get_logger("tests.logs")
    said = line(settings, "tests.logs", lambda: log.warning("done", count=3), is_demo=True)
    assert "done" in said
    assert "count=3" in said

    def fail() -> None:
        try:
            raise ValueError("bea@portal.example")
        except ValueError:
            log.exception("failed")

    said = line(settings, "tests.logs", fail, is_demo=True)
    assert "ValueError: [address]" in said


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("550 <bea.o'n+x@mail.portal.example> unknown", "550 <[address]> unknown"),
        (
            "Not Found: /account/password/reset/key/2f-c3a1b/",
            "Not Found: /account/password/reset/key/…/",
        ),
        ("/activities/?q=somebody&page=2 took long", "/activities/?… took long"),
        ("/a/?email=bea%40portal.example", "/a/?…"),
        ("Nothing to hide? No.", "Nothing to hide? No."),
        (
            'invalid input syntax for type date: "my\nstory"',
            "invalid input syntax for type date: …",
        ),
        ("null value\nDETAIL:  Failing row contains (my, story).", "null value\nDETAIL: …"),
        ("syntax error\nLINE 1: my story\n   ^", "syntax error\nLINE 1: …"),
    ],
)
def test_masking(text, safe):
    assert masked(text) == safe


@pytest.mark.parametrize(
    "piece", ["a", "?", "?a", "%40", "a@", "@a@", "'a", "invalid input value for ", "/key/"]
)
def test_a_long_address_does_not_hold_up_the_log(piece):
    """Where the time grew with the square of the length, this would not end in an hour."""
    assert masked(f"{piece * 500_000} bea@portal.example").endswith("[address]")


def test_a_long_value_is_cut(settings):
    log = logging.getLogger("tests.library")
    written = line(settings, "tests.library", lambda: log.warning("Not Found: /%s", "a" * 20_000))
    assert 1_000 < len(json.loads(written)["event"]) < 1_100
