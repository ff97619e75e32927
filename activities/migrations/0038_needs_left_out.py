"""What people left out when they signed up, though they share it, is no news to the organiser."""

from django.db import migrations

LEFT_OUT = """
INSERT INTO activities_sessionneed (sign_up_id, need_id, is_told)
SELECT s.id, n.id, false
  FROM activities_signup s
  JOIN community_person p ON p.id = s.person_id OR p.merged_into_id = s.person_id
  JOIN community_need n ON n.person_id = p.id
 WHERE n.ended_on IS NULL AND n.shared_with IN ('organiser', 'hosts') AND n.added_at <= s.asked_at
ON CONFLICT (sign_up_id, need_id) DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("activities", "0037_need_not_told")]

    operations = [migrations.RunSQL(LEFT_OUT, migrations.RunSQL.noop)]
