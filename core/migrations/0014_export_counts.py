"""Say of a file what it holds, sheet by sheet."""

from django.db import migrations, models

KNOWN = """
UPDATE core_export
   SET counts = jsonb_build_array(
       jsonb_build_array(CASE rows WHEN 1 THEN 'row' ELSE 'rows' END, rows))
 WHERE rows IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0013_import_again_and_stop")]
    operations = [
        migrations.AddField(
            model_name="export", name="counts", field=models.JSONField(default=list)
        ),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
    ]
