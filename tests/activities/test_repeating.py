"""Sessions that repeat: the days of the rule, leaving some out, and clocks that change."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity, Opportunity, Session
from activities.rules.log import LONDON
from activities.rules.repeating import MOST_DAYS, closes_like, days_of, repeat_blocker
from activities.services.entries import SessionEntry
from activities.services.questions import QuestionEntry, add_question
from activities.services.repeating import open_like, repeat_session
from core.models import Act
from core.service import Refused, System
from organisation.models import Experience
from tests.activities.places import open_session
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


# --- Opening them for sign-up -----------------------------------------------------------------


def with_two_more(**given) -> tuple[Opportunity, list[Session]]:
    """A session that is open, and two more of the same activity."""
    garden = open_session(**given)
    first = garden.session.held_on
    more = [
        a_session(
            garden.session.activity,
            first + timedelta(weeks=n),
            status=Session.Status.PLANNED,
            starts_at=time(10),
            ends_at=time(11),
        )
        for n in (1, 2)
    ]
    return garden, more


def test_the_form_begins_with_what_stood_at_the_last_one(as_person, cast):
    garden, (second, _third) = with_two_more(
        pays="Bus fares.",
        places=5,
        seats=[("Carers and family", 2, ("carer", "family")), ("Anybody", 3, ())],
        joining_link="https://m.example/x",
    )
    garden.experiences.add(Experience.objects.earliest("pk"))
    ivy = as_person("ivy")
    address = reverse("activities:opportunity_add", args=[second.pk])
    page = ivy.get(address)
    assert "This begins with what you said for" in page.content.decode()
    said = page.context["form"].initial
    assert (said["pays"], said["places"], said["seats_carer"]) == ("Bus fares.", 5, 2)
    assert said["experiences"] == [Experience.objects.earliest("pk").pk]
    assert said["closes_on"] == timezone.localdate(garden.closes_at) + timedelta(weeks=1)
    empty = ivy.get(address, {"empty": "1"})
    assert empty.context["form"].initial == {}
    # Nothing stood anywhere before
    alone = a_session(
        an_activity("Poetry", status=Activity.Status.PLANNED),
        second.held_on,
        status=Session.Status.PLANNED,
    )
    shown = ivy.get(reverse("activities:opportunity_add", args=[alone.pk])).content.decode()
    assert "This begins with" not in shown


def test_the_others_are_opened_at_once_with_the_same_words_and_questions(as_person, cast):
    garden, (second, third) = with_two_more(
        places=5, seats=[("Carers", 2, ("carer",)), ("Anybody", 3, ())]
    )
    question = QuestionEntry("Do you stay for lunch?", kind="yes_no", is_needed=True)
    add_question(by=BY, opportunity_id=garden.pk, entry=question)
    off = a_session(
        garden.session.activity, third.held_on + timedelta(days=1), status=Session.Status.PLANNED
    )
    Session.objects.filter(pk=off.pk).update(status="cancelled", status_reason="Flood")
    ivy = as_person("ivy")
    run = ivy.get(reverse("activities:opportunity_run", args=[garden.pk])).content.decode()
    address = reverse("activities:opportunity_open_like", args=[garden.pk])
    assert address in run
    form = ivy.get(address)
    assert form.context["form"].initial == {"sessions": [second.pk, third.pk]}
    ivy.send(address, {"sessions": [second.pk, third.pk]})
    made = Opportunity.objects.exclude(pk=garden.pk).order_by("session__held_on")
    assert [row.session_id for row in made] == [second.pk, third.pk]
    for weeks, row in enumerate(made, start=1):
        assert (row.status, row.places, row.pays) == ("open", 5, garden.pays)
        seats = [(seat.name, seat.places, seat.kinds) for seat in row.seats.all()]
        assert seats == [("Carers", 2, ["carer"]), ("Anybody", 3, [])]
        assert [q.words for q in row.questions.all()] == ["Do you stay for lunch?"]
        moved = timezone.localtime(row.closes_at) - timezone.localtime(garden.closes_at)
        assert abs(moved - timedelta(weeks=weeks)) <= timedelta(hours=1)
    done = Act.objects.filter(service="activities.open_like").get()
    assert done.subject_id == garden.session.activity_id
    assert (
        address
        not in ivy.get(reverse("activities:opportunity_run", args=[garden.pk])).content.decode()
    )


def test_what_cannot_be_opened_is_said_and_nothing_half_is_done(cast):
    garden, (second, third) = with_two_more()
    Session.objects.filter(pk=third.pk).update(status="cancelled", status_reason="Flood")
    with pytest.raises(Refused, match="cancelled meanwhile"):
        open_like(by=cast.ivy, opportunity_id=garden.pk, session_ids=[second.pk, third.pk])
    with pytest.raises(Refused, match="Choose at least one"):
        open_like(by=cast.ivy, opportunity_id=garden.pk, session_ids=[])
    with pytest.raises(Refused):
        open_like(by=cast.amina, opportunity_id=garden.pk, session_ids=[second.pk])
    assert Opportunity.objects.count() == 1


def test_the_last_moment_moves_along_at_the_same_clock_time():
    def at(*parts: int) -> datetime:
        return datetime(*parts, tzinfo=LONDON)

    now = at(2027, 3, 1, 12)
    # The clocks go forward on 28 March 2027
    found = closes_like(at(2027, 3, 20, 17), at(2027, 3, 22, 9), at(2027, 3, 29, 9), now)
    assert found == at(2027, 3, 27, 17)
    # Over by now: until it begins
    soon = at(2027, 3, 2, 9)
    assert closes_like(at(2027, 3, 1, 17), at(2027, 3, 8, 9), soon, now) == soon
