"""What approvers are helped with: hints, each with how it may have come about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from claims.hints import (
    LEAST_COSTS,
    LEAST_JOURNEYS,
    LEAST_PEOPLE,
    HintFacts,
    Matches,
    line_hints,
)

DAY = date(2026, 5, 1)
FACTS = HintFacts(cost_on=DAY, sent_on=DAY + timedelta(days=3), pence=460, claim_within_days=90)
ACCUSING = ("fraud", "suspicious", "false", "cheat", "wrong", "invalid", "must", "lied", "abuse")

WAYS = st.lists(st.integers(1, 3_000), max_size=12)
MATCHES = st.builds(
    Matches,
    references=st.lists(st.sampled_from(["C000001", "C000002"]), unique=True).map(tuple),
    is_in_this_claim=st.booleans(),
    is_elsewhere=st.booleans(),
)
ANY = st.builds(
    HintFacts,
    cost_on=st.dates(DAY - timedelta(days=400), DAY),
    sent_on=st.just(DAY),
    pence=st.integers(1, 1_000_000),
    tenths=st.none() | st.integers(1, 9_999),
    claim_within_days=st.none() | st.integers(1, 365),
    late_reason=st.sampled_from(["", "I was in hospital"]),
    more_than=st.sampled_from(["", "The policy pays up to £15 for each day."]),
    has_attended=st.none() | st.booleans(),
    receipts=MATCHES,
    looks_same=MATCHES,
    is_maybe_shared=st.booleans(),
    journeys=WAYS,
    others=WAYS,
    amounts=WAYS,
)


def codes(**said) -> list[str]:
    return [hint.code for hint in line_hints(replace(FACTS, **said))]


def only(**said) -> str:
    [hint] = line_hints(replace(FACTS, **said))
    return hint.sentence


def test_a_cost_like_every_other_has_none():
    usual = {"tenths": 124, "journeys": [120, 124, 130], "amounts": [400, 460, 460, 500, 900]}
    assert codes(has_attended=True, others=[40] * 9, **usual) == []


@given(ANY)
def test_each_is_said_once_helpfully_and_names_only_what_may_be_opened(facts):
    hints = line_hints(facts)
    assert len({hint.code for hint in hints}) == len(hints)
    for hint in hints:
        assert hint.sentence.endswith((".", "”"))
        assert not any(word in hint.sentence.lower() for word in ACCUSING)
    said = " ".join(hint.sentence for hint in hints)
    named = facts.receipts.references + facts.looks_same.references
    assert "C0000" not in said or named


@given(ANY, st.integers(1, 3_000))
def test_a_longer_way_and_a_higher_amount_never_take_a_hint_away(facts, more):
    def about_size(each: HintFacts) -> int:
        sizes = {"longer_than_usual", "longer_than_others", "unusual_amount"}
        return len([hint for hint in line_hints(each) if hint.code in sizes])

    longer = replace(facts, tenths=facts.tenths and facts.tenths + more, pence=facts.pence + more)
    assert about_size(longer) >= about_size(facts)


def test_what_is_usual_needs_enough_to_go_by():
    assert codes(tenths=900, journeys=[100] * (LEAST_JOURNEYS - 1)) == []
    assert codes(tenths=900, journeys=[100] * LEAST_JOURNEYS) == ["longer_than_usual"]
    assert codes(tenths=900, others=[100] * (LEAST_PEOPLE - 1)) == []
    assert codes(tenths=900, others=[100] * LEAST_PEOPLE) == ["longer_than_others"]
    assert codes(amounts=[100] * (LEAST_COSTS - 1)) == []
    assert codes(amounts=[100] * LEAST_COSTS) == ["unusual_amount"]
    # Three times is still usual, and so is a mile more.
    assert codes(pence=300, amounts=[100] * LEAST_COSTS) == []
    assert codes(tenths=40, journeys=[25] * 5) == []


def test_the_words_say_what_was_found_and_how_it_may_have_come_about():
    there = Matches(("C000012",), is_elsewhere=True)
    hidden = Matches(is_elsewhere=True)
    assert only(receipts=there) == (
        "The same photo or file is on claim C000012. "
        "One receipt may show two costs. Ask if it is not clear."
    )
    assert "another claim, which you cannot open" in only(receipts=hidden)
    assert "claim C000012. It may be the way back" in only(looks_same=there)
    old = only(cost_on=DAY - timedelta(days=100), late_reason="I was in hospital")
    assert old == (
        "It was sent 103 days after the cost. The policy says 90. They say why: “I was in hospital”"
    )
    usual = only(tenths=300, journeys=[120, 124, 130])
    assert usual.startswith("They usually go about 12.4 miles to this place, and this is 30.")
    assert "about £4.60 " in only(pence=3_000, amounts=[460] * 5)
    assert codes(has_attended=False, more_than="The policy pays up to £5.") == [
        "over_limit",
        "not_attended",
    ]
