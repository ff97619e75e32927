"""Dates as people write them: a text and what it means, or the sentence that says what to do."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.imports.dates import ALWAYS, read_days
from activities.imports.days import in_words
from tests.activities.imports.logs import TODAY


def read(text: str, **how):
    return read_days(text, today=TODAY, **how)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("3/5/23", "3 May 2023"),
        ("03.05.2023", "3 May 2023"),
        ("03-05-2023", "3 May 2023"),
        ("03 05 2023", "3 May 2023"),
        ("3 May 23", "3 May 2023"),
        ("3rd of May 2023", "3 May 2023"),
        ("Wednesday, 3rd May 2023", "3 May 2023"),
        ("May 3, 2023", "3 May 2023"),
        ("03-May-23", "3 May 2023"),
        ("2023-05-03", "3 May 2023"),
        ("2023-05-03 00:00:00", "3 May 2023"),
        ("2023-05-03T10:30:00Z", "3 May 2023"),
        ("20230503", "3 May 2023"),
        ("45049", "3 May 2023"),
        ("45049.4375", "3 May 2023"),
        ("3 May 2023 10:30", "3 May 2023"),
        ("w/c 5 June 2023", "5 June 2023"),
        ("week commencing 5/6/23", "5 June 2023"),
        ("29 Feb 2024", "29 February 2024"),
        ("May 2023", "May 2023"),
        ("Sept 2023", "September 2023"),
        ("Septmber 2023", "September 2023"),
        ("05/2023", "May 2023"),
        ("5/23", "May 2023"),
        ("2023-05", "May 2023"),
        ("Mid June 2023", "June 2023"),
        ("about 3 May 2023", "May 2023"),
        ("approx. 3/5/2023", "May 2023"),
        ("end of May 2023", "May 2023"),
        ("c. 2019", "2019"),
        ("2019", "2019"),
        ("Spring 2023", "March 2023 to May 2023"),
        ("winter 2022/23", "December 2022 to February 2023"),
        ("2022/23", "April 2022 to March 2023"),
        ("2022-2023", "April 2022 to March 2023"),
        ("FY22/23", "April 2022 to March 2023"),
        ("Q2 22/23", "July 2022 to September 2022"),
        ("2022/23 Q4", "January 2023 to March 2023"),
        ("3-5 May 2023", "3 May 2023 to 5 May 2023"),
        ("3 – 5 May 2023", "3 May 2023 to 5 May 2023"),
        ("1st-3rd Sept 2023", "1 September 2023 to 3 September 2023"),
        ("28 April to 2 May 2023", "28 April 2023 to 2 May 2023"),
        ("3/5/23 - 5/5/23", "3 May 2023 to 5 May 2023"),
        ("May - July 2023", "May 2023 to July 2023"),
        ("May/June 2023", "May 2023 to June 2023"),
        ("December to January 2024", "December 2023 to January 2024"),
        ("3/5/23; 10/5/23", "3 May 2023 | 10 May 2023"),
        ("10/5/23, 3/5/23", "3 May 2023 | 10 May 2023"),
        ("3/5/23 & 3/5/23", "3 May 2023"),
        ("1/4/2023\n8/4/2023", "1 April 2023 | 8 April 2023"),
        ("3, 10 and 17 May 2023", "3 May 2023 | 10 May 2023 | 17 May 2023"),
        ("mon 3rd and tues 4th july 2023", "3 July 2023 | 4 July 2023"),
        ("3/5/23 and 4/5", "3 May 2023 | 4 May 2023"),
        ("", ""),
        ("n/a", ""),
        ("tbc", ""),
    ],
)
def test_a_date_is_understood(text, days):
    reading = read(text)
    assert not reading.sentence
    assert " | ".join(in_words(day) for day in reading.value.days) == days


@pytest.mark.parametrize("text", [ALWAYS, "Ongoing", "continuous", "all year round"])
def test_what_goes_on_has_no_date(text):
    assert read(text).value.is_standing


@pytest.mark.parametrize(
    ("text", "said", "suggestions"),
    [
        ("5/13/2023", "There is no month 13", ("13 May 2023",)),
        ("31/2/2023", "February 2023 has only 28 days", ("28 February 2023", "February 2023")),
        ("29/2/2023", "February 2023 has only 28 days", ("28 February 2023", "February 2023")),
        ("3/5/2203", "3 May 2203 is far in the future", ("3 May 2023",)),
        ("1/1/1900", "long ago", ()),
        ("3 May", "says no year", ("3 May 2026", "3 May 2025", "3 May 2024")),
        ("10/11", "says no year", ("10 November 2026", "10 November 2025", "10 November 2024")),
        ("Q2 2022", "needs its financial year", ("Q2 2022/23", "Q2 2021/22")),
        ("every Tuesday", "says how often, not when", (ALWAYS,)),
        ("5 to 3 May 2023", "comes before the first", ("5 May 2023", "3 May 2023")),
        ("2019 to 2025", "more than five years", ("2019", "2025")),
        ("lots", "cannot read “lots” as a date", ()),
        ("Thursday", "cannot read", ()),
        ("0/0/0", "cannot read", ()),
        ("99999", "cannot read", ()),
        ("x" * 1300, "too long for a date", ()),
        ("; ".join(f"{d}/{m}/23" for m in range(1, 4) for d in range(1, 25)), "more than 60", ()),
    ],
)  # fmt: skip
def test_a_fault_says_what_to_do(text, said, suggestions):
    reading = read(text)
    assert reading.value is None
    assert said in reading.sentence
    assert reading.suggestions == suggestions


def test_every_suggestion_is_a_date_itself():
    for text in ("5/13/2023", "31/2/2023", "3/5/2203", "3 May", "Q2 2022", "every week"):
        for suggestion in read(text).suggestions:
            assert not read(suggestion).sentence


def test_american_dates_only_if_told():
    assert in_words(read("5/3/2023", is_month_first=True).value.days[0]) == "3 May 2023"
    assert in_words(read("5/3/2023").value.days[0]) == "5 March 2023"
    assert read("13/5/2023", is_month_first=True).suggestions == ("13 May 2023",)


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("45049", "Excel"),
        ("w/c 5 June 2023", "week"),
        ("Spring 2023", "first month"),
        ("3 May 2023", ""),
    ],
)
def test_a_reading_that_is_not_the_only_one_is_noted(text, note):
    assert note in read(text).note
    assert bool(read(text).note) == bool(note)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=60), st.text("0123456789/-. ,andQtMayJune&;", max_size=40)))
def test_any_text_has_dates_or_a_sentence(text):
    reading = read(text)
    assert (reading.value is None) == bool(reading.sentence)
    if reading.value:
        assert all(1990 <= day.on.year <= 2029 for day in reading.value.days)


@given(st.dates(min_value=TODAY.replace(year=1990), max_value=TODAY))
def test_a_date_is_the_same_in_every_form(day):
    forms = ("%d/%m/%Y", "%-d %B %Y", "%-d %b %Y", "%Y-%m-%d", "%d.%m.%Y", "%A %-d %B %Y")
    for form in forms:
        (found,) = read(f"{day:{form}}").value.days
        assert (found.on, found.precision) == (day, "day")
