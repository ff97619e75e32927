from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("activities", "0047_undrawn"),
        ("organisation", "0012_venue_access"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="session",
            index=models.Index(
                condition=models.Q(("precision", "day"), ("status__in", ["planned", "held"])),
                fields=["held_on", "starts_at", "id"],
                include=("mode", "venue", "activity"),
                name="session_on_day",
            ),
        ),
        RemoveIndexConcurrently(model_name="session", name="session_by_day"),
    ]
