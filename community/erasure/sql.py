"""The function of the database that forgets a person. It alone may change what is append-only.

It is made anew after every migration from the plan, belongs to the owner of the tables, and
may be called by the app role. It does nothing without the act in progress and a wish to be
forgotten whose time has come, and leaves a row (`Erased`) that the app role cannot make.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.contrib.postgres.fields import ArrayField
from django.db import models

from community.erasure.plan import (
    BLANK,
    DELETE,
    Owned,
    event_of,
    history_of,
    ids_of,
    loose,
    plan,
    pointers,
    sensitive_columns,
)
from core.database_rights import role_names

NAME = "erase_person"


def statements() -> Iterator[str]:
    """What makes the function, and who may call it."""
    yield f"DROP FUNCTION IF EXISTS {NAME}(bigint, uuid)"
    yield _function()
    yield f"REVOKE ALL ON FUNCTION {NAME}(bigint, uuid, text) FROM PUBLIC"
    yield f'GRANT EXECUTE ON FUNCTION {NAME}(bigint, uuid, text) TO "{role_names()["app"]}"'


def _function() -> str:
    body = "\n".join(f"    {line}" for line in _steps())
    return f"""
CREATE OR REPLACE FUNCTION {NAME}(whose bigint, present_act uuid, known text)
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $erase$
DECLARE
    people bigint[]; accounts bigint[]; known_words text[]; known_emails text[];
    contacts bigint[]; named bigint[]; touched bigint := 0; n bigint; word text;
BEGIN
{GUARD}
{COLLECT}
{body}
    INSERT INTO community_erased (key, at, act_id, rows)
    SELECT encode(sha256(convert_to('community.person:' || id, 'UTF8')), 'hex'),
           statement_timestamp(), present_act, touched
    FROM unnest(people) AS id;
    RETURN touched;
END
$erase$"""  # noqa: S608 - our own names


GUARD = """
    IF present_act IS NULL
       OR present_act::text IS DISTINCT FROM current_setting('cocreation.act', true) THEN
        RAISE EXCEPTION 'Somebody is forgotten only within an act.';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM community_rightsrequest
        WHERE person_id IN (
                  SELECT id FROM community_person WHERE id = whose OR merged_into_id = whose
              )
              AND kind = 'erasure' AND state IN ('asked', 'acknowledged')
              AND planned_at <= statement_timestamp()
    ) THEN
        RAISE EXCEPTION 'Nobody asked that this person be forgotten by now.';
    END IF;"""

# Who it is: the record with those joined to it, the account where it is theirs alone, and the
# words by which messages and the reasons of acts are known to be about them. Texts without a key
# to anybody, which the app role may change anyway, are found by the pattern `known`.
COLLECT = """
    SELECT array_agg(id) INTO people FROM community_person
    WHERE id = whose OR merged_into_id = whose;
    SELECT coalesce(array_agg(u.id), '{}') INTO accounts FROM users_user u
    JOIN community_person p ON p.account_id = u.id
    WHERE p.id = ANY(people) AND u.roles <@ ARRAY['co_creator']::varchar[];
    SELECT coalesce(array_agg(DISTINCT lower(said)), '{}') INTO known_emails FROM (
        SELECT email FROM community_person WHERE id = ANY(people)
        UNION SELECT email FROM community_personevent WHERE pgh_obj_id = ANY(people)
        UNION SELECT email FROM users_user WHERE id = ANY(accounts)
        UNION SELECT email FROM users_userevent WHERE pgh_obj_id = ANY(accounts)
        UNION SELECT email FROM account_emailaddress WHERE user_id = ANY(accounts)
        UNION SELECT email FROM community_takeover WHERE person_id = ANY(people)
        UNION SELECT email FROM community_partnercontact WHERE account_id = ANY(accounts)
    ) AS known(said) WHERE said <> '';
    SELECT coalesce(array_agg(id), '{}') INTO contacts FROM community_partnercontact
    WHERE account_id = ANY(accounts) OR lower(email) = ANY(known_emails) OR lower(name) ~ known;
    SELECT known_emails || coalesce(array_agg(DISTINCT lower(said)), '{}') INTO known_words FROM (
        SELECT name FROM community_person WHERE id = ANY(people) AND name LIKE '% %'
        UNION SELECT name FROM community_personevent
              WHERE pgh_obj_id = ANY(people) AND name LIKE '% %'
        UNION SELECT phone FROM community_person WHERE id = ANY(people)
        UNION SELECT phone FROM community_personevent WHERE pgh_obj_id = ANY(people)
    ) AS known(said) WHERE length(said) > 6;"""


def _steps() -> Iterator[str]:
    everything = plan()
    for model in loose():
        yield from _loose(model)
    yield (
        "DELETE FROM django_session WHERE session_key IN"
        " (SELECT session_key FROM usersessions_usersession WHERE user_id = ANY(accounts));"
    )
    yield from _counted(MESSAGES)
    yield from _counted(
        "UPDATE core_message SET last_error = '' WHERE last_error <> ''"
        " AND lower(last_error) ~ known"
    )
    for owned in everything:
        if isinstance(owned.model._meta.pk, models.AutoField):
            yield from _counted(_forget_reasons(owned))
    yield from REASONS
    yield from _counted(
        "UPDATE core_act SET reason = '' WHERE reason <> ''"
        " AND (by_id = ANY(accounts) OR on_behalf_of_id = ANY(accounts))"
    )
    for model, field, gone in pointers():
        yield from _counted(
            f"UPDATE {model._meta.db_table} SET {field.column} = NULL"  # noqa: S608 - our names
            f" WHERE {field.column} IN ({ids_of(gone)})"
        )
    # From the leaves inwards; history goes last, for each change writes some.
    for owned in reversed(everything):
        if owned.action == DELETE:
            yield from _past(owned)
            yield from _counted(f"DELETE FROM {owned.table} WHERE {owned.where}")  # noqa: S608
        elif owned.action == BLANK:
            yield from _counted(_blank(owned))
    for owned in reversed(everything):
        yield from _past(owned)


MESSAGES = (
    "UPDATE core_message SET address = '', subject = '', body = '', body_html = '',"
    " unsubscribe_url = '', secret_body = NULL, last_error = '', recipient_key = 'forgotten',"
    " state = CASE WHEN state IN ('waiting', 'held') THEN 'stopped' ELSE state END"
    " WHERE recipient_key IN (SELECT 'person:' || id FROM unnest(people) AS id"
    " UNION ALL SELECT 'user:' || id FROM unnest(accounts) AS id"
    " UNION ALL SELECT 'contact:' || id FROM unnest(contacts) AS id)"
    " OR lower(address) = ANY(known_emails)"
)


# One word at a time: so the index of the words of reasons is of use.
REASONS = (
    "FOREACH word IN ARRAY known_words LOOP",
    "UPDATE core_act SET reason = '' WHERE reason <> '' AND lower(reason) LIKE",
    r" '%' || regexp_replace(word, '([\\%_])', '\\\1', 'g') || '%';",
    "GET DIAGNOSTICS n = ROW_COUNT; touched := touched + n;",
    "END LOOP;",
)


def _counted(statement: str) -> Iterator[str]:
    yield f"{statement.rstrip(';')};"
    yield "GET DIAGNOSTICS n = ROW_COUNT; touched := touched + n;"


def _past(owned: Owned) -> Iterator[str]:
    if owned.event is not None and owned.action in (DELETE, BLANK):
        table = owned.event._meta.db_table
        yield from _counted(f"DELETE FROM {table} WHERE {history_of(owned)}")  # noqa: S608


def _forget_reasons(owned: Owned) -> str:
    """Why something was done with a row of theirs may say something about them."""
    return (
        f"UPDATE core_act SET reason = '' WHERE subject_type = '{owned.label}'"  # noqa: S608
        f" AND reason <> '' AND subject_id IN ({ids_of(owned)})"
    )


def _blank(owned: Owned) -> str:
    fixed = getattr(owned.model, "ERASED", {})
    sets = [f"{name} = {value}" for name, value in fixed.items()]
    for field in sensitive_columns(owned.model):
        if field.column in fixed or field.name in fixed:
            continue
        if (value := _empty(field)) is not None:
            sets.append(f"{field.column} = {value}")
    return f"UPDATE {owned.table} SET {', '.join(sets)} WHERE {owned.where}"  # noqa: S608


def _loose(model: type[models.Model]) -> Iterator[str]:
    """Texts that name the person, in others' rows too, and the history of those rows."""
    how, table = vars(model)["HOLDS_LOOSE_WORDS"], model._meta.db_table
    texts = [
        field
        for field in sensitive_columns(model)
        if isinstance(field, models.TextField | models.CharField | models.JSONField)
        and (isinstance(how, str) or field.name in how)
    ]
    is_theirs, key, event = _names_them(model, texts), _key_of(model), event_of(model)
    if event is not None:
        yield (
            f"SELECT coalesce(array_agg({key}), '{{}}') INTO named"  # noqa: S608 - our names
            f" FROM {table} WHERE {is_theirs};"
        )
    if how == DELETE:
        yield from _counted(f"DELETE FROM {table} WHERE {is_theirs}")  # noqa: S608 - our names
    elif how == BLANK:
        yield from _counted(_blank_texts(model, texts, is_theirs))
    else:
        for text in texts:
            yield from _counted(_blank_texts(model, [text], _names_them(model, [text])))
    # Last, for a change writes some.
    if event is not None:
        past = f"pgh_obj_id = ANY(named) OR {is_theirs}"
        yield from _counted(f"DELETE FROM {event._meta.db_table} WHERE {past}")  # noqa: S608


def _key_of(model: type[models.Model]) -> str:
    return str(model._meta.pk.column) if model._meta.pk else ""


def _names_them(model: type[models.Model], texts: Sequence[models.Field]) -> str:
    """The condition by which a row names the person, or hangs on their account."""
    parts = [f"lower({text.column}::text) ~ known" for text in texts]
    if name := vars(model).get("LOOSE_ACCOUNT"):
        (column,) = (each.column for each in model._meta.concrete_fields if each.name == name)
        parts.append(f"{column} = ANY(accounts)")
    return " OR ".join(parts)


def _blank_texts(model: type[models.Model], texts: Sequence[models.Field], where: str) -> str:
    """What empties these columns; where whole rows are emptied, what `ERASED` names besides."""
    fixed = vars(model).get("ERASED", {})
    is_whole = vars(model)["HOLDS_LOOSE_WORDS"] == BLANK
    values = {text.column: fixed.get(text.column, _empty(text)) for text in texts}
    sets = ", ".join(
        f"{name} = {value}" for name, value in ((fixed if is_whole else {}) | values).items()
    )
    return f"UPDATE {model._meta.db_table} SET {sets} WHERE {where}"  # noqa: S608 - our names


def _empty(field: models.Field) -> str | None:
    """What stands in an emptied column; None where it stays, for it must be one of a few words."""
    if field.null:
        return "NULL"
    if isinstance(field, ArrayField):
        return "'{}'"
    if isinstance(field, models.JSONField):
        return "'{}'"
    if isinstance(field, models.BooleanField):
        return "false"
    if isinstance(field, models.DateTimeField):
        return "statement_timestamp()"
    if isinstance(field, models.CharField | models.TextField):
        return None if field.choices and not field.blank else "''"
    return None
