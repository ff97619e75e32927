"""Sessions that repeat: the days of the rule, leaving some out, and clocks that change."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.urls import reverse

from activities.models import Activity, Session
from activities.rules.repeating import MOST_DAYS, days_of, repeat_blocker
from activities.services.entries import SessionEntry
from activities.services.repeating import repeat_session
from core.service import Refused, System
from tests.activities.records import a_session, an_activity

BY = System("tests")


@pytest.mark.parametrize(
    ("first", "every", "until", "days"),
    [
        (date(2027, 1, 5), "2", date(2027, 2, 2), ["01-05", "01-19", "02-02"]),
        (date(2027, 1, 12), "month", date(2027, 4, 30), ["01-12", "02-09", "03-09", "04-13"]),
        (date(2027, 1, 29), "last", date(2027, 3, 31), ["01-29", "02-26", "03-26"]),
        (date(2028, 2, 29), "1", date(2028, 3, 7), ["02-29", "03-07"]),
        # A month without a fifth Friday is left out.
        (date(2027, 1, 29), "month", date(2027, 4, 30), ["01-29", "04-30"]),
        (date(2027, 1, 5), "1", date(2027, 1, 5), ["01-05"]),
    ],
)
def test_the_days_of_a_rule(first, every, until, days):
    assert [f"{day:%m-%d}" for day in days_of(first, every, until)] == days


def test_what_cannot_be_planned_at_once():
    first = date(2027, 1, 5)
    assert "after the first" in str(repeat_blocker(first, date(2027, 1, 1), [first]))
    assert "two years" in str(repeat_blocker(first, date(2030, 1, 1), [first]))
    many = days_of(first, "1", date(2028, 12, 31))
    assert f"more than {MOST_DAYS}" in str(repeat_blocker(first, date(2028, 12, 31), many))
    # The last weekday of a month that is over.
    assert "no such day" in str(repeat_blocker(first, first, days_of(first, "last", first)))


@pytest.fixture
def group(cast) -> Activity:
    return an_activity("Garden group", status=Activity.Status.PLANNED)


RULE = {
    "first_on_day": "5",
    "first_on_month": "10",
    "first_on_year": "2027",
    "until_on_day": "16",
    "until_on_month": "11",
    "until_on_year": "2027",
    "every": "2",
    "starts_at": "9am",
    "ends_at": "11:00",
    "mode": "in_person",
    "venue": "",
}


def planned(row: Activity) -> list[tuple[str, str, int | None]]:
    rows = Session.objects.filter(activity=row).order_by("held_on")
    return [(f"{each.held_on:%d %b}", f"{each.starts_at:%H:%M}", each.minutes) for each in rows]


def test_the_days_are_shown_first_and_those_unticked_are_left_out(as_person, group):
    ivy = as_person("ivy")
    address = reverse("activities:session_repeat", args=[group.pk])
    assert (
        address in ivy.get(reverse("activities:activity_detail", args=[group.pk])).content.decode()
    )
    shown = ivy.get(address, RULE).content.decode()
    for day in ("Tuesday 5 October 2027", "Tuesday 19 October 2027", "Tuesday 16 November 2027"):
        assert day in shown
    assert not Session.objects.filter(activity=group).exists()
    query = "&".join(f"{name}={value}" for name, value in RULE.items())
    days = ["2027-10-05", "2027-10-19", "2027-11-16"]
    answer = ivy.send(f"{address}?{query}", {"days": days})
    assert answer.status_code == 302
    # Nine o'clock stays nine o'clock when the clocks go back on 31 October.
    assert planned(group) == [
        ("05 Oct", "09:00", 120),
        ("19 Oct", "09:00", 120),
        ("16 Nov", "09:00", 120),
    ]
    assert set(Session.objects.filter(activity=group).values_list("status", flat=True)) == {
        "planned"
    }
    again = ivy.get(address, RULE).content.decode()
    assert again.count("There is a session at this time already.") == 3
    twice = ivy.send(f"{address}?{query}", {"days": days}).content.decode()
    assert "There is a session at this time on 5 October 2027 already." in twice
    assert len(planned(group)) == 3


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"until_on_year": "2026"}, "The last day must be after the first."),
        ({"until_on_year": "2099"}, "Plan at most two years at once."),
        ({"ends_at": "8am"}, "The end must be after the start."),
        ({"first_on_day": "31", "first_on_month": "2"}, "The first day"),
        ({"every": "0"}, "Select a valid choice"),
        ({"starts_at": ""}, "required"),
    ],
)
def test_what_cannot_be_is_said(as_person, group, given, words):
    address = reverse("activities:session_repeat", args=[group.pk])
    shown = as_person("ivy").get(address, RULE | given).content.decode()
    assert words in shown
    assert "Plan these sessions" not in shown


def test_a_day_that_the_rule_does_not_have_is_not_taken(as_person, group):
    query = "&".join(f"{name}={value}" for name, value in RULE.items())
    address = reverse("activities:session_repeat", args=[group.pk])
    as_person("ivy").send(f"{address}?{query}", {"days": ["2027-12-25"]})
    assert planned(group) == []


def test_all_or_none(cast, group):
    """On the night the clocks go forward there is no 01:30: none of the sessions is made."""
    entry = SessionEntry(held_on=date(2027, 3, 21), starts_at=time(1, 30), ends_at=time(3))
    with pytest.raises(Refused, match="did not happen"):
        repeat_session(
            by=BY, activity_id=group.pk, entry=entry, days=[date(2027, 3, 21), date(2027, 3, 28)]
        )
    assert planned(group) == []


def test_only_who_may_correct_it_plans_it(cast, group):
    entry = SessionEntry(held_on=date(2027, 3, 1), starts_at=time(9), ends_at=time(10))
    a_session(
        group,
        date(2027, 3, 8),
        starts_at="09:00",
        ends_at="10:00",
        status="cancelled",
        status_reason="Flood",
    )
    with pytest.raises(Refused):
        repeat_session(by=cast.olu, activity_id=group.pk, entry=entry, days=[date(2027, 3, 1)])
    # Where one was cancelled another can be planned.
    repeat_session(by=cast.ivy, activity_id=group.pk, entry=entry, days=[date(2027, 3, 8)])
    assert len(planned(group)) == 2
