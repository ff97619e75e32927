"""The calendar: pages by day, and feeds at addresses that can be taken away."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity, CalendarFeed, Opportunity, Session
from activities.selectors.calendar import feed_address
from activities.services.feeds import end_feed, make_feed
from activities.services.log import move_session
from activities.services.sign_ups import withdraw_sign_up
from community.models import Person
from core.logs import masked
from core.service import Refused
from organisation.models import SpecialDay
from tests.activities.calendars import events, read
from tests.activities.places import BY, open_session, place_for
from tests.activities.records import a_session, an_activity
from tests.community.people import someone
from tests.house.world import World
from tests.users.people import own_caches

pytestmark = pytest.mark.django_db


def address(name: str, *arguments) -> str:
    return reverse(f"activities:{name}", args=arguments)


@pytest.fixture
def amina(cast) -> Person:
    return World().member


def feed(client, row: CalendarFeed):
    """What the address of somebody's calendar answers, without signing in."""
    token = feed_address(row).rstrip("/").rpartition("/")[2]
    return client.get(address("own_feed", token))


# --- Feeds ------------------------------------------------------------------------------------


def test_a_feed_shows_ones_own_places_alone_and_no_names(client, amina):
    garden = open_session("Garden group", places=1, joining_link="https://meet.example/x")
    place_for(garden, amina, shown_name="Mina")
    full = open_session("Poetry", places=1)
    place_for(full, "Bo Marsh")
    place_for(full, amina)
    row = make_feed(by=amina.account, person_id=amina.pk)
    content = feed(client, row).content
    (found,) = events(content)
    assert found.said("SUMMARY") == "Garden group"
    assert not found.has("ATTENDEE")
    for name in (b"Mina", b"Amina", b"Marsh", b"portal.example"):
        assert name not in content
    assert read(content).said("METHOD") == "PUBLISH"
    # A session that is off says so; a place given back is gone
    move_session(by=BY, session_id=garden.session_id, expected=None, to="cancelled", reason="Flood")
    (found,) = events(feed(client, row).content)
    assert found.said("STATUS") == "CANCELLED"
    withdraw_sign_up(by=BY, sign_up_id=place_for(open_session("Third"), amina).pk)
    assert len(events(feed(client, row).content)) == 1


def test_an_address_ends_at_once_with_a_new_one_when_taken_away_and_when_somebody_leaves(
    client, amina
):
    first = make_feed(by=amina.account, person_id=amina.pk)
    old = feed_address(first).rstrip("/").rpartition("/")[2]
    second = make_feed(by=amina.account, person_id=amina.pk)
    assert client.get(address("own_feed", old)).status_code == 404
    assert feed(client, second).status_code == 200
    amina.account.is_active = False
    amina.account.save()
    assert feed(client, second).status_code == 404
    amina.account.is_active = True
    amina.account.save()
    end_feed(by=amina.account, person_id=amina.pk)
    assert feed(client, second).status_code == 404
    assert client.get(address("own_feed", old)).status_code == 404
    third = make_feed(by=amina.account, person_id=amina.pk)
    Person.objects.filter(pk=amina.pk).update(status="left")
    assert feed(client, third).status_code == 404


@pytest.mark.parametrize("token", ["1-1", "1-1.abc", "x", "..", "%2e%2e", "1-2.3.4"])
def test_a_guessed_address_opens_nothing(client, db, token):
    assert client.get(address("own_feed", "T").replace("/T/", f"/{token}/")).status_code == 404


def token_of(row: CalendarFeed) -> str:
    return feed_address(row).rstrip("/").rpartition("/")[2]


def test_the_address_of_one_person_opens_nothing_of_another(client, cast, amina):
    ben = someone("Ben Other")
    place_for(open_session("Poetry"), ben)
    place_for(open_session("Garden group"), amina)
    hers = make_feed(by=amina.account, person_id=amina.pk)
    theirs = CalendarFeed.objects.create(person=ben, serial=1, is_on=True)
    number, _dot, seal = token_of(hers).partition(".")
    for forged in (
        f"{theirs.pk}-1.{seal}",
        f"{number}.{token_of(theirs).partition('.')[2]}",
        f"{hers.pk}-2.{seal}",
        f"{number}.{seal[:-1]}",
        token_of(hers).upper(),
    ):
        assert client.get(address("own_feed", forged)).status_code == 404
    assert b"Poetry" not in feed(client, hers).content
    # A link of one place is no address of a calendar, nor the other way round
    assert client.get(address("place_calendar", token_of(hers))).status_code == 404


def test_a_record_that_was_joined_with_another_or_forgotten_has_no_calendar(client, amina):
    row = make_feed(by=amina.account, person_id=amina.pk)
    other = someone("Amina Y")
    Person.objects.filter(pk=amina.pk).update(merged_into=other)
    assert feed(client, row).status_code == 404
    Person.objects.filter(pk=amina.pk).update(merged_into=None, erased_at=timezone.now())
    assert feed(client, row).status_code == 404


def test_an_address_is_in_no_log_and_goes_to_no_other_site(client, amina, caplog):
    row = make_feed(by=amina.account, person_id=amina.pk)
    with caplog.at_level("DEBUG"):
        answer = feed(client, row)
        end_feed(by=amina.account, person_id=amina.pk)
        assert feed(client, row).status_code == 404
    seal = token_of(row).partition(".")[2]
    said = [masked(each.getMessage()) for each in caplog.records]
    assert said
    assert not [line for line in said if seal in line]
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"] == "noindex"


def test_whoever_tries_address_after_address_is_stopped_and_others_are_not(client, amina, settings):
    settings.CACHES = own_caches()
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "feed": "5/m/ip"}
    row = make_feed(by=amina.account, person_id=amina.pk)
    found = [client.get(address("own_feed", f"{n}-1.abc")).status_code for n in range(7)]
    assert found == [404] * 5 + [429] * 2
    assert client.get(address("place_calendar", "1.abc")).status_code == 429
    token = token_of(row)
    elsewhere = client.get(address("own_feed", token), REMOTE_ADDR="10.9.8.7")
    assert elsewhere.status_code == 200


def test_nobody_makes_an_address_for_another(cast, amina):
    for by in (cast.ben, cast.ivy):
        with pytest.raises(Refused, match="Only the person"):
            make_feed(by=by, person_id=amina.pk)


def test_the_address_is_not_in_the_database_and_is_shown_again(as_person, amina):
    member = as_person("amina")
    member.send(address("calendar_address"), {})
    row = CalendarFeed.objects.get()
    assert feed_address(row) in member.get(address("calendar_address")).content.decode()
    token = feed_address(row).rstrip("/").rpartition("/")[2]
    assert token.partition(".")[2] not in str(vars(row))
    member.send(address("calendar_address_end"), {})
    assert feed_address(row) not in member.get(address("calendar_address")).content.decode()


def test_the_address_opens_in_a_calendar_at_one_press_and_a_new_one_is_said(as_person, amina):
    member = as_person("amina")
    made = member.send(address("calendar_address"), {}, follow=True).content.decode()
    assert "Here is your address." in made
    within = feed_address(CalendarFeed.objects.get()).partition("://")[2]
    assert f'<a href="webcal://{within}">Add it to the calendar' in made
    again = member.send(address("calendar_address"), {}, follow=True).content.decode()
    assert "Here is your new address. The old one opens nothing any more." in again
    assert within not in again


def test_the_public_feed_holds_what_is_for_everybody_alone(client, cast):
    shown = open_session("For everybody", audience="public", joining_link="https://meet.example/x")
    place_for(shown, "Ann Lee", shown_name="Annie")
    open_session("For members")
    open_session("By invitation", audience="invited")
    content = client.get(address("public_feed")).content
    assert [each.said("SUMMARY") for each in events(content)] == ["For everybody"]
    for word in (b"Annie", b"Lee", b"meet.example"):
        assert word not in content


# --- Pages ------------------------------------------------------------------------------------


def shown(client, **query) -> str:
    return client.get(address("session_calendar"), query).content.decode()


@pytest.mark.parametrize("view", ["list", "month", "week"])
def test_each_view_shows_the_session_on_its_day_to_who_may_see_it(client, as_person, amina, view):
    garden = open_session("Garden group", audience="public")
    open_session("For members")
    on = garden.session.held_on.isoformat()
    page = shown(client, view=view, on=on)
    assert "10:00 to 11:00" in page
    assert "Garden group" in page
    assert "For members" not in page
    place_for(garden, amina)
    own = shown(as_person("amina"), view=view, on=on)
    assert "For members" in own
    assert "you have signed up" in own


def test_what_is_off_or_not_published_is_not_there(as_person, amina):
    off, draft = open_session("Off"), open_session("Draft")
    Session.objects.filter(pk=off.session_id).update(status="cancelled", status_reason="Flood")
    Opportunity.objects.filter(pk=draft.pk).delete()
    page = shown(as_person("amina"), view="list")
    assert "Off" not in page.replace("Official", "")
    assert "Draft" not in page


def test_it_can_be_narrowed_by_how_people_meet(client, cast):
    here, online = open_session("Here", audience="public"), open_session("Far", audience="public")
    Session.objects.filter(pk=online.session_id).update(mode="online")
    page = shown(client, how="online")
    assert f"/take-part/{online.pk}/" in page
    assert f"/take-part/{here.pk}/" not in page


@pytest.mark.parametrize("on", ["", "2026-02-30", "x", "9999-12-31", "0001-01-01", "2028-02-29"])
@pytest.mark.parametrize("view", ["list", "month", "week", "year"])
def test_any_day_and_view_in_the_address_is_answered(client, db, on, view):
    assert client.get(address("session_calendar"), {"view": view, "on": on}).status_code == 200


def planned(title: str, on: date, **columns) -> Session:
    """A session that nobody can sign up for."""
    activity = an_activity(title, status=Activity.Status.PLANNED)
    columns.setdefault("status", Session.Status.PLANNED)
    columns = {"starts_at": "10:00", "ends_at": "11:00"} | columns
    return a_session(activity, on, **columns)


@pytest.mark.parametrize("view", ["list", "month", "week"])
def test_staff_see_sessions_without_sign_up_too_and_nobody_else_does(client, as_person, view):
    on = date(2027, 5, 12)
    planned("Team day", on)
    planned("Held before", on, status=Session.Status.HELD)
    Session.objects.filter(pk=planned("Off", on).pk).update(
        status="cancelled", status_reason="Flood"
    )
    planned("Some time", on.replace(day=1), precision="month", starts_at=None, ends_at=None)
    page = shown(as_person("sam"), view=view, on=on.isoformat())
    assert "Team day" in page
    assert "Held before" in page
    assert ">Off<" not in page
    assert "Some time" not in page
    for other in (client, as_person("amina")):
        assert "Team day" not in shown(other, view=view, on=on.isoformat())


def test_staff_narrow_all_sessions_and_money_asks_for_what_is_open_alone(as_person):
    on = timezone.localdate() + timedelta(days=7)
    planned("Team day", on)
    open_session("Garden group", is_time_paid=True)
    sam = as_person("sam")
    words = shown(sam, q="team")
    assert "Team day" in words
    assert "Garden group" not in words
    paid = shown(sam, paid="yes")
    assert "Garden group" in paid
    assert "Team day" not in paid
    assert "open for sign-up" in paid


def test_a_full_day_says_how_many_more_and_leads_to_them(as_person):
    on = date(2027, 5, 12)
    for number in range(8):
        planned(f"Team day {number}", on)
    page = shown(as_person("sam"), view="month", on=on.isoformat())
    assert page.count(">Team day ") == 5
    assert "and 3 more" in page
    assert shown(as_person("sam"), view="list", on=on.isoformat()).count(">Team day ") == 8


def test_a_long_list_goes_on_where_it_broke_off(as_person):
    first = date(2027, 5, 12)
    for day in range(4):
        for number in range(30):
            planned(f"Team day {day} {number}", first + timedelta(days=day))
    sam = as_person("sam")
    page = shown(sam, on=first.isoformat())
    assert page.count(">Team day ") == 100
    assert "There is more than fits here" in page
    assert "on=2027-05-15" in page
    assert shown(sam, on="2027-05-15").count(">Team day 3 ") == 30


# --- Special days beside ------------------------------------------------------------------------


def test_special_days_stand_beside_the_sessions_in_each_view(client, db):
    for view in ("list", "month", "week"):
        page = shown(client, view=view, on="2027-03-08")
        assert "Eid al-Fitr (may be a day earlier or later)" in page
        assert "Ramadan, 8 February to 8 March" in page
        assert "Many Muslims fast" in page
    month = shown(client, view="month", on="2027-04-01")
    assert "Passover (until 29 April)" in month
    assert month.count("Passover") == 1
    assert "Good Friday" not in month


@pytest.mark.parametrize("view", ["list", "month", "week"])
def test_a_day_that_is_a_bank_holiday_too_stands_there_once(client, db, view):
    page = shown(client, view=view, on="2026-12-25")
    assert page.count("Christmas Day") == 1
    assert "Christmas Day (bank holiday)" in page


def test_a_week_that_began_before_is_shown_on_the_first_day_and_no_day_of_another_month(client, db):
    page = shown(client, view="week", on="2027-04-26")
    assert "Passover (until 29 April)" in page
    SpecialDay.objects.update(is_in_use=False)
    assert "Passover" not in shown(client, view="week", on="2027-04-26")


@time_machine.travel("2027-01-11T12:00:00Z", tick=False)
def test_who_plans_on_a_special_day_is_told_and_not_stopped(as_person):
    ivy = as_person("ivy")
    activity = planned("Team day", date(2027, 2, 1)).activity
    form = ivy.get(address("session_add", activity.pk)).content.decode()
    assert "9 March 2027: Eid al-Fitr" in form
    day = {"held_on_day": "9", "held_on_month": "3", "held_on_year": "2027"}
    sent = day | {"status": "planned", "starts_at": "10:00", "ends_at": "11:00", "mode": "online"}
    ivy.send(address("session_add", activity.pk), sent)
    assert Session.objects.filter(activity=activity, held_on=date(2027, 3, 9)).exists()
    said = ivy.get(address("activity_detail", activity.pk)).content.decode()
    assert "This day is special to some people: Eid al-Fitr" in said


@time_machine.travel("2027-01-11T12:00:00Z", tick=False)
def test_days_that_repeat_say_which_are_special(as_person):
    activity = planned("Team day", date(2027, 2, 1)).activity
    rule = {
        "first_on_day": "23",
        "first_on_month": "2",
        "first_on_year": "2027",
        "until_on_day": "16",
        "until_on_month": "3",
        "until_on_year": "2027",
        "every": "1",
        "starts_at": "10:00",
        "ends_at": "11:00",
        "mode": "online",
    }
    page = as_person("ivy").get(address("session_repeat", activity.pk), rule).content.decode()
    assert "Eid al-Fitr (it may be a day earlier or later)." in page


def test_the_day_is_that_of_london(client, cast):
    garden = open_session("Garden group", audience="public")
    before = timezone.localdate() - timedelta(days=1)
    with time_machine.travel(timezone.now(), tick=False):
        assert "Garden group" in shown(client, view="list", on=before.isoformat())
    later = garden.session.held_on + timedelta(days=1)
    assert "Garden group" not in shown(client, view="list", on=later.isoformat())


@pytest.mark.parametrize("view", ["list", "week", "month"])
@pytest.mark.parametrize(("who", "most"), [("amina", 8), ("ivy", 7)])
def test_as_few_queries_for_many_as_for_one(
    as_person, amina, who, most, view, django_assert_num_queries
):
    """Account, areas, own record, sessions, kinds of places, special days; and what is theirs."""
    client, on = as_person(who), (timezone.localdate() + timedelta(days=7)).isoformat()
    for number in (1, 6):
        for each in range(number):
            place_for(open_session(f"Session {number} {each}"), amina)
        with django_assert_num_queries(most):
            assert f"Session {number} 0" in shown(client, view=view, on=on)
