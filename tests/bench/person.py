"""P11: the copy that one person gets, and forgetting them, against bare statements by their keys."""

from __future__ import annotations

import os
import re
import statistics
import time
from collections.abc import Iterator
from datetime import timedelta

import psycopg2
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.erasure.plan import BLANK, DELETE, history_of, plan
from community.models import Person, RightsRequest
from community.selectors.data import everything_about
from community.services.consents import record_consents
from community.services.contact import write_to
from community.services.erasure import erase_person
from community.services.people import PersonEntry, add_person, change_person
from community.services.rights import ask_right
from core.service import System
from tests.bench.measure import Result, Server

BY = System("bench")
PAIRS = 9


def own_data(server: Server, rows: int) -> list[Result]:
    """Both, for people with a past: changes, consents, messages and a wish to be forgotten."""
    people = [_somebody(number) for number in range(PAIRS)]
    copies = [_copied(person) for person in people]
    forgotten = [_forgotten(person) for person in people]
    return [
        _result("P11 copy of one person", rows, copies),
        _result("P11 forgetting one person", rows, forgotten),
    ]


def _result(job: str, rows: int, pairs: list[tuple[float, float]]) -> Result:
    ours = statistics.median(pair[0] for pair in pairs)
    limit = statistics.median(pair[1] for pair in pairs)
    ratio = statistics.median(pair[0] / pair[1] for pair in pairs)
    return Result(job, rows, ours, limit, ratio, "≤ 3", pairs=pairs)


def _somebody(number: int) -> Person:
    name = f"Wilhelmina Featherstonehaugh {time.monotonic_ns()}"
    entry = PersonEntry(name=name, email=f"w{time.monotonic_ns()}@home.example")
    person = add_person(by=BY, entry=entry, is_email_confirmed=True)
    for turn in range(10):
        change_person(
            by=BY,
            person_id=person.pk,
            expected=turn + 1,
            changes={"brings": f"Something else each time: {number}, {turn}"},
        )
    record_consents(
        by=BY, person_id=person.pk, choices={("newsletter", "email"): True}, source="telephone"
    )
    for turn in range(10):
        write_to(
            by=BY, person_id=person.pk, purpose="newsletter", subject=f"News {turn}", body="Words"
        )
    return person


def _timed(work) -> float:
    begin = time.perf_counter()
    work()
    return (time.perf_counter() - begin) * 1000


def _copied(person: Person) -> tuple[float, float]:
    """The copy, and the very statements it is read with, alone."""
    with CaptureQueriesContext(connection) as seen:
        everything_about(person)
    statements = [each["sql"] for each in seen.captured_queries]

    def bare() -> None:
        with connection.cursor() as cursor:
            for statement in statements:
                # Finished statements: a per cent sign in them is no place for a value.
                cursor.execute(statement.replace("%", "%%"), ())
                cursor.fetchall()

    return _timed(lambda: everything_about(person)), _timed(bare)


def _forgotten(person: Person) -> tuple[float, float]:
    """Forgetting them, and bare statements by their keys, which are taken back."""
    ask_right(by=BY, person_id=person.pk, kind="erasure")
    past = timezone.now() - timedelta(seconds=1)
    RightsRequest.objects.filter(person=person).update(planned_at=past)
    with psycopg2.connect(os.environ["DATABASE_OWNER_URL"]) as owner, owner.cursor() as cursor:
        statements = list(_bare(person.pk))

        def bare() -> None:
            for statement in statements:
                cursor.execute(statement)

        limit = _timed(bare)
        owner.rollback()
    return _timed(lambda: erase_person(by=BY, person_id=person.pk)), limit


def _bare(person_id: int) -> Iterator[str]:
    """One statement for each table with rows of a person: only those under their keys."""

    def said(where: str) -> str:
        people = re.sub(r"ANY\(people\)", f"ANY(ARRAY[{person_id}]::bigint[])", where)
        return re.sub(r"ANY\(accounts\)", "ANY(ARRAY[]::bigint[])", people)

    yield f"DELETE FROM core_message WHERE recipient_key = 'person:{person_id}'"  # noqa: S608
    yield "SET CONSTRAINTS ALL DEFERRED"
    for owned in reversed(plan()):
        if owned.action == BLANK:
            key = owned.key
            yield f"UPDATE {owned.table} SET {key} = {key} WHERE {said(owned.where)}"  # noqa: S608
        elif owned.action == DELETE:
            if owned.event is not None:
                table = owned.event._meta.db_table
                yield f"DELETE FROM {table} WHERE {said(history_of(owned))}"  # noqa: S608
            yield f"DELETE FROM {owned.table} WHERE {said(owned.where)}"  # noqa: S608
