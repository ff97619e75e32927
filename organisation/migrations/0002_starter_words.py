"""The words that every trust starts with. The involvement team changes them on the pages.

The areas are the 13 districts of Kent and Medway with their ONS codes (Census 2021).
"""

from django.db import migrations

AREAS = [
    ("Ashford", "E07000105"),
    ("Canterbury", "E07000106"),
    ("Dartford", "E07000107"),
    ("Dover", "E07000108"),
    ("Folkestone and Hythe", "E07000112"),
    ("Gravesham", "E07000109"),
    ("Maidstone", "E07000110"),
    ("Medway", "E06000035"),
    ("Sevenoaks", "E07000111"),
    ("Swale", "E07000113"),
    ("Thanet", "E07000114"),
    ("Tonbridge and Malling", "E07000115"),
    ("Tunbridge Wells", "E07000116"),
]

# (words, what they mean, whether it is read rather than attended)
ACTIVITY_KINDS = [
    ("Workshop", "People work on something together for an hour or more.", False),
    ("Focus group", "A small group talks about set questions.", False),
    ("Meeting", "A meeting that is not one of the others here.", False),
    ("Committee or board", "People are members of a group that decides or advises.", False),
    ("Project group", "People work on a project from start to end.", False),
    ("Expert by experience group", "A standing group of people who use services or care.", False),
    ("Interview panel", "People help to choose new staff.", False),
    ("Training", "People train staff, or make training with them.", False),
    ("Recovery college course", "A course planned and taught together.", False),
    ("Learning event", "An event to learn from what went well or wrong.", False),
    ("Conference", "A larger event with talks and workshops.", False),
    ("Drop-in", "People come and go as they like.", False),
    ("Outreach", "Staff go to where people are: a market, a school, a place of worship.", False),
    ("Visit or walk-round", "People look at a service and say what they see.", False),
    ("Research", "People shape a study or carry it out.", False),
    ("Survey", "People answer set questions on paper, by phone or online.", False),
    ("Public consultation", "The public is asked about a planned change.", False),
    ("Information pack or leaflet", "Something to read about care or services.", True),
    ("Newsletter or magazine", "News sent out again and again.", True),
    ("Website or social media", "Something put online for people to read or watch.", True),
    ("Something else", "None of the others fits.", False),
]

PLACE_KINDS = [
    ("Hospital ward", "On a ward, with people who are staying there."),
    ("Clinic or team base", "Where a community team sees people."),
    ("Trust office or meeting room", ""),
    ("Community hall or centre", ""),
    ("Library", ""),
    ("School, college or university", ""),
    ("Place of worship", ""),
    ("GP practice or health centre", ""),
    ("Partner organisation", "At a charity or another organisation that works with us."),
    ("Council building", ""),
    ("Prison or secure setting", ""),
    ("Café, shop or market", ""),
    ("Outdoors", "A park, a garden, the beach, a street."),
    ("Someone's home", ""),
    ("Somewhere else", ""),
]

THEMES = [
    ("Getting help and waiting", "Referral, first contact, waiting times."),
    ("Crisis care", "Help at a time of crisis, day or night."),
    ("Life on the ward", "Staying in hospital: days, food, rooms, safety."),
    ("Leaving hospital", "Going home and the help that follows."),
    ("Care planning", "Plans made with the person, and reviews."),
    ("Talking therapies", ""),
    ("Medicines", "Choice, side effects, information."),
    ("Families and carers", "How carers are heard and supported."),
    ("Peer support", "Help from people who have been there."),
    ("Recovery and daily life", "Work, learning, housing, friends."),
    ("Physical health", ""),
    ("Dementia and memory", ""),
    ("Young people growing up", "Moving from services for young people to those for adults."),
    ("New parents", "Mental health in pregnancy and the first year."),
    ("Drugs and alcohol", ""),
    ("Suicide prevention", ""),
    ("Safety and learning", "Complaints, incidents, keeping people safe."),
    ("Fairness and inclusion", "Who is not reached or not heard, and why."),
    ("Information and communication", "Letters, leaflets, words that people understand."),
    ("Digital services", "Online appointments, apps, records."),
    ("Buildings and spaces", "Wards, clinics, gardens, signs."),
    ("Staff and recruitment", "Choosing, training and supporting staff."),
    ("Research and evaluation", ""),
    ("Trust plans and decisions", "Strategy, policy, how the trust is run."),
]

GROUPS = [
    ("People who use services", "Now or in the past."),
    ("Carers and families", ""),
    ("Young carers", "Under 18 and caring for somebody."),
    ("Young people", "About 16 to 25."),
    ("Older people", "About 65 and over."),
    ("People staying in hospital", ""),
    ("People from ethnic minorities", ""),
    ("Gypsy, Roma and Traveller people", ""),
    ("Refugees and people seeking asylum", ""),
    ("People who speak little English", ""),
    ("LGBTQ+ people", ""),
    ("People with a physical disability", ""),
    ("People with a learning disability", ""),
    ("Autistic people", ""),
    ("Deaf people", "Including people who use British Sign Language."),
    ("People with sight loss", ""),
    ("People with dementia", ""),
    ("Faith groups", ""),
    ("Men", "Who use services less often and later."),
    ("Women", ""),
    ("New parents and parents to be", ""),
    ("Veterans and people in the armed forces", "And their families."),
    ("People in rural areas", ""),
    ("People in coastal towns", ""),
    ("People on low incomes", ""),
    ("People who are homeless", "Or live in places that may end any day."),
    ("People in prison or on probation", ""),
    ("People who use drugs or alcohol", ""),
    ("People who are not online", ""),
    ("People who have lost someone", "Including to suicide."),
]


def add_words(apps, schema_editor):
    Area = apps.get_model("organisation", "Area")
    Area.objects.bulk_create([Area(name=name, code=code) for name, code in AREAS])
    for model, words in (("Theme", THEMES), ("Group", GROUPS), ("PlaceKind", PLACE_KINDS)):
        Word = apps.get_model("organisation", model)
        Word.objects.bulk_create(
            [
                Word(label=label, hint=hint, position=place)
                for place, (label, hint) in enumerate(words, start=1)
            ]
        )
    Kind = apps.get_model("organisation", "ActivityKind")
    Kind.objects.bulk_create(
        [
            Kind(label=label, hint=hint, is_publication=is_read, position=place)
            for place, (label, hint, is_read) in enumerate(ACTIVITY_KINDS, start=1)
        ]
    )


class Migration(migrations.Migration):
    dependencies = [("organisation", "0001_initial")]

    operations = [migrations.RunPython(add_words, migrations.RunPython.noop)]
