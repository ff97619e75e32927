"""What may help somebody who decides: where a cost looks like another, or unlike the usual.

Pure: what is known of a cost goes in, hints come out. A hint is a question to look at, never a
reason to pay less: each says how it may have come about.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import median

from core.money import pounds

# Before so many journeys to a place there is nothing that could be called usual.
LEAST_JOURNEYS = 3
# A detour for a closed road is a fifth or so; and short ways vary by a mile or two anyway.
LONGER_BY_SHARE, LONGER_BY_TENTHS = 1.25, 20
# Fewer people say nothing of a place, and their ways could be told to be theirs.
LEAST_PEOPLE = 5
# People live at any distance: only a way several times as long as others' is worth a look.
FARTHER_BY_SHARE, FARTHER_BY_TENTHS = 3, 100
# Prices go up, and one long day costs more; three times the usual is seldom only that.
LEAST_COSTS = 5
DEARER_BY_SHARE = 3


@dataclass(frozen=True)
class Hint:
    """What to look at, in a sentence."""

    code: str
    sentence: str


@dataclass(frozen=True)
class Matches:
    """Where the same was found: references of claims that the reader may open, and the others."""

    references: tuple[str, ...] = ()
    is_in_this_claim: bool = False
    is_elsewhere: bool = False

    @property
    def where(self) -> str:
        """The other claims in words."""
        if not self.references:
            return "another claim, which you cannot open"
        return f"claim {', '.join(self.references)}"


NONE = Matches()


@dataclass(frozen=True)
class HintFacts:
    """What is known of one cost.

    `more_than` is the sentence of the policy about its limit, empty where it is kept.
    `journeys` and `amounts` are what the same person was paid for before, to the same place and
    for the same sort of cost; `others` has the usual way of each other person to that place.
    Ways are in tenths of a mile.
    """

    cost_on: date
    sent_on: date
    pence: int
    tenths: int | None = None
    claim_within_days: int | None = None
    late_reason: str = ""
    more_than: str = ""
    has_attended: bool | None = None
    # The request with which the trust paid for the same sort of cost on that day.
    trust_paid: str = ""
    receipts: Matches = NONE
    looks_same: Matches = NONE
    is_maybe_shared: bool = False
    journeys: Sequence[int] = field(default=())
    others: Sequence[int] = field(default=())
    amounts: Sequence[int] = field(default=())


def line_hints(facts: HintFacts) -> list[Hint]:
    """Everything worth a look at one cost."""
    return [
        *_receipts(facts.receipts),
        *_paid_already(facts.trust_paid),
        *_same(facts),
        *_policy(facts),
        *_journey(facts),
        *_amount(facts),
    ]


def _receipts(found: Matches) -> Iterator[Hint]:
    if found.is_elsewhere:
        yield Hint(
            "same_receipt",
            f"The same photo or file is on {found.where}. "
            "One receipt may show two costs. Ask if it is not clear.",
        )
    if found.is_in_this_claim:
        yield Hint(
            "receipt_twice",
            "The same photo or file is on this claim twice. "
            "It may have been added again by mistake.",
        )


def _paid_already(reference: str) -> Iterator[Hint]:
    if reference:
        sentence = f"On that day we booked or paid the same sort of cost: request {reference}."
        yield Hint("trust_paid", sentence)


def _same(facts: HintFacts) -> Iterator[Hint]:
    if facts.looks_same.is_elsewhere:
        yield Hint(
            "same_cost",
            f"The same sort of cost, of the same day and amount, is on {facts.looks_same.where}. "
            "It may be the way back, or have been sent again by mistake.",
        )
    if facts.looks_same.is_in_this_claim:
        yield Hint(
            "cost_twice",
            "This claim has another cost of the same sort, day and amount. It may be the way back.",
        )
    if facts.is_maybe_shared:
        yield Hint(
            "maybe_shared",
            "Somebody else at the same session claims the same amount for the same thing. "
            "They may have shared it, and each paid their part.",
        )


def _policy(facts: HintFacts) -> Iterator[Hint]:
    if facts.more_than:
        yield Hint("over_limit", f"{facts.more_than} You can agree in part.")
    days = (facts.sent_on - facts.cost_on).days
    if facts.claim_within_days is not None and days > facts.claim_within_days:
        why = f" They say why: “{facts.late_reason}”" if facts.late_reason else ""
        yield Hint(
            "too_old",
            f"It was sent {days:,} days after the cost. "
            f"The policy says {facts.claim_within_days}.{why}",
        )
    if facts.has_attended is False:
        yield Hint(
            "not_attended",
            "The list of the session does not say that they came. "
            "Lists have gaps, and a session may be called off at the door.",
        )


def _journey(facts: HintFacts) -> Iterator[Hint]:
    if facts.tenths is None:
        return
    if len(facts.journeys) >= LEAST_JOURNEYS:
        usual = median(facts.journeys)
        if _is_longer(facts.tenths, usual, LONGER_BY_SHARE, LONGER_BY_TENTHS):
            yield Hint(
                "longer_than_usual",
                f"They usually go about {_miles(usual)} miles to this place, and this is "
                f"{_miles(facts.tenths)}. They may have come from somewhere else.",
            )
            return
    if len(facts.others) >= LEAST_PEOPLE:
        usual = median(facts.others)
        if _is_longer(facts.tenths, usual, FARTHER_BY_SHARE, FARTHER_BY_TENTHS):
            yield Hint(
                "longer_than_others",
                f"Others go about {_miles(usual)} miles to this place, and this is "
                f"{_miles(facts.tenths)}. They may live farther away.",
            )


def _is_longer(tenths: int, usual: float, share: float, least: int) -> bool:
    return tenths > usual * share and tenths - usual > least


def _miles(tenths: float) -> str:
    return f"{tenths / 10:,.1f}".removesuffix(".0")


def _amount(facts: HintFacts) -> Iterator[Hint]:
    if len(facts.amounts) < LEAST_COSTS:
        return
    usual = median(facts.amounts)
    if facts.pence > DEARER_BY_SHARE * usual:
        yield Hint(
            "unusual_amount",
            f"They usually claim about {pounds(round(usual))} for this sort of cost, and this is "
            f"{pounds(facts.pence)}. It may have been a longer day.",
        )
