"""What is owed and what was paid, as finance and those who are paid see it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import (
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce, NullIf
from django.http import Http404
from django.utils import timezone

from claims.models import Batch, Claim, Decision, Edition, Line, PaidLine, Payee, Payment
from claims.rules.payments import MarkFacts
from claims.selectors.policy import edition_on
from organisation.selectors.special_days import working_day_after, working_day_before

PAY_WITHIN = 10  # working days, where no policy says otherwise
NAME = Coalesce(NullIf(F("payee__name"), Value("")), F("payee__person__name"))


def owed_lines() -> QuerySet[Line]:
    """Lines that were agreed to in a decided claim, and that no payment was made for or it came back."""
    live = PaidLine.objects.filter(line=OuterRef("pk"), is_returned=False)
    return Line.objects.filter(
        ~Exists(live),
        state__in=(Line.State.APPROVED, Line.State.PART),
        claim__state=Claim.State.DECIDED,
    )


def barred_for(account: Any) -> Q:
    """Lines that somebody may not mark paid: they asked for them or decided about them."""
    decided = Decision.objects.filter(line=OuterRef("pk"), by=account.pk)
    return Q(Exists(decided)) | Q(claim__person__account=account.pk)


def decided_when() -> Subquery:
    """When a line was decided for good."""
    final = Decision.objects.filter(line=OuterRef("pk"), is_final=True).order_by("-pk")
    return Subquery(final.values("at")[:1])


def owed_payees(account: Any) -> QuerySet[Payee]:
    """Those to whom somebody may mark something paid, with how much and since when.

    Whoever is owed anything that the account asked for or decided is left to a colleague.
    """
    lines = owed_lines().annotate(decided_when=decided_when())
    of_payee = lines.filter(claim__payee=OuterRef("pk")).order_by().values("claim__payee")

    def of(found: Any) -> Subquery:
        return Subquery(of_payee.annotate(found=found).values("found"))

    barred = owed_lines().filter(barred_for(account)).values("claim__payee")
    return Payee.objects.filter(pk__in=owed_lines().values("claim__payee")).exclude(
        pk__in=barred
    ).annotate(
        who=Coalesce(NullIf(F("name"), Value("")), F("person__name")),
        owed_pence=Coalesce(of(Sum("decided_pence")), 0, output_field=IntegerField()),
        owed_count=Coalesce(of(Count("pk")), 0, output_field=IntegerField()),
        owed_since=of(Min("decided_when")),
    )  # fmt: skip


def left_to_colleagues(account: Any) -> int:
    """How many payees somebody may not pay."""
    barred = owed_lines().filter(barred_for(account))
    return barred.values("claim__payee").distinct().count()


def owed_sums() -> dict[str, int]:
    """All that is owed, by the way people want it, and how much of it is late."""
    lines = owed_lines().annotate(decided_when=decided_when())
    found = lines.aggregate(
        pence=Sum("decided_pence", default=0),
        late=Sum("decided_pence", filter=Q(decided_when__date__lt=late_before()), default=0),
        payees=Count("claim__payee", distinct=True),
    )
    return {name: int(value) for name, value in found.items()}


def pay_within() -> int:
    """How many working days after a decision we promise the money."""
    edition = edition_on(timezone.localdate())
    return edition.pay_within_days if edition else PAY_WITHIN


def late_before() -> date:
    """What was decided before this day is paid late."""
    return working_day_before(timezone.localdate(), pay_within())


def pay_by(decided_at: datetime, within: int) -> date:
    """By which day something is promised."""
    return working_day_after(timezone.localdate(decided_at), within)


@dataclass(frozen=True)
class Owed:
    """One payee with all that is owed to them."""

    payee: Payee
    lines: tuple[Line, ...]

    @property
    def pence(self) -> int:
        return sum(line.decided_pence or 0 for line in self.lines)

    @property
    def claims(self) -> list[str]:
        return list(dict.fromkeys(line.claim.reference for line in self.lines))


def owed_of(payee_ids: Collection[int]) -> list[Owed]:
    """What is owed to these, in the order of their ids; who is owed nothing is left out."""
    lines = (
        owed_lines()
        .filter(claim__payee__in=payee_ids)
        .select_related("claim__payee__person", "claim__person")
        .annotate(decided_when=decided_when())
        .order_by("claim__payee", "pk")
    )
    found: dict[int, list[Line]] = {}
    for line in lines:
        found.setdefault(line.claim.payee_id, []).append(line)
    return [Owed(of[0].claim.payee, tuple(of)) for of in found.values()]


def barred_claims(owed: Iterable[Owed], account: Any) -> tuple[str, ...]:
    """The claims of which somebody asked for or decided something that is owed here."""
    ids = [line.pk for each in owed for line in each.lines]
    lines = Line.objects.filter(pk__in=ids).filter(barred_for(account)).select_related("claim")
    return tuple(dict.fromkeys(line.claim.reference for line in lines.order_by("pk")))


def mark_facts(
    owed: Sequence[Owed], payee_ids: Collection[int], by: Any, paid_on: date, pence: int
) -> MarkFacts:
    """What the rules ask about that which is to be marked paid."""
    lines = [line for each in owed for line in each.lines]
    today = timezone.localdate()
    decided = [timezone.localdate(line.decided_when) for line in lines]  # type: ignore[attr-defined]
    return MarkFacts(
        owed_pence=sum(each.pence for each in owed),
        typed_pence=pence,
        paid_on=paid_on,
        today=today,
        decided_last_on=max(decided, default=today),
        missing=len(set(payee_ids)) - len(owed),
        payees=len(owed),
        barred=barred_claims(owed, by) if getattr(by, "pk", None) else (),
    )


def payee_name(payee: Payee) -> str:
    """As finance knows them."""
    return payee.name or payee.person.name


# --- What was paid -----------------------------------------------------------------------


def payments() -> QuerySet[Payment]:
    """Every payment, with its payee's name."""
    return Payment.objects.annotate(
        who=NAME, came_back=Q(returned_at__isnull=False), lines_paid=Count("paid_lines")
    )


def find_payment(payment_id: int) -> Payment:
    """A payment, or 404."""
    rows = Payment.objects.select_related("batch__marked_by", "payee__person", "returned_by")
    found = rows.filter(pk=payment_id).first()
    if found is None:
        raise Http404
    return found


def is_owed_again(payment: Payment) -> bool:
    """Whether something of a payment that came back was not paid since."""
    live = PaidLine.objects.filter(line=OuterRef("line"), is_returned=False)
    return payment.paid_lines.filter(~Exists(live)).exists()


def paid_lines(payment: Payment) -> list[PaidLine]:
    """What a payment was for, with cost centre and subjective code; no words of the claim."""
    rows = payment.paid_lines.select_related("line__claim")
    return list(rows.order_by("line__claim", "line"))


def batches() -> QuerySet[Batch]:
    """Everything that was marked together, with how much of it came back."""
    back = Sum("payments__pence", filter=Q(payments__returned_at__isnull=False), default=0)
    return Batch.objects.annotate(back_pence=back)


def find_batch(batch_id: int) -> Batch:
    """What was marked together, or 404."""
    found = batches().select_related("marked_by", "taken_by").filter(pk=batch_id).first()
    if found is None:
        raise Http404
    return found


def find_payee(payee_id: int) -> Payee:
    """Somebody who is owed something or was paid, or 404."""
    owed, paid = owed_lines().values("claim__payee"), Payment.objects.values("payee")
    rows = Payee.objects.filter(Q(pk__in=owed) | Q(pk__in=paid)).select_related("person")
    found = rows.filter(pk=payee_id).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class FileRow:
    """One line of the file for finance's system: a payment's part of one code."""

    payment: str
    payee: str
    supplier_number: str
    way: str
    pence: int
    cost_centre: str
    subjective_code: str
    lines: tuple[str, ...]


def file_rows(batch: Batch) -> list[FileRow]:
    """The payments of a batch, each by cost centre and subjective code."""
    rows = (
        PaidLine.objects.filter(payment__batch=batch)
        .select_related("payment__payee__person", "line__claim")
        .order_by("payment", "line__claim__cost_centre", "line__subjective_code", "line")
    )
    parts: dict[tuple, list[PaidLine]] = {}
    for row in rows:
        key = (row.payment_id, row.line.claim.cost_centre, row.line.subjective_code)
        parts.setdefault(key, []).append(row)
    return [
        FileRow(
            payment=of[0].payment.reference,
            payee=payee_name(of[0].payment.payee),
            supplier_number=of[0].payment.payee.supplier_number,
            way=batch.way,
            pence=sum(row.pence for row in of),
            cost_centre=cost_centre,
            subjective_code=code,
            lines=tuple(line_reference(row.line) for row in of),
        )
        for (_payment, cost_centre, code), of in parts.items()
    ]


def line_reference(line: Line) -> str:
    """A line as finance speaks of it."""
    return f"{line.claim.reference}-{line.pk}"


# --- For those who are paid --------------------------------------------------------------


@dataclass(frozen=True)
class PaidRow:
    """One payment of a claim, as its claimant sees it."""

    payment: Payment
    batch: Batch
    pence: int
    arrives_by: date | None


def paid_rows(claim: Claim) -> list[PaidRow]:
    """The payments of a claim, oldest first, those that came back too."""
    rows = (
        Payment.objects.filter(paid_lines__line__claim=claim)
        .select_related("batch", "payee")
        .annotate(for_claim=Sum("paid_lines__pence"))
        .order_by("pk")
    )
    return [PaidRow(row, row.batch, row.for_claim, arrives_by(row.batch)) for row in rows]


# A transfer between banks in three working days, as the clearing takes.
BANK_DAYS = 3


def arrives_by(batch: Batch) -> date | None:
    """When money to a bank account is there; a voucher or cash is handed over."""
    return working_day_after(batch.paid_on, BANK_DAYS) if batch.way == Payee.Way.BANK else None


def pay_by_of(claim: Claim) -> date | None:
    """By which day the money of a claim is promised, as long as something is owed."""
    owed = owed_lines().filter(claim=claim).annotate(decided_when=decided_when())
    last = owed.aggregate(last=Max("decided_when"))["last"]
    if last is None:
        return None
    edition = edition_on(timezone.localdate(last)) or Edition(pay_within_days=PAY_WITHIN)
    return pay_by(last, edition.pay_within_days)
