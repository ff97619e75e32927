"""A policy in force, a session that Amina came to, and claims of hers."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from activities.models import Attendance, Session
from claims.models import Category, Claim, Edition, Line, Unit, Vehicle
from claims.services import policy
from claims.services.claims import start_claim
from claims.services.lines import LineEntry, add_line
from community.models import Person
from core.service import System
from tests.activities.records import a_session, an_activity
from tests.community.people import someone

BY = System("tests")
PAID: dict[str, dict[str, Any]] = {
    Category.MILEAGE: {},
    Category.PUBLIC_TRANSPORT: {},
    Category.PARKING: {"limit_pence": 1_500, "limit_unit": Unit.DAY},
    Category.TAXI: {"is_asked_first": True, "receipt_above_pence": 0},
    Category.CHILD_CARE: {
        "is_invoice_needed": True,
        "limit_pence": 1_500,
        "limit_unit": Unit.HOUR,
    },
}


def in_force(starts_on: date = date(2025, 1, 1)) -> Edition:
    """A policy that pays 45p a mile; a receipt is needed above £5, claims within 90 days."""
    edition = policy.begin_draft(
        by=BY,
        starts_on=starts_on,
        what_changed="The first one",
        contact_name="Payments",
        contact_email="payments@portal.example",
    )
    which: dict[str, Any] = {"by": BY, "edition_id": edition.pk, "expected": None}
    policy.change_draft(**which, receipt_above_pence=500)
    for category, said in PAID.items():
        policy.change_draft_category(
            **which, category=category, is_offered=True, covers="It is paid.", **said
        )
    policy.change_draft_rate(**which, vehicle=Vehicle.CAR, pence=Decimal(45), source="Tests")
    return policy.put_draft_in_force(**which)


def days_ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


def attended(person: Person, *, ago: int = 3, title: str = "Garden group") -> Session:
    """A session somebody came to."""
    session = a_session(an_activity(title), days_ago(ago))
    Attendance.objects.create(session=session, person=person, outcome="came", way="list")
    return session


def amina_of(cast: Any) -> Person:
    return someone("Amina Yusuf", account=cast.amina, email="amina@portal.example")


def bus(**said: Any) -> LineEntry:
    given = {"category": "public_transport", "cost_on": days_ago(3), "words": "Bus", "pence": 460}
    return LineEntry(**{**given, **said})


def a_claim(person: Person, *entries: LineEntry, session: Session | None = None) -> Claim:
    """What somebody is writing for a session, with these costs."""
    session = session or attended(person)
    claim = start_claim(by=person.account, person_id=person.pk, session_id=session.pk)
    for entry in entries:
        add_line(by=person.account, claim_id=claim.pk, entry=entry)
    return claim


def lines_of(claim: Claim) -> list[Line]:
    return list(claim.lines.order_by("pk"))
