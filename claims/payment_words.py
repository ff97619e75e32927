"""Payments in words, for finance and for those who are paid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from claims.models import Batch, Category, Claim, PaidLine, Payee, Payment
from claims.selectors.payments import (
    Owed,
    PaidRow,
    line_reference,
    paid_rows,
    pay_by_of,
    payee_name,
)
from claims.selectors.top_ups import Preview
from claims.tables.payments import way_said
from core.money import pounds
from core.tables import words

CHOSEN_COLUMNS = [
    {"text": "To pay", "header": True},
    {"text": "Claims"},
    {"text": "How they want it"},
    {"text": "Amount", "numeric": True},
]
LINE_COLUMNS = [
    {"text": "Cost", "header": True},
    {"text": "Sort of cost"},
    {"text": "Cost centre"},
    {"text": "Subjective code"},
    {"text": "Amount", "numeric": True},
]
# Finance pays a code, not a story: the sort of cost is said in a word that tells nothing of care.
OPEN_CATEGORIES = frozenset(
    {Category.MILEAGE, Category.PUBLIC_TRANSPORT, Category.PARKING, Category.TAXI, Category.MEAL}
)


def chosen_rows(owed: Iterable[Owed], way: str) -> dict[str, Any]:
    """Those who were chosen as a table; `way` is how they are paid, where it was said."""
    rows = [
        [
            payee_name(each.payee),
            ", ".join(each.claims),
            _wanted(each.payee.way, way),
            pounds(each.pence),
        ]
        for each in owed
    ]
    return {"columns": CHOSEN_COLUMNS, "rows": rows}


def _wanted(wanted: str, way: str) -> str:
    said = way_said(wanted)
    return f"{said}. You chose another way." if way and way != wanted else said


def batch_facts(
    said: Mapping[str, Any], count: int, batch: Batch | None = None
) -> list[dict[str, Any]]:
    """What was typed of payments that are marked together; with the batch also what became of it."""
    rows = [
        ("Paid on", words(said["paid_on"])),
        ("How", way_said(said["way"])),
        ("Reference", said["reference"]),
        ("Control total", pounds(said["pence"])),
        ("Payments", f"{count:,}"),
    ]
    if batch is not None:
        back = batch.back_pence  # type: ignore[attr-defined]
        rows += [
            ("Came back", pounds(back) if back else "Nothing"),
            ("Marked by", str(batch.marked_by or "An account that is closed")),
            ("Marked", words(batch.marked_at)),
            ("File taken", _taken(batch)),
            ("Fingerprint of the file (SHA-256)", batch.digest),
        ]
    return [{"key": key, "value": value} for key, value in rows]


def _taken(batch: Batch) -> str:
    if batch.taken_at is None:
        return "Not yet"
    return f"{words(batch.taken_at)}, by {batch.taken_by or 'an account that is closed'}"


def payment_facts(payment: Payment) -> list[dict[str, Any]]:
    """One payment."""
    batch, payee = payment.batch, payment.payee
    rows: list[dict[str, Any]] = [
        {"key": "Paid to", "value": payee_name(payee)},
        {
            "key": "Supplier number",
            "value": payee.supplier_number or "None yet",
            "href": reverse("claims:payee_supplier", args=[payee.pk]),
        },
        {"key": "Amount", "value": pounds(payment.pence)},
        {"key": "How", "value": way_said(batch.way)},
        {"key": "Paid on", "value": words(batch.paid_on)},
        {"key": "Reference", "value": batch.reference},
        {"key": "Marked by", "value": str(batch.marked_by or "An account that is closed")},
    ]
    if payment.returned_at:
        rows += [
            {"key": "Came back", "value": words(payment.returned_at)},
            {"key": "Why", "value": payment.return_reason or "Not kept any more"},
            {"key": "Said by", "value": str(payment.returned_by or "An account that is closed")},
        ]
    return rows


def payment_rows(lines: Iterable[PaidLine]) -> dict[str, Any]:
    """What a payment was for, in codes."""
    rows = [
        [
            line_reference(row.line),
            sort_said(row.line.category),
            row.line.claim.cost_centre or "None",
            row.line.subjective_code or "None",
            pounds(row.pence),
        ]
        for row in lines
    ]
    return {"columns": LINE_COLUMNS, "rows": rows}


def sort_said(category: str) -> str:
    """A sort of cost as finance needs it: who cares for whom is not its business."""
    sort = Category(category)
    return str(sort.label) if sort in OPEN_CATEGORIES else "Other cost"


def claim_payments(claim: Claim) -> dict[str, Any]:
    """What the page of a claim says of its money."""
    pay_by = pay_by_of(claim)
    said = paid_sentences(paid_rows(claim), is_owed=pay_by is not None)
    return {"said": said, "pay_by": pay_by}


def paid_sentences(rows: Iterable[PaidRow], *, is_owed: bool) -> list[str]:
    """What was paid of a claim, as the claimant reads it; whether something of it is owed."""
    return [_paid(row, is_owed=is_owed) for row in rows]


def _paid(row: PaidRow, *, is_owed: bool) -> str:
    ways = {
        Payee.Way.BANK: _("to a bank account"),
        Payee.Way.VOUCHER: _("as a voucher"),
        Payee.Way.CASH: _("in cash"),
    }
    said = _("%(sum)s %(way)s on %(day)s. Our reference is %(reference)s.") % {
        "sum": pounds(row.pence),
        "way": ways[Payee.Way(row.batch.way)],
        "day": day_said(row.batch.paid_on),
        "reference": row.batch.reference,
    }
    if row.payment.returned_at and is_owed:
        back = _("It came back to us. You still get this money: ask us how you want it.")
        return f"{said} {back}"
    if row.payment.returned_at:
        return f"{said} {_('It came back to us, and we paid it again.')}"
    if row.arrives_by:
        there = _("It should be there by %(day)s.") % {"day": day_said(row.arrives_by)}
        return f"{said} {there}"
    return said


def day_said(day: date) -> str:
    """3 May 2026."""
    return f"{day:%-d %B %Y}"


def top_up_words(found: Preview) -> str:
    """What putting a policy in force would top up, as finance reads it before."""
    if not found.lines:
        return ""
    people = "1 person gets" if found.people == 1 else f"{found.people:,} people get"
    journeys = "1 journey" if found.lines == 1 else f"{found.lines:,} journeys"
    return (
        f"Top-ups: {people} {pounds(found.pence)} more for {journeys} that {'was' if found.lines == 1 else 'were'} "
        "agreed to before. Each is told, and the sum stands under Payments."
    )
