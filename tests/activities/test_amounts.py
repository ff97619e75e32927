"""Numbers of people as somebody types them."""

import pytest

from activities.amounts import Amount, read_amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("20", Amount(20)),
        (" 1,200 ", Amount(1200)),
        ("about 20", Amount(20, is_estimate=True)),
        ("20ish", Amount(20, is_estimate=True)),
        ("20+", Amount(20, is_estimate=True)),
        ("15-20", Amount(17, is_estimate=True)),
        ("15 to 20", Amount(17, is_estimate=True)),
        ("twenty-five", Amount(25)),
        ("about a dozen", Amount(12, is_estimate=True)),
        ("20 people", Amount(20, rest="people")),
    ],
)
def test_a_number_is_read(text, amount):
    assert read_amount(text) == amount


@pytest.mark.parametrize("text", ["", "-5", "lots", "20-15", "٣", "people 20"])
def test_what_begins_with_no_number_is_none(text):
    assert read_amount(text) is None
