from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Sessions go on being written while this index is built."""

    atomic = False

    dependencies = [("activities", "0023_session_news")]

    operations = [
        AddIndexConcurrently(
            model_name="session",
            index=models.Index(
                condition=models.Q(("status", "planned")),
                fields=["held_on"],
                name="session_planned",
            ),
        ),
    ]
