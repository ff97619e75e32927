"""What the policy says of one cost: how many pence are paid, and why it is less or not yet.

Pure: a line's facts and the terms of the edition in force on the day of the cost go in, a
judgement comes out. The page docs/guides/claims-policy-cases.md holds the cases it is tested with.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from claims.mileage import Journey, MileRate, journey_pay
from claims.models import Category, Unit
from core.money import MOST_PENCE, pounds

NO_EVIDENCE, RECEIPT, INVOICE, DECLARATION = "", "receipt", "invoice", "declaration"
# Somebody who cannot travel in another way need not ask each time.
NEEDED_WITHOUT_ASKING = frozenset({Category.TAXI})


@dataclass(frozen=True)
class CategoryTerms:
    """What an edition says of one sort of cost. Without a limit what was spent is paid."""

    category: str
    is_offered: bool = True
    covers: str = ""
    limit_pence: int | None = None
    limit_unit: str = Unit.COST
    receipt_above_pence: int | None = None
    is_asked_first: bool = False
    is_invoice_needed: bool = False


@dataclass(frozen=True)
class Terms:
    """What an edition says, as far as it decides about money."""

    starts_on: date
    claim_within_days: int
    receipt_above_pence: int
    second_above_pence: int
    categories: Mapping[str, CategoryTerms] = field(default_factory=dict)
    rates: Mapping[str, MileRate] = field(default_factory=dict)

    def receipt_above(self, rule: CategoryTerms) -> int:
        """Above how much a receipt is needed for one sort of cost."""
        own = rule.receipt_above_pence
        return self.receipt_above_pence if own is None else own


@dataclass(frozen=True)
class LineFacts:
    """One cost as it is claimed.

    `agreed_pence` is what was agreed before it was spent, None where nobody asked.
    `day_pence` is what was paid for the same sort of cost on the same day already.
    `has_attended` is None where the cost belongs to no session.
    """

    category: str
    spent_on: date
    sent_on: date
    amount_pence: int = 0
    minutes: int | None = None
    journey: Journey | None = None
    evidence: str = NO_EVIDENCE
    agreed_pence: int | None = None
    has_access_need: bool = False
    has_attended: bool | None = None
    is_late_allowed: bool = False
    day_pence: int = 0


@dataclass(frozen=True)
class Reason:
    """Why it is less, or what is missing. One that stops has to be mended before anything is paid."""

    code: str
    sentence: str
    stops: bool = True


@dataclass(frozen=True)
class Judgement:
    """What is paid as it stands, what it would be with nothing missing, and why.

    `needs_second` says that two different people have to decide.
    """

    pence: int
    pence_when_mended: int
    reasons: tuple[Reason, ...] = ()
    needs_second: bool = False

    @property
    def is_payable(self) -> bool:
        return self.pence > 0


def judge_line(line: LineFacts, terms: Terms | None) -> Judgement:
    """What the policy says of a cost, by the terms in force on its day."""
    if terms is None:
        return _nothing("no_edition", _("No claims policy was in force on that day."))
    if fault := _never(line, terms):
        return Judgement(0, 0, (fault,))
    claimed = _claimed(line, terms)
    if claimed is None:
        return _nothing("no_rate", _("The policy has no rate a mile for this vehicle."))
    if not 0 < claimed <= MOST_PENCE:
        sentence = _("The amount must be more than £0 and no more than %(most)s.")
        return _nothing("amount", sentence % {"most": pounds(MOST_PENCE)})
    missing = tuple(_missing(line, terms, claimed))
    paid, less = _limited(line, terms, claimed)
    # What is wanting comes first: it is what somebody can do something about.
    reasons = (*missing, *less, *_notes(line))
    above = terms.receipt_above(terms.categories[line.category])
    is_declared = line.evidence == DECLARATION and claimed > above
    return Judgement(
        pence=0 if any(reason.stops for reason in reasons) else paid,
        pence_when_mended=paid,
        reasons=reasons,
        needs_second=paid > terms.second_above_pence or is_declared,
    )


def _nothing(code: str, sentence: str) -> Judgement:
    return Judgement(0, 0, (Reason(code, sentence),))


def _never(line: LineFacts, terms: Terms) -> Reason | None:
    """What no paper can mend."""
    rule = terms.categories.get(line.category)
    if rule is None or not rule.is_offered:
        return Reason("not_offered", _("The policy of that day does not pay for this."))
    if line.spent_on > line.sent_on:
        return Reason("future", _("The day of the cost has not come yet."))
    return None


def _claimed(line: LineFacts, terms: Terms) -> int | None:
    """The amount before any limit; miles make their own."""
    if line.category != Category.MILEAGE:
        return line.amount_pence
    pay = journey_pay(line.journey or Journey(0), terms.rates)
    return None if pay is None else pay.pence


def _missing(line: LineFacts, terms: Terms, claimed: int) -> Iterator[Reason]:
    rule = terms.categories[line.category]
    if (line.sent_on - line.spent_on).days > terms.claim_within_days and not line.is_late_allowed:
        sentence = _(
            "This was sent more than %(days)s days after the cost. Tell us why, and we may still pay."
        )
        yield Reason("late", sentence % {"days": terms.claim_within_days})
    is_excused = line.has_access_need and line.category in NEEDED_WITHOUT_ASKING
    if rule.is_asked_first and line.agreed_pence is None and not is_excused:
        yield Reason("not_asked", _("For this you need our yes before you spend the money."))
    if rule.is_invoice_needed and line.evidence != INVOICE:
        yield Reason("invoice", _("We need the invoice of whoever gave the care or did the work."))
    elif _wants_receipt(line, terms, claimed):
        yield Reason("receipt", _("We need the receipt, or a few words about how it was lost."))
    if rule.limit_unit == Unit.HOUR and rule.limit_pence and not line.minutes:
        yield Reason("hours", _("Tell us how many hours it was for."))


def _wants_receipt(line: LineFacts, terms: Terms, claimed: int) -> bool:
    """Miles have no receipt; an invoice is one too."""
    if line.category == Category.MILEAGE or line.evidence != NO_EVIDENCE:
        return False
    return claimed > terms.receipt_above(terms.categories[line.category])


def _limited(line: LineFacts, terms: Terms, claimed: int) -> tuple[int, tuple[Reason, ...]]:
    """The amount within what was agreed, or else within the policy's limit."""
    if line.agreed_pence is not None:
        if claimed <= line.agreed_pence:
            return claimed, ()
        sentence = _("We agreed to pay up to %(limit)s before you spent it.")
        words = sentence % {"limit": pounds(line.agreed_pence)}
        return line.agreed_pence, (Reason("over_agreed", words, stops=False),)
    rule = terms.categories[line.category]
    most = _most(line, rule)
    if most is None or claimed <= most:
        return claimed, ()
    words = _("The policy pays up to %(limit)s.") % {"limit": limit_words(rule)}
    if rule.limit_unit == Unit.DAY and line.day_pence:
        so_far = _("%(paid)s of that was paid for the same day already.")
        words = f"{words} {so_far % {'paid': pounds(line.day_pence)}}"
    return most, (Reason("over_limit", words, stops=False),)


def _most(line: LineFacts, rule: CategoryTerms) -> int | None:
    if rule.limit_pence is None:
        return None
    if rule.limit_unit == Unit.HOUR:
        if not line.minutes:
            return None
        exact = Decimal(rule.limit_pence * line.minutes) / 60
        return int(exact.quantize(Decimal(1), ROUND_HALF_UP))
    if rule.limit_unit == Unit.DAY:
        return max(0, rule.limit_pence - line.day_pence)
    return rule.limit_pence


def _notes(line: LineFacts) -> Iterator[Reason]:
    """Worth a question, and no reason to pay less: a session may be called off at the door."""
    if line.has_attended is False:
        sentence = _("The list of that session does not say that you came. Tell us what happened.")
        yield Reason("not_attended", sentence, stops=False)


def limit_words(rule: CategoryTerms) -> str:
    """A limit as it is read: £15 for each hour; nothing where there is none."""
    if rule.limit_pence is None:
        return ""
    units = {
        Unit.COST: _("%(amount)s for each cost"),
        Unit.HOUR: _("%(amount)s for each hour"),
        Unit.DAY: _("%(amount)s for each day"),
    }
    return units[Unit(rule.limit_unit)] % {"amount": pounds(rule.limit_pence)}
