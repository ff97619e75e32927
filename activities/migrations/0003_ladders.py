"""The two ladders, their levels, first wordings, and how they correspond."""

from django.db import migrations

FIVE = "five"
ONION = "onion-2020"

LADDERS = [(FIVE, "Five levels (2025)", True), (ONION, "Six-ring onion (2020)", False)]

# ladder, code, deep, name, meaning, examples, signs of tokenism; shallow first.
LEVELS = [
    (
        FIVE, "inform", False, "Inform",
        "We tell people something. It goes one way, from us to them.",
        "A leaflet, a display board, a magazine, a post on social media.",
        "We call it involvement, but nobody could answer back.",
    ),
    (
        FIVE, "engage", False, "Engage",
        "We ask people what they think about one topic or project.",
        "A survey, a drop-in, a question at a conference.",
        "The decision was already made, or nobody heard what came of the answers.",
    ),
    (
        FIVE, "involve", False, "Involve",
        ("People help to shape what we do, with what they know and have lived through. "
        "We still decide."),
        "An advisory group, a committee with carers on it, testing a new letter.",
        "One person was asked to speak for everyone, or was invited too late to change much.",
    ),
    (
        FIVE, "collaborate", True, "Collaborate",
        "We work as partners. Decisions and tasks are shared.",
        ("Service users on interview panels, a project group with shared votes, "
        "a learning event planned together."),
        "People sat at the table, but the real decision was taken in another meeting.",
    ),
    (
        FIVE, "co-create", True, "Co-create",
        ("People and staff work side by side the whole way, from the first idea to the "
        "finished change."),
        "A course written and taught together, a service designed together.",
        "It was only called co-created: the idea, the money or the last word stayed with us.",
    ),
    (
        ONION, "information-giving", False, "Information giving",
        "We give people information.",
        "An information pack, display boards, a magazine, social media.", "",
    ),
    (
        ONION, "stimulating-thinking", False, "Stimulating thinking",
        "We start people thinking and talking about a topic.",
        "Conferences, workshops, a “You said, we did” board.", "",
    ),
    (
        ONION, "understanding-thinking", False, "Understanding thinking",
        "We find out what people think.",
        "Meet the manager, a patient council, the friends and family test.", "",
    ),
    (
        ONION, "informed-decision-making", False, "Informed decision making",
        "What people say informs a decision that we take.",
        "Consultative committees, specialist groups, experts by experience.", "",
    ),
    (
        ONION, "collaboration", True, "Collaboration",
        "People work with us on a piece of work and its decisions.",
        "Representatives in a change programme, interview panels, learning events.", "",
    ),
    (
        ONION, "co-production", True, "Co-production",
        "People and staff plan and do the work together, as equals.",
        "A recovery college, training written and given together.", "",
    ),
]

# What corresponds is our own reading. Engage covers two rings, so a record that says
# only "Engage" has no known ring.
CORRESPOND = [
    ("inform", "information-giving"),
    ("engage", "stimulating-thinking"),
    ("engage", "understanding-thinking"),
    ("involve", "informed-decision-making"),
    ("collaborate", "collaboration"),
    ("co-create", "co-production"),
]


def load(apps, schema_editor):
    ladder_model = apps.get_model("activities", "Ladder")
    level_model = apps.get_model("activities", "Level")
    wording_model = apps.get_model("activities", "LevelWording")
    mapping_model = apps.get_model("activities", "LevelMapping")
    ladders = {
        code: ladder_model.objects.create(code=code, name=name, is_default=default)
        for code, name, default in LADDERS
    }
    levels = {}
    for ladder, code, deep, name, meaning, examples, tokenism in LEVELS:
        position = 1 + sum(level.ladder_id == ladders[ladder].pk for level in levels.values())
        levels[code] = level_model.objects.create(
            ladder=ladders[ladder], code=code, position=position, is_deep=deep
        )
        wording_model.objects.create(
            level=levels[code], version=1, name=name, meaning=meaning,
            examples=examples, tokenism=tokenism,
        )
    for one, other in CORRESPOND:
        mapping_model.objects.create(level=levels[one], counterpart=levels[other])
        mapping_model.objects.create(level=levels[other], counterpart=levels[one])


class Migration(migrations.Migration):
    dependencies = [("activities", "0002_rollups")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
