"""Writes the invented people who take part: in bulk, within the act that loads the demonstration."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.utils import timezone

from community.models import (
    Channel,
    Consent,
    Kind,
    Need,
    Person,
    PersonExperience,
    PersonInterest,
    RoleHeld,
    RoleText,
    SharedWith,
    Source,
    Status,
    StatusMove,
    WayIn,
)
from community.selectors.consents import present_wordings
from core.service import acting
from home.demo.asked import write_asked
from home.demo.days import midday
from home.demo.details import write_details
from home.demo.partners import write_partners
from home.demo.people import PlannedPerson, plan_people
from home.demo.training import write_training
from organisation.models import Area, Experience, Interest
from users.models import User

SOURCES = {
    WayIn.ONLINE: Source.ONLINE,
    WayIn.TELEPHONE: Source.TELEPHONE,
    WayIn.IN_PERSON: Source.IN_PERSON,
    WayIn.PAPER: Source.PAPER,
}
# Co-creators of the cast, who can be looked at the portal as.
OWN = (("Amina Yusuf", Kind.CARER), ("Ben Carter", Kind.SERVICE_USER))


def write_people(users: dict[str, User], *, scale: float) -> list[Person]:
    """The people of the plan, and a record for each co-creator of the cast."""
    acting()
    today = timezone.localdate()
    interests = dict(Interest.objects.filter(is_in_use=True).values_list("label", "pk"))
    experiences = dict(Experience.objects.filter(is_in_use=True).values_list("label", "pk"))
    planned = list(plan_people(today, sorted(interests), sorted(experiences), scale))
    areas = dict(Area.objects.values_list("name", "pk"))
    contacts = [users["Ivy Marsh"]]
    rows = Person.objects.bulk_create([_row(each, areas, contacts) for each in planned])
    PersonInterest.objects.bulk_create(
        PersonInterest(person=row, interest_id=interests[label])
        for row, each in zip(rows, planned, strict=True)
        for label in each.interests
    )
    PersonExperience.objects.bulk_create(
        PersonExperience(person=row, experience_id=experiences[label])
        for row, each in zip(rows, planned, strict=True)
        for label in each.experiences
    )
    StatusMove.objects.bulk_create(_moves(rows, planned, contacts[0]))
    held = _what_they_said(rows, planned, today)
    write_training(held, by=contacts[0], today=today)
    write_partners(by=users["Sam Okafor"], today=today)
    write_details(rows, by=contacts[0], today=today)
    write_asked(rows, by=contacts[0], noted_by=users["Sam Okafor"], today=today)
    return [*rows, *(_own(users[name], kind) for name, kind in OWN)]


def _what_they_said(
    rows: Sequence[Person], planned: Sequence[PlannedPerson], today: date
) -> list[RoleHeld]:
    """What people agree to, what they need, and the roles they hold."""
    words = present_wordings()
    both = list(zip(rows, planned, strict=True))
    Consent.objects.bulk_create(
        Consent(
            person=row,
            wording=words[purpose, Channel.EMAIL if row.email else Channel.TELEPHONE],
            is_given=True,
            at=row.asked_at,
            source=SOURCES[WayIn(row.way_in)],
        )
        for row, each in both
        for purpose in each.agreed
    )
    Need.objects.bulk_create(
        Need(
            person=row,
            code=code,
            shared_with=SharedWith.ORGANISER,
            reviewed_on=each.heard_from_on,
            # Some are due: nothing was heard from them for a year.
            review_on=each.heard_from_on + timedelta(days=365),
        )
        for row, each in both
        for code in each.needs
    )
    texts = {text.role: text for text in RoleText.objects.order_by("version")}
    return RoleHeld.objects.bulk_create(
        RoleHeld(
            person=row,
            role=role,
            starts_on=today - timedelta(days=days),
            text=texts.get(role),
            agreed_on=today - timedelta(days=days) if role in texts else None,
            renew_on=today + timedelta(days=365 - days),
        )
        for row, each in both
        for role, days in each.roles
    )


def _row(planned: PlannedPerson, areas: dict[str, int], contacts: list[User]) -> Person:
    is_welcomed = planned.status not in (Status.ASKED, Status.NOT_NOW)
    return Person(
        name=planned.name,
        shown_name=planned.shown_name,
        email=planned.email,
        is_email_confirmed=bool(planned.email) and planned.way_in == WayIn.ONLINE,
        # Who joined on paper has not said yet that the address was read rightly.
        is_address_theirs=bool(planned.email) and planned.way_in != WayIn.PAPER,
        phone=planned.phone,
        kinds=list(planned.kinds),
        status=planned.status,
        way_in=planned.way_in,
        named_contact=contacts[0] if is_welcomed else None,
        asked_at=midday(planned.moves[0][1]),
        heard_from_at=midday(planned.heard_from_on),
        brings=planned.brings,
        availability=list(planned.availability),
        meets=list(planned.meets),
        language=planned.language,
        district_id=areas.get(planned.district),
        outward_code=planned.outward_code,
        is_hidden=planned.is_hidden,
        asks_a_month=planned.asks_a_month,
    )


def _moves(
    rows: Iterable[Person], planned: Iterable[PlannedPerson], team: User
) -> list[StatusMove]:
    found = []
    for row, each in zip(rows, planned, strict=True):
        start = ""
        for to, day, why in each.moves:
            is_own = to in (Status.ASKED, Status.PAUSED, Status.LEFT)
            found.append(
                StatusMove(
                    person=row,
                    start=start,
                    to=to,
                    at=midday(day),
                    by=None if is_own else team,
                    system="demo" if is_own else "",
                    is_own=is_own,
                    why=why,
                )
            )
            start = to
    return found


def _own(account: User, kind: str) -> Person:
    row, is_new = Person.objects.get_or_create(
        account=account,
        defaults={
            "name": account.name,
            "shown_name": account.name.split()[0],
            "email": account.email,
            "is_email_confirmed": True,
            "kinds": [kind],
            "status": Status.ACTIVE,
            "way_in": WayIn.ONLINE,
        },
    )
    if is_new:
        StatusMove.objects.create(person=row, to=Status.ACTIVE, by=account, is_own=True)
    return row
