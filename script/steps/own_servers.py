"""Run the tests without a browser once more, on the PostgreSQL and Redis of this machine.

They may be older than the embedded ones, and production's are likely to be. Roles and a
database are made for the run and dropped after it. Without such servers there is nothing to do.
"""

import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2
from psycopg2 import sql

ROOT = Path(__file__).resolve().parents[2]
# Ways in that need no password, as an administrator.
WAYS_IN = (
    "host=127.0.0.1 user=postgres dbname=postgres connect_timeout=3",
    "host=/var/run/postgresql user=postgres dbname=postgres connect_timeout=3",
    "host=/var/run/postgresql dbname=postgres connect_timeout=3",
)
REDIS = ("127.0.0.1", 6379)
TESTS = ["tests", "--ignore=tests/journeys", "--ignore=tests/faults", "-n", "2", "--reruns", "1"]


def administrator() -> Any:
    """A connection that may make roles, or None."""
    for way in WAYS_IN:
        try:
            connection = psycopg2.connect(way)
        except psycopg2.OperationalError:
            continue
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            if cursor.fetchone() == (True,):
                return connection
        connection.close()
    return None


def has_redis() -> bool:
    """Whether a Redis answers without a password."""
    try:
        with socket.create_connection(REDIS, timeout=3) as link:
            link.sendall(b"PING\r\n")
            return link.recv(100).startswith(b"+PONG")
    except OSError:
        return False


@contextmanager
def place(connection: Any) -> Iterator[dict[str, str]]:
    """Three roles and a database for the time of a block; gives their addresses."""
    mark, password = secrets.token_hex(4), secrets.token_urlsafe(24)
    names = {role: f"cocreation_{mark}_{role}" for role in ("owner", "app", "publisher")}
    database = f"cocreation_{mark}"
    facts = connection.info.dsn_parameters
    rights = {"owner": "CREATEDB", "app": "NOCREATEDB", "publisher": "NOCREATEDB"}
    with connection.cursor() as cursor:
        for role, name in names.items():
            statement = f"CREATE ROLE {{}} LOGIN {rights[role]} PASSWORD %s"
            cursor.execute(sql.SQL(statement).format(sql.Identifier(name)), [password])
            # Nothing of a test need reach the disk before the next line is run.
            hurry = sql.SQL("ALTER ROLE {} SET synchronous_commit TO off")
            cursor.execute(hurry.format(sql.Identifier(name)))
        owner = sql.Identifier(names["owner"])
        cursor.execute(
            sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(database), owner)
        )
    where = f"/{database}?host={facts['host']}"
    try:
        yield {
            variable: f"postgresql://{names[role]}:{password}@{where}"
            for role, variable in (
                ("owner", "DATABASE_OWNER_URL"),
                ("app", "DATABASE_URL"),
                ("publisher", "DATABASE_PUBLISHER_URL"),
            )
        }
    finally:
        clear(connection, names)


def clear(connection: Any, names: dict[str, str]) -> None:
    """Drop the roles and every database of the owner, those the tests left behind too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT datname FROM pg_database WHERE pg_get_userbyid(datdba) = %s", [names["owner"]]
        )
        for (database,) in cursor.fetchall():
            drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
            cursor.execute(drop.format(sql.Identifier(database)))
        for name in names.values():
            cursor.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


def main() -> int:
    """Run the tests there; 0 if they passed or there are no such servers."""
    connection = administrator()
    if connection is None or not has_redis():
        print("No PostgreSQL and Redis of this machine's own to repeat the tests on.")
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        print(
            f"Once more on this machine's PostgreSQL {cursor.fetchone()[0]} and Redis", flush=True
        )
    redis = {"REDIS_URL": f"redis://{REDIS[0]}:{REDIS[1]}/9"}
    with place(connection) as addresses:
        environment = {**os.environ, **addresses, **redis}
        done = subprocess.run(["script/test", *TESTS], cwd=ROOT, env=environment, check=False)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
