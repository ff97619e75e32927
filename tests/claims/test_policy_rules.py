"""What is warned of before a policy counts, and what changed in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from claims.judging import CategoryTerms, Terms
from claims.mileage import MileRate
from claims.models import Edition
from claims.policy_words import differences, proof_words, rate_words
from claims.rules.policy import (
    Ceiling,
    DraftFacts,
    is_above,
    policy_warnings,
    put_in_force_blocker,
    start_blocker,
)
from core.transitions import transition_blocker

TODAY = date(2026, 5, 1)
CAR = MileRate(Decimal(45), 10_000, Decimal(25))
TERMS = Terms(
    starts_on=TODAY,
    claim_within_days=90,
    receipt_above_pence=500,
    second_above_pence=10_000,
    categories={
        "mileage": CategoryTerms("mileage"),
        "meal": CategoryTerms("meal", limit_pence=500, limit_unit="day"),
    },
    rates={"car": CAR},
)
FACTS = DraftFacts(
    starts_on=TODAY,
    today=TODAY,
    is_draft=True,
    terms=TERMS,
    ceilings={"car": Ceiling(CAR, is_verified=True)},
)


def with_car(rate: MileRate) -> DraftFacts:
    return replace(FACTS, terms=replace(TERMS, rates={"car": rate}))


def test_a_policy_within_what_is_approved_from_today_needs_no_warning():
    assert policy_warnings(FACTS) == []
    assert put_in_force_blocker(FACTS) is None


@pytest.mark.parametrize(
    ("rate", "above"),
    [
        (MileRate(Decimal(45)), True),  # no step down: too much after 10,000 miles
        (MileRate(Decimal(25)), False),
        (MileRate(Decimal("45.01"), 10_000, Decimal(25)), True),
        (MileRate(Decimal(45), 10_000, Decimal(26)), True),
        (MileRate(Decimal(45), 12_000, Decimal(25)), True),
        (MileRate(Decimal(45), 9_000, Decimal(25)), False),
        (MileRate(Decimal(20), 5_000, Decimal(30)), True),
    ],
)
def test_a_rate_above_the_approved_one_at_any_mile_is_warned_of(rate, above):
    assert is_above(rate, CAR) is above
    # The slow and obvious way: mile by mile.
    obvious = any(
        (rate.pence_after if rate.after_miles and mile > rate.after_miles else rate.pence)
        > (25 if mile > 10_000 else 45)
        for mile in range(1, 13_000)
    )
    assert above is obvious
    assert any("may be taxed" in said for said in policy_warnings(with_car(rate))) is above


def test_a_ceiling_nobody_checked_and_one_nobody_knows_are_said():
    unchecked = replace(FACTS, ceilings={"car": Ceiling(CAR, is_verified=False)})
    assert "nobody has checked" in policy_warnings(unchecked)[0]
    assert "no rate of HM Revenue" in policy_warnings(replace(FACTS, ceilings={}))[0]


def test_a_start_in_the_past_says_that_nobody_pays_back():
    (said,) = policy_warnings(replace(FACTS, starts_on=date(2026, 4, 6)))
    assert "in the past, on 6 April 2026" in said
    assert "top-up" in said
    assert "Nobody pays anything back" in said


def test_what_starts_on_the_same_day_or_later_is_named():
    facts = replace(FACTS, others_start=(date(2025, 1, 1), TODAY, date(2026, 9, 1)))
    same, later = policy_warnings(facts)
    assert "takes the place of the policy that starts on the same day, 1 May 2026" in same
    assert "Another policy starts on 1 September 2026 and stays" in later


def test_what_is_not_whole_cannot_count():
    empty = replace(FACTS, terms=replace(TERMS, categories={}))
    assert "pays for nothing yet" in str(put_in_force_blocker(empty))
    only_passengers = replace(TERMS, rates={"passenger": MileRate(Decimal(5))})
    assert "no rate a mile" in str(put_in_force_blocker(replace(FACTS, terms=only_passengers)))
    assert "is in force" in str(put_in_force_blocker(replace(FACTS, is_draft=False)))


@pytest.mark.parametrize(
    ("day", "word"),
    [(date(2019, 12, 31), "on or after"), (date(2030, 1, 1), "years ahead"), (TODAY, None)],
)
def test_a_first_day_makes_sense(day, word):
    said = start_blocker(day, TODAY)
    assert (word in said) if word else said is None  # type: ignore[operator]


def test_what_changed_is_told_sentence_by_sentence():
    after = replace(
        TERMS,
        claim_within_days=60,
        rates={"car": MileRate(Decimal("50.5")), "bicycle": MileRate(Decimal(20))},
        categories={
            "meal": CategoryTerms("meal", is_asked_first=True, receipt_above_pence=0),
            "taxi": CategoryTerms("taxi"),
        },
    )
    assert list(differences(TERMS, after)) == [
        "Time to claim: 90 days became 60 days.",
        "Car or van: 45p a mile, then 25p after 10,000 miles in a tax year became 50.5p a mile.",
        "Bicycle: not paid became 20p a mile.",
        "Travel by your own car, motorcycle or bicycle: no longer paid.",
        "Taxi: now paid.",
        "Food and drink, limit: £5 for each day became no limit.",
        "Food and drink, a receipt is needed above: the amount for all became £0.",
        "Food and drink: ask first now.",
    ]
    assert list(differences(TERMS, TERMS)) == []


def test_rates_and_what_to_keep_in_words():
    assert rate_words(None) == "not paid"
    assert rate_words(CAR) == "45p a mile, then 25p after 10,000 miles in a tax year"
    assert "more than £5" in proof_words(TERMS.categories["meal"], TERMS)
    always = replace(TERMS.categories["meal"], receipt_above_pence=0)
    assert proof_words(always, TERMS) == "The receipt or ticket."


def test_a_draft_counts_once_and_never_becomes_a_draft_again():
    moves, state = Edition.TRANSITIONS, Edition.State
    assert transition_blocker(moves, state.DRAFT, state.IN_FORCE) is None
    assert transition_blocker(moves, state.IN_FORCE, state.REPLACED) is None
    assert transition_blocker(moves, state.IN_FORCE, state.DRAFT)
    assert transition_blocker(moves, state.REPLACED, state.IN_FORCE)
    assert transition_blocker(moves, state.DRAFT, state.REPLACED)
