"""An import counts what is for the whole trust, too.

Activities keep no first state, so an act on many counted those it linked to a service or a word.
What came in for the whole trust without a word was missed, and recent changes told of fewer than
the import's own report.
"""

from importlib import import_module

from django.db import migrations

SCOPES_OF = """
CREATE OR REPLACE FUNCTION activities_scopes_of_act(act uuid, subject varchar, record_id bigint)
RETURNS TABLE (directorate_id bigint, number bigint) LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF subject = 'activities.activity' THEN
        RETURN QUERY
        SELECT unnest(a.directorate_ids), NULL::bigint
          FROM activities_activity a WHERE a.id = record_id
        UNION
        SELECT e.directorate_id, NULL FROM activities_activityserviceevent e
         WHERE e.act_id = act AND e.activity_id = record_id;
    ELSIF subject = 'activities.project' THEN
        RETURN QUERY
        SELECT s.directorate_id, NULL::bigint FROM organisation_service s
         WHERE s.id IN (SELECT p.service_id FROM activities_project p WHERE p.id = record_id
                        UNION ALL
                        SELECT e.service_id FROM activities_projectevent e
                         WHERE e.act_id = act AND e.pgh_obj_id = record_id)
         GROUP BY 1;
    ELSIF subject = 'organisation.directorate' THEN
        RETURN QUERY
        SELECT d.id, NULL::bigint FROM organisation_directorate d WHERE d.id = record_id
        UNION
        SELECT d.successor_id, NULL FROM organisation_directorate d
         WHERE d.id = record_id AND d.successor_id IS NOT NULL;
    ELSIF subject = 'organisation.service' THEN
        RETURN QUERY
        SELECT s.directorate_id, NULL::bigint FROM organisation_service s WHERE s.id = record_id
        UNION
        SELECT f.directorate_id, NULL FROM organisation_service s
          JOIN organisation_service f ON f.id = s.successor_id WHERE s.id = record_id;
    ELSIF subject = 'organisation.post' THEN
        RETURN QUERY
        SELECT coalesce(p.directorate_id, s.directorate_id), NULL::bigint
          FROM organisation_post p LEFT JOIN organisation_service s ON s.id = p.service_id
         WHERE p.id = record_id;
    ELSE
        RETURN QUERY
        WITH linked AS (
            SELECT e.activity_id, e.directorate_id FROM activities_activityserviceevent e
             WHERE e.act_id = act
        ), touched AS (
            SELECT activity_id FROM linked
            UNION SELECT e.pgh_obj_id FROM activities_activityevent e WHERE e.act_id = act
            UNION SELECT e.activity_id FROM activities_activitythemeevent e WHERE e.act_id = act
            UNION SELECT e.activity_id FROM activities_activitygroupevent e WHERE e.act_id = act
            UNION SELECT e.activity_id FROM activities_activitypartnerevent e WHERE e.act_id = act
            -- What is for the whole trust and has no word came in without any link.
            UNION SELECT a.id FROM core_act c JOIN activities_activity a ON a.batch_id = c.subject_id
             WHERE c.id = act AND c.service = 'activities.load_activities'
        ), placed AS (
            SELECT l.activity_id, l.directorate_id FROM linked l
            UNION
            SELECT a.id, unnest(a.directorate_ids)
              FROM touched t JOIN activities_activity a ON a.id = t.activity_id
        )
        SELECT p.directorate_id, count(*) FROM placed p GROUP BY 1
        UNION ALL
        SELECT 0, count(*) FROM touched HAVING count(*) > 0;
    END IF;
END $$;
"""

FOR_IMPORTS_SO_FAR = """
INSERT INTO activities_actscope (act_id, directorate_id, service, by_id, number)
SELECT a.id, s.directorate_id, a.service, a.by_id, s.number
  FROM core_act a
 CROSS JOIN LATERAL activities_scopes_of_act(a.id, a.subject_type, a.subject_id) s
 WHERE a.service = 'activities.load_activities'
    ON CONFLICT (act_id, directorate_id)
    DO UPDATE SET number = greatest(activities_actscope.number, excluded.number);
"""

BEFORE = import_module("activities.migrations.0011_act_scopes").SCOPES_OF.replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)


class Migration(migrations.Migration):
    dependencies = [("activities", "0014_attachment")]

    operations = [migrations.RunSQL(SCOPES_OF + FOR_IMPORTS_SO_FAR, BEFORE)]
