"""Imports of directorates, services and posts are found in the directorates they concern."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("activities.migrations.0015_act_scopes_whole_trust").SCOPES_OF

# What came in has no first state in its history, but knows its import; what was taken out has
# left its last state there.
OF_THE_ORGANISATION = """
    ELSIF (SELECT c.service FROM core_act c WHERE c.id = act)
          IN ('organisation.load_parts', 'organisation.undo_parts') THEN
        RETURN QUERY
        WITH loaded AS (
            SELECT c.subject_id AS batch_id FROM core_act c
             WHERE c.id = act AND c.service = 'organisation.load_parts'
        ), touched AS (
            SELECT 'service' AS sort, s.id, s.directorate_id AS place
              FROM organisation_service s JOIN loaded l ON l.batch_id = s.batch_id
            UNION
            SELECT 'service', e.pgh_obj_id, e.directorate_id
              FROM organisation_serviceevent e WHERE e.act_id = act
            UNION
            SELECT 'directorate', d.id, d.id
              FROM organisation_directorate d JOIN loaded l ON l.batch_id = d.batch_id
            UNION
            SELECT 'directorate', e.pgh_obj_id, e.pgh_obj_id
              FROM organisation_directorateevent e WHERE e.act_id = act
        )
        SELECT t.place, count(*) FROM touched t GROUP BY 1
        UNION ALL
        SELECT 0, count(*) FROM touched HAVING count(*) > 0;
    ELSIF (SELECT c.service FROM core_act c WHERE c.id = act)
          IN ('organisation.load_posts', 'organisation.undo_posts') THEN
        RETURN QUERY
        WITH touched AS (
            SELECT DISTINCT e.pgh_obj_id, coalesce(e.directorate_id, s.directorate_id) AS place
              FROM organisation_postevent e LEFT JOIN organisation_service s ON s.id = e.service_id
             WHERE e.act_id = act
        )
        SELECT t.place, count(*) FROM touched t WHERE t.place IS NOT NULL GROUP BY 1
        UNION ALL
        SELECT 0, count(*) FROM touched HAVING count(*) > 0;
"""

OTHERWISE = "    ELSE\n"
SCOPES_OF = BEFORE.replace(OTHERWISE, OF_THE_ORGANISATION.lstrip("\n") + OTHERWISE)

FOR_IMPORTS_SO_FAR = """
INSERT INTO activities_actscope (act_id, directorate_id, service, by_id, number)
SELECT a.id, s.directorate_id, a.service, a.by_id, s.number
  FROM core_act a
 CROSS JOIN LATERAL activities_scopes_of_act(a.id, a.subject_type, a.subject_id) s
 WHERE a.service IN ('organisation.load_parts', 'organisation.undo_parts',
                     'organisation.load_posts', 'organisation.undo_posts')
    ON CONFLICT (act_id, directorate_id) DO NOTHING;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0017_search_elsewhere"),
        ("organisation", "0004_batch"),
        ("core", "0011_act_order"),
    ]

    operations = [migrations.RunSQL(SCOPES_OF + FOR_IMPORTS_SO_FAR, BEFORE)]
