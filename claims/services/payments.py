"""Marking what is owed as paid, once, and taking back a payment that came back."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.utils import timezone

from claims.models import Batch, Claim, Line, PaidLine, Payee, Payment
from claims.payment_emails import claims_paid, payment_returned
from claims.payment_files import fingerprint, payment_file
from claims.rules import payments as rules
from claims.selectors import payments as selectors
from claims.selectors.payments import Owed
from community.services.contact import Words, write_to_many
from core.service import Refused, acting, bookkeeping, refuse, require_version, service


@service
def mark_paid(
    *, by: Any, payee_ids: Collection[int], way: str, paid_on: date, reference: str, pence: int
) -> Batch:
    """Mark all that is owed to some payees as paid; `pence` is the sum that was typed.

    Two who do it at once: the second waits, and then nothing is owed any more.
    """
    refuse(rules.pay_blocker(by))
    _lock_claims(selectors.owed_lines().filter(claim__payee__in=payee_ids))
    owed = selectors.owed_of(payee_ids)
    facts = selectors.mark_facts(owed, payee_ids, by, paid_on, pence)
    refuse(rules.chosen_blocker(facts))
    refuse(rules.barred_blocker(facts))
    refuse(rules.paid_on_blocker(facts), field="paid_on")
    refuse(rules.total_blocker(facts), field="pence")
    batch = Batch.objects.create(
        way=way,
        paid_on=paid_on,
        reference=reference,
        pence=pence,
        payment_count=len(owed),
        marked_by=by if getattr(by, "pk", None) else None,
    )
    payments = Payment.objects.bulk_create(
        Payment(batch=batch, payee=each.payee, pence=each.pence) for each in owed
    )
    PaidLine.objects.bulk_create(
        PaidLine(payment=payment, line=line, pence=line.decided_pence or 0)
        for payment, each in zip(payments, owed, strict=True)
        for line in each.lines
    )
    batch.digest = fingerprint(payment_file(selectors.file_rows(batch)))
    batch.save(update_fields=["digest"])
    settle_claims({line.claim_id for each in owed for line in each.lines})
    _tell_paid(by, batch, owed)
    acting().subject = batch
    acting().reason = batch.reference
    return batch


def _lock_claims(lines: Any) -> None:
    """Claims in the order of their ids, as everything that locks several does."""
    claims = Claim.objects.filter(pk__in=lines.values("claim")).order_by("pk")
    list(claims.select_for_update(of=("self",)).values_list("pk", flat=True))


def settle_claims(claim_ids: Iterable[int]) -> None:
    """Claims that are decided are paid once nothing of them is owed any more.

    For claims under their lock. Where nothing was agreed to, nothing is ever paid.
    """
    owed = set(
        selectors.owed_lines().filter(claim__in=claim_ids).values_list("claim_id", flat=True)
    )
    live = PaidLine.objects.filter(line__claim__in=claim_ids, is_returned=False)
    paid = set(live.values_list("line__claim_id", flat=True)) - owed
    _move(paid, Claim.State.DECIDED, Claim.State.PAID)


def _move(claim_ids: Iterable[int], start: str, to: str) -> None:
    """Claims from one state to another; a claim in any other state stays as it is."""
    rows = list(Claim.objects.filter(pk__in=list(claim_ids), state=start))
    for claim in rows:
        claim.state = to
        claim.version += 1
    Claim.objects.bulk_update(rows, ["state", "version"])


def _tell_paid(by: Any, batch: Batch, owed: Iterable[Owed]) -> None:
    """One message for each payment, to the person who claimed."""
    letters = []
    for each in owed:
        letter = claims_paid(batch, each)
        letters.append(
            Words(each.payee.person_id, letter.subject, letter.body, _about(each.lines[0]))
        )
    write_to_many(by=by, purpose="claim", words=letters)


def _about(line: Line) -> str:
    return f"{Claim._meta.label_lower}:{line.claim_id}"


@service
def return_payment(*, by: Any, payment_id: int, reason: str) -> Payment:
    """Say that a payment came back: what it was for is owed again."""
    lines = Line.objects.filter(paid_lines__payment=payment_id)
    _lock_claims(lines)
    payment = (
        Payment.objects.select_for_update(of=("self",))
        .select_related("batch", "payee__person")
        .get(pk=payment_id)
    )
    refuse(rules.return_blocker(by, is_returned=payment.returned_at is not None))
    payment.returned_at = timezone.now()
    payment.returned_by = by if getattr(by, "pk", None) else None
    payment.return_reason = reason
    payment.save(update_fields=["returned_at", "returned_by", "return_reason"])
    ids = set(lines.values_list("claim_id", flat=True))
    _move(ids, Claim.State.PAID, Claim.State.DECIDED)
    first = lines.select_related("claim").order_by("pk")[0]
    letter = payment_returned(payment, first.claim)
    words = Words(payment.payee.person_id, letter.subject, letter.body, _about(first))
    write_to_many(by=by, purpose="claim", words=[words])
    acting().subject = payment
    acting().reason = reason
    return payment


@service
def set_supplier_number(*, by: Any, payee_id: int, expected: int | None, number: str) -> Payee:
    """Keep the number by which finance's own system knows a payee."""
    refuse(rules.pay_blocker(by))
    payee = Payee.objects.select_for_update().filter(pk=payee_id).first()
    if payee is None:
        raise Refused("This payee is not there any more.")
    require_version(payee, expected, lambda: {"number": payee.supplier_number})
    payee.supplier_number = number
    payee.version += 1
    payee.save(update_fields=["supplier_number", "version"])
    acting().subject = payee
    return payee


@bookkeeping
def take_payment_file(*, by: Any, batch_id: int) -> bytes:
    """The file of what was marked together. Who took it, and when, stays in its history."""
    refuse(rules.pay_blocker(by))
    batch = Batch.objects.select_for_update().get(pk=batch_id)
    batch.taken_at, batch.taken_by = timezone.now(), by if getattr(by, "pk", None) else None
    batch.save(update_fields=["taken_at", "taken_by"])
    return payment_file(selectors.file_rows(batch))
