"""Being told: calendar entries, changes of a session, and reminders of the day."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from activities.ical import Entry, as_calendar
from activities.models import Activity, Notice, Opportunity, Reminder, Session, SignUp
from activities.rules.log import LONDON
from activities.rules.notices import due_reminders
from activities.selectors.calendar import calendar_address
from activities.services.entries import SessionEntry
from activities.services.feeds import renew_place_link
from activities.services.log import correct_session, move_activity, move_session
from activities.services.notices import remind_sign_up, tell_sign_up
from activities.services.opportunities import correct_opportunity
from activities.services.sign_ups import withdraw_sign_up
from activities.tasks import remind_sign_ups, sweep_sign_ups
from community.models import ByHand, Person
from core.models import Message
from core.service import Refused
from tests.activities.calendars import events, moment, offset, read
from tests.activities.places import BY, entry, open_session, place_for
from tests.community.people import someone
from tests.house.world import World

State = SignUp.Status
pytestmark = pytest.mark.django_db
NINE = time(9)


def ann() -> object:
    return someone("Ann Lee", email="ann@home.example", is_email_confirmed=True)


def letters(address: str = "ann@home.example") -> list[Message]:
    """Everything somebody was sent, in order."""
    return list(Message.objects.filter(purpose="sign_up", address=address).order_by("id"))


def subjects(address: str = "ann@home.example") -> list[str]:
    return sorted(row.subject for row in letters(address))


def newest(word: str) -> Message:
    return next(row for row in letters() if word in row.subject)


def move(garden: Opportunity, **changes) -> None:
    """What an organiser types on the form of the session."""
    row = Session.objects.get(pk=garden.session_id)
    usual = {
        "held_on": row.held_on,
        "starts_at": row.starts_at,
        "ends_at": row.ends_at,
        "mode": row.mode,
        "status": row.status,
    }
    correct_session(
        by=BY, session_id=row.pk, expected=None, entry=SessionEntry(**(usual | changes))
    )


# --- Calendar entries -------------------------------------------------------------------------


def file_of(client, row: SignUp) -> bytes:
    """What the link in the person's last message opens, without signing in."""
    link = re.findall(r"http\S+/calendar/key/\S+", letters()[-1].body)[-1]
    answer = client.get(re.sub(r"^https?://[^/]+", "", link))
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    return answer.content


def test_a_place_comes_with_a_calendar_entry_that_names_nobody(client, cast):
    garden = open_session("Garden; group, \\ two", places=2, joining_link="https://meet.example/x")
    row = place_for(garden, ann(), shown_name="Annie")
    sweep_sign_ups()
    content = file_of(client, row)
    assert read(content).said("METHOD") == "REQUEST"
    (found,) = events(content)
    assert found.said("SUMMARY") == "Garden; group, \\ two"
    assert "https://meet.example/x" in found.said("DESCRIPTION")
    begins = moment(content, found)
    assert (begins.hour, moment(content, found, "DTEND").hour) == (10, 11)
    assert "nn" not in found.said("ATTENDEE").split(":")[-1]
    assert b"home.example" not in content
    assert b"Lee" not in content


def test_an_entry_that_moved_or_is_off_takes_the_place_of_the_earlier_one(client, cast):
    garden = open_session(places=2)
    row = place_for(garden, ann())
    sweep_sign_ups()
    (first,) = events(file_of(client, row))
    move(garden, starts_at=time(14), ends_at=time(15))
    content = file_of(client, row)
    (second,) = events(content)
    assert moment(content, second).hour == 14
    move_session(by=BY, session_id=garden.session_id, expected=None, to="cancelled", reason="Flood")
    (third,) = events(file_of(client, row))
    assert read(file_of(client, row)).said("METHOD") == "CANCEL"
    assert third.said("STATUS") == "CANCELLED"
    assert len({each.said("UID") for each in (first, second, third)}) == 1
    numbers = [int(each.said("SEQUENCE")) for each in (first, second, third)]
    assert numbers == sorted(set(numbers))


def test_who_withdrew_or_left_has_no_link_any_more_and_who_signs_up_again_has(client, cast):
    garden = open_session(places=2, joining_link="https://meet.example/x")
    row = place_for(garden, ann())
    sweep_sign_ups()
    assert b"meet.example" in file_of(client, row)
    link = re.findall(r"/activities/calendar/key/\S+", letters()[-1].body)[-1]
    withdraw_sign_up(by=BY, sign_up_id=row.pk)
    assert client.get(link).status_code == 404
    place_for(garden, row.person)
    assert client.get(link).status_code == 200
    for gone in ({"erased_at": timezone.now()}, {"merged_into": someone("Bo")}):
        Person.objects.filter(pk=row.person_id).update(**gone)
        assert client.get(link).status_code == 404
        Person.objects.filter(pk=row.person_id).update(**dict.fromkeys(gone))
    assert client.get(link).status_code == 200
    Person.objects.filter(pk=row.person_id).update(status="left")
    assert client.get(link).status_code == 404


def test_a_new_link_ends_the_one_before_and_only_the_person_makes_one(client, as_person, cast):
    world = World()
    Session.objects.filter(pk=world.sign_up.opportunity.session_id).update(starts_at="10:00")
    row = SignUp.objects.select_related("opportunity__session").get(pk=world.sign_up.pk)
    old = calendar_address(row).partition("/activities")
    assert client.get("/activities" + old[2]).status_code == 200
    member = as_person("amina")
    page = reverse("activities:place_link", args=[row.pk])
    assert page in member.get(reverse("activities:sign_up_detail", args=[row.pk])).content.decode()
    for other in ("ben", "ivy"):
        assert as_person(other).send(page, {}).status_code == 404
        with pytest.raises(Refused, match="Only the person"):
            renew_place_link(by=getattr(cast, other), sign_up_id=row.pk)
    member.send(page, {})
    assert client.get("/activities" + old[2]).status_code == 404
    row.refresh_from_db()
    new = calendar_address(row).partition("/activities")
    assert client.get("/activities" + new[2]).status_code == 200


def test_whoever_signs_up_and_withdraws_in_turn_floods_no_mailbox(cast):
    garden, poetry = open_session(places=2), open_session("Poetry", places=2)
    person = ann()
    for _ in range(8):
        row = place_for(garden, person)
        sweep_sign_ups()
        withdraw_sign_up(by=BY, sign_up_id=row.pk)
        sweep_sign_ups()
    assert len(letters()) == 3
    # What the session does to them goes out even so, and so does another place
    place_for(garden, person)
    place_for(poetry, person)
    move_session(by=BY, session_id=garden.session_id, expected=None, to="cancelled", reason="Flood")
    sweep_sign_ups()
    said = [letter.subject for letter in letters()[3:]]
    assert len(said) == 2
    assert any("Poetry" in each for each in said)
    assert any("does not take place" in each for each in said), said


def test_how_it_stands_is_told_once_the_hour_is_over(cast):
    garden, person = open_session(places=2), ann()
    for _ in range(3):
        row = place_for(garden, person)
        sweep_sign_ups()
        withdraw_sign_up(by=BY, sign_up_id=row.pk)
        sweep_sign_ups()
    place_for(garden, person)
    sweep_sign_ups()
    before = len(letters())
    with time_machine.travel(timezone.now() + timedelta(minutes=61), tick=False):
        sweep_sign_ups()
    assert len(letters()) == before + 1
    assert "You have a place" in letters()[-1].subject


@pytest.mark.parametrize("token", ["1", "1.abc", "x", "1.", "%00", "9" * 300])
def test_a_link_that_was_never_given_opens_nothing(client, db, token):
    address = reverse("activities:place_calendar", args=["T"]).replace("/T/", f"/{token}/")
    assert client.get(address).status_code == 404


def test_a_link_ends_a_month_after_the_session(client, cast):
    row = place_for(open_session(places=2), ann())
    sweep_sign_ups()
    file_of(client, row)
    link = re.findall(r"/activities/calendar/key/\S+", letters()[-1].body)[-1]
    with time_machine.travel(timezone.now() + timedelta(days=40), tick=False):
        assert client.get(link).status_code == 404


@pytest.mark.parametrize(
    ("on", "hours"),
    [
        (date(2027, 3, 27), 0),
        (date(2027, 3, 28), 1),  # the clocks go forward
        (date(2027, 10, 30), 1),
        (date(2027, 10, 31), 0),  # and back
        (date(2028, 2, 29), 0),
        (date(2040, 7, 1), 1),
    ],
)
def test_nine_stays_nine_over_clock_changes(on, hours):
    made = Entry("u", "t", on, timezone.now(), starts_at=NINE, ends_at=time(10))
    content = as_calendar([made])
    begins = moment(content, events(content)[0])
    assert (begins.hour, offset(begins)) == (9, timedelta(hours=hours))
    # The file and our own clock agree
    assert begins == datetime.combine(on, NINE, LONDON)


@given(st.text(max_size=300), st.text(max_size=300))
def test_whatever_people_write_is_read_back_and_adds_no_line(title, words):
    made = Entry("u", title, date(2027, 5, 5), datetime(2027, 1, 1, tzinfo=LONDON), words=words)
    if any(0xD800 <= ord(sign) <= 0xDFFF for sign in title + words):
        return
    (found,) = events(as_calendar([made]))
    kept = "".join(
        s for s in title.replace("\r\n", "\n").replace("\r", "\n") if s in "\n\t" or ord(s) >= 32
    )
    assert found.said("SUMMARY") == kept


# --- Changes of a session ---------------------------------------------------------------------


def test_a_session_that_moves_is_told_once_to_everybody_who_is_down_for_it(cast):
    garden = open_session(places=1)
    place_for(garden, ann())
    bo = someone("Bo Marsh", email="bo@home.example", is_email_confirmed=True)
    place_for(garden, bo)
    gone = someone("Cy Dale", email="cy@home.example", is_email_confirmed=True)
    withdraw_sign_up(by=BY, sign_up_id=place_for(garden, gone).pk)
    sweep_sign_ups()
    move(garden, starts_at=time(14), ends_at=time(15))
    for _ in range(3):
        sweep_sign_ups()
    for address in ("ann@home.example", "bo@home.example"):
        assert subjects(address).count("Something has changed: Garden group") == 1
    assert len(letters("cy@home.example")) == 1
    letter = newest("Something has changed")
    assert "10:00 to 11:00" in letter.body
    assert "14:00 to 15:00" in letter.body
    assert "You still have your place" in letter.body


def test_moved_twice_before_anybody_is_told_is_told_as_one_and_back_again_not_at_all(cast):
    garden = open_session(places=1)
    place_for(garden, ann())
    sweep_sign_ups()
    move(garden, starts_at=time(12), ends_at=time(13))
    move(garden, starts_at=time(14), ends_at=time(15))
    sweep_sign_ups()
    assert len(letters()) == 2
    move(garden, starts_at=time(16), ends_at=time(17))
    move(garden, starts_at=time(14), ends_at=time(15))
    sweep_sign_ups()
    assert len(letters()) == 2


def test_a_cancelled_session_is_told_with_the_reason_and_again_if_it_takes_place(cast):
    garden = open_session(places=1)
    place_for(garden, ann())
    sweep_sign_ups()
    move_session(by=BY, session_id=garden.session_id, expected=None, to="cancelled", reason="Flood")
    sweep_sign_ups()
    letter = newest("It does not take place")
    assert "Flood" in letter.body
    move_session(by=BY, session_id=garden.session_id, expected=None, to="planned")
    sweep_sign_ups()
    sweep_sign_ups()
    assert "It takes place after all" in newest("Something has changed").body
    assert len(letters()) == 3


def test_it_is_told_too_where_the_whole_activity_is_cancelled(cast):
    garden = open_session(places=1)
    place_for(garden, ann())
    sweep_sign_ups()
    move_activity(
        by=BY,
        activity_id=garden.session.activity_id,
        expected=None,
        to=Activity.Status.CANCELLED,
        reason="No money",
    )
    sweep_sign_ups()
    assert "No money" in newest("It does not take place").body


def test_a_new_link_is_told_to_those_with_a_place_alone(cast):
    garden = open_session(places=1, joining_link="https://meet.example/a")
    place_for(garden, ann())
    bo = someone("Bo Marsh", email="bo@home.example", is_email_confirmed=True)
    place_for(garden, bo)
    sweep_sign_ups()
    new = entry(places=1, joining_link="https://meet.example/b")
    correct_opportunity(by=BY, opportunity_id=garden.pk, expected=None, entry=new)
    sweep_sign_ups()
    assert "https://meet.example/b" in newest("Something has changed").body
    assert len(letters("bo@home.example")) == 1
    # Other words about it are no news
    said = entry(places=1, joining_link="https://meet.example/b", about="We dig.")
    correct_opportunity(by=BY, opportunity_id=garden.pk, expected=None, entry=said)
    sweep_sign_ups()
    assert len(letters()) == 2


def test_whoever_has_no_email_is_told_by_hand_and_whom_nobody_reaches_is_named(cast, as_person):
    garden = open_session(places=3)
    place_for(garden, someone("Bo Marsh", phone="01632 960123"))
    place_for(garden, someone("Di Hall"), shown_name="Di")
    sweep_sign_ups()
    move(garden, starts_at=time(14), ends_at=time(15))
    sweep_sign_ups()
    assert ByHand.objects.filter(subject__startswith="Something has changed").count() == 1
    shown = as_person("ivy").get(reverse("activities:opportunity_run", args=[garden.pk]))
    assert "Di: There is no way to reach this person." in shown.content.decode()


def test_what_is_put_right_after_the_day_is_told_to_nobody(cast):
    garden = open_session(places=1)
    place_for(garden, ann())
    sweep_sign_ups()
    with time_machine.travel(timezone.now() + timedelta(days=9), tick=False):
        move(garden, starts_at=time(11), ends_at=time(12))
        sweep_sign_ups()
    assert len(letters()) == 1


def test_the_same_news_cannot_be_written_twice(cast):
    row = place_for(open_session(places=1), ann())
    sweep_sign_ups()
    told = Notice.objects.get()
    tell_sign_up(by=BY, sign_up_id=row.pk)
    assert len(letters()) == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(
            sign_up=row, sequence=told.sequence, sign_up_version=told.sign_up_version, said={}
        )


# --- Reminders --------------------------------------------------------------------------------


def reminded() -> list[int]:
    """The days before of the reminders that went out."""
    rows = Reminder.objects.filter(is_passed_over=False)
    return sorted(rows.values_list("days_before", flat=True), reverse=True)


def at(garden: Opportunity, days: int, clock: time = NINE) -> datetime:
    """So many days before a session, by the clock in London."""
    return datetime.combine(garden.session.held_on - timedelta(days=days), clock, LONDON)


@pytest.fixture
def far(cast) -> Opportunity:
    """A session in thirty days, with a person who was told that they have a place."""
    garden = open_session(places=3)
    on = timezone.localdate() + timedelta(days=30)
    Session.objects.filter(pk=garden.session_id).update(held_on=on)
    garden.session.refresh_from_db()
    place_for(garden, ann())
    sweep_sign_ups()
    Message.objects.update(purpose="before")
    return garden


def test_reminders_go_out_a_week_and_a_day_before_each_once(far):
    for moment_ in (
        at(far, 8),
        at(far, 7, time(8, 59)),
        at(far, 7),
        at(far, 7, time(15)),
        at(far, 2),
        at(far, 1, time(9, 5)),
        at(far, 1, time(20)),
        at(far, 0, time(9)),
        at(far, 0, time(12)),
    ):
        with time_machine.travel(moment_, tick=False):
            remind_sign_ups()
            remind_sign_ups()
    assert reminded() == [7, 1]
    assert subjects() == ["Coming soon: Garden group"] * 2
    assert "Put it in your calendar" in letters()[0].body


def test_a_missed_day_is_caught_up_and_the_past_is_not_reminded_of(far):
    with time_machine.travel(at(far, 5), tick=False):
        remind_sign_ups()
    assert reminded() == [7]
    with time_machine.travel(at(far, 0, time(10, 1)), tick=False):
        remind_sign_ups()
    assert reminded() == [7]


def test_of_two_that_were_missed_only_the_last_goes_out(far):
    with time_machine.travel(at(far, 1, time(12)), tick=False):
        remind_sign_ups()
        remind_sign_ups()
    assert reminded() == [1]
    assert len(letters()) == 1


def test_the_organiser_chooses_and_may_choose_none(far):
    Opportunity.objects.update(remind_days=[])
    with time_machine.travel(at(far, 1), tick=False):
        remind_sign_ups()
    assert reminded() == []
    Opportunity.objects.update(remind_days=[14, 2])
    with time_machine.travel(at(far, 2), tick=False):
        remind_sign_ups()
    assert reminded() == [2]
    with pytest.raises(IntegrityError), transaction.atomic():
        Opportunity.objects.update(remind_days=[5])


def test_who_has_just_got_the_place_or_waits_or_withdrew_is_not_reminded(far):
    Opportunity.objects.update(closes_at=at(far, 0))
    with time_machine.travel(at(far, 1, time(10)), tick=False):
        late = someone("Bo Marsh", email="bo@home.example", is_email_confirmed=True)
        place_for(far, late)
        SignUp.objects.filter(person=late).update(told="placed")
        withdraw_sign_up(by=BY, sign_up_id=SignUp.objects.exclude(person=late).get().pk)
        sweep_sign_ups()
        remind_sign_ups()
    assert reminded() == []


def test_a_session_that_moves_is_reminded_of_again(far):
    with time_machine.travel(at(far, 7), tick=False):
        remind_sign_ups()
        later = far.session.held_on + timedelta(days=20)
        move(far, held_on=later)
        sweep_sign_ups()
    far.session.refresh_from_db()
    with time_machine.travel(at(far, 7), tick=False):
        remind_sign_ups()
    assert reminded() == [7, 7]


def test_nobody_is_reminded_of_a_session_that_is_off(far):
    move_session(by=BY, session_id=far.session_id, expected=None, to="cancelled", reason="Flood")
    with time_machine.travel(at(far, 1), tick=False):
        remind_sign_ups()
    assert reminded() == []
    assert remind_sign_up(by=BY, sign_up_id=SignUp.objects.get().pk) is False


@pytest.mark.parametrize("held_on", [date(2027, 3, 29), date(2027, 11, 1), date(2028, 3, 1)])
def test_over_clock_changes_and_the_leap_day_it_is_nine_in_the_morning(held_on):
    begins = datetime.combine(held_on, NINE, LONDON)
    nine = datetime.combine(held_on - timedelta(days=1), NINE, LONDON)
    long_ago = begins - timedelta(days=90)
    before = due_reminders(held_on, begins, [1], nine - timedelta(seconds=1), heard_at=long_ago)
    assert before.send is None
    assert due_reminders(held_on, begins, [1], nine, heard_at=long_ago).send == 1
    assert timezone.localtime(nine, LONDON).hour == 9


def test_when_the_clock_of_the_machine_jumps_nobody_is_reminded_twice(far):
    hour, day = timedelta(hours=1), timedelta(days=1)
    first = at(far, 7)
    # An hour and a day ahead, back to before it was due, and on again.
    for moment_ in (first, first + hour, first - hour, first - day, first, first + day, first):
        with time_machine.travel(moment_, tick=False):
            remind_sign_ups()
    assert reminded() == [7]
    # Straight to the end: of what is over nobody is reminded.
    with time_machine.travel(at(far, 0, time(23, 59)), tick=False):
        remind_sign_ups()
    assert reminded() == [7]
    assert len(letters()) == 1


@pytest.mark.parametrize(
    ("held_on", "starts_at"),
    [
        (date(2027, 5, 5), time(0)),  # midnight
        (date(2027, 3, 28), time(1, 30)),  # an hour that is not there
        (date(2027, 10, 31), time(1, 30)),  # one that is there twice
        (date(2028, 2, 29), time(0, 30)),
    ],
)
def test_a_session_in_the_night_is_reminded_of_on_the_morning_before_and_not_once_it_began(
    held_on, starts_at
):
    begins = datetime.combine(held_on, starts_at, LONDON)
    nine = datetime.combine(held_on - timedelta(days=1), NINE, LONDON)
    long_ago = begins - timedelta(days=90)
    minute = timedelta(minutes=1)
    assert due_reminders(held_on, begins, [1], nine - minute, heard_at=long_ago).send is None
    assert due_reminders(held_on, begins, [1], nine, heard_at=long_ago).send == 1
    assert due_reminders(held_on, begins, [1], begins - minute, heard_at=long_ago).send == 1
    assert due_reminders(held_on, begins, [1], begins, heard_at=long_ago).send is None
