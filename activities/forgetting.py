"""The function of the database that empties what people wrote for one session, once it is long over.

History is append-only for the app role, so the words would stay in it for ever. The function
belongs to the owner of the tables, is made anew after every migration, works only within an act,
and never reaches a session that is not long over.
"""

from __future__ import annotations

from collections.abc import Iterator

from core.database_rights import role_names

NAME = "forget_session_words"
# So long after the session everything that was written for its sake is forgotten.
KEPT_DAYS = 90

_WORDS = "travel = '', cover = '', needs_note = ''"
_ANY_WORDS = "(travel <> '' OR cover <> '' OR needs_note <> '')"

# Places at sessions that are long over, and attendances of them, where words are left. A session
# of which only the month or the year is known is over with the last day of that.
_OF_SESSION = f"""
    SELECT coalesce(array_agg(s.id), '{{}}') INTO places FROM activities_signup s
    JOIN activities_opportunity o ON o.id = s.opportunity_id
    JOIN activities_session d ON d.id = o.session_id
    WHERE d.held_to < until AND (
        {_ANY_WORDS}
        OR EXISTS (SELECT 1 FROM activities_signupevent WHERE pgh_obj_id = s.id AND {_ANY_WORDS})
        OR EXISTS (SELECT 1 FROM activities_arrangement WHERE sign_up_id = s.id)
        OR EXISTS (SELECT 1 FROM activities_arrangementevent WHERE sign_up_id = s.id));
    SELECT coalesce(array_agg(a.id), '{{}}') INTO days FROM activities_attendance a
    JOIN activities_session d ON d.id = a.session_id
    WHERE d.held_to < until AND (
        EXISTS (SELECT 1 FROM activities_callwanted WHERE attendance_id = a.id AND phone <> '')
        OR EXISTS (
            SELECT 1 FROM activities_callwantedevent
            WHERE attendance_id = a.id AND phone <> ''));"""  # noqa: S608

_CALLS = "attendance_id = ANY(days) AND phone <> ''"

# The rows first: emptying them writes history, which is emptied after that.
_STEPS = (
    f"UPDATE activities_signup SET {_WORDS} WHERE id = ANY(places) AND {_ANY_WORDS}",  # noqa: S608
    f"UPDATE activities_signupevent SET {_WORDS} WHERE pgh_obj_id = ANY(places) AND {_ANY_WORDS}",  # noqa: S608
    "DELETE FROM activities_arrangement WHERE sign_up_id = ANY(places)",
    "DELETE FROM activities_arrangementevent WHERE sign_up_id = ANY(places)",
    f"UPDATE activities_callwanted SET phone = '' WHERE {_CALLS}",  # noqa: S608
    f"UPDATE activities_callwantedevent SET phone = '' WHERE {_CALLS}",  # noqa: S608
)


def statements() -> Iterator[str]:
    """What makes the function, and who may call it."""
    yield _function()
    yield f"REVOKE ALL ON FUNCTION {NAME}(date, uuid) FROM PUBLIC"
    yield f'GRANT EXECUTE ON FUNCTION {NAME}(date, uuid) TO "{role_names()["app"]}"'


def _function() -> str:
    body = "\n".join(
        f"    {step};\n    GET DIAGNOSTICS n = ROW_COUNT; touched := touched + n;"
        for step in _STEPS
    )
    return f"""
CREATE OR REPLACE FUNCTION {NAME}(until date, present_act uuid)
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $forget$
DECLARE
    places bigint[]; days bigint[]; touched bigint := 0; n bigint;
BEGIN
    IF present_act IS NULL
       OR present_act::text IS DISTINCT FROM current_setting('cocreation.act', true) THEN
        RAISE EXCEPTION 'Words are forgotten only within an act.';
    END IF;
    IF until IS NULL OR until > current_date - {KEPT_DAYS - 1} THEN
        RAISE EXCEPTION 'Words of a session are kept for {KEPT_DAYS} days.';
    END IF;
{_OF_SESSION}
{body}
    RETURN touched;
END
$forget$"""
