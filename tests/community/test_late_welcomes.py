"""The promise of a welcome within so many working days, watched for the team."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from community.models import Person, Status
from community.selectors.desk import waiting_for_team
from community.selectors.induction import late_welcomes
from community.services.people import move_person
from organisation.selectors.special_days import working_day_before
from tests.community.people import someone

LONDON = ZoneInfo("Europe/London")


def asked(name: str, day: date, *, hour: int = 12, status: str = Status.ASKED) -> Person:
    person = someone(name, status=status)
    at = datetime(day.year, day.month, day.day, hour, 30, tzinfo=LONDON)
    Person.objects.filter(pk=person.pk).update(asked_at=at)
    return person


def late(today: date) -> set[str]:
    return set(Person.objects.filter(late_welcomes(today)).values_list("name", flat=True))


@pytest.mark.parametrize(
    ("day", "count", "found"),
    [
        (date(2026, 6, 19), 1, date(2026, 6, 18)),
        (date(2026, 6, 22), 1, date(2026, 6, 19)),  # over a weekend
        (date(2026, 6, 21), 1, date(2026, 6, 19)),  # from a Sunday
        (date(2026, 6, 19), 10, date(2026, 6, 5)),
        (date(2027, 1, 4), 10, date(2026, 12, 16)),  # over Christmas and New Year
        (date(2026, 4, 7), 1, date(2026, 4, 2)),  # over Easter
    ],
)
def test_working_days_leave_out_weekends_and_bank_holidays(day, count, found):
    assert working_day_before(day, count) == found


@pytest.mark.django_db
def test_a_welcome_is_late_on_the_day_after_the_tenth_working_day():
    # Asked on a Friday; ten working days later is the Friday of the week after next.
    asked("Dana", date(2026, 6, 5), hour=23)
    assert late(date(2026, 6, 19)) == set()
    assert late(date(2026, 6, 22)) == {"Dana"}


@pytest.mark.django_db
def test_the_desk_counts_them_apart_and_leads_to_them(as_person, cast):
    today = timezone.localdate()
    asked("Lara Late", today - timedelta(days=30))
    asked("Wes Welcomed", today - timedelta(days=30), status=Status.WELCOMED)
    asked("Nia New", today)
    told = {each.words: each for each in waiting_for_team(cast.ivy, today)}
    assert told["welcome is late"].count == 1
    assert told["people wait for a welcome"].count == 2
    shown = as_person("ivy").get(told["welcome is late"].href).content.decode()
    assert "Lara Late" in shown
    assert "Nia New" not in shown
    assert "Wes Welcomed" not in shown


@pytest.mark.django_db
def test_who_asked_first_comes_first_where_the_list_is_sorted_so(as_person):
    today = timezone.localdate()
    for name, days in (("Bea", 3), ("Ann", 1), ("Cy", 9)):
        asked(name, today - timedelta(days=days))
    page = f"{reverse('community:person_list')}?to_do=waiting&sort=asked"
    shown = as_person("ivy").get(page).content.decode()
    assert "Asked on" in shown
    assert sorted(("Ann", "Bea", "Cy"), key=shown.index) == ["Cy", "Bea", "Ann"]


@pytest.mark.django_db
def test_who_comes_back_waits_from_that_day_on(cast):
    person = asked("Dana", timezone.localdate() - timedelta(days=300))
    Person.objects.filter(pk=person.pk).update(account=cast.amina, status=Status.LEFT)
    with time_machine.travel(timezone.now(), tick=False):
        move_person(by=cast.amina, person_id=person.pk, to=Status.ASKED)
    assert late(timezone.localdate()) == set()
