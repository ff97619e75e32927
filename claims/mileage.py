"""What is paid for a journey by somebody's own vehicle.

Miles are whole tenths. A rate may fall after so many miles in a tax year; a journey that crosses
that number is paid in two stretches. There is one rounding for each line, half a penny up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from claims.models import Vehicle

TENTHS = 10


@dataclass(frozen=True, slots=True)
class MileRate:
    """Pence for a mile, and what it falls to after so many miles in a tax year."""

    pence: Decimal
    after_miles: int | None = None
    pence_after: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Journey:
    """One way or there and back: how far in tenths of a mile, by what, and with how many others.

    `tenths_before` is what was paid for the same sort of vehicle earlier in the tax year.
    """

    tenths: int
    vehicle: str = Vehicle.CAR
    passengers: int = 0
    tenths_before: int = 0


@dataclass(frozen=True, slots=True)
class Stretch:
    """So many tenths of a mile at one rate; each passenger's miles are a stretch too."""

    tenths: int
    pence: Decimal
    is_passenger: bool = False


@dataclass(frozen=True, slots=True)
class MileagePay:
    """What is paid for a journey, and how it comes about."""

    pence: int
    stretches: tuple[Stretch, ...]


def tax_year_of(day: date) -> date:
    """The first day of the tax year a day lies in: they run from 6 April to 5 April."""
    first = date(day.year, 4, 6)
    return first if day >= first else date(day.year - 1, 4, 6)


def journey_pay(journey: Journey, rates: Mapping[str, MileRate]) -> MileagePay | None:
    """What is paid for a journey; None where there is no rate for the vehicle.

    Passengers count in a car or van only, and only where there is a rate for them.
    """
    rate = rates.get(journey.vehicle)
    if rate is None:
        return None
    stretches = list(_stretches(journey, rate))
    beside = rates.get(Vehicle.PASSENGER)
    if journey.vehicle == Vehicle.CAR and beside:
        for _passenger in range(journey.passengers):
            stretches += _stretches(journey, beside, is_passenger=True)
    exact = sum((each.pence * each.tenths for each in stretches), Decimal(0)) / TENTHS
    return MileagePay(int(exact.quantize(Decimal(1), ROUND_HALF_UP)), tuple(stretches))


def _stretches(
    journey: Journey, rate: MileRate, *, is_passenger: bool = False
) -> Iterator[Stretch]:
    first = journey.tenths
    if rate.after_miles is not None:
        left = max(0, rate.after_miles * TENTHS - journey.tenths_before)
        first = min(journey.tenths, left)
    if first:
        yield Stretch(first, rate.pence, is_passenger)
    if journey.tenths > first and rate.pence_after is not None:
        yield Stretch(journey.tenths - first, rate.pence_after, is_passenger)
