"""Miles become pence: beside a second way that walks each tenth of a mile."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.mileage import Journey, MileRate, journey_pay, tax_year_of

RATE = st.decimals(min_value=Decimal("0.01"), max_value=Decimal(99), places=2)
RATES = st.one_of(
    st.builds(MileRate, RATE),
    st.builds(MileRate, RATE, after_miles=st.integers(1, 60), pence_after=RATE),
)
JOURNEYS = st.builds(
    Journey,
    tenths=st.integers(0, 900),
    vehicle=st.sampled_from(["car", "motorcycle", "bicycle"]),
    passengers=st.integers(0, 4),
    tenths_before=st.integers(0, 900),
)


def obvious(journey: Journey, rates: dict[str, MileRate]) -> int:
    """Each tenth of a mile by itself, in exact fractions, rounded once at the end."""

    def of(rate: MileRate, number: int) -> Fraction:
        is_past = rate.after_miles is not None and number > rate.after_miles * 10
        later = rate.pence_after if rate.pence_after is not None else rate.pence
        return Fraction(later if is_past else rate.pence) / 10

    total = Fraction(0)
    for step in range(1, journey.tenths + 1):
        number = journey.tenths_before + step
        total += of(rates[journey.vehicle], number)
        if journey.vehicle == "car" and "passenger" in rates:
            total += journey.passengers * of(rates["passenger"], number)
    return int(total + Fraction(1, 2))


@given(JOURNEYS, RATES, RATES)
def test_the_sum_is_that_of_every_tenth_of_a_mile(journey, rate, beside):
    rates = {journey.vehicle: rate, "passenger": beside}
    pay = journey_pay(journey, rates)
    assert pay is not None
    assert pay.pence == obvious(journey, rates)


@given(JOURNEYS, RATES, st.integers(0, 900))
def test_a_journey_cut_in_two_differs_by_rounding_alone(journey, rate, at):
    rates = {journey.vehicle: rate}
    cut = min(at, journey.tenths)
    first = Journey(cut, journey.vehicle, 0, journey.tenths_before)
    rest = Journey(journey.tenths - cut, journey.vehicle, 0, journey.tenths_before + cut)
    whole = journey_pay(Journey(journey.tenths, journey.vehicle, 0, journey.tenths_before), rates)
    parts = [journey_pay(each, rates) for each in (first, rest)]
    assert whole
    assert abs(whole.pence - sum(each.pence for each in parts if each)) <= 1


@given(JOURNEYS, RATES)
def test_the_stretches_make_up_the_way(journey, rate):
    pay = journey_pay(
        Journey(journey.tenths, "bicycle", 3, journey.tenths_before), {"bicycle": rate}
    )
    assert pay
    assert sum(each.tenths for each in pay.stretches) == journey.tenths


@given(JOURNEYS, RATES)
@settings(max_examples=50)
def test_another_mile_never_pays_less(journey, rate):
    rates = {"car": rate}
    shorter = journey_pay(Journey(journey.tenths, "car"), rates)
    longer = journey_pay(Journey(journey.tenths + 10, "car"), rates)
    assert shorter
    assert longer
    assert longer.pence >= shorter.pence


def test_without_a_rate_nothing_is_guessed():
    assert journey_pay(Journey(100, "motorcycle"), {"car": MileRate(Decimal(45))}) is None


@pytest.mark.parametrize(
    ("day", "starts"),
    [
        (date(2026, 4, 5), date(2025, 4, 6)),
        (date(2026, 4, 6), date(2026, 4, 6)),
        (date(2026, 12, 31), date(2026, 4, 6)),
        (date(2027, 1, 1), date(2026, 4, 6)),
        (date(2024, 2, 29), date(2023, 4, 6)),
    ],
)
def test_a_tax_year_begins_on_the_sixth_of_april(day, starts):
    assert tax_year_of(day) == starts
