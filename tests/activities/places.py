"""Sessions open for sign-up, and people who want a place."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from activities.models import Activity, Opportunity, Session, SignUp
from activities.services.opportunities import (
    OpportunityEntry,
    SeatEntry,
    add_opportunity,
    publish_opportunity,
)
from activities.services.sign_ups import SignUpEntry, sign_up
from community.models import Person
from core.service import System
from tests.activities.records import a_session, an_activity
from tests.community.people import someone

BY = System("tests")


def entry(**given: Any) -> OpportunityEntry:
    """What an organiser types, for a session in a week."""
    given.setdefault("about", "We plan the garden of the ward together.")
    given.setdefault("pays", "Travel is paid. There is tea.")
    given.setdefault("closes_at", timezone.now() + timedelta(days=5))
    given["seats"] = tuple(SeatEntry(*seat) for seat in given.pop("seats", ()))
    return OpportunityEntry(**given)


def open_session(title: str = "Garden group", **given: Any) -> Opportunity:
    """A session in a week that people can sign up for."""
    activity = an_activity(title, status=Activity.Status.PLANNED)
    session = a_session(
        activity,
        timezone.localdate() + timedelta(days=7),
        status=Session.Status.PLANNED,
        starts_at="10:00",
        ends_at="11:00",
    )
    made = add_opportunity(by=BY, session_id=session.pk, entry=entry(**given))
    return publish_opportunity(by=BY, opportunity_id=made.pk)


def place_for(
    opportunity: Opportunity, person: Person | str, *, by: Any = BY, **given: Any
) -> SignUp:
    """A person's sign-up; for a name there is a person first."""
    who = person if isinstance(person, Person) else someone(person)
    return sign_up(
        by=by, opportunity_id=opportunity.pk, person_id=who.pk, entry=SignUpEntry(**given)
    )


def states(opportunity: Opportunity) -> dict[str, str]:
    """How everybody stands, by name."""
    rows = SignUp.objects.filter(opportunity=opportunity).select_related("person")
    return {row.person.name: row.status for row in rows.order_by("turn")}
