"""Draws the invented people who take part: pure, the same each time, names instead of ids."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import TypeVar

from community.models import CommunityRole, Kind, Meeting, Status, WayIn, When

T = TypeVar("T")

FULL_SIZE = 400
SEED = 20_251_123

# People by district (Census 2021, thousands): each has about as many members as it has people.
DISTRICTS = {
    "Medway": (280, ("ME1", "ME2", "ME4", "ME5", "ME7", "ME8")),
    "Ashford": (133, ("TN23", "TN24", "TN26")),
    "Canterbury": (157, ("CT1", "CT2", "CT5", "CT6")),
    "Dartford": (117, ("DA1", "DA2", "DA9")),
    "Dover": (116, ("CT14", "CT16", "CT17")),
    "Gravesham": (107, ("DA11", "DA12", "DA13")),
    "Maidstone": (176, ("ME14", "ME15", "ME16")),
    "Sevenoaks": (121, ("TN13", "TN14", "BR8")),
    "Folkestone and Hythe": (110, ("CT18", "CT19", "CT21")),
    "Swale": (152, ("ME9", "ME10", "ME12")),
    "Thanet": (141, ("CT7", "CT9", "CT10", "CT11")),
    "Tonbridge and Malling": (132, ("ME6", "ME20", "TN9")),
    "Tunbridge Wells": (115, ("TN1", "TN2", "TN4")),
}


def _names(file: str) -> tuple[str, ...]:
    return tuple((Path(__file__).parent / "data" / file).read_text("utf-8").splitlines())


FIRST_NAMES, LAST_NAMES = _names("first-names.txt"), _names("last-names.txt")
BRINGS = (
    "I know what it is like to wait a long time for help.",
    "I cared for my mother for nine years.",
    "I ran a shop, so I am good with people and numbers.",
    "I have been on interview panels before and liked it.",
    "I can read drafts and say what is not clear.",
    "I speak two languages and can help others be heard.",
    "I like drawing. I make posters for my street.",
    "I was on a ward twice. I would like it to be better for others.",
    "I chair a small group at my place of worship.",
    "I am quiet in groups, but I write well.",
    "I drove buses. I know every village.",
    "My son uses services. I know the forms by heart.",
    "I worked in a school kitchen for years.",
    "I can test websites on an old phone.",
    "I lead walks by the sea.",
    "I would like to help train new staff.",
    "",
)
LANGUAGES = (("", 86), ("Polish", 3), ("Punjabi", 3), ("Nepali", 2), ("Turkish", 1), ("Bengali", 2),
             ("British Sign Language", 2), ("Czech", 1))  # fmt: skip
KINDS = (
    ((Kind.SERVICE_USER,), 40),
    ((Kind.CARER,), 18),
    ((Kind.SERVICE_USER, Kind.CARER), 8),
    ((Kind.FAMILY,), 10),
    ((Kind.FAMILY, Kind.CARER), 6),
    ((Kind.COMMUNITY_PARTNER,), 6),
    ((Kind.PUBLIC,), 6),
    ((Kind.STAFF, Kind.SERVICE_USER), 3),
    ((Kind.ACADEMIC,), 3),
)
STATUSES = (
    (Status.ACTIVE, 68),
    (Status.WELCOMED, 8),
    (Status.ASKED, 7),
    (Status.PAUSED, 9),
    (Status.LEFT, 7),
    (Status.NOT_NOW, 1),
)
WAYS_IN = (
    (WayIn.ONLINE, 55),
    (WayIn.TELEPHONE, 15),
    (WayIn.IN_PERSON, 14),
    (WayIn.PAPER, 16),
)
NEEDS = ("contact_text", "contact_phone", "format_easy_read", "place_step_free", "place_breaks")
# The moves that lead to each status, after asking to join.
PATHS = {
    Status.ASKED: (),
    Status.WELCOMED: (Status.WELCOMED,),
    Status.ACTIVE: (Status.WELCOMED, Status.ACTIVE),
    Status.PAUSED: (Status.WELCOMED, Status.ACTIVE, Status.PAUSED),
    Status.LEFT: (Status.WELCOMED, Status.ACTIVE, Status.LEFT),
    Status.NOT_NOW: (Status.NOT_NOW,),
}
WHYS = {
    Status.PAUSED: ("Not well just now.", "A new job.", "A baby is on the way.", ""),
    Status.LEFT: ("Moved away.", "Too busy.", ""),
    Status.NOT_NOW: ("Lives in Scotland. We gave the address of the trust there.",),
}


@dataclass(frozen=True)
class PlannedPerson:
    """One person to be written. Days count back from today; interests and experiences are
    labels."""

    name: str
    shown_name: str
    email: str
    phone: str
    kinds: tuple[str, ...]
    status: str
    way_in: str
    district: str
    outward_code: str
    language: str
    brings: str
    interests: tuple[str, ...]
    experiences: tuple[str, ...]
    availability: tuple[str, ...]
    meets: tuple[str, ...]
    is_hidden: bool
    asks_a_month: int | None
    # The day of asking to join, then one for each move.
    moves: tuple[tuple[str, date, str], ...]
    heard_from_on: date
    # Of the purposes of a consent, those they said yes to.
    agreed: tuple[str, ...]
    # Codes of what they need, and roles they hold with the days since they began.
    needs: tuple[str, ...]
    roles: tuple[tuple[str, int], ...]


def plan_people(
    today: date, interests: list[str], experiences: list[str], scale: float
) -> Iterator[PlannedPerson]:
    """The people, the same each time but for their days, which follow today."""
    random = Random(SEED)  # noqa: S311 - invented data
    taken: set[str] = set()
    for place in range(max(13, round(FULL_SIZE * scale))):
        done = _done(place, experiences)
        yield _person(random, place, today, interests, done, taken)


def _done(place: int, experiences: list[str]) -> tuple[str, ...]:
    """What one of them has done before: two of three have done something."""
    random = Random(f"{SEED} {place}")  # noqa: S311 - invented data
    return tuple(sorted(random.sample(experiences, random.choice((0, 1, 2)))))


def _person(
    random: Random,
    place: int,
    today: date,
    interests: list[str],
    done: tuple[str, ...],
    taken: set[str],
) -> PlannedPerson:
    name = _name(random, taken)
    first = name.split()[0]
    district = list(DISTRICTS)[place] if place < len(DISTRICTS) else _district(random)
    kinds = _one_of(random, KINDS)
    status = Status.ACTIVE if place < len(DISTRICTS) else _one_of(random, STATUSES)
    way_in = _one_of(random, WAYS_IN)
    has_email = way_in == WayIn.ONLINE or random.random() < 0.45
    moves = _moves(random, today, status)
    return PlannedPerson(
        name=name,
        shown_name=first if random.random() < 0.7 else "",
        email=f"{name.lower().replace(' ', '.').replace('’', '')}@people.example"
        if has_email
        else "",
        # Numbers of Ofcom's range for drama: they reach nobody.
        phone=f"01632 96{random.randint(0, 9999):04d}"
        if random.random() < 0.7 or not has_email
        else "",
        kinds=tuple(kinds),
        status=status,
        way_in=way_in,
        district=district,
        outward_code=random.choice(DISTRICTS[district][1]) if random.random() < 0.8 else "",
        language=_one_of(random, LANGUAGES),
        brings=random.choice(BRINGS),
        interests=tuple(sorted(random.sample(interests, random.randint(1, 4)))),
        experiences=done,
        availability=tuple(each.value for each in When if random.random() < 0.4),
        meets=tuple(each.value for each in Meeting if random.random() < 0.6),
        is_hidden=Kind.STAFF in kinds or random.random() < 0.02,
        asks_a_month=random.choice((1, 2, 2, 4)) if random.random() < 0.2 else None,
        moves=moves,
        heard_from_on=max(moves[-1][1], today - timedelta(days=int(random.expovariate(1 / 150)))),
        agreed=tuple(
            purpose
            for purpose, share in (("newsletter", 0.7), ("opportunities", 0.8), ("surveys", 0.5))
            if random.random() < share
        ),
        needs=tuple(sorted(random.sample(NEEDS, random.choice((0, 0, 1, 1, 2, 3))))),
        roles=_roles(random, status),
    )


def _roles(random: Random, status: str) -> tuple[tuple[str, int], ...]:
    """One person in eight who takes part holds a role; some agreed to it nearly a year ago."""
    if status != Status.ACTIVE or random.random() > 0.12:
        return ()
    return ((random.choice(CommunityRole.values), random.randint(20, 360)),)


def _moves(random: Random, today: date, status: str) -> tuple[tuple[str, date, str], ...]:
    days = random.randint(40, 900)
    # Who still waits asked lately: most within the days promised, a few longer ago.
    day = today - timedelta(days=days % 17 if status == Status.ASKED else days)
    found = [(str(Status.ASKED.value), day, "")]
    for step in PATHS[Status(status)]:
        day = min(today, day + timedelta(days=random.randint(2, 30)))
        found.append((step.value, day, random.choice(WHYS.get(step, ("",)))))
    return tuple(found)


def _name(random: Random, taken: set[str]) -> str:
    while True:
        name = f"{random.choice(FIRST_NAMES)} {random.choice(LAST_NAMES).replace('-S', ' S')}"
        if name not in taken:
            taken.add(name)
            return name


def _district(random: Random) -> str:
    weights = [weight for weight, _codes in DISTRICTS.values()]
    return random.choices(list(DISTRICTS), weights)[0]


def _one_of(random: Random, weighted: Sequence[tuple[T, int]]) -> T:
    return random.choices([each for each, _ in weighted], [weight for _, weight in weighted])[0]
