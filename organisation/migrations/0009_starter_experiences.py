"""What people may have done before, that every trust starts with. The team changes it on the pages."""

from django.db import migrations

EXPERIENCES = [
    ("Interview panels", "Helping to choose staff."),
    ("Teaching or training", ""),
    ("Research", ""),
    ("Writing or checking leaflets", ""),
    ("Speaking to a group", ""),
    ("Running a group or a meeting", ""),
    ("Peer support", "People who have been there helping others."),
    ("Design of a building or a ward", ""),
    ("Digital services", "Apps, websites, video calls."),
    ("Other work with the trust", ""),
]


def add(apps, schema_editor):
    experience = apps.get_model("organisation", "Experience")
    known = {label.lower() for label in experience.objects.values_list("label", flat=True)}
    experience.objects.bulk_create(
        experience(label=label, hint=hint, position=10 * place)
        for place, (label, hint) in enumerate(EXPERIENCES, 1)
        if label.lower() not in known
    )


class Migration(migrations.Migration):
    dependencies = [("organisation", "0008_experience")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
