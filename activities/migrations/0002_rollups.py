"""The triggers behind the onion and the shift: the derived columns and the roll-ups.

They work on whole statements, so a bulk change, a COPY or an undo is counted like a single
form. Roll-ups are only ever inserted into: logging by one never waits for another.
"""

from django.db import migrations

# The derived columns of an activity follow its sessions and services ------------------

KEEP_DATES = """
CREATE FUNCTION activities_keep_dates(ids bigint[]) RETURNS void LANGUAGE sql AS $$
    UPDATE activities_activity a
       SET first_on = d.first_on, last_on = d.last_on, first_held_on = d.first_held_on
      FROM (
        SELECT i.id,
               min(s.held_on) FILTER (WHERE s.status <> 'cancelled') AS first_on,
               max(s.held_to) FILTER (WHERE s.status <> 'cancelled') AS last_on,
               min(s.held_on) FILTER (WHERE s.status = 'held') AS first_held_on
          FROM unnest(ids) AS i(id) LEFT JOIN activities_session s ON s.activity_id = i.id
         GROUP BY i.id
      ) d
     WHERE a.id = d.id
       AND (a.first_on, a.last_on, a.first_held_on)
           IS DISTINCT FROM (d.first_on, d.last_on, d.first_held_on);
$$;
"""

KEEP_SCOPES = """
CREATE FUNCTION activities_keep_scopes(ids bigint[]) RETURNS void LANGUAGE sql AS $$
    UPDATE activities_activity a
       SET directorate_ids = d.directorate_ids, service_ids = d.service_ids
      FROM (
        SELECT i.id,
               coalesce(array_agg(DISTINCT l.directorate_id)
                        FILTER (WHERE l.id IS NOT NULL), '{}') AS directorate_ids,
               coalesce(array_agg(DISTINCT l.service_id)
                        FILTER (WHERE l.id IS NOT NULL), '{}') AS service_ids
          FROM unnest(ids) AS i(id)
          LEFT JOIN activities_activityservice l ON l.activity_id = i.id
         GROUP BY i.id
      ) d
     WHERE a.id = d.id
       AND (a.directorate_ids, a.service_ids)
           IS DISTINCT FROM (d.directorate_ids, d.service_ids);
$$;

CREATE FUNCTION activities_service_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ids bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT activity_id) INTO ids FROM new_rows;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT activity_id) INTO ids FROM old_rows;
    ELSE
        SELECT array_agg(DISTINCT activity_id) INTO ids
          FROM (SELECT activity_id FROM old_rows UNION SELECT activity_id FROM new_rows) r;
    END IF;
    IF ids IS NOT NULL THEN
        -- Two at once would each overwrite what the other added: one after the other, each
        -- reads what is there by then.
        PERFORM 1 FROM activities_activity WHERE id = ANY(ids) ORDER BY id FOR NO KEY UPDATE;
        PERFORM activities_keep_scopes(ids);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION activities_headcount_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ids bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT session_id) INTO ids FROM new_rows;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT session_id) INTO ids FROM old_rows;
    ELSE
        SELECT array_agg(DISTINCT session_id) INTO ids
          FROM (SELECT session_id FROM old_rows UNION SELECT session_id FROM new_rows) r;
    END IF;
    IF ids IS NOT NULL THEN
        PERFORM 1 FROM activities_session WHERE id = ANY(ids) ORDER BY id FOR NO KEY UPDATE;
        UPDATE activities_session s SET people = d.people
          FROM (
            SELECT i.id, sum(h.number) FILTER (WHERE h.kind <> 'staff') AS people
              FROM unnest(ids) AS i(id)
              LEFT JOIN activities_headcount h ON h.session_id = i.id
             GROUP BY i.id
          ) d
         WHERE s.id = d.id AND s.people IS DISTINCT FROM d.people;
    END IF;
    RETURN NULL;
END $$;
"""

# The roll-ups ---------------------------------------------------------------------

SCOPES = """
CREATE FUNCTION activities_scopes(directorates bigint[], services bigint[])
RETURNS TABLE (scope varchar, scope_id bigint) LANGUAGE sql IMMUTABLE AS $$
    SELECT 'trust'::varchar, 0::bigint
    UNION ALL SELECT 'directorate', unnest(directorates)
    UNION ALL SELECT 'service', unnest(services)
$$;
"""

# Rows with a sign: +1 for a state that now holds, -1 for one that no longer does.
COUNT_ACTIVITIES = """
CREATE FUNCTION activities_count_activities(signed activities_signed[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO activities_onioncount (scope, scope_id, level_id, state, month, starts, ends)
    SELECT scope, scope_id, level_id, state, month, sum(starts), sum(ends)
      FROM (
        SELECT c.scope, c.scope_id, r.level_id, r.state, m.month,
               r.sign * m.starts AS starts, r.sign * m.ends AS ends
          FROM unnest(signed) r
          CROSS JOIN LATERAL activities_scopes(r.directorate_ids, r.service_ids) c
          CROSS JOIN LATERAL (
            VALUES (coalesce(date_trunc('month', r.span_from)::date, '0001-01-01'::date), 1, 0),
                   (date_trunc('month', r.span_to)::date, 0, 1)
          ) m(month, starts, ends)
         WHERE r.level_id IS NOT NULL AND r.state IS NOT NULL AND m.month IS NOT NULL
           AND (r.is_standing OR r.span_from IS NOT NULL)
      ) x
     GROUP BY scope, scope_id, level_id, state, month
    HAVING sum(starts) <> 0 OR sum(ends) <> 0;

    INSERT INTO activities_shiftcount
           (scope, scope_id, level_id, month, activities,
            sessions, timed_sessions, people, people_minutes)
    SELECT scope, scope_id, level_id, month, sum(activities), sum(sessions), sum(timed),
           sum(people), sum(people_minutes)
      FROM (
        SELECT c.scope, c.scope_id, r.level_id, s.month, r.sign * s.activities AS activities,
               r.sign * s.sessions AS sessions, r.sign * s.timed AS timed,
               r.sign * s.people AS people, r.sign * s.people_minutes AS people_minutes
          FROM unnest(signed) r
          CROSS JOIN LATERAL activities_scopes(r.directorate_ids, r.service_ids) c
          CROSS JOIN LATERAL (
            SELECT date_trunc('month', r.first_held_on)::date AS month, 1 AS activities,
                   0 AS sessions, 0 AS timed, 0::bigint AS people, 0::bigint AS people_minutes
             WHERE r.first_held_on IS NOT NULL
            UNION ALL
            SELECT date_trunc('month', s.held_on)::date, 0, 1,
                   (s.people_minutes IS NOT NULL)::int, coalesce(s.people, 0),
                   coalesce(s.people_minutes, 0)
              FROM activities_session s
             WHERE r.with_sessions AND s.activity_id = r.id AND s.status = 'held'
          ) s
         WHERE r.level_id IS NOT NULL AND r.state = 'happened'
      ) x
     GROUP BY scope, scope_id, level_id, month
    HAVING sum(activities) <> 0 OR sum(sessions) <> 0 OR sum(timed) <> 0
        OR sum(people) <> 0 OR sum(people_minutes) <> 0;
END $$;
"""

SIGNED = """
CREATE TYPE activities_signed AS (
    sign int, id bigint, level_id bigint, state varchar, is_standing boolean,
    span_from date, span_to date, first_held_on date,
    directorate_ids bigint[], service_ids bigint[], with_sessions boolean
);
"""


def signed(alias: str, sign: str, with_sessions: str) -> str:
    return (
        f"ROW({sign}, {alias}.id, {alias}.counted_level_id, {alias}.counted_state,"
        f" {alias}.is_standing, {alias}.span_from, {alias}.span_to, {alias}.first_held_on,"
        f" {alias}.directorate_ids, {alias}.service_ids, {with_sessions})::activities_signed"
    )


# An insert has no sessions yet; a deleted row takes along those that are still there; an
# update takes its sessions along only if what they are counted under has changed.
ACTIVITY_CHANGED = f"""
CREATE FUNCTION activities_activity_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE signed activities_signed[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg({signed("n", "1", "false")}) INTO signed FROM new_rows n;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg({signed("o", "-1", "true")}) INTO signed FROM old_rows o;
    ELSE
        WITH changed AS (
            SELECT n.id,
                   (o.counted_level_id, o.counted_state, o.directorate_ids, o.service_ids)
                   IS DISTINCT FROM
                   (n.counted_level_id, n.counted_state, n.directorate_ids, n.service_ids)
                   AS moves
              FROM old_rows o JOIN new_rows n ON n.id = o.id
             WHERE (o.counted_level_id, o.counted_state, o.directorate_ids, o.service_ids,
                    o.span_from, o.span_to, o.first_held_on, o.is_standing)
                   IS DISTINCT FROM
                   (n.counted_level_id, n.counted_state, n.directorate_ids, n.service_ids,
                    n.span_from, n.span_to, n.first_held_on, n.is_standing)
        )
        SELECT array_agg(r) INTO signed FROM (
            SELECT {signed("o", "-1", "c.moves")} AS r FROM old_rows o JOIN changed c ON c.id = o.id
            UNION ALL
            SELECT {signed("n", "1", "c.moves")} FROM new_rows n JOIN changed c ON c.id = n.id
        ) both_sides;
    END IF;
    IF signed IS NOT NULL THEN PERFORM activities_count_activities(signed); END IF;
    RETURN NULL;
END $$;
"""

SESSION_CHANGED = """
CREATE FUNCTION activities_session_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[];
    was activities_session[] := '{}';
    now_is activities_session[] := '{}';
BEGIN
    IF TG_OP <> 'INSERT' THEN SELECT array_agg(o) INTO was FROM old_rows o; END IF;
    IF TG_OP <> 'DELETE' THEN SELECT array_agg(n) INTO now_is FROM new_rows n; END IF;
    SELECT array_agg(DISTINCT r.activity_id) INTO ids
      FROM (SELECT activity_id FROM unnest(was) UNION SELECT activity_id FROM unnest(now_is)) r;
    IF ids IS NULL THEN RETURN NULL; END IF;

    -- Under a changing activity a session could be counted under its old level: take the
    -- activity's row first, and read its level only then.
    PERFORM 1 FROM activities_activity WHERE id = ANY(ids) ORDER BY id FOR NO KEY UPDATE;

    INSERT INTO activities_shiftcount
           (scope, scope_id, level_id, month, activities,
            sessions, timed_sessions, people, people_minutes)
    SELECT c.scope, c.scope_id, a.counted_level_id, date_trunc('month', s.held_on)::date, 0,
           sum(s.sign), sum(s.sign * (s.people_minutes IS NOT NULL)::int),
           sum(s.sign * coalesce(s.people, 0)), sum(s.sign * coalesce(s.people_minutes, 0))
      FROM (
        SELECT -1 AS sign, activity_id, held_on, status, people, people_minutes FROM unnest(was)
        UNION ALL
        SELECT 1, activity_id, held_on, status, people, people_minutes FROM unnest(now_is)
      ) s
      JOIN activities_activity a ON a.id = s.activity_id
      CROSS JOIN LATERAL activities_scopes(a.directorate_ids, a.service_ids) c
     WHERE s.status = 'held' AND a.counted_state = 'happened' AND a.counted_level_id IS NOT NULL
     GROUP BY 1, 2, 3, 4
    HAVING sum(s.sign) <> 0 OR sum(s.sign * (s.people_minutes IS NOT NULL)::int) <> 0
        OR sum(s.sign * coalesce(s.people, 0)) <> 0
        OR sum(s.sign * coalesce(s.people_minutes, 0)) <> 0;

    PERFORM activities_keep_dates(ids);
    RETURN NULL;
END $$;
"""


def triggers(table: str, function: str) -> str:
    rows = {
        "insert": "NEW TABLE AS new_rows",
        "delete": "OLD TABLE AS old_rows",
        "update": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    }
    return "".join(
        f"CREATE TRIGGER {function}_{verb} AFTER {verb.upper()} ON {table}"
        f" REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION {function}();\n"
        for verb, tables in rows.items()
    )


TABLES = {
    "activities_activityservice": "activities_service_changed",
    "activities_headcount": "activities_headcount_changed",
    "activities_activity": "activities_activity_changed",
    "activities_session": "activities_session_changed",
}

FORWARD = "".join(
    [KEEP_DATES, KEEP_SCOPES, SCOPES, SIGNED, COUNT_ACTIVITIES, ACTIVITY_CHANGED, SESSION_CHANGED]
    + [triggers(table, function) for table, function in TABLES.items()]
)

BACKWARD = "".join(f"DROP FUNCTION {function}() CASCADE;" for function in TABLES.values()) + """
DROP FUNCTION activities_count_activities(activities_signed[]);
DROP TYPE activities_signed;
DROP FUNCTION activities_scopes(bigint[], bigint[]);
DROP FUNCTION activities_keep_scopes(bigint[]);
DROP FUNCTION activities_keep_dates(bigint[]);
"""


class Migration(migrations.Migration):
    dependencies = [("activities", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
