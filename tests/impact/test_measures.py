"""The shift's numbers, each against a second way to work it out. No database."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from core.periods import MONTHS, QUARTERS, YEARS, Period, run, starting
from impact.measures import (
    ACTIVITIES,
    FEWEST,
    HOURS,
    LESS,
    MORE,
    SAME,
    SESSIONS,
    TOO_FEW,
    Amounts,
    Share,
    buckets,
    change,
    deep_share,
    hours,
    reach_of,
)
from tests.activities.test_onion_rings import LEVELS

TODAY = date(2026, 11, 22)
FIVE_OF = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 11: 1, 12: 2, 13: 2, 14: 3, 15: 4, 16: 5}


def share(part: int, whole: int) -> Share:
    return Share(part, whole, whole)


# --- Months, quarters, years -----------------------------------------------------------


def test_the_financial_year_runs_from_april_to_march():
    assert starting(YEARS, date(2026, 3, 31)) == Period(date(2025, 4, 1), date(2026, 3, 1))
    assert starting(YEARS, date(2026, 4, 1)) == Period(date(2026, 4, 1), date(2027, 3, 1))


def test_quarters_begin_in_april_july_october_and_january():
    firsts = [starting(QUARTERS, date(2026, month, 15)).first.month for month in range(1, 13)]
    assert firsts == [1, 1, 1, 4, 4, 4, 7, 7, 7, 10, 10, 10]


@given(some.dates(date(1950, 1, 1), date(2090, 1, 1)), some.sampled_from([MONTHS, QUARTERS, YEARS]))
def test_periods_follow_each_other_without_gap_or_overlap(day, size):
    periods = run(size, 9, day)
    months = [month for period in periods for month in period.months()]
    assert len(months) == len(set(months)) == 9 * {MONTHS: 1, QUARTERS: 3, YEARS: 12}[size]
    assert months == sorted(months)
    assert periods[-1].holds(day)


# --- Buckets ---------------------------------------------------------------------------

MONTHLY = some.dictionaries(
    some.tuples(
        some.sampled_from(sorted(FIVE_OF)),
        some.dates(date(2022, 1, 1), TODAY).map(lambda day: day.replace(day=1)),
    ),
    some.builds(Amounts, *[some.integers(0, 300)] * 5),
    max_size=30,
)


@given(MONTHLY, some.sampled_from([MONTHS, QUARTERS, YEARS]))
def test_a_bucket_holds_what_a_walk_over_the_months_finds(monthly, size):
    for bucket in buckets(LEVELS, monthly, size, TODAY):
        for level, amounts in zip(bucket.levels, bucket.amounts, strict=True):
            expected = [0] * 5
            for (recorded, month), found in monthly.items():
                if (
                    FIVE_OF[recorded] == level.id
                    and bucket.period.first <= month <= bucket.period.last
                ):
                    expected = [one + two for one, two in zip(expected, found, strict=True)]
            assert list(amounts) == expected


@given(MONTHLY, some.sampled_from([MONTHS, QUARTERS, YEARS]))
def test_every_bucket_and_the_compared_quarters_lie_in_what_is_read(monthly, size):
    reach = reach_of(size, TODAY)
    shown = [
        *buckets(LEVELS, monthly, size, TODAY),
        *buckets(LEVELS, monthly, QUARTERS, TODAY)[-3:],
    ]
    assert all(reach.first <= each.period.first for each in shown)
    assert all(each.period.last <= reach.last or size == MONTHS for each in shown)


def test_only_the_bucket_of_today_is_open():
    found = buckets(LEVELS, {}, QUARTERS, TODAY)
    assert [bucket.is_open for bucket in found] == [False] * 11 + [True]


# --- Shares ----------------------------------------------------------------------------


def bucket_with(**at_level: Amounts):
    codes = {"engage": 2, "collaborate": 4, "cocreate": 5, "coproduction": 16}
    monthly = {(codes[name], date(2026, 11, 1)): amounts for name, amounts in at_level.items()}
    return buckets(LEVELS, monthly, QUARTERS, TODAY)[-1]


def test_the_deep_share_counts_the_two_deepest_levels_of_either_ladder():
    bucket = bucket_with(
        engage=Amounts(10, 40, 20, 0, 600),
        collaborate=Amounts(4, 6, 5, 0, 100),
        cocreate=Amounts(3, 5, 5, 0, 200),
        coproduction=Amounts(3, 9, 0, 0, 0),
    )
    assert deep_share(bucket, ACTIVITIES) == Share(10, 20, 20)
    assert deep_share(bucket, SESSIONS) == Share(20, 60, 60)
    assert deep_share(bucket, HOURS) == Share(300, 900, 30)
    assert [deep_share(bucket, m).percent for m in (ACTIVITIES, SESSIONS, HOURS)] == [50, 33, 33]


def test_below_ten_no_share_is_given():
    assert share(9, FEWEST - 1).percent is None
    assert share(9, FEWEST).percent == 90
    # Of people-hours, the sessions that they are known from decide.
    assert Share(5_000, 9_000, FEWEST - 1).percent is None


@given(some.integers(0, 500), some.integers(0, 500))
def test_percent_is_whole_and_rounds_halves_up(part, rest):
    found = share(part, part + rest).percent
    if part + rest < FEWEST:
        assert found is None
    else:
        exact = 100 * part / (part + rest)
        assert abs(found - exact) <= 0.5
        assert 0 <= found <= 100


def test_half_an_hour_counts_as_one():
    assert [hours(Amounts(people_minutes=m)) for m in (0, 29, 30, 89, 90)] == [0, 0, 1, 1, 2]


# --- Comparing quarters ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "verdict", "could_be_chance"),
    [
        ((3, 9), (30, 60), TOO_FEW, False),
        ((30, 60), (2, 9), TOO_FEW, False),
        ((30, 60), (40, 80), SAME, False),
        ((30, 100), (34, 100), MORE, True),
        ((200, 1000), (400, 1000), MORE, False),
        ((400, 1000), (200, 1000), LESS, False),
        ((12, 20), (10, 20), LESS, True),
    ],
)
def test_two_quarters_are_compared_as_far_as_their_numbers_allow(
    before, after, verdict, could_be_chance
):
    found = change(share(*before), share(*after))
    assert (found.verdict, found.could_be_chance) == (verdict, could_be_chance)


@given(*[some.integers(0, 400)] * 4)
def test_swapping_the_quarters_turns_the_verdict_round(a, b, c, d):
    one, two = share(a, a + b), share(c, c + d)
    there, back = change(one, two), change(two, one)
    turned = {MORE: LESS, LESS: MORE, SAME: SAME, TOO_FEW: TOO_FEW}
    assert back.verdict == turned[there.verdict]
    assert back.could_be_chance == there.could_be_chance
