"""Which directorates each act concerns, written with the act by a trigger.

The trigger runs when an act is recorded, which is the last statement of its service: all that
the act changed is there to be read. It only inserts, so nobody waits for anybody.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# An act on one record concerns the directorates it has now and those it was taken from.
# Rows: directorate and, for an act on many activities, how many (trust: id 0).
SCOPES_OF = """
CREATE FUNCTION activities_scopes_of_act(act uuid, subject varchar, record_id bigint)
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

WITH_THE_ACT = """
CREATE FUNCTION activities_act_recorded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO activities_actscope (act_id, directorate_id, service, by_id, number)
    SELECT n.id, s.directorate_id, n.service, n.by_id, s.number
      FROM new_rows n
     CROSS JOIN LATERAL activities_scopes_of_act(n.id, n.subject_type, n.subject_id) s;
    RETURN NULL;
END $$;
CREATE TRIGGER activities_act_recorded AFTER INSERT ON core_act
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION activities_act_recorded();
"""

FOR_ACTS_SO_FAR = """
INSERT INTO activities_actscope (act_id, directorate_id, service, by_id, number)
SELECT a.id, s.directorate_id, a.service, a.by_id, s.number
  FROM core_act a
 CROSS JOIN LATERAL activities_scopes_of_act(a.id, a.subject_type, a.subject_id) s;
"""

BACKWARD = """
DROP FUNCTION activities_act_recorded() CASCADE;
DROP FUNCTION activities_scopes_of_act(uuid, varchar, bigint);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0010_batch"),
        ("core", "0011_act_order"),
        ("organisation", "0003_act_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ActScope",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "act",
                        "directorate_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("directorate_id", models.BigIntegerField()),
                ("service", models.CharField(max_length=100)),
                ("number", models.PositiveIntegerField(null=True)),
                (
                    "act",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="core.act",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["directorate_id", "service", "act"], name="act_scope_service"
                    ),
                    models.Index(
                        fields=["directorate_id", "by", "service", "act"], name="act_scope_by"
                    ),
                ],
            },
        ),
        migrations.RunSQL(SCOPES_OF + WITH_THE_ACT + FOR_ACTS_SO_FAR, BACKWARD),
    ]
