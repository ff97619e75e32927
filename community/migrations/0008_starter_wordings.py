from datetime import date

from django.db import migrations

# The involvement team adds later versions on a page; these stay as they are.
STARTERS = {
    ('newsletter', 'email'): 'You may send me the newsletter by email.',
    ('newsletter', 'text'): 'You may text me when there is a new newsletter.',
    ('newsletter', 'post'): 'You may send me the newsletter by post.',
    ('newsletter', 'telephone'): 'You may phone me with what is in the newsletter.',
    ('opportunities', 'email'): 'You may email me about things I could take part in.',
    ('opportunities', 'text'): 'You may text me about things I could take part in.',
    ('opportunities', 'post'): 'You may write to me by post about things I could take part in.',
    ('opportunities', 'telephone'): 'You may phone me about things I could take part in.',
    ('surveys', 'email'): 'You may email me surveys about care and about working together.',
    ('surveys', 'text'): 'You may text me surveys about care and about working together.',
    ('surveys', 'post'): 'You may post me surveys about care and about working together.',
    ('surveys', 'telephone'): 'You may phone me to ask survey questions about care.',
}


def add_wordings(apps, schema_editor):
    """One sentence for each purpose and way."""
    rows = apps.get_model('community', 'ConsentWording')
    rows.objects.bulk_create(
        rows(purpose=purpose, channel=channel, version=1, text=text, valid_from=date(2026, 1, 1))
        for (purpose, channel), text in STARTERS.items()
    )


class Migration(migrations.Migration):
    dependencies = [
        ('community', '0007_consent'),
    ]

    operations = [
        migrations.RunPython(add_wordings, migrations.RunPython.noop),
    ]
