"""The function of the database that takes people of a list out again, with all that came in.

What is only ever added came in with them, and the app role cannot take it away. It touches
nobody but people of the import in hand whom nobody has worked with since, and leaves no history
of them: who was brought in by mistake was never here.
"""

from __future__ import annotations

from collections.abc import Iterator

from community.erasure.plan import Owned, history_of, plan
from community.models import Person, PersonWords
from core.database_rights import role_names
from users.models import User

NAME = "take_out_people"


def statements() -> Iterator[str]:
    """What makes the function, and who may call it."""
    yield _function()
    signature = f"{NAME}(bigint[], bigint, uuid)"
    yield f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC"
    yield f'GRANT EXECUTE ON FUNCTION {signature} TO "{role_names()["app"]}"'


def _function() -> str:
    body = "\n".join(f"    {line}" for line in _steps())
    return f"""
CREATE OR REPLACE FUNCTION {NAME}(which bigint[], whose_batch bigint, present_act uuid)
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $out$
DECLARE
    people bigint[]; accounts bigint[] := '{{}}'; gone bigint;
BEGIN
    IF present_act IS NULL
       OR present_act::text IS DISTINCT FROM current_setting('cocreation.act', true) THEN
        RAISE EXCEPTION 'Somebody is taken out only within an act.';
    END IF;
    SELECT coalesce(array_agg(id), '{{}}') INTO people FROM community_person
    WHERE id = ANY(which) AND batch_id = whose_batch
          AND version = 1 AND account_id IS NULL AND merged_into_id IS NULL;
{body}
    GET DIAGNOSTICS gone = ROW_COUNT;
    DELETE FROM community_personevent WHERE pgh_obj_id = ANY(people);
    RETURN gone;
END
$out$"""  # noqa: S608 - our own names


def _steps() -> Iterator[str]:
    """From the leaves inwards, each with its history; the record itself comes last.

    What triggers keep of a person is made anew as the rows it tells of go, and goes after them.
    """
    tables = [each for each in reversed(plan()) if each.model is not User]
    for owned in sorted(tables, key=_turn):
        yield f"DELETE FROM {owned.table} WHERE {owned.where};"  # noqa: S608 - our own names
        if owned.model is not Person and owned.event is not None:
            yield f"DELETE FROM {owned.event._meta.db_table} WHERE {history_of(owned)};"  # noqa: S608


def _turn(owned: Owned) -> int:
    return [owned.model not in (PersonWords, Person), owned.model is PersonWords, True].index(True)
