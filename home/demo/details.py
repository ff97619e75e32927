"""What makes a person's record lived in: the welcome, whom to call, services, adjustments, texts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from community.models import (
    Adjustment,
    EmergencyContact,
    InductionStep,
    Need,
    PageText,
    Person,
    PersonService,
    Status,
    StepDone,
)
from core.service import acting
from organisation.models import Service
from users.models import User

Page = PageText.Page
# Every so many people; the same ones each time.
HAS_CONTACT, KNOWS_SERVICE, HAS_ADJUSTMENT = 4, 5, 2
RELATIONS = ("sister", "husband", "friend", "mother", "neighbour")
FIRST_NAMES = ("Grace", "Tom", "Nadia", "Peter", "Chloe", "Yusuf", "Helen")
# For each need what was offered, and why it was not there, if it was not.
OFFERED = {
    "format_easy_read": (
        ("The papers in Easy Read, a week before", ""),
        ("The papers in Easy Read", "They came on the day, so there was no time to read them."),
    ),
    "place_step_free": (
        ("A room on the ground floor", ""),
        ("A room with a lift", "The lift was out of order. We moved to the ground floor late."),
    ),
    "place_breaks": (("A break every half an hour", ""), ("A quiet room beside the meeting", "")),
}
EASY_READ = (
    (
        Page.START,
        "Join us",
        (
            "We want to make care better.\n\nWe need your help.\n\n"
            "You can tell us what you think.\n\nYou can stop at any time."
        ),
    ),
    (
        Page.NEEDS,
        "What do you need?",
        (
            "Some people need help to take part.\n\nTell us what helps you.\n\n"
            "Only the people who help you to take part see this."
        ),
    ),
    (
        Page.CHECK,
        "Check your answers",
        "Read what you told us.\n\nIs it right?\n\nYou can change it.",
    ),
    (
        Page.NEXT,
        "What happens next",
        "We read what you wrote.\n\nThen we call you or write to you.\n\nWe say hello.",
    ),
)
POLISH = (
    "Dołącz do nas",
    (
        "Chcemy, aby opieka była lepsza. Pomóż nam. Możesz powiedzieć, co myślisz. "
        "Możesz przestać w każdej chwili."
    ),
)


def write_details(rows: Sequence[Person], *, by: User, today: date) -> None:
    """The welcome of those who were welcomed, and what some people's records hold besides."""
    acting()
    _welcomes([row for row in rows if row.status in (Status.WELCOMED, Status.ACTIVE)], by)
    EmergencyContact.objects.bulk_create(
        EmergencyContact(
            person=row,
            name=f"{FIRST_NAMES[at % len(FIRST_NAMES)]} {row.name.rpartition(' ')[2]}",
            relation=RELATIONS[at % len(RELATIONS)],
            # Of the numbers that are never given to anybody.
            phone=f"07700 900 {at % 1000:03d}",
        )
        for at, row in enumerate(rows[::HAS_CONTACT])
    )
    services = list(Service.objects.order_by("pk"))
    PersonService.objects.bulk_create(
        PersonService(person=row, service=services[at % len(services)])
        for at, row in enumerate(rows[::KNOWS_SERVICE] if services else ())
    )
    _adjustments(by, today)
    _texts()


def _welcomes(people: Sequence[Person], by: User) -> None:
    """All steps for those who are active; the first two for those who were just welcomed."""
    steps = list(InductionStep.objects.filter(is_in_use=True))
    StepDone.objects.bulk_create(
        StepDone(person=row, step=step, by=by)
        for row in people
        for step in (steps if row.status == Status.ACTIVE else steps[:2])
    )


def _adjustments(by: User, today: date) -> None:
    """Most were met; where one was not, why; of every fifth nobody has said yet."""
    needs = Need.objects.filter(ended_on=None, code__in=OFFERED).order_by("pk")[::HAS_ADJUSTMENT]
    found = []
    for at, need in enumerate(needs):
        offered, why_not = OFFERED[need.code][at % 2]
        is_known = at % 5 != 0
        found.append(
            Adjustment(
                person_id=need.person_id,
                need=need,
                offered=offered,
                is_met=not why_not if is_known else None,
                why_not=why_not if is_known else "",
                offered_on=today - timedelta(days=7 * (at % 40)),
                offered_by=by,
            )
        )
    Adjustment.objects.bulk_create(found)


def _texts() -> None:
    """The joining pages that have Easy Read, and one in another language."""
    PageText.objects.bulk_create(
        PageText(page=page, is_easy_read=True, title=title, body=body, is_shown=True)
        for page, title, body in EASY_READ
    )
    title, body = POLISH
    PageText.objects.create(
        page=Page.START, language="Polski", code="pl", title=title, body=body, is_shown=True
    )
