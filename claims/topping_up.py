"""What journeys are owed where a rate went up afterwards. Pure: journeys and terms in, sums out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from claims.judging import Terms
from claims.mileage import Journey, journey_pay, tax_year_of


@dataclass(frozen=True)
class Agreed:
    """A journey that was agreed to: what was asked, agreed and topped up since, all in pence.

    `is_open` says whether it may be topped up; others only count for the miles of the year.
    """

    line_id: int
    cost_on: date
    vehicle: str
    tenths: int
    passengers: int
    asked_pence: int
    agreed_pence: int
    topped_pence: int = 0
    is_open: bool = True


@dataclass(frozen=True)
class TopUp:
    """So much more for one journey."""

    line_id: int
    pence: int


def top_ups(journeys: Iterable[Agreed], terms_on: Callable[[date], Terms | None]) -> list[TopUp]:
    """The difference for each journey of one person that is owed more by the terms of its day.

    Miles are counted through each tax year, by vehicle, in the order of the days, so that a rate
    that falls after so many miles falls here too. What was agreed in part is owed the same part.
    Nobody is ever owed less than was agreed.
    """
    before: dict[tuple[str, date], int] = {}
    found = []
    for each in sorted(journeys, key=lambda row: (row.cost_on, row.line_id)):
        year = (each.vehicle, tax_year_of(each.cost_on))
        so_far = before.get(year, 0)
        before[year] = so_far + each.tenths
        if not each.is_open:
            continue
        more = due(each, so_far, terms_on(each.cost_on)) - each.agreed_pence - each.topped_pence
        if more > 0:
            found.append(TopUp(each.line_id, more))
    return found


def due(journey: Agreed, tenths_before: int, terms: Terms | None) -> int:
    """What a journey comes to by some terms, in the part that was agreed; 0 without a rate."""
    if terms is None:
        return 0
    asked = Journey(journey.tenths, journey.vehicle, journey.passengers, tenths_before)
    pay = journey_pay(asked, terms.rates)
    if pay is None:
        return 0
    exact = Decimal(pay.pence * journey.agreed_pence) / journey.asked_pence
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))
