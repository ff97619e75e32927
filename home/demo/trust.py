"""The invented trust: directorates with their services, people, venues, partners."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DirectorateSpec:
    """A directorate. `deep` is its share of activities at the two deepest levels at the start
    and the end of the three years; `weight` its part of all activities; `lead` the person who
    leads it, if somebody does; `sort` says which topics fit."""

    name: str
    short: str
    code: str
    sort: str
    weight: int
    deep: tuple[float, float]
    lead: str
    services: tuple[str, ...]


DIRECTORATES = (
    DirectorateSpec(
        "East Kent", "East Kent", "EK", "community", 24, (0.13, 0.44), "Lena Novak",
        (
            "Canterbury community mental health team",
            "Thanet community mental health team",
            "Ashford community mental health team",
            "Dover and Folkestone community mental health team",
            "East Kent early intervention team",
        ),
    ),
    DirectorateSpec(
        "West Kent", "West Kent", "WK", "community", 20, (0.12, 0.38), "Harriet Sole",
        (
            "Maidstone community mental health team",
            "Tunbridge Wells community mental health team",
            "Sevenoaks and Tonbridge community mental health team",
            "West Kent early intervention team",
            "Mother and infant mental health team",
        ),
    ),
    DirectorateSpec(
        "North Kent", "North Kent", "NK", "community", 18, (0.10, 0.33), "Dele Akintola",
        (
            "Medway community mental health team",
            "Dartford and Gravesham community mental health team",
            "Swale community mental health team",
            "North Kent early intervention team",
            "Medway talking therapies team",
        ),
    ),
    DirectorateSpec(
        "Acute", "Acute", "AC", "ward", 16, (0.09, 0.27), "Ruth Penhale",
        (
            "Littlebrook wards",
            "Orchard wards",
            "Crisis resolution and home treatment team",
            "Liaison mental health team",
            "Health-based place of safety",
        ),
    ),
    DirectorateSpec(
        "Forensic and specialist", "Forensic", "FS", "secure", 9, (0.12, 0.12), "",
        (
            "Beacon secure wards",
            "Larch rehabilitation wards",
            "Criminal justice liaison team",
            "Neurodevelopmental service",
            "Community forensic team",
        ),
    ),
    DirectorateSpec(
        "Older people", "Older people", "OP", "older", 13, (0.11, 0.36), "Gwen Tarrant",
        (
            "Memory assessment service",
            "Older people's community team east",
            "Older people's community team west",
            "Willow wards",
            "Care home support team",
        ),
    ),
)  # fmt: skip

# Invented staff: name, directorate, place of their service in it (None: leads the directorate).
STAFF = (
    ("Harriet Sole", "West Kent", None),
    ("Dele Akintola", "North Kent", None),
    ("Ruth Penhale", "Acute", None),
    ("Gwen Tarrant", "Older people", None),
    ("Priya Nair", "East Kent", 1),
    ("Tom Attwell", "East Kent", 2),
    ("Marta Kowalczyk", "East Kent", 3),
    ("Jonah Fry", "East Kent", 4),
    ("Nadia Rahman", "West Kent", 0),
    ("Callum Pryor", "West Kent", 1),
    ("Beth Lorimer", "West Kent", 2),
    ("Yusuf Demir", "West Kent", 3),
    ("Ellen Vasey", "West Kent", 4),
    ("Grace Osei", "North Kent", 0),
    ("Piotr Lewan", "North Kent", 1),
    ("Shona Bickley", "North Kent", 2),
    ("Imran Sadiq", "North Kent", 3),
    ("Kate Winnow", "Acute", 1),
    ("Femi Balogun", "Acute", 2),
    ("Joan Carmody", "Acute", 3),
    ("Rhys Madoc", "Forensic and specialist", 0),
    ("Anita Desmond", "Forensic and specialist", 1),
    ("Leon Marchetti", "Forensic and specialist", 3),
    ("Mei Tan", "Older people", 0),
    ("Patrick Noonan", "Older people", 1),
    ("Sylvia Harker", "Older people", 3),
)

# Invented venues: name, district, kind of place, step-free.
VENUES = (
    ("Harbour Lane community hall", "Thanet", "Community hall or centre", True),
    ("The Old Granary", "Canterbury", "Community hall or centre", True),
    ("Castle Street library room", "Canterbury", "Library", True),
    ("Weavers' Barn", "Ashford", "Community hall or centre", False),
    ("Eastcliff church rooms", "Folkestone and Hythe", "Place of worship", True),
    ("Pier Road family centre", "Dover", "Community hall or centre", True),
    ("Riverside meeting rooms", "Maidstone", "Trust office or meeting room", True),
    ("Lonsdale Road clinic", "Tunbridge Wells", "Clinic or team base", True),
    ("Hop Pocket café", "Tonbridge and Malling", "Café, shop or market", True),
    ("Vine Hall", "Sevenoaks", "Community hall or centre", None),
    ("Dockside learning centre", "Medway", "School, college or university", True),
    ("Star Hill library room", "Medway", "Library", True),
    ("Gurdwara garden room", "Gravesham", "Place of worship", True),
    ("Bridge Road health centre", "Dartford", "GP practice or health centre", True),
    ("Creekside hall", "Swale", "Community hall or centre", False),
    ("Littlebrook day room", "Dartford", "Hospital ward", True),
)

# Invented organisations that take part.
PARTNERS = (
    "Open Door Thanet",
    "Kent Carers Circle",
    "Medway Minds Together",
    "Hoppers' Men's Shed",
    "Estuary Veterans' Breakfast",
    "Gravesham Sikh Welfare Circle",
    "Rainbow Tea Room",
    "Marsh Roma Families",
    "Canterbury Student Listening Line",
    "New Shores Refugee Welcome",
    "Bright Start Parents",
    "Swale Deaf Club",
    "Weald Farming Wellbeing",
    "Step Inside Homelessness Project",
    "Garden Coast University, school of nursing",
    "Autism Voices Kent",
)

# name, aim, directorate, status, starts this many months ago, lasts this many months.
PROJECTS = (
    ("Letters people can read", "Every letter is short, kind and clear.", "East Kent", "finished", 33, 14),
    ("Shorter waits in Thanet", "Nobody waits without knowing how long.", "East Kent", "running", 16, 24),
    ("Safe haven evenings", "A place to go at night before things get worse.", "East Kent", "running", 11, 18),
    ("Early help on campus", "Students meet us before a crisis.", "East Kent", "proposed", 0, 12),
    ("Carers at every review", "A carer is asked to each review, and comes.", "West Kent", "running", 20, 26),
    ("Mother and baby pathway", "New parents find help in one step.", "West Kent", "finished", 30, 18),
    ("Rural reach", "People in villages get the same help.", "West Kent", "running", 9, 15),
    ("Recovery college in the west", "Courses in every town of West Kent.", "West Kent", "running", 25, 36),
    ("One front door for Medway", "One number, one first talk, no repeating.", "North Kent", "running", 18, 24),
    ("Talking therapies in six languages", "People speak in the language they think in.",
     "North Kent", "running", 14, 20),
    ("Better first appointments", "People leave knowing what comes next.", "North Kent", "stopped", 28, 8),
    ("Ward welcome", "The first day on a ward is calm and clear.", "Acute", "finished", 31, 16),
    ("Quiet nights", "People sleep on our wards.", "Acute", "running", 12, 18),
    ("Going home well", "Nobody leaves hospital without a plan they helped to write.", "Acute", "running", 8, 14),
    ("Crisis line listening check", "Callers judge how well we listen.", "Acute", "proposed", 1, 10),
    ("My way through secure care", "A map of the way out, drawn by those who walk it.",
     "Forensic and specialist", "running", 22, 30),
    ("Sensory-friendly clinics", "Clinics that autistic people can bear.",
     "Forensic and specialist", "stopped", 26, 9),
    ("Living well with dementia", "Life after a diagnosis, planned together.", "Older people", "running", 19, 30),
    ("Music on the wards", "Music each week, chosen by patients.", "Older people", "finished", 27, 12),
    ("Care home friends", "Every care home has a visitor from our circle.", "Older people", "running", 7, 16),
)  # fmt: skip

STATUS_REASONS = {
    "finished": "The change is in place and the group has looked back on it.",
    "stopped": "The team that carried it had no room for it. What was learned is written down.",
}
