"""What each database role may do: one table, applied after every migration.

Three roles share the database. The *owner* makes and changes tables and is used by
migrations alone. The *app* role serves pages and background work. The *publisher* will
read equality answers and write published tables; until there are any it may only connect.
History that the app role cannot change is proof; history it could change is a promise.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from pghistory.models import Event

from core.models import Act
from core.sockets import AFTER_MIGRATE

ORDINARY = "ordinary"
APPEND_ONLY = "append-only"
READ_ONLY = "read-only"

# Nobody but the owner may empty a table (TRUNCATE), add triggers to it or make new ones.
RIGHTS: dict[str, dict[str, str]] = {
    "app": {
        ORDINARY: "SELECT, INSERT, UPDATE, DELETE",
        APPEND_ONLY: "SELECT, INSERT",
        READ_ONLY: "SELECT",
    },
    "publisher": {},
}

# Which migrations have run is the owner's business; the health page reads it.
READ_ONLY_TABLES = frozenset({"django_migrations"})

# Any fixed number: two migrations at once must not change the same rights.
_LOCK = 0x5249474854


def append_only_tables() -> frozenset[str]:
    """Tables to which rows are only ever added.

    Acts, every history table, and what a model marks with `IS_APPEND_ONLY = True`.
    """
    added = (
        m._meta.db_table
        for m in apps.get_models()
        if issubclass(m, Event) or vars(m).get("IS_APPEND_ONLY")
    )
    return frozenset({Act._meta.db_table, *added})


def read_only_tables() -> frozenset[str]:
    """Tables that a function of the owner alone writes: marked with `IS_READ_ONLY = True`."""
    return frozenset(m._meta.db_table for m in apps.get_models() if vars(m).get("IS_READ_ONLY"))


def role_names() -> dict[str, str]:
    """The database's name of each of our roles, from the addresses in the settings."""
    return {
        role: unquote(urlsplit(address).username or "")
        for role, address in settings.DATABASE_URLS.items()
    }


def kind_of(table: str) -> str:
    """Which column of `RIGHTS` a table falls under."""
    if table in READ_ONLY_TABLES or table in read_only_tables():
        return READ_ONLY
    return APPEND_ONLY if table in append_only_tables() else ORDINARY


def apply_rights(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """Give each role exactly what `RIGHTS` says; yield one line of words per role.

    `connection` is the owner's. Roles that are the owner itself are left alone, and the
    line says so: with a single role the portal works, but nothing guards the history.
    """
    names = role_names()
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute("SELECT current_user, current_database()")
        owner, database = cursor.fetchone()
        tables = _own_tables(cursor)
        done: set[str] = {owner}
        for role, rights in RIGHTS.items():
            name = names[role]
            if name in done:
                yield f"Role {role}: the same as another ({name}), so nothing to limit."
                continue
            done.add(name)
            for statement in _statements(connection, name, database, tables, rights):
                cursor.execute(statement)
            yield f"Role {role}: rights of {name} set on {len(tables)} tables."
        if done - {owner}:
            cursor.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        # A function that may do what nobody else may belongs to whom the tables belong to.
        for make in AFTER_MIGRATE if tables else ():
            for statement in make():
                cursor.execute(statement)


def _own_tables(cursor) -> list[str]:
    """Tables and views of the portal; those of extensions belong to somebody else."""
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relkind IN ('r', 'p', 'v', 'm') AND pg_get_userbyid(relowner) = current_user"
        " ORDER BY relname"
    )
    return [name for (name,) in cursor.fetchall()]


def _statements(
    connection: BaseDatabaseWrapper,
    name: str,
    database: str,
    tables: list[str],
    rights: dict[str, str],
) -> Iterator[str]:
    """The SQL for one role: take everything away, then give what the table says.

    Functions keep PostgreSQL's default (everyone may call them); one that runs with its
    owner's rights has to take that away itself.
    """
    quote = connection.ops.quote_name
    role = quote(name)
    of_kind: dict[str, list[str]] = {}
    for table in tables:
        of_kind.setdefault(kind_of(table), []).append(quote(table))
    yield f"GRANT CONNECT ON DATABASE {quote(database)} TO {role}"
    yield f"REVOKE ALL ON SCHEMA public FROM {role}"
    yield f"GRANT USAGE ON SCHEMA public TO {role}"
    if tables:
        yield f"REVOKE ALL ON {', '.join(map(quote, tables))} FROM {role}"
    for kind, listed in of_kind.items():
        if kind in rights:
            yield f"GRANT {rights[kind]} ON {', '.join(listed)} TO {role}"
    yield f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {role}"
    if rights:
        yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}"
