"""Invented claims of Amina that were decided: one paid, one that came back, one that is owed."""

from __future__ import annotations

from django.utils import timezone

from claims.models import Batch, Category, Claim, Payee, Payment
from claims.selectors.deciders import approvers, has_approver_post
from claims.services.claims import send_claim, start_claim
from claims.services.deciding import decide_rest
from claims.services.lines import LineEntry, add_line
from claims.services.payees import choose_payee
from claims.services.payments import mark_paid, return_payment, set_supplier_number
from community.models import Person
from users.models import User

SISTER = "Yasmin Yusuf"
PAID, OWED = "Reading the new leaflet with the ward", "Choosing pictures for the leaflet"


def write_payments() -> None:
    """What was paid and what is owed, by the services that are used; nothing where there is some."""
    person = Person.objects.filter(account__email="amina@portal.example").first()
    cal = approvers().filter(email="cal@portal.example").first()
    fin = User.objects.filter(email="fin@portal.example").first()
    if person is None or cal is None or fin is None or Batch.objects.exists():
        return
    if not has_approver_post(cal, timezone.localdate()):
        return
    paid = _decided(person, cal, PAID, 380, SISTER)
    payee = paid.payee
    set_supplier_number(by=fin, payee_id=payee.pk, expected=payee.version, number="S-20417")
    _pay(fin, paid, "BACS 0412", 380)
    returned = Payment.objects.get(batch__reference="BACS 0412")
    return_payment(by=fin, payment_id=returned.pk, reason="The bank did not know the account")
    _pay(fin, paid, "BACS 0415", 380)
    _decided(person, cal, OWED, 460)


def _decided(person: Person, cal: User, purpose: str, pence: int, payee: str = "") -> Claim:
    """A claim for a bus that Cal agreed to; paid to her sister, where `payee` is her name."""
    today = timezone.localdate()
    bus = LineEntry(
        category=Category.PUBLIC_TRANSPORT, cost_on=today, words="Bus, there and back", pence=pence
    )
    claim = start_claim(by=person.account, person_id=person.pk, purpose=purpose)
    add_line(by=person.account, claim_id=claim.pk, entry=bus)
    if payee:
        choose_payee(
            by=person.account, claim_id=claim.pk, kind=Payee.Kind.CARER, name=payee, way="bank"
        )
    send_claim(by=person.account, claim_id=claim.pk)
    return decide_rest(by=cal, claim_id=claim.pk, expected=None)


def _pay(fin: User, claim: Claim, reference: str, pence: int) -> None:
    mark_paid(
        by=fin,
        payee_ids=[claim.payee_id],
        way="bank",
        paid_on=timezone.localdate(),
        reference=reference,
        pence=pence,
    )
