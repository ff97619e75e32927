"""Special days: on the right day in any year, kept by the team, said where a day is chosen."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from core.service import Refused
from organisation.models import SpecialDate, SpecialDay
from organisation.selectors.special_days import (
    days_to_mind,
    put_together,
    said_of_day,
    said_of_days,
    special_days,
)
from organisation.services import special_days as services
from organisation.special_days import LAST, Rule, When, bank_holidays, in_words, spans_in

SATURDAY, SUNDAY = 5, 6


def address(name: str, *arguments) -> str:
    return reverse(f"organisation:{name}", args=arguments)


def day_called(name: str) -> SpecialDay:
    return SpecialDay.objects.get(name=name)


def days_of(name: str, year: int) -> list[str]:
    """When something is in a year, from the first day to the last: as the calendar shows it."""
    found = special_days(date(year, 1, 1), date(year, 12, 31))
    return [f"{m.first_on}/{m.last_on}" for m in found if m.name == name]


# --- When they are: days looked up by hand, none of them worked out by this code ----------------

KNOWN = [
    ("Easter Sunday", ["2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2038-04-25"]),
    ("Orthodox Easter", ["2024-05-05", "2025-04-20", "2026-04-12", "2027-05-02"]),
    ("Good Friday", ["2025-04-18", "2026-04-03"]),
    ("Ash Wednesday", ["2024-02-14", "2025-03-05", "2026-02-18"]),
    ("Christmas Day", ["2025-12-25", "2031-12-25"]),
    ("World Mental Health Day", ["2025-10-10", "2026-10-10"]),
    ("Time to Talk Day", ["2024-02-01", "2025-02-06", "2026-02-05"]),
    ("Armed Forces Day", ["2024-06-29", "2025-06-28", "2026-06-27"]),
    ("Remembrance Sunday", ["2024-11-10", "2025-11-09", "2026-11-08"]),
    ("Eid al-Fitr", ["2025-03-30", "2026-03-20"]),
    ("Eid al-Adha", ["2025-06-06", "2026-05-27"]),
    ("Diwali", ["2025-10-20", "2026-11-08"]),
    ("Lunar New Year", ["2025-01-29", "2026-02-17", "2027-02-06"]),
    ("Yom Kippur", ["2025-10-02", "2026-09-21"]),
    ("Holocaust Memorial Day", ["2026-01-27"]),
]
KNOWN_SPANS = [
    ("Refugee Week", ["2024-06-17/2024-06-23", "2025-06-16/2025-06-22", "2026-06-15/2026-06-21"]),
    ("Rosh Hashanah", ["2025-09-23/2025-09-24", "2026-09-12/2026-09-13"]),
    ("Passover", ["2025-04-13/2025-04-20", "2026-04-02/2026-04-09"]),
    ("Carers Week", ["2025-06-09/2025-06-15"]),
    ("Mental Health Awareness Week", ["2025-05-12/2025-05-18", "2026-05-11/2026-05-17"]),
    ("LGBT+ History Month", ["2027-02-01/2027-02-28", "2028-02-01/2028-02-29"]),
    ("Black History Month", ["2026-10-01/2026-10-31"]),
    ("Ramadan", ["2025-03-01/2025-03-29", "2026-02-18/2026-03-19"]),
]
ALL_KNOWN = [(name, f"{on}/{on}") for name, days in KNOWN for on in days] + [
    (name, span) for name, spans in KNOWN_SPANS for span in spans
]


@pytest.mark.parametrize(("name", "span"), ALL_KNOWN)
def test_each_is_on_the_days_it_is_known_to_be(db, name, span):
    assert days_of(name, int(span[:4])) == [span]


@pytest.mark.parametrize(
    ("year", "days"),
    [
        # As the government's list has them, with the days that move off a weekend.
        (2024, "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26"),
        (2025, "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26"),
        (2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),
        (2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28"),
        (2028, "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26"),
        (2033, "01-03 04-15 04-18 05-02 05-30 08-29 12-26 12-27"),
    ],
)
def test_bank_holidays_are_on_the_working_days_they_are_taken_on(year, days):
    assert sorted(f"{on:%m-%d}" for on, _name in bank_holidays(year)) == days.split()


def test_a_feast_that_comes_twice_in_one_year_is_shown_twice_and_a_span_over_new_year_once(db):
    assert days_of("Eid al-Fitr", 2033) == ["2033-01-02/2033-01-02", "2033-12-23/2033-12-23"]
    found = special_days(date(2028, 1, 1), date(2028, 1, 1))
    assert [m.first_on for m in found if m.name == "Hanukkah"] == [date(2027, 12, 25)]


@given(st.integers(1900, 2199), st.integers(1, 12), st.integers(0, 6), st.integers(1, 5))
def test_a_weekday_of_a_month_is_that_weekday_in_that_month(year, month, weekday, nth):
    rule = Rule(When.WEEKDAY, month=month, nth=nth, weekday=weekday)
    (span,) = spans_in(rule, year)
    assert (span.first_on.year, span.first_on.month) == (year, month)
    assert span.first_on.weekday() == weekday
    if nth == LAST:
        assert (span.first_on + timedelta(days=7)).month != month
    else:
        assert (span.first_on.day - 1) // 7 == nth - 1


def test_the_leap_day_is_there_in_leap_years_alone():
    rule = Rule(When.DATE, month=2, day=29)
    assert [len(spans_in(rule, year)) for year in (2027, 2028, 2100)] == [0, 1, 0]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (Rule(When.DATE, month=10, day=10), "10 October"),
        (Rule(When.WEEKDAY, month=6, nth=LAST, weekday=SATURDAY), "Last Saturday of June"),
        (Rule(When.EASTER, offset=-2), "2 days before Easter Sunday"),
        (Rule(When.ORTHODOX, offset=0), "Orthodox Easter Sunday"),
        (Rule(When.MONTH, month=2), "All of February"),
        (Rule(When.DATE, month=3, day=1, length=3), "1 March, for 3 days"),
    ],
)
def test_a_rule_is_said_in_words(rule, said):
    assert in_words(rule) == said


# --- Kept by the team ---------------------------------------------------------------------------

TYPED = {
    "name": "Young Carers Action Day",
    "kind": "awareness",
    "source": "Carers Trust, announced each year",
    "when": "told",
}


def test_the_team_adds_a_day_enters_its_date_takes_it_back_and_puts_the_day_away(as_person):
    ivy = as_person("ivy")
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False):
        ivy.send(address("special_day_add"), TYPED)
        row = day_called("Young Carers Action Day")
        page = ivy.get(address("special_day_detail", row.pk)).content.decode()
        assert "The next date is not known yet" in page
        sent = {"first_on_day": "10", "first_on_month": "3", "first_on_year": "2027"}
        ivy.send(address("special_date_add", row.pk), sent | {"source": "Carers Trust"})
        assert days_of(row.name, 2027) == ["2027-03-10/2027-03-10"]
        page = ivy.get(address("special_day_list")).content.decode()
        assert "10 March 2027" in page
        entered = SpecialDate.objects.get(special_day=row)
        ivy.send(address("special_date_remove", entered.pk), {})
        assert days_of(row.name, 2027) == []
        ivy.send(address("special_day_put_away", row.pk), {})
        assert "No longer shown" in ivy.get(address("special_day_list")).content.decode()
        ivy.send(address("special_day_bring_back", row.pk), {})
    row.refresh_from_db()
    assert row.is_in_use


def test_what_is_entered_for_a_year_goes_before_the_rule_in_that_year_alone(cast):
    row = day_called("Armed Forces Day")
    services.add_special_date(
        by=cast.ivy,
        special_day_id=row.pk,
        first_on=date(2030, 6, 22),
        last_on=None,
        source="Announced",
    )
    assert days_of(row.name, 2030) == ["2030-06-22/2030-06-22"]
    assert days_of(row.name, 2031) == ["2031-06-28/2031-06-28"]
    # One more bank holiday leaves the others where they are
    bank = day_called("Bank holidays")
    services.add_special_date(
        by=cast.ivy,
        special_day_id=bank.pk,
        first_on=date(2030, 5, 8),
        last_on=None,
        source="GOV.UK",
    )
    assert days_of("Bank holidays", 2030) == ["2030-05-08/2030-05-08"]
    assert days_of("Spring bank holiday", 2030) == ["2030-05-27/2030-05-27"]


def test_a_day_is_changed_by_its_page_and_can_go_back(as_person, cast):
    ivy, row = as_person("ivy"), day_called("Windrush Day")
    typed = {"name": row.name, "kind": row.kind, "source": row.source, "about": "Come along."}
    ivy.send(
        address("special_day_change", row.pk),
        typed | {"version": row.version, "when": "weekday", "nth": 4, "weekday": 0, "month": 6},
    )
    assert days_of("Windrush Day", 2026) == ["2026-06-22/2026-06-22"]
    assert days_of("Windrush Day", 2027) == ["2027-06-28/2027-06-28"]
    row.refresh_from_db()
    assert row.day is None
    services.restore_special_day(
        by=cast.ivy, special_day_id=row.pk, expected=row.version, version=1, reason="Was right"
    )
    assert days_of("Windrush Day", 2027) == ["2027-06-22/2027-06-22"]
    history = ivy.get(address("special_day_detail", row.pk)).content.decode()
    assert "Was right" in history


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"when": "date", "month": "6"}, "Enter the day of the month."),
        ({"when": "date", "month": "2", "day": "30"}, "February has no day 30."),
        ({"when": "weekday", "month": "6", "nth": "1"}, "Choose the day of the week."),
        ({"when": "easter"}, "Easter Sunday itself is 0."),
        ({"when": "month"}, "Choose the month."),
        ({"when": "bank"}, "There is a problem"),
        ({"name": "eid-al FITR"}, "There is already a special day"),
        ({"source": ""}, "source"),
    ],
)
def test_what_is_missing_is_said_beside_its_box_and_what_was_typed_stays(as_person, sent, said):
    answer = as_person("ivy").send(address("special_day_add"), TYPED | {"about": "Tea"} | sent)
    page = answer.content.decode()
    assert said in page
    assert 'value="Tea"' in page
    assert SpecialDay.objects.filter(about="Tea").count() == 0


def test_dates_out_of_order_or_twice_are_refused(as_person, cast):
    row = day_called("Ramadan")
    with pytest.raises(Refused, match="already"):
        services.add_special_date(
            by=cast.ivy,
            special_day_id=row.pk,
            first_on=date(2027, 2, 8),
            last_on=None,
            source="Again",
        )
    sent = {
        f"{name}_{part}": value
        for name, day in (("first_on", "8"), ("last_on", "7"))
        for part, value in (("day", day), ("month", "2"), ("year", "2040"))
    }
    page = as_person("ivy").send(address("special_date_add", row.pk), sent | {"source": "Me"})
    assert "must be the first day or after it" in page.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        SpecialDate.objects.create(
            special_day=row, first_on=date(2040, 2, 8), last_on=date(2040, 2, 7), source="Me"
        )


def test_staff_read_the_days_and_do_not_change_them(as_person, cast):
    sam, row = as_person("sam"), day_called("Ramadan")
    page = sam.get(address("special_day_detail", row.pk)).content.decode()
    assert "Islamic calendar" in page
    assert "Take it out of the calendar" not in page
    assert sam.get(address("special_day_change", row.pk)).status_code == 403
    with pytest.raises(Refused):
        services.put_away_special_day(by=cast.sam, special_day_id=row.pk)


def test_the_list_asks_as_much_for_fifty_days_as_for_few(as_person, django_assert_max_num_queries):
    ivy, counts = as_person("ivy"), []
    for _ in range(2):
        with django_assert_max_num_queries(50) as seen:
            ivy.get(address("special_day_list"))
        counts.append(len(seen))
        SpecialDay.objects.exclude(dates__isnull=False).delete()
    assert counts[0] == counts[1]


# --- Where a day is chosen ----------------------------------------------------------------------


@time_machine.travel("2026-11-23T12:00:00Z", tick=False)
def test_who_chooses_a_day_is_told_what_it_is_and_long_times_only_where_people_fast(db):
    (said,) = said_of_day(date(2027, 3, 9))
    assert "Eid al-Fitr (it may be a day earlier or later)" in said
    assert "Ramadan" in said_of_day(date(2027, 2, 20))[0]
    assert said_of_day(date(2027, 10, 5)) == []  # Black History Month keeps nobody away
    assert said_of_day(date(2026, 3, 20)) == []  # over
    assert said_of_day(date(2027, 3, 1), "month") == []
    assert set(said_of_days([date(2026, 12, 25), date(2026, 12, 29)])) == {date(2026, 12, 25)}
    named = [mark.name for mark in days_to_mind()]
    # The day and the bank holiday for it are one line
    assert named.count("Christmas Day (bank holiday)") == 1
    assert "Christmas Day" not in named
    assert "Pride Month" not in named


def test_a_holiday_that_is_taken_on_another_day_stands_beside_the_day_itself(db):
    # Christmas Day 2027 is a Saturday: the day off is the Monday
    marks = put_together(special_days(date(2027, 12, 24), date(2027, 12, 31)))
    named = [(mark.name, mark.first_on.day) for mark in marks if "Christmas" in mark.name]
    assert named == [("Christmas Day", 25), ("Christmas Day (bank holiday)", 27)]
    good = put_together(special_days(date(2026, 4, 3), date(2026, 4, 3)))
    named = [mark.name for mark in good if "Good Friday" in mark.name]
    assert named == ["Good Friday (bank holiday)"]
