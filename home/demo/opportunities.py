"""Invented sessions that are open for sign-up, and who signed up for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from activities.models import Opportunity, Question, Session, SignUp
from activities.rules.log import LONDON
from activities.selectors.attendance import day_refusal
from activities.services.attendance import mark_attendance
from activities.services.log import SessionEntry, add_session, correct_session
from activities.services.opportunities import (
    OpportunityEntry,
    SeatEntry,
    add_opportunity,
    publish_opportunity,
)
from activities.services.questions import QuestionEntry, add_question
from activities.services.sign_ups import SignUpEntry, sign_up
from community.models import Kind, Person, Status

GROUND_RULES = (
    "We listen. What is said here stays here. You can leave the room at any time. "
    "Nobody has to say anything."
)
# For the next planned sessions in turn: who sees it, how many places, how they are given, for
# whom some are kept, and how many have signed up.
OFFERS: tuple[tuple[dict[str, Any], int], ...] = (
    ({"audience": "public", "places": None, "is_time_paid": True}, 3),
    (
        {
            "audience": "community",
            "places": 6,
            "agenda": "Tea and hello\nWhat we heard last time\nBreak\nWhat matters most to you",
            "prompts": "What must stay as it is?\nWhat would you change first?",
            "easy_read": "We want to hear from you.\n\nYou can say what you think.\n\nThere is tea.",
            "lead_call": "Lead the second half with us. We plan it together a week before.",
        },
        8,
    ),
    (
        {
            "audience": "community",
            "places": 8,
            "seats": (
                SeatEntry("Carers and family", 3, (Kind.CARER, Kind.FAMILY)),
                SeatEntry("Anybody", 5),
            ),
        },
        4,
    ),
    ({"audience": "community", "places": 4, "giving": Opportunity.Giving.DRAW}, 6),
    ({"audience": "public", "places": 20, "debrief": "Two of us stay for an hour afterwards."}, 5),
)
# What those who sign up for the second of them are asked, and what some of them wish for.
DRINKS = ("Tea", "Coffee", "Water")
QUESTION = QuestionEntry("What do you like to drink?", Question.Kind.CHOICE, choices=DRINKS)
WISHES: dict[int, dict[str, Any]] = {
    0: {"travel": "A taxi from the station, please. I cannot manage the hill."},
    2: {"cover": "Somebody to be with my mother from one to four."},
}
PAYS = "Travel is paid, and cover for somebody you care for. There is tea. There is no fee."


def open_sessions(*, by: Any) -> int:
    """Open the next planned sessions for sign-up; how many there are."""
    today = timezone.localdate()
    planned = Session.objects.filter(
        status=Session.Status.PLANNED,
        precision="day",
        starts_at__isnull=False,
        held_on__gt=today + timedelta(days=5),
        held_on__lt=today + timedelta(days=120),
        activity__status="planned",
    ).select_related("activity")
    sessions = list(planned.order_by("held_on", "id")[: len(OFFERS)])
    people = list(
        Person.objects.filter(status=Status.ACTIVE, account=None, merged_into=None).order_by("id")[
            :60
        ]
    )
    for (given, count), session in zip(OFFERS, sessions, strict=False):
        closes_on = session.held_on - timedelta(days=2)
        entry = OpportunityEntry(
            about=session.activity.aim or f"Come and help us with: {session.activity.title}.",
            pays=PAYS,
            closes_at=datetime.combine(closes_on, time(17), LONDON),
            ground_rules=GROUND_RULES,
            **given,
        )
        made = add_opportunity(by=by, session_id=session.pk, entry=entry)
        if made.prompts:
            add_question(by=by, opportunity_id=made.pk, entry=QUESTION)
        publish_opportunity(by=by, opportunity_id=made.pk)
        _sign_up(by, made, people, count)
    if sessions:
        _today(by, sessions[-1], people)
    # They were told long ago.
    Opportunity.objects.update(sequence_told=F("sequence"))
    number = Opportunity.objects.filter(pk=OuterRef("opportunity")).values("sequence")
    SignUp.objects.update(told=F("status"), told_sequence=Subquery(number))
    return Opportunity.objects.count()


def _today(by: Any, like: Session, people: list[Person]) -> None:
    """A session of today, with some of the people here already."""
    soon, today = timezone.localdate() + timedelta(days=3), timezone.localdate()
    day = SessionEntry(
        held_on=soon,
        starts_at=time(10),
        ends_at=time(12),
        mode=Session.Mode.IN_PERSON,
        venue_id=like.venue_id,
        status=Session.Status.PLANNED,
    )
    session = add_session(by=by, activity_id=like.activity_id, entry=day)
    entry = OpportunityEntry(
        about="We look together at what was said so far, and choose what to try first.",
        pays=PAYS,
        closes_at=datetime.combine(soon, time(9), LONDON),
        places=8,
        ground_rules=GROUND_RULES,
    )
    made = add_opportunity(by=by, session_id=session.pk, entry=entry)
    publish_opportunity(by=by, opportunity_id=made.pk)
    _sign_up(by, made, people, 6)
    correct_session(
        by=by,
        session_id=session.pk,
        expected=None,
        entry=replace(day, held_on=today),
    )
    # As on any other day: sign-up ended the evening before.
    ended = datetime.combine(today - timedelta(days=1), time(17), LONDON)
    Opportunity.objects.filter(pk=made.pk).update(closes_at=ended)
    session.refresh_from_db()
    if day_refusal(session):  # Loaded before breakfast: nobody is there yet.
        return
    rows = SignUp.objects.filter(opportunity=made, status="placed").order_by("turn")
    for row, outcome in zip(rows, ("came", "came", "missed"), strict=False):
        mark_attendance(by=by, opportunity_id=made.pk, person_id=row.person_id, outcome=outcome)


def _sign_up(by: Any, made: Opportunity, people: list[Person], count: int) -> None:
    """The first of the list for whom there is a kind of place."""
    seats, questions = list(made.seats.all()), list(made.questions.all())
    for number in range(min(count, len(people))):
        person = people.pop(0)
        fits = [s for s in seats if not s.kinds or set(s.kinds) & set(person.kinds)]
        wishes = WISHES.get(number, {}) if questions else {}
        sign_up(
            by=by,
            opportunity_id=made.pk,
            person_id=person.pk,
            entry=SignUpEntry(
                seat_id=fits[0].pk if fits else None,
                companions=1 if person.pk % 5 == 0 else 0,
                answers={each.pk: DRINKS[number % len(DRINKS)] for each in questions},
                **wishes,
            ),
        )
