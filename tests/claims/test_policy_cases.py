"""The cases that a finance officer reads are what the portal works out."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.judging import Judgement, LineFacts, judge_line
from claims.mileage import Journey
from claims.models import Category
from tests.claims.case_page import PAGE, Case, cases, editions

CASES = cases()
EDITIONS = editions()


def in_force(case: Case):
    """The policy of the page on the day of the cost: the slow and obvious way."""
    begun = [each for each in EDITIONS if each.starts_on <= case.line.spent_on]
    return max(begun, key=lambda each: each.starts_on, default=None)


def test_the_page_holds_as_many_cases_as_it_says_in_their_order():
    said = re.search(r"in (\d+) cases", PAGE.read_text())
    assert said
    assert len(CASES) == int(said[1]) >= 40
    assert [case.name for case in CASES] == [f"case {n}" for n in range(1, len(CASES) + 1)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_paid_is_what_the_page_says(case):
    found = judge_line(case.line, in_force(case))
    assert (found.pence, found.pence_when_mended, found.needs_second) == (
        case.pence,
        case.mended,
        case.by_two,
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_reasons_are_those_the_page_says_and_no_more(case):
    sentences = [reason.sentence for reason in judge_line(case.line, in_force(case)).reasons]
    told = [[words for words in case.why if words in sentence] for sentence in sentences]
    assert len(sentences) == len(case.why), sentences
    assert all(told), (sentences, case.why)


# --- What holds for every cost, not only for those of the page ------------------------------

DAYS = st.dates(date(2024, 6, 1), date(2026, 12, 31))
LINES = st.builds(
    LineFacts,
    category=st.sampled_from(Category.values),
    spent_on=DAYS,
    sent_on=DAYS,
    amount_pence=st.integers(-10, 1_000_100),
    minutes=st.one_of(st.none(), st.integers(0, 720)),
    journey=st.one_of(st.none(), st.builds(Journey, st.integers(0, 30_000))),
    evidence=st.sampled_from(["", "receipt", "invoice", "declaration"]),
    agreed_pence=st.one_of(st.none(), st.integers(1, 100_000)),
    has_access_need=st.booleans(),
    has_attended=st.one_of(st.none(), st.booleans()),
    is_late_allowed=st.booleans(),
    day_pence=st.integers(0, 2_000),
)


def judged(line: LineFacts) -> Judgement:
    begun = [each for each in EDITIONS if each.starts_on <= line.spent_on]
    return judge_line(line, max(begun, key=lambda each: each.starts_on, default=None))


@given(LINES)
def test_nothing_less_is_paid_without_a_reason_and_never_more_than_was_spent(line):
    found = judged(line)
    assert 0 <= found.pence <= found.pence_when_mended
    if line.category != Category.MILEAGE:
        assert found.pence_when_mended <= max(0, line.amount_pence)
        assert found.pence == line.amount_pence or found.reasons
    assert found.pence in (0, found.pence_when_mended)
    assert (found.pence == 0) >= any(reason.stops for reason in found.reasons)


@given(LINES)
def test_bringing_what_is_missing_never_pays_less(line):
    whole = replace(line, evidence="invoice", is_late_allowed=True)
    assert judged(whole).pence >= judged(line).pence


@given(LINES, st.integers(1, 500))
def test_who_spent_more_is_never_left_with_less_once_all_is_there(line, more):
    dearer = replace(line, amount_pence=line.amount_pence + more)
    if line.amount_pence > 0 and dearer.amount_pence <= 1_000_000:
        assert judged(dearer).pence_when_mended >= judged(line).pence_when_mended
