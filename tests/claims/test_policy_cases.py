"""The cases that a finance officer reads are what the portal works out."""

from __future__ import annotations

import re

import pytest

from claims.judging import judge_line
from tests.claims.case_page import PAGE, Case, cases, editions

CASES = cases()


def in_force(case: Case):
    """The policy of the page on the day of the cost: the slow and obvious way."""
    begun = [each for each in editions() if each.starts_on <= case.line.spent_on]
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
