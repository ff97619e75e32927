"""Invented claims of Amina: one sent, one being written, one taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils import timezone

from activities.models import Attendance
from claims.models import Category, Claim, Vehicle
from claims.services.claims import send_claim, start_claim, withdraw_claim
from claims.services.lines import LineEntry, add_line
from community.models import Person

PURPOSES = ("Planning the garden group with the team", "A call to prepare the ward walk")


def write_claims() -> None:
    """Her claims, by the services she uses; nothing where there is one already."""
    person = Person.objects.filter(account__email="amina@portal.example").first()
    if person is None or Claim.objects.filter(person=person).exists():
        return
    came = Attendance.objects.filter(
        person=person, outcome=Attendance.Outcome.CAME, session__precision="day"
    )
    held = came.select_related("session").order_by("-session__held_on").first()
    if held is None:
        return
    who: dict[str, Any] = {"by": person.account}
    day = held.session.held_on
    journey = LineEntry(
        category=Category.MILEAGE,
        cost_on=day,
        vehicle=Vehicle.CAR,
        from_place="Home",
        to_place="The session",
        tenths=124,
    )
    bus = LineEntry(
        category=Category.PUBLIC_TRANSPORT, cost_on=day, words="Bus, there and back", pence=460
    )
    sent = start_claim(**who, person_id=person.pk, session_id=held.session_id)
    add_line(**who, claim_id=sent.pk, entry=journey)
    add_line(**who, claim_id=sent.pk, entry=bus)
    send_claim(**who, claim_id=sent.pk)
    back, written = (start_claim(**who, person_id=person.pk, purpose=each) for each in PURPOSES)
    today = timezone.localdate()
    phone = LineEntry(category=Category.PHONE, cost_on=today, words="Calls and data", pence=350)
    add_line(**who, claim_id=back.pk, entry=phone)
    send_claim(**who, claim_id=back.pk)
    withdraw_claim(**who, claim_id=back.pk)
    add_line(**who, claim_id=written.pk, entry=replace(bus, cost_on=today))
