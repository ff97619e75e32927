"""A mapping round from opening to close, as the team and the leads meet it."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from activities.models import MappingReply, MappingRound
from activities.selectors.mapping import replies_owed
from activities.services.mapping import (
    choose_lead,
    close_mapping_round,
    remind_leads,
)
from core.models import Message
from core.service import Refused, System
from organisation.models import Service
from tests.activities.rounds import (
    answer,
    give_post,
    log_in_east_kent,
    open_round,
    path,
    words,
)


@pytest.fixture
def row(cast):
    return open_round(cast.ivy)


@pytest.fixture
def reply(row):
    return row.replies.get(directorate__name="East Kent")


# --- The team opens, looks, reminds, closes ------------------------------------------------


def test_the_team_opens_a_round_and_the_leads_get_a_message(as_person, cast):
    ivy = as_person("ivy")
    today, due = timezone.localdate(), timezone.localdate() + timedelta(days=10)
    response = ivy.send(
        "/activities/mapping/open/",
        {
            "title": "Onion 2026",
            "message": "We plan <b>next year</b> & need you.",
            "period_from_day": "1",
            "period_from_month": "1",
            "period_from_year": today.year - 1,
            "period_to_day": today.day,
            "period_to_month": today.month,
            "period_to_year": today.year,
            "due_on_day": due.day,
            "due_on_month": due.month,
            "due_on_year": due.year,
        },
        follow=True,
    )
    text = words(response)
    assert "Onion 2026" in text
    assert "2 of 2 directorates have not answered yet" in text
    assert "Lena Novak" in text
    assert "No lead Choose a lead for Acute" in text
    message = Message.objects.get(purpose="mapping_opened")
    assert message.address == "lena@portal.example"
    reply = MappingReply.objects.get(lead=cast.lena)
    assert f"/activities/mapping/answers/{reply.pk}/" in message.body
    assert "We plan <b>next year</b> & need you." in message.body
    assert message.subject == "Please check your onion: Onion 2026"


def test_a_period_is_whole_months_and_a_year_is_all_of_it(as_person):
    due = timezone.localdate() + timedelta(days=10)
    as_person("ivy").send(
        "/activities/mapping/open/",
        {
            "title": "A year",
            "period_from_year": "2025",
            "period_to_year": "2025",
            "due_on_day": due.day,
            "due_on_month": due.month,
            "due_on_year": due.year,
        },
    )
    row = MappingRound.objects.get()
    assert (row.period_from, row.period_to) == (date(2025, 1, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"due_on": 0}, "choose a day after today"),
        ({"period_to": -500}, "must end on or after"),
        ({"period_from": -365 * 6}, "five years at most"),
    ],
)
def test_impossible_dates_are_refused(cast, changes, sentence):
    moved = {k: timezone.localdate() + timedelta(days=v) for k, v in changes.items()}
    with pytest.raises(Refused, match=sentence):
        open_round(cast.ivy, **moved)
    assert not MappingRound.objects.exists()


def test_the_form_explains_hostile_dates(as_person):
    response = as_person("ivy").send(
        "/activities/mapping/open/",
        {
            "title": "\x00" * 9,
            "period_from_day": "٣",
            "period_from_month": "13",
            "period_from_year": "9" * 40,
            "due_on_day": "31",
            "due_on_month": "2",
            "due_on_year": "2026",
        },
    )
    assert response.status_code == 200
    assert "There is a problem" in words(response)


def test_only_the_team_sees_and_runs_rounds(as_person, client, row):
    pages = ["", "open/", f"{row.pk}/", f"{row.pk}/close/"]
    for page in pages:
        assert as_person("sam").get(f"/activities/mapping/{page}").status_code == 403
        assert as_person("amina").get(f"/activities/mapping/{page}").status_code == 403
        assert client.get(f"/activities/mapping/{page}").status_code == 302
        assert as_person("ivy").get(f"/activities/mapping/{page}").status_code == 200
    assert as_person("lena").send(f"/activities/mapping/{row.pk}/remind/").status_code == 403
    for page in ("999999/", "999999/remind/", f"{10**30}/close/", "answers/999999/lead/"):
        assert as_person("ivy").send(f"/activities/mapping/{page}").status_code in (404, 405)


def test_reminders_go_to_those_who_owe_and_once_a_day(as_person, cast, row, reply):
    ivy = as_person("ivy")
    page = f"/activities/mapping/{row.pk}/"
    now = timezone.now()
    response = ivy.send(f"{page}remind/", follow=True)
    assert "Reminders are on their way to Lena Novak" in words(response)
    assert "Reminded on" in words(response)
    again = ivy.send(f"{page}remind/")
    assert "reminded in the last 24 hours" in words(again)
    assert Message.objects.filter(purpose="mapping_reminder").count() == 1
    with time_machine.travel(now + timedelta(hours=25), tick=False):
        remind_leads(by=cast.ivy, round_id=row.pk)
    assert Message.objects.filter(purpose="mapping_reminder").count() == 2
    with time_machine.travel(now + timedelta(hours=60), tick=False):
        answer(cast.lena, reply)
        with pytest.raises(Refused):
            remind_leads(by=cast.ivy, round_id=row.pk)


def test_a_lead_of_two_directorates_gets_one_message_for_both(cast):
    give_post(by=System("tests"), person=cast.lena, directorate="Acute")
    row = open_round(cast.ivy)
    message = Message.objects.get(purpose="mapping_opened")
    assert message.body.count("/activities/mapping/answers/") == 2
    remind_leads(by=cast.ivy, round_id=row.pk)
    assert Message.objects.filter(purpose="mapping_reminder").count() == 1
    with pytest.raises(Refused, match="last 24 hours"):
        remind_leads(by=cast.ivy, round_id=row.pk)


def test_a_person_is_chosen_where_there_is_no_lead(as_person, cast, row):
    acute = row.replies.get(directorate__name="Acute")
    assert as_person("olu").get(path(acute)).status_code == 403
    response = as_person("ivy").send(
        f"{path(acute)}lead/", {"version": acute.version, "lead": cast.olu.pk}, follow=True
    )
    assert "Olu Adeyemi" in words(response)
    assert Message.objects.filter(address="olu@portal.example").count() == 1
    assert as_person("olu").get(path(acute)).status_code == 200
    assert [owed.directorate for owed in replies_owed(cast.olu)] == ["Acute"]
    with pytest.raises(Refused, match="member of staff"):
        choose_lead(by=cast.ivy, reply_id=acute.pk, expected=2, lead_id=cast.amina.pk)
    with pytest.raises(Refused, match="involvement team"):
        choose_lead(by=cast.olu, reply_id=acute.pk, expected=2, lead_id=cast.olu.pk)


def test_a_date_that_has_passed_is_said_in_words(as_person, cast, row):
    with time_machine.travel(timezone.now() + timedelta(days=17), tick=False):
        team = words(as_person("ivy").get(f"/activities/mapping/{row.pk}/"))
        owed = replies_owed(cast.lena)
    assert "3 days late" in team
    assert "No answer yet, and the date has passed" in team
    assert owed[0].is_late


def test_closing_says_who_did_not_answer_and_then_nobody_can(as_person, cast, row, reply):
    ivy = as_person("ivy")
    close = f"/activities/mapping/{row.pk}/close/"
    assert "have not answered" in words(ivy.get(close))
    text = words(ivy.send(close, {"version": row.version}, follow=True))
    assert "2 of 2 directorates did not answer" in text
    assert "Close this round" not in text
    with pytest.raises(Refused, match="closed"):
        answer(cast.lena, reply)
    assert replies_owed(cast.lena) == ()
    assert "This round is closed" in words(as_person("lena").get(path(reply)))
    with pytest.raises(Refused, match="already closed"):
        close_mapping_round(by=cast.ivy, round_id=row.pk, expected=2)


# --- A lead answers -------------------------------------------------------------------------


def test_a_lead_sees_what_is_recorded_ring_by_ring(as_person, cast, row, reply):
    log_in_east_kent("Ward garden group", "co-create")
    log_in_east_kent("Patients' council", "informed-decision-making")
    log_in_east_kent("Long ago", on=row.period_from - timedelta(days=31))
    text = words(as_person("lena").get(path(reply)))
    assert "Co-create: 1" in text
    assert "Ward garden group" in text
    assert "Informed decision making: 1 Recorded on the onion of 2020." in text
    assert "Involve: 0" in text
    assert "On the onion of 2020: Stimulating thinking or Understanding thinking" in text
    assert "Long ago" not in text
    assert "Add an activity" in text


def test_the_form_to_add_knows_the_service_and_the_way_back(as_person, reply):
    page = as_person("lena").get(path(reply)).content.decode()
    first = Service.objects.filter(directorate=reply.directorate).order_by("name")[0]
    assert (
        f"/activities/log/?service={first.pk}&amp;next=%2Factivities%2Fmapping%2Fanswers%2F" in page
    )


@pytest.mark.parametrize(
    ("button", "said"),
    [("confirmed", "Confirmed as complete"), ("nothing", "Nothing to add")],
)
def test_a_lead_answers_with_one_button(as_person, cast, row, reply, button, said):
    lena = as_person("lena")
    response = lena.send(
        path(reply), {"version": 1, "answer": button, "note": "All <there>"}, follow=True
    )
    assert f"{said}. Answered by Lena Novak" in words(response)
    assert replies_owed(cast.lena) == ()
    team = words(as_person("ivy").get(f"/activities/mapping/{row.pk}/"))
    assert f"{said}, by Lena Novak" in team
    assert "All &lt;there&gt;" in team
    assert "1 of 2 directorates have not answered yet" in team


def test_complete_after_adding_is_kept_as_added(cast, reply):
    log_in_east_kent("Forgotten walk", by=cast.lena)
    assert answer(cast.lena, reply).answer == "added"


def test_complete_is_complete_though_others_logged_meanwhile(cast, reply):
    log_in_east_kent("A colleague's walk", by=cast.sam)
    assert answer(cast.lena, reply).answer == "confirmed"


def test_an_answer_can_be_taken_back_until_the_round_closes(as_person, cast, row, reply):
    lena = as_person("lena")
    answer(cast.lena, reply, "nothing", "First thought")
    assert "Change the answer" in words(lena.get(path(reply)))
    response = lena.send(f"{path(reply)}reopen/", {"version": 2}, follow=True)
    assert "Is this all" in words(response)
    assert "First thought" in words(response)
    answer(cast.lena, reply, "confirmed")
    close_mapping_round(by=cast.ivy, round_id=row.pk, expected=1)
    response = lena.send(f"{path(reply)}reopen/", {"version": 4})
    assert "This mapping round is closed" in words(response)
    assert MappingReply.objects.get(pk=reply.pk).answer == "confirmed"


def test_nobody_else_may_look_or_answer(as_person, client, cast, reply):
    for person in ("sam", "olu"):
        assert as_person(person).get(path(reply)).status_code == 403
        for page in (path(reply), f"{path(reply)}reopen/"):
            assert (
                as_person(person).send(page, {"version": 1, "answer": "nothing"}).status_code == 403
            )
    assert as_person("amina").get(path(reply)).status_code == 403
    assert client.get(path(reply)).status_code == 302
    ivy = as_person("ivy")
    assert "Only a lead of this directorate can answer" in words(ivy.get(path(reply)))
    assert "Only a lead" in words(ivy.send(path(reply), {"version": 1, "answer": "nothing"}))
    assert MappingReply.objects.get(pk=reply.pk).answer == "waiting"


def test_a_second_lead_who_comes_late_sees_what_was_answered(as_person, cast, reply):
    give_post(by=System("tests"), person=cast.sam, directorate="East Kent")
    answer(cast.lena, reply, "nothing", "Hers")
    response = as_person("sam").send(
        path(reply), {"version": 1, "answer": "confirmed", "note": "His"}
    )
    text = words(response)
    assert "This was changed" in text
    assert "Nothing to add by Lena Novak" in text
    assert "His" in text
    stored = MappingReply.objects.get(pk=reply.pk)
    assert (stored.answer, stored.note) == ("nothing", "Hers")


def test_no_button_no_answer(as_person, reply):
    assert "Choose one of the buttons" in words(as_person("lena").send(path(reply), {"version": 1}))
    wrong = as_person("lena").send(path(reply), {"version": "x", "answer": "added"})
    assert "Choose from the answers given" in words(wrong)


def test_the_lead_page_costs_the_same_with_many_activities(
    as_person, reply, django_assert_num_queries
):
    lena = as_person("lena")
    lena.get(path(reply))
    log_in_east_kent("One")
    with connection.execute_wrapper(counted := Counted()):
        lena.get(path(reply))
    for number in range(40):
        log_in_east_kent(f"Activity {number}")
    with django_assert_num_queries(counted.number):
        text = words(lena.get(path(reply)))
    assert "Involve: 41" in text
    assert "and 11 more" in text


class Counted:
    number = 0

    def __call__(self, execute, sql, params, many, context):
        self.number += 1
        return execute(sql, params, many, context)
