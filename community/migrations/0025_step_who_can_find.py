"""A step of the welcome: whether somebody wants to be hidden, asked after who can see them."""

from django.db import migrations

LABEL = "Asked whether only the involvement team should find them"


def add(apps, schema_editor):
    step = apps.get_model("community", "InductionStep")
    if not step.objects.filter(label__iexact=LABEL).exists():
        # After the step that explains what is stored and who can see it.
        step.objects.create(label=LABEL, position=55)


class Migration(migrations.Migration):
    dependencies = [("community", "0024_email_word")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
