"""The interests that every trust starts with. The involvement team changes them on the pages."""

from django.db import migrations

INTERESTS = [
    ("Crisis and urgent help", "What happens when somebody needs help at once."),
    ("Life on the ward", "Staying in hospital."),
    ("Help in the community", "Teams that see people near home."),
    ("Young people and moving on", "From services for children to those for adults."),
    ("Older people and memory", "Memory, dementia and growing older."),
    ("Mothers, parents and babies", "Mental health before and after a birth."),
    ("Caring for someone", "What carers and families need."),
    ("Autism and ADHD", "Being autistic, having ADHD, and getting help."),
    ("Learning disability", ""),
    ("Drugs and alcohol", ""),
    ("Eating disorders", ""),
    ("Secure and forensic care", "Care in secure hospitals, and after prison."),
    ("Talking therapies", ""),
    ("Medicines", ""),
    ("Physical health", "Body and mind together."),
    ("Culture, faith and language", "Care that fits who people are."),
    ("Choosing staff", "Interview panels."),
    ("Teaching and training staff", ""),
    ("Research", ""),
    ("Leaflets, websites and plain words", "Making things easy to read."),
    ("Buildings and spaces", "Rooms, gardens, how a place feels."),
    ("Digital tools", "Apps, video calls, records."),
    ("Safety and learning", "What goes wrong, and what we learn from it."),
    ("Telling my story", "Speaking to staff or others about what happened."),
    ("Chairing or leading a group", ""),
    ("Peer support", "People who have been there helping others."),
]


def add(apps, schema_editor):
    interest = apps.get_model("organisation", "Interest")
    known = {label.lower() for label in interest.objects.values_list("label", flat=True)}
    interest.objects.bulk_create(
        interest(label=label, hint=hint, position=10 * place)
        for place, (label, hint) in enumerate(INTERESTS, 1)
        if label.lower() not in known
    )


class Migration(migrations.Migration):
    dependencies = [("organisation", "0005_interest")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
