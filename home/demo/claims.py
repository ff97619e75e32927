"""Invented claims of Amina at every step, and those who decide them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils import timezone

from activities.models import Attendance
from claims.models import Category, Claim, Line, Vehicle
from claims.services.claims import send_claim, start_claim, withdraw_claim
from claims.services.deciding import decide_line
from claims.services.lines import LineEntry, add_line
from claims.services.questions import ask_question
from community.models import Person
from organisation.models import Directorate, Post
from users.models import User
from users.permissions import Role

PURPOSES = ("Planning the garden group with the team", "A call to prepare the ward walk")
DECIDED, ASKED, SECOND = (
    "Interviews for the new ward manager",
    "A workshop on the new leaflet",
    "Judging the poster competition",
)


def write_claims() -> None:
    """Her claims, by the services she uses; nothing where there is one already."""
    first, second = _approvers()
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
    _decided(person, first, bus)
    _asked(person, first, bus)
    _agreed_once(person, second, bus)


def _approvers() -> tuple[User, User]:
    """Cal and Harriet Sole decide the claims of all directorates."""
    found = []
    for email in ("cal@portal.example", "harriet.sole@portal.example"):
        account = User.objects.get(email=email)
        if Role.CLAIMS_APPROVER not in account.roles:
            account.roles = [*account.roles, Role.CLAIMS_APPROVER]
            account.save(update_fields=["roles"])
        for directorate in Directorate.objects.filter(valid_to=None):
            Post.objects.get_or_create(
                person=account, directorate=directorate, duty=Post.Duty.APPROVER
            )
        found.append(account)
    first, second = found
    return first, second


def _sent(person: Person, purpose: str, *entries: LineEntry) -> list[Line]:
    """A claim that was sent; its costs."""
    who: dict[str, Any] = {"by": person.account}
    claim = start_claim(**who, person_id=person.pk, purpose=purpose)
    for entry in entries:
        add_line(**who, claim_id=claim.pk, entry=replace(entry, cost_on=timezone.localdate()))
    send_claim(**who, claim_id=claim.pk)
    return list(claim.lines.order_by("pk"))


def _decided(person: Person, by: User, bus: LineEntry) -> None:
    """One cost agreed to, and a part of another."""
    whole, part = _sent(person, DECIDED, bus, replace(bus, words="Day ticket", pence=480))
    decide_line(by=by, line_id=whole.pk, expected=whole.version, outcome="approve")
    words = "We paid the single fare: you already had the way back in your other ticket."
    decide_line(
        by=by, line_id=part.pk, expected=part.version, outcome="part", pence=240, words=words
    )


def _asked(person: Person, by: User, bus: LineEntry) -> None:
    """A question that waits for her answer."""
    (line,) = _sent(person, ASKED, replace(bus, words="Bus", pence=490))
    words = "Was this for one bus, or there and back?"
    ask_question(by=by, line_id=line.pk, expected=line.version, words=words)


def _agreed_once(person: Person, by: User, bus: LineEntry) -> None:
    """A lost receipt, to which one of two agreed."""
    lost = replace(bus, words="Train", pence=1_240, no_receipt_reason="The ticket machine kept it")
    (line,) = _sent(person, SECOND, lost)
    decide_line(by=by, line_id=line.pk, expected=line.version, outcome="approve")
