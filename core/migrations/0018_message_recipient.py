from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Messages go on being written while this index is built."""

    atomic = False

    dependencies = [
        ('core', '0017_message_stop'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='message',
            index=models.Index(fields=['recipient_key'], name='message_recipient'),
        ),
    ]
