"""What people left out when they signed up, though they share it, is no news to the organiser."""

from django.db import migrations

# Only for sessions to come, and only needs that never changed since: one whose sharing was opened
# after they signed up is news, and shows as new.
LEFT_OUT = """
INSERT INTO activities_sessionneed (sign_up_id, need_id, is_told)
SELECT s.id, n.id, false
  FROM activities_signup s
  JOIN activities_opportunity o ON o.id = s.opportunity_id
  JOIN activities_session d ON d.id = o.session_id AND d.held_on >= CURRENT_DATE
 CROSS JOIN LATERAL (
       SELECT s.person_id AS id
        UNION ALL
       SELECT p.id FROM community_person p WHERE p.merged_into_id = s.person_id) p
  JOIN community_need n ON n.person_id = p.id
 WHERE n.ended_on IS NULL AND n.shared_with IN ('organiser', 'hosts') AND n.added_at <= s.asked_at
   AND n.version = 1
ON CONFLICT (sign_up_id, need_id) DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("activities", "0037_need_not_told")]

    operations = [migrations.RunSQL(LEFT_OUT, migrations.RunSQL.noop)]
