"""Invented sessions that are over: who came, how it felt to both sides, and what is still owed."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from django.db.models import F
from django.utils import timezone

from activities.models import (
    Activity,
    Attendance,
    CallWanted,
    Felt,
    Invitation,
    Opportunity,
    OwedAnswer,
    Session,
    SignUp,
)
from activities.rules.felt import call_by, side_of
from activities.rules.log import LONDON
from activities.rules.owed import OWED_FOR
from activities.selectors.levels import DEFAULT_LADDER, all_levels
from activities.services.entries import SessionEntry
from activities.services.repeating import repeat_session
from community.models import Ask, Person, Status
from users.models import User

SEED = 20_251_124
# Days ago, whether the subject was hard, and whether what happens next was written.
PAST = (
    (3, True, False),
    (9, False, False),
    (17, True, True),
    (25, False, False),
    (36, False, False),
)
CAME, GONE_WITHOUT = 9, 2
NEXT_WORDS = (
    "We change the letter by March and send you the draft. The garden has to wait: there is no "
    "money for it this year. We ask again in the summer."
)
DEBRIEF = "Two of us stay for an hour afterwards, in the room next door. You can talk or just sit."
USED = ("yes", "partly", "partly", "not_yet", "no", "unknown", "")
WROTE = (
    "The room was too hot. Otherwise it was good to be asked.",
    "I would like to read the notes before the next time.",
    "It felt as if the decision had been made already.",
    "Thank you for the quiet corner. I used it.",
)


def hold_sessions(*, lena: User, sam: User) -> int:
    """Sessions of the last weeks to which members came; how many there are."""
    rng = Random(SEED)  # noqa: S311 - invented data, the same each time
    places = {level.id: level.position for level in all_levels().on(DEFAULT_LADDER)}
    codes = [level.code for level in all_levels().on(DEFAULT_LADDER)]
    members = list(
        Person.objects.filter(status=Status.ACTIVE, account=None, merged_into=None).order_by("-id")
    )
    amina = Person.objects.filter(account__email="amina@portal.example").first()
    rows = _sessions()
    # Sam's desk shows what is asked and owed: the newest, one due soon and one late.
    his = [rows[place].activity_id for place in (0, 3, 4) if place < len(rows)]
    Activity.objects.filter(pk__in=his).update(led_by=sam)
    for number, (session, (_days, is_hard, is_written)) in enumerate(zip(rows, PAST, strict=False)):
        came = [members[(number * 5 + each) % len(members)] for each in range(CAME)]
        guests = [*came, *([amina] if amina and number < 2 else [])]
        there = _held(session, guests, is_hard=is_hard)
        OwedAnswer.objects.create(
            session=session,
            due_on=session.held_on + OWED_FOR,
            words=NEXT_WORDS if is_written else "",
            written_at=timezone.now() if is_written else None,
        )
        logged = places.get(session.activity.level_achieved_id or 0, 3)
        # Amina has not answered yet: hers is the page to look at.
        for place, row in enumerate(each for each in there if each.person != amina):
            felt = min(5, max(1, logged + rng.choice((-1, -1, 0, 0, 0, 1))))
            _say(session, codes[felt - 1], rng, place, attendance=row)
        for account in _ran_it(session, lena, number):
            felt = min(5, max(1, logged + rng.choice((0, 0, 1))))
            _say(session, codes[felt - 1], rng, 9, account=account)
        if number == 0:
            CallWanted.objects.create(
                attendance=there[0], phone="01632 960 123", due_on=call_by(timezone.localdate())
            )
    return len(rows)


def _sessions() -> list[Session]:
    """Held sessions of the last weeks, moved to the days of the plan, the newest first."""
    today = timezone.localdate()
    held = Session.objects.filter(
        status=Session.Status.HELD,
        precision="day",
        held_on__gt=today - timedelta(days=120),
        held_on__lt=today,
        opportunity=None,
        starts_at__isnull=False,
        activity__status=Activity.Status.HAPPENED,
        activity__is_standing=False,
    ).select_related("activity")
    rows = list(held.order_by("-held_on", "id")[: len(PAST)])
    for row, (days, _is_hard, _is_written) in zip(rows, PAST, strict=False):
        row.held_on, row.version = today - timedelta(days=days), row.version + 1
        row.save(update_fields=["held_on", "version"])
    return rows


def _held(session: Session, guests: list[Person], *, is_hard: bool) -> list[Attendance]:
    """The session as it was open for sign-up, with who came and who did not."""
    made = Opportunity.objects.create(
        session=session,
        status=Opportunity.Status.CLOSED,
        audience=Opportunity.Audience.COMMUNITY,
        about=session.activity.aim or f"Come and help us with: {session.activity.title}.",
        pays="Travel is paid, and cover for somebody you care for. There is tea.",
        closes_at=datetime.combine(session.held_on - timedelta(days=2), time(17), LONDON),
        places=20,
        debrief=DEBRIEF if is_hard else "",
    )
    SignUp.objects.bulk_create(
        SignUp(
            opportunity=made,
            person=person,
            status=SignUp.Status.PLACED,
            turn=turn,
            shown_name=person.shown_name,
            told=SignUp.Status.PLACED,
        )
        for turn, person in enumerate(guests, start=1)
    )
    # They were told long ago.
    Opportunity.objects.filter(pk=made.pk).update(sequence_told=F("sequence"))
    SignUp.objects.filter(opportunity=made).update(
        told_sequence=Opportunity.objects.values_list("sequence", flat=True).get(pk=made.pk)
    )
    rows = Attendance.objects.bulk_create(
        Attendance(
            session=session,
            person=person,
            outcome="missed" if 0 < place <= GONE_WITHOUT else "came",
            way="sheet",
            # They were thanked long ago too.
            thanked_at=timezone.now() if place != 1 else None,
        )
        for place, person in enumerate(guests)
    )
    return [row for row in rows if row.outcome == "came"]


def _say(session: Session, shared: str, rng: Random, place: int, **whose: Any) -> None:
    """What one of them said about it."""
    row = whose.get("attendance")
    Felt.objects.create(
        session=session,
        side=side_of(row.person.kinds) if row else Felt.Side.STAFF,
        shared=shared,
        used=rng.choice(USED),
        words=rng.choice(WROTE) if place < 1 else "",
        **whose,
    )


def _ran_it(session: Session, lena: User, number: int) -> list[User]:
    """Who ran it and has said how it was; of the newest, who leads it is still asked."""
    leads = session.activity.led_by if number else None
    return sorted({each for each in (leads, lena) if each}, key=lambda each: each.pk)


def invite_and_repeat(*, by: Any, ivy: User) -> None:
    """Ask some people to a session that is open for sign-up, and plan one that repeats."""
    opportunity = (
        Opportunity.objects.filter(status=Opportunity.Status.OPEN)
        .exclude(audience=Opportunity.Audience.PUBLIC)
        .order_by("session__held_on", "id")
        .first()
    )
    if opportunity is None:
        return
    there = SignUp.objects.filter(opportunity=opportunity).values("person")
    asked = Person.objects.filter(status=Status.ACTIVE, merged_into=None, account=None)
    for person in asked.exclude(pk__in=there).order_by("-id")[:4]:
        about = f"activities.opportunity:{opportunity.pk}"
        Ask.objects.create(person=person, purpose="opportunities", about=about)
        Invitation.objects.create(opportunity=opportunity, person=person, asked_by=ivy, way="email")
    first = timezone.localdate() + timedelta(days=14)
    entry = SessionEntry(
        held_on=first,
        starts_at=time(14),
        ends_at=time(15, 30),
        mode=Session.Mode.ONLINE,
        status=Session.Status.PLANNED,
    )
    days = [first + timedelta(weeks=2 * each) for each in range(6) if each != 3]
    repeat_session(by=by, activity_id=opportunity.session.activity_id, entry=entry, days=days)
