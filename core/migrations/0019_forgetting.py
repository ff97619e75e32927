import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0018_message_recipient'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        TrigramExtension(),
        migrations.AddField(
            model_name='importbatch',
            name='forgot_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='somebody in it was forgotten'),
        ),
        migrations.AddIndex(
            model_name='act',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Lower('reason'), name='gin_trgm_ops'), condition=models.Q(('reason', ''), _negated=True), name='act_reason_words'),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("last_error", ""), _negated=True),
                fields=["id"],
                name="message_remark",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(django.db.models.functions.text.Lower('address'), name='message_address'),
        ),
    ]
