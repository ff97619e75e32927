"""What is known of the invented partners: their entry, who speaks for them, the contact log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from community.models import (
    Champion,
    CommunityRole,
    Partner,
    PartnerAgreement,
    PartnerArea,
    PartnerContact,
    PartnerKind,
    PartnerTalk,
    RoleHeld,
)
from core.service import acting
from organisation.models import Area
from users.models import User

KIND, HOW = PartnerAgreement.Kind, PartnerTalk.How


@dataclass(frozen=True)
class Talk:
    """One line of the log: so many days ago; a next step is due in so many days, or done."""

    days_ago: int
    how: str
    what: str
    step: str = ""
    due_in: int = 0
    is_done: bool = False


@dataclass(frozen=True)
class Known:
    """A partner's entry. `contacts`: name and what they do there; a past one has left."""

    name: str
    kind: str
    does: str
    areas: tuple[str, ...] = ()
    contacts: tuple[tuple[str, str], ...] = ()
    has_left: tuple[str, str] | None = None
    # Kind, agreed this many days ago, looked at again in this many.
    agreement: tuple[str, int, int] | None = None
    talks: tuple[Talk, ...] = ()
    has_champion: bool = False


KNOWN = (
    Known(
        "Open Door Thanet",
        PartnerKind.VCSE,
        "A warm room, soup and somebody to talk to, four evenings a week.",
        ("Thanet",),
        (("Marlene Tidy", "Runs the evenings"), ("Oskar Lind", "Treasurer")),
        agreement=(KIND.UNDERSTANDING, 300, 65),
        talks=(
            Talk(9, HOW.VISIT, "We sat in on an evening. People asked how the crisis line works.",
                 "Bring the crisis line's leaflet", 6),
            Talk(70, HOW.CALL, "They can host a session in spring.", "Send the dates", -40, is_done=True),
        ),
        has_champion=True,
    ),
    Known(
        "Kent Carers Circle",
        PartnerKind.USER_LED,
        "Carers who meet carers, in nine places, and one group online.",
        ("Ashford", "Canterbury", "Maidstone"),
        (("Theo Abara", "Chair"),),
        agreement=(KIND.GRANT, 340, 20),
        talks=(
            Talk(3, HOW.MEETING, "They will read the new carers' letter before it goes out.",
                 "Send the draft of the letter", -1),
            Talk(45, HOW.EMAIL, "Asked for numbers of carers who took part last year.",
                 "Send the numbers", -30, is_done=True),
        ),
        has_champion=True,
    ),
    Known(
        "Medway Minds Together",
        PartnerKind.VCSE,
        "Walks, a choir and a helpline in the Medway towns.",
        ("Medway",),
        has_left=("Priya Nandakumar", "Coordinator"),
        talks=(
            Talk(120, HOW.CALL, "Priya leaves at the end of the month. Nobody follows her yet.",
                 "Find out who speaks for them now", -14),
        ),
    ),
    Known(
        "Gravesham Sikh Welfare Circle",
        PartnerKind.FAITH,
        "Welfare advice and a kitchen at the gurdwara.",
        ("Gravesham",),
        (("Harjit Dhillon", "Secretary"),),
        talks=(Talk(21, HOW.EVENT, "Shared a table at the health fair. Elders want talks in Punjabi.",
                    "Find a speaker who speaks Punjabi", 20),),
    ),
    Known(
        "Hoppers' Men's Shed",
        PartnerKind.USER_LED,
        "A workshop where men mend things and talk if they like.",
        ("Swale",),
        (("Ron Peckett", "Keeps the keys"),),
        talks=(Talk(200, HOW.VISIT, "They prefer that we come to them, on Tuesdays."),),
    ),
    Known(
        "Swale Deaf Club",
        PartnerKind.USER_LED,
        "Deaf people and their families. Meetings are in British Sign Language.",
        ("Swale",),
        (("Bea Farrow", "Chair"),),
        agreement=(KIND.LETTER, 500, -20),
        talks=(Talk(30, HOW.EMAIL, "Book interpreters three weeks ahead, two at a time.",
                    "Put interpreters into the next three sessions", 3),),
    ),
    Known(
        "Rainbow Tea Room",
        PartnerKind.VCSE,
        "A café for LGBTQ+ people, with a quiet corner.",
        ("Canterbury",),
        (("Sid Marlowe", "Manager"),),
    ),
    Known(
        "Garden Coast University, school of nursing",
        PartnerKind.EDUCATION,
        "Trains nurses. People with experience of services teach there.",
        ("Canterbury", "Medway"),
        (("Dr Lise Amory", "Leads on involvement"),),
        agreement=(KIND.CONTRACT, 200, 165),
        talks=(Talk(14, HOW.MEETING, "Eight teaching days next term.",
                    "Ask who would like to teach", 10),),
    ),
)  # fmt: skip


def write_partners(*, by: User, today: date) -> None:
    """What is known of partners that nobody has written about yet."""
    acting()
    rows = {row.name: row for row in Partner.objects.filter(does="", kind="")}
    areas = dict(Area.objects.values_list("name", "pk"))
    for known in KNOWN:
        if row := rows.get(known.name):
            _write(row, known, areas, by, today)
    champions = RoleHeld.objects.filter(role=CommunityRole.CHAMPION, ends_on__isnull=True)
    with_one = [rows[each.name] for each in KNOWN if each.has_champion and each.name in rows]
    for row, held in zip(with_one, champions.order_by("person__name", "pk"), strict=False):
        Champion.objects.create(person_id=held.person_id, partner=row, starts_on=held.starts_on)


def _write(row: Partner, known: Known, areas: dict[str, int], by: User, today: date) -> None:
    row.kind, row.does = known.kind, known.does
    row.save(update_fields=["kind", "does"])
    PartnerArea.objects.bulk_create(
        PartnerArea(partner=row, area_id=areas[name]) for name in known.areas if name in areas
    )
    for place, (name, role) in enumerate(known.contacts):
        # Ofcom's numbers for drama: they reach nobody.
        phone = f"01632 9605{row.pk % 10}{place}"
        PartnerContact.objects.create(
            partner=row, name=name, role_there=role, phone=phone, is_main=place == 0
        )
    if known.has_left:
        name, role = known.has_left
        ended_on = today - timedelta(days=90)
        PartnerContact.objects.create(partner=row, name=name, role_there=role, ended_on=ended_on)
    if known.agreement:
        kind, days, review = known.agreement
        PartnerAgreement.objects.create(
            partner=row,
            kind=kind,
            agreed_on=today - timedelta(days=days),
            review_on=today + timedelta(days=review),
            added_by=by,
        )
    PartnerTalk.objects.bulk_create(_talk(row, each, by, today) for each in known.talks)


def _talk(row: Partner, talk: Talk, by: User, today: date) -> PartnerTalk:
    due_on = today + timedelta(days=talk.due_in) if talk.step else None
    done = timezone.make_aware(datetime.combine(due_on, time(12))) if due_on else None
    return PartnerTalk(
        partner=row,
        on=today - timedelta(days=talk.days_ago),
        how=talk.how,
        what=talk.what,
        by=by,
        next_step=talk.step,
        due_on=due_on,
        done_at=done if talk.is_done else None,
        done_by=by if talk.is_done else None,
    )
