"""What every test stands on: a real PostgreSQL as the app role, the cast, a watchful client."""

from __future__ import annotations

import hashlib
import ipaddress
import itertools
import os
import re
import socket
import time
import uuid
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import django
import hypothesis
import psycopg2
import psycopg2.errors
import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck

from core.database_rights import apply_rights
from core.service import is_acting
from core.sessions import as_cookie
from tests.cast import Cast, build

# --- Random input -------------------------------------------------------------------------

# A machine that does much else draws slowly; that says nothing about what is tried.
hypothesis.settings.register_profile("portal", suppress_health_check=[HealthCheck.too_slow])
hypothesis.settings.load_profile("portal")

# --- Nothing leaves this machine --------------------------------------------------------


@pytest.fixture(scope="session", autouse=True)
def _only_loopback():
    """A test that reaches for another machine fails at once."""
    real = socket.socket.connect

    def connect(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = address[0]
            assert host == "localhost" or ipaddress.ip_address(host).is_loopback, address
        return real(self, address)

    socket.socket.connect = connect
    yield
    socket.socket.connect = real


@pytest.fixture(scope="session", autouse=True)
def files_folder(tmp_path_factory):
    """Files of this test run lie in a folder of its own, for its other processes too."""
    folder = tmp_path_factory.mktemp("files")
    before = settings.FILES_FOLDER
    settings.FILES_FOLDER = folder
    os.environ["FILES_FOLDER"] = str(folder)
    yield folder
    settings.FILES_FOLDER = before


@pytest.fixture(autouse=True)
def _counted_anew():
    """How often somebody tried a thing is counted in Redis: each test begins at nothing."""
    prefix = f"test-{uuid.uuid4().hex}"
    # For threads that begin later, and for this one.
    caches.settings["default"]["KEY_PREFIX"] = prefix
    caches["default"].key_prefix = prefix
    caches["process"].clear()


# --- The database: migrated once as its owner, used as the app role --------------------


def _owner(name: str = "postgres"):
    parts = urlsplit(settings.DATABASE_URLS["owner"])
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    conn = psycopg2.connect(
        dbname=name,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        host=unquote(query.get("host", "")) or parts.hostname,
        port=parts.port,
    )
    conn.autocommit = True
    return conn


def _run_as_owner(*statements: str) -> None:
    conn = _owner()
    try:
        with conn.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
    finally:
        conn.close()


def _point_at(role: str, name: str) -> None:
    connection.close()
    parts = urlsplit(settings.DATABASE_URLS[role])
    connection.settings_dict.update(
        NAME=name, USER=unquote(parts.username or ""), PASSWORD=unquote(parts.password or "")
    )


def _address(role: str, name: str) -> str:
    parts = urlsplit(settings.DATABASE_URLS[role])
    return urlunsplit(parts._replace(path="/" + quote(name)))


def _drop(name: str) -> None:
    """Drop a database; a connection of the app role that is just closing is waited for."""
    for is_last in [*[False] * 50, True]:
        try:
            _run_as_owner(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        except (psycopg2.errors.InsufficientPrivilege, psycopg2.errors.ObjectInUse):
            if is_last:
                raise
            time.sleep(0.1)
        else:
            return


def _migrated() -> str:
    """The name of an empty database with these migrations in it.

    Migrating takes as long as a hundred tests, so one is kept for each state of the files; an
    earlier one of the same owner goes.
    """
    mark = hashlib.sha256(django.__version__.encode())
    # Two owners on one server have one each: neither may copy or drop the other's.
    mark.update((urlsplit(settings.DATABASE_URLS["owner"]).username or "").encode())
    base = Path(settings.BASE_DIR)
    # What forgets people and words are functions of the database, made anew after every migration.
    functions = [*base.glob("community/erasure/*.py"), base / "activities" / "forgetting.py"]
    for path in sorted([*base.glob("*/migrations/*.py"), *functions]):
        mark.update(path.read_bytes())
    return f"{KEPT}{mark.hexdigest()[:16]}"


KEPT = "test_migrated_"
# Who makes it, and who copies it, waits for the other of the same owner: a lock by any number.
ONE_AT_A_TIME = 7_310_442


def _make_from_kept(name: str) -> None:
    """Make a database with every migration in it."""
    kept = _migrated()
    conn = _owner()
    try:
        with conn.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, hashtext(current_user))", [ONE_AT_A_TIME])
            cursor.execute(
                "SELECT datname FROM pg_database WHERE datname LIKE %s AND pg_get_userbyid(datdba)"
                " = current_user",
                [f"{KEPT}%"],
            )
            there = {row[0] for row in cursor.fetchall()}
            if kept not in there:
                for old in there:
                    _drop(old)
                making = kept.replace("migrated", "migrating")
                _drop(making)
                cursor.execute(f'CREATE DATABASE "{making}"')
                _point_at("owner", making)
                call_command("migrate", verbosity=0, interactive=False)
                connection.close()
                # Only what is whole gets the name that others look for.
                cursor.execute(f'ALTER DATABASE "{making}" RENAME TO "{kept}"')
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{kept}"')
    finally:
        conn.close()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker, worker_id):
    """A fresh database with the cast in it, from which tests with real commits are cloned."""
    name = f"test_{worker_id}_{os.getpid()}"
    _drop(name)
    with django_db_blocker.unblock():
        _make_from_kept(name)
        _point_at("owner", name)
        # Rights follow the models, not the migrations.
        list(apply_rights(connection))
        _point_at("app", name)
        build()
        connection.close()
    yield name
    with django_db_blocker.unblock():
        connection.close()
    _drop(name)


_clones = itertools.count(1)


@pytest.fixture
def committed_db(django_db_setup, django_db_blocker):
    """A database of this test's own, where commits are real and other processes can look.

    Yields the environment that a subprocess needs to use it.
    """
    name = f"{django_db_setup}_{next(_clones)}"
    with django_db_blocker.unblock():
        connection.close()
        _run_as_owner(f'CREATE DATABASE "{name}" TEMPLATE "{django_db_setup}"')
        _point_at("app", name)
        yield {
            **os.environ,
            "DATABASE_URL": _address("app", name),
            "DATABASE_OWNER_URL": _address("owner", name),
            "DATABASE_ROLE": "app",
        }
        _point_at("app", django_db_setup)
    _drop(name)


# --- People and pages -------------------------------------------------------------------


@pytest.fixture
def cast(db) -> Cast:
    return Cast()


CHANGES_A_ROW = re.compile(r"^\s*(INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)
OUR_TABLES = ("core_", "users_", "organisation_", "community_", "activities_", "claims_", "impact_")
# Rows that are no record of the trust's work: kept drafts, form keys, the pulse.
WITHOUT_ACT = {"core_draft", "core_submission", "core_heartbeat", "core_message", "users_user"}


def _watch(execute, sql, params, many, context):
    """A page that changes a record outside a service fails the test."""
    found = CHANGES_A_ROW.match(sql) if isinstance(sql, str) else None
    if found and found[2].startswith(OUR_TABLES) and found[2] not in WITHOUT_ACT:
        assert is_acting(), f"A write without an act: {sql[:120]}"
    return execute(sql, params, many, context)


class PortalClient(Client):
    """Django's client, which signs the cast in, keeps pages for the HTML check, and watches."""

    def sign_in(self, user) -> PortalClient:
        self.force_login(user)
        cookie = self.cookies[settings.SESSION_COOKIE_NAME]
        self.cookies[settings.SESSION_COOKIE_NAME] = as_cookie(cookie.value)
        session = self.session
        session["second_factor"] = "passed"
        session.save()
        return self

    def request(self, **request):
        with connection.execute_wrapper(_watch):
            response = super().request(**request)
        _save_page(response)
        return response

    def send(self, path: str, data: dict | None = None, **extra):
        """Post a form as a page would, with a submission key of its own."""
        return self.post(path, {"submission_key": str(uuid.uuid4()), **(data or {})}, **extra)


def _save_page(response) -> None:
    folder = os.environ.get("SAVE_PAGES")
    if not folder or "text/html" not in response.get("Content-Type", ""):
        return
    if getattr(response, "streaming", False) or not response.content:
        return
    if "<html" not in response.content[:2000].decode("utf-8", "replace"):
        return  # a part of a page, which a script puts in its place
    name = hashlib.sha256(response.content).hexdigest()[:16]
    shape = re.sub(r"[^a-z]+", "-", response.request["PATH_INFO"].lower()).strip("-") or "start"
    (Path(folder) / f"{shape}-{response.status_code}-{name}.html").write_bytes(response.content)


@pytest.fixture
def client() -> PortalClient:
    return PortalClient()


@pytest.fixture
def as_person(db):
    """`as_person("sam")` is a client signed in as Sam."""

    def sign_in(key: str) -> PortalClient:
        return PortalClient().sign_in(getattr(Cast(), key))

    return sign_in
