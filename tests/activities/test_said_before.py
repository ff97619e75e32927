"""What staff read before they press: a day that is over, a session that has begun, whom they look for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity, Attendance, CallWanted, Opportunity, Session, SignUp
from activities.services.log import SessionEntry, correct_session, move_activity
from community.models import Person
from core.service import Refused
from tests.activities.places import BY, open_session, place_for
from tests.activities.records import a_session
from tests.community.people import someone

pytestmark = pytest.mark.django_db


def address(name: str, *arguments) -> str:
    return reverse(f"activities:{name}", args=arguments)


def page(client, name: str, *arguments, **query: str) -> str:
    return client.get(address(name, *arguments), query).content.decode()


def typed(on: date, session: Session) -> dict[str, str]:
    """The form of a session with another day."""
    return {
        "held_on_day": str(on.day),
        "held_on_month": str(on.month),
        "held_on_year": str(on.year),
        "starts_at": "10:00",
        "ends_at": "11:00",
        "mode": "in_person",
        "version": str(session.version),
    }


def begun(garden: Opportunity) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    Session.objects.filter(pk=garden.session_id).update(held_on=yesterday)


# --- A day that is over -------------------------------------------------------------------


def test_a_session_that_people_wait_for_moves_to_no_day_that_is_over(as_person, cast):
    garden, ivy = open_session(), as_person("ivy")
    place_for(garden, "Dana Whitlock")
    session, link = garden.session, address("session_correct", garden.session_id)
    answer = ivy.send(link, typed(date(2020, 5, 4), session))
    assert "People are down for this session, and this day is over." in answer.content.decode()
    session.refresh_from_db()
    assert session.held_on > timezone.localdate()
    # Today is no day that is over
    assert ivy.send(link, typed(timezone.localdate(), session)).status_code == 302


def test_a_month_that_is_over_is_no_way_round_it(cast):
    garden = open_session()
    place_for(garden, "Dana Whitlock")
    for precision in ("month", "year"):
        said = SessionEntry(held_on=date(2020, 5, 1), precision=precision)
        with pytest.raises(Refused, match="this day is over"):
            correct_session(by=BY, session_id=garden.session_id, expected=None, entry=said)


def test_nobody_gets_there_by_an_earlier_version(as_person, cast):
    garden, ivy = open_session(), as_person("ivy")
    long_ago = date(2020, 5, 4)
    session, link = garden.session, address("session_correct", garden.session_id)
    coming = session.held_on
    ivy.send(link, typed(long_ago, session))
    session.refresh_from_db()
    assert session.held_on == long_ago
    ivy.send(link, typed(coming, session))
    place_for(garden, "Dana Whitlock")
    session.refresh_from_db()
    back = address("session_restore", session.pk, session.version - 1)
    sent = {"reason": "It was right before", "version": str(session.version)}
    assert "this day is over" in ivy.send(back, sent).content.decode()
    session.refresh_from_db()
    assert session.held_on == coming


def test_where_nobody_is_down_it_is_said_that_the_day_is_over(as_person, cast):
    garden, ivy = open_session(), as_person("ivy")
    link = address("session_correct", garden.session_id)
    answer = ivy.send(link, typed(date(2020, 5, 4), garden.session))
    said = ivy.get(answer.url).content.decode()
    assert "That day is over. Say that the session was held, or correct the day." in said


def test_what_was_held_earlier_than_planned_can_be_written_down(cast):
    garden = open_session()
    place_for(garden, "Dana Whitlock")
    today, earlier = timezone.localdate(), timezone.localdate() - timedelta(days=3)
    pk, activity = garden.session_id, garden.session.activity

    def on(day: date) -> None:
        said = SessionEntry(held_on=day, starts_at=garden.session.starts_at)
        correct_session(by=BY, session_id=pk, expected=None, entry=said)

    on(today)
    happened = Activity.Status.HAPPENED
    level = activity.level_planned_id or activity.level_achieved_id
    move_activity(
        by=BY, activity_id=activity.pk, expected=None, to=happened, level_id=level, reason=""
    )
    on(earlier)
    found = Session.objects.get(pk=pk)
    assert (found.held_on, found.status) == (earlier, Session.Status.HELD)


# --- A session that has begun ---------------------------------------------------------------


def test_that_somebody_cannot_come_is_refused_before_the_press(as_person, cast):
    garden, ivy = open_session(places=2), as_person("ivy")
    row = place_for(garden, "Dana Whitlock")
    before = page(ivy, "sign_up_settle", row.pk, "withdraw")
    assert "They cannot come</button>" in " ".join(before.split()).replace(" <", "<")
    begun(garden)
    after = page(ivy, "sign_up_settle", row.pk, "withdraw")
    assert "This session is over or has begun." in after
    assert address("opportunity_day", garden.pk) in after
    assert "They get a message about it" not in after
    assert "They cannot come</button>" not in " ".join(after.split()).replace(" <", "<")
    # Whoever had the page open before is refused all the same
    ivy.send(address("sign_up_settle", row.pk, "withdraw"))
    assert SignUp.objects.get(pk=row.pk).status == "placed"


def test_who_runs_a_session_reads_that_the_last_moment_has_passed(as_person, cast):
    garden, ivy = open_session(places=2), as_person("ivy")
    said = "The last moment to sign up has passed, but you can still sign up who calls."
    assert said not in page(ivy, "opportunity_run", garden.pk)
    ended = timezone.now() - timedelta(hours=2)
    Opportunity.objects.filter(pk=garden.pk).update(closes_at=ended)
    assert said in page(ivy, "opportunity_run", garden.pk)
    begun(garden)
    assert said not in page(ivy, "opportunity_run", garden.pk)


def test_an_offer_that_is_answered_shows_no_button(as_person, cast):
    garden, ivy = open_session(places=2), as_person("ivy")
    row = place_for(garden, "Dana Whitlock")
    said = page(ivy, "sign_up_settle", row.pk, "take")
    assert "This place is taken by this person already." in said
    assert "the list of the day" not in said


# --- Whom they call --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on_record", "typed", "is_said"),
    [
        ("01622 123456", "", False),
        ("01622 123456", "+44 (0)1622 123456", False),
        ("01622 123456", "07700 900123", True),
        ("", "07700 900123", True),
    ],
)
def test_a_number_typed_for_a_call_is_set_beside_the_one_on_record(
    as_person, cast, on_record, typed, is_said
):
    garden, dana = open_session(debrief="We stay for an hour."), someone("Dana Whitlock")
    Person.objects.filter(pk=dana.pk).update(phone=on_record)
    place_for(garden, dana)
    Session.objects.filter(pk=garden.session_id).update(held_on=timezone.localdate())
    mark = Attendance.objects.create(session=garden.session, person=dana, outcome="came")
    call = CallWanted.objects.create(
        attendance=mark, phone=typed, due_on=timezone.localdate() + timedelta(days=2)
    )
    shown = page(as_person("ivy"), "call_finish", call.pk)
    assert f'<a href="tel:{(typed or on_record).replace(" ", "")}">' in shown
    assert ("This number is not the one in their record" in shown) is is_said
    assert ("in their record: there is none." in shown) is (is_said and not on_record)


# --- Beginning with what is known -----------------------------------------------------------


def test_open_for_sign_up_begins_with_the_prompts_of_the_activity(as_person, cast):
    garden, ivy = open_session(), as_person("ivy")
    activity = garden.session.activity
    Opportunity.objects.filter(pk=garden.pk).delete()
    Activity.objects.filter(pk=activity.pk).update(prompts="Who is not here?")
    coming = timezone.localdate() + timedelta(days=9)
    session = a_session(activity, coming, status="planned", starts_at="10:00")
    begins = page(ivy, "opportunity_add", session.pk)
    assert "Who is not here?</textarea>" in begins
    assert "The curiosity prompts of the activity" in begins
    empty = page(ivy, "opportunity_add", session.pk, empty="1")
    assert "Who is not here?" not in empty
    assert "The curiosity prompts of the activity" not in empty


# --- Looking for a name ----------------------------------------------------------------------


def test_a_caller_is_found_by_name_where_they_are_signed_up(as_person, cast):
    garden, ivy = open_session(places=9), as_person("ivy")
    dana, musa = someone("Dana Whitlock"), someone("Musa Okoro")
    found = page(ivy, "sign_up_enter", garden.pk, q="Whitlock")
    assert f'href="?person=P{dana.pk:05d}#id_person"' in found
    assert "Musa" not in found
    chosen = page(ivy, "sign_up_enter", garden.pk, person=f"P{dana.pk:05d}")
    assert f'value="P{dana.pk:05d}"' in chosen
    # Who is down already is not found again
    place_for(garden, dana)
    again = page(ivy, "sign_up_enter", garden.pk, q="Whitlock")
    assert "Nobody of this name is found, or they are signed up already." in again
    assert f"P{musa.pk:05d}" in page(ivy, "sign_up_enter", garden.pk, q="Musa")


def test_who_could_lead_is_found_by_name(as_person, cast):
    garden, dana = open_session(places=9), someone("Dana Whitlock")
    found = page(as_person("ivy"), "lead_ask", garden.pk, q="dana")
    assert f'href="?person=P{dana.pk:05d}#id_person"' in found
    chosen = page(as_person("ivy"), "lead_ask", garden.pk, person=f"P{dana.pk:05d}")
    assert f'value="P{dana.pk:05d}"' in chosen
    assert "Nobody of this name is found." in page(as_person("ivy"), "lead_ask", garden.pk, q="Zz")


@pytest.mark.parametrize("name", ["sign_up_enter", "lead_ask", "attendance_walk_in"])
def test_where_more_fit_than_are_shown_it_is_said(as_person, cast, name):
    garden, ivy, more = open_session(places=9), as_person("ivy"), "More people fit."
    for number in range(20):
        someone(f"Dana {number:02d}")
    assert more not in page(ivy, name, garden.pk, q="Dana")
    someone("Dana Whitlock")
    assert more in page(ivy, name, garden.pk, q="Dana")


def test_staff_find_by_name_nobody_who_is_hidden(as_person, cast):
    garden = open_session()
    hidden = someone("Dana Whitlock", is_hidden=True)
    found = page(as_person("sam"), "sign_up_enter", garden.pk, q="Dana")
    assert f"P{hidden.pk:05d}" not in found
