"""The first plain reasons; finance adds others and stops offering these where they do not fit."""

from django.db import migrations

REASONS = [
    ("part", "The policy pays less than you spent."),
    ("part", "Part of this is for something we do not pay for."),
    ("part", "We paid part of this before."),
    ("part", "The receipt shows a smaller amount."),
    ("part", "The usual journey to this place is shorter."),
    ("refuse", "We do not pay for this."),
    ("refuse", "We paid this before."),
    ("refuse", "You needed our yes before you spent the money."),
    ("refuse", "We could not see what this was for."),
    ("refuse", "It came too late for us to pay it."),
    ("ask", "We cannot read the receipt. Please send a new photo."),
    ("ask", "We need a receipt for this. Do you have one?"),
    ("ask", "Please tell us what this was for."),
    ("ask", "The list of that session does not say that you came. What happened?"),
    ("ask", "Is the amount right?"),
    ("ask", "Please tell us more about the journey."),
]


def add_reasons(apps, schema_editor):
    DecisionReason = apps.get_model("claims", "DecisionReason")
    DecisionReason.objects.bulk_create(
        DecisionReason(purpose=purpose, sentence=sentence) for purpose, sentence in REASONS
    )


class Migration(migrations.Migration):
    dependencies = [("claims", "0005_decision")]
    operations = [migrations.RunPython(add_reasons, migrations.RunPython.noop)]
