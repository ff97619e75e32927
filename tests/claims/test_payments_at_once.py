"""Two officers at the same moment, and one whose connection dies: real threads, real commits."""

from __future__ import annotations

import threading

import pytest
from django.db import DatabaseError, connection, transaction

from claims.models import Batch, Claim, PaidLine, Payment
from claims.services.payments import return_payment
from core.models import Message
from core.service import Refused
from tests.claims.claiming import in_force
from tests.claims.paying import a_decided_claim, paid
from tests.community.people import someone
from tests.faults.test_once import at_once
from users.models import User
from users.permissions import Role


def account(key: str) -> User:
    return User.objects.get(email=f"{key}@portal.example")


@pytest.fixture
def owed(committed_db) -> Claim:
    in_force()
    amina = account("amina")
    person = someone("Amina Yusuf", account=amina, email=amina.email)
    return a_decided_claim(person, account("cal"))


def test_two_officers_at_once_pay_once(owed):
    other = account("stella")
    other.roles = [Role.FINANCE]
    other.save(update_fields=["roles"])
    officers = [account("fin"), other]

    def pay(place: int) -> str:
        try:
            return paid(officers[place], owed).reference
        except Refused as no:
            return no.sentence

    answers = sorted(at_once(2, pay))
    assert answers[0] == "BACS 12"
    assert "marked it paid just now" in answers[1]
    assert Payment.objects.count() == PaidLine.objects.count() == Batch.objects.count() == 1
    assert Message.objects.filter(subject__startswith="We have paid you").count() == 1


def test_two_returns_at_once_free_the_line_once(owed):
    fin = account("fin")
    paid(fin, owed)
    payment = Payment.objects.get()

    def give_back(_place: int) -> str:
        try:
            return_payment(by=fin, payment_id=payment.pk, reason="Closed")
        except Refused as no:
            return no.sentence
        return "done"

    answers = sorted(at_once(2, give_back))
    assert answers == ["This payment is marked as come back already.", "done"]
    owed.refresh_from_db()
    assert owed.state == Claim.State.DECIDED


def test_an_officer_whose_connection_dies_has_paid_nothing_and_pays_again(owed):
    fin, written, may_end = account("fin"), threading.Event(), threading.Event()
    found: dict[str, object] = {}

    def pay() -> None:
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_backend_pid()")
                    found["pid"] = cursor.fetchone()[0]
                paid(fin, owed)
                written.set()
                may_end.wait(30)
        except DatabaseError as fault:
            found["fault"] = fault
        finally:
            connection.close()

    thread = threading.Thread(target=pay)
    thread.start()
    assert written.wait(30)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [found["pid"]])
    may_end.set()
    thread.join(30)
    assert "fault" in found
    assert not Batch.objects.exists()
    assert not Message.objects.filter(subject__startswith="We have paid you").exists()
    owed.refresh_from_db()
    assert owed.state == Claim.State.DECIDED
    paid(fin, owed)
    assert Payment.objects.count() == 1
