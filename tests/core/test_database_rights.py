"""What the role that serves pages cannot do, whatever its code tries."""

import pytest
from django.db import ProgrammingError, connection, transaction

from core import database_rights
from core.models import Act
from users.models import User


def refused(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except ProgrammingError as problem:
        return "permission denied" in str(problem)
    return False


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_act SET reason = 'changed'",
        "DELETE FROM core_act",
        "TRUNCATE core_act CASCADE",
        "ALTER TABLE core_act DISABLE TRIGGER ALL",
        "DROP TABLE core_act",
        "UPDATE users_userevent SET name = 'changed'",
        "DELETE FROM users_userevent",
        "CREATE TABLE mine (id int)",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "DELETE FROM django_migrations",
        "TRUNCATE users_user CASCADE",
        "ALTER TABLE users_user DISABLE TRIGGER ALL",
    ],
)
def test_the_app_role_cannot_change_the_past_or_the_tables(db, statement):
    if "ALTER" in statement or "DROP" in statement:
        with pytest.raises(ProgrammingError, match="must be owner"), transaction.atomic():
            connection.cursor().execute(statement)
    else:
        assert refused(statement)


def test_the_app_role_can_do_its_work(cast):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE users_user SET name = 'Someone' WHERE id = %s", [cast.sam.pk])
    assert User.objects.get(pk=cast.sam.pk).name == "Someone"
    assert Act.objects.exists()


def test_every_history_table_can_only_be_added_to(db):
    tables = database_rights.append_only_tables()
    assert {"core_act", "users_userevent", "organisation_postevent"} <= tables
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(
                "SELECT has_table_privilege(%s, 'INSERT'), has_table_privilege(%s, 'UPDATE'),"
                " has_table_privilege(%s, 'DELETE'), has_table_privilege(%s, 'TRUNCATE')",
                [table] * 4,
            )
            assert cursor.fetchone() == (True, False, False, False), table


def test_the_publisher_sees_nothing_yet(db):
    name = database_rights.role_names()["publisher"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND has_table_privilege(%s, oid, 'SELECT')",
            [name],
        )
        assert cursor.fetchall() == []


def test_with_one_role_nothing_is_limited_and_the_words_say_so(db, settings):
    only = settings.DATABASE_URLS["app"]
    settings.DATABASE_URLS = {"app": only, "owner": only, "publisher": only}
    said = list(database_rights.apply_rights(connection))
    assert len(said) == 2
    assert all("nothing to limit" in line for line in said)
