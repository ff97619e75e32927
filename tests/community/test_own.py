"""Pages of one's own record: read and change it, see who looked, pause, leave, ask, take a copy."""

import json
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from community.models import (
    Check,
    CheckHeld,
    Look,
    Person,
    RightsRequest,
    RoleHeld,
    RoleText,
    Status,
)
from community.rules.rights import due_on
from community.services.people import note_look
from community.services.rights import ask_right
from core.models import Message
from core.service import Refused
from tests.community.people import BY, proved, someone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def awake(settings):
    settings.QUIET_FROM = settings.QUIET_UNTIL = 0


@pytest.fixture
def own(cast):
    return someone("Amina Yusuf", account=cast.amina, email="amina@portal.example")


def url(name, *args):
    return reverse(f"community:{name}", args=args)


def text(answer) -> str:
    return answer.content.decode()


def test_every_part_of_the_record_can_be_read_and_changed_by_its_owner(as_person, own):
    amina = as_person("amina")
    page = text(amina.get(url("own_record")))
    for part in ("name", "reach", "kinds", "interests", "when", "where", "language", "limit"):
        assert url("own_record_change", part) in page
        assert amina.get(url("own_record_change", part)).status_code == 200
    sent = {"version": own.version, "phone": "07700 900 123"}
    assert amina.send(url("own_record_change", "reach"), sent).status_code == 302
    own.refresh_from_db()
    assert (own.phone, own.email) == ("07700 900 123", "amina@portal.example")
    late = amina.send(url("own_record_change", "limit"), {"version": 1, "asks_a_month": "2"})
    assert "This was changed" in text(late)


def test_nobody_reads_the_record_of_somebody_else_there(as_person, own):
    assert (
        "Amina" not in text(as_person("ben").get(reverse("home:my_involvement"))).split("<main")[1]
    )
    assert as_person("ben").get(url("own_record")).status_code == 404


def test_people_read_which_roles_they_hold_and_how_they_differ(as_person, own):
    today = timezone.localdate()
    check = Check.objects.create(name="Safety talk")
    CheckHeld.objects.create(person=own, check_done=check, done_on=today)
    text_now = RoleText.objects.filter(role="mentor").latest("version")
    RoleHeld.objects.create(
        person=own,
        role="mentor",
        starts_on=today,
        text=text_now,
        agreed_on=today,
        renew_on=today + timedelta(days=365),
    )
    amina = as_person("amina")
    for address in (reverse("home:my_involvement"), url("own_record")):
        page = text(amina.get(address))
        assert url("role_detail", "mentor") in page
        assert url("role_overview") in page
        assert f"{today + timedelta(days=365):%-d %B %Y}" in page
        assert "Safety talk" in page
    assert url("role_overview") in text(as_person("sam").get(url("person_list")))


def test_who_has_only_an_account_is_shown_how_to_join(as_person):
    page = text(as_person("ben").get(reverse("home:my_involvement")))
    assert "You have not joined yet" in page
    assert reverse("join:join_start") in page


def test_a_person_sees_who_looked_and_why(as_person, own, cast):
    note_look(by=cast.ivy, person_id=own.pk, what="emergency", reason="She fainted")
    page = text(as_person("amina").get(url("own_looks")))
    assert "Your emergency contact" in page
    assert "by Ivy Marsh" in page
    assert "She fainted" in page


def test_what_happened_is_told_with_who_and_why(as_person, own):
    amina = as_person("amina")
    amina.send(url("own_pause"), {"why": "Exams"})
    page = text(amina.get(url("own_history")))
    assert "Paused" in page
    assert "Exams" in page
    assert "by you" in page


def test_pausing_coming_back_and_leaving(as_person, own):
    amina, soon = as_person("amina"), timezone.localdate() + timedelta(days=30)
    back = {"back_on_day": soon.day, "back_on_month": soon.month, "back_on_year": soon.year}
    assert amina.send(url("own_pause"), back).status_code == 302
    own.refresh_from_db()
    assert (own.status, own.back_on) == (Status.PAUSED, soon)
    assert "You have paused until" in text(amina.get(reverse("home:my_involvement")))
    amina.send(url("own_return"))
    own.refresh_from_db()
    assert own.status == Status.ACTIVE
    amina.send(url("own_leave"), {"then": "keep", "why": ""})
    own.refresh_from_db()
    assert own.status == Status.LEFT
    assert not RightsRequest.objects.exists()
    amina.send(url("own_return"))
    own.refresh_from_db()
    assert own.status == Status.ASKED


def test_leaving_to_be_forgotten_can_be_taken_back(as_person, own):
    amina = as_person("amina")
    amina.send(url("own_leave"), {"then": "forget"})
    row = RightsRequest.objects.get(kind="erasure")
    assert "You asked us to forget you" in text(amina.get(reverse("home:my_involvement")))
    assert amina.send(url("own_right_take_back", row.pk)).status_code == 302
    row.refresh_from_db()
    assert row.state == "taken_back"


# --- What people ask --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "asked", "due"),
    [
        ("access", date(2026, 1, 31), date(2026, 2, 28)),
        ("correction", date(2026, 12, 15), date(2027, 1, 15)),
        ("access", date(2028, 1, 30), date(2028, 2, 29)),
        ("complaint", date(2026, 1, 31), date(2026, 3, 2)),
    ],
)
def test_the_clock_runs_as_the_law_has_it(kind, asked, due):
    assert due_on(kind, asked) == due


def test_a_question_is_asked_seen_answered_and_told(as_person, own, cast):
    amina, ivy = as_person("amina"), as_person("ivy")
    amina.send(url("own_right_ask", "correction"), {"words": "My name has an accent"})
    row = RightsRequest.objects.get()
    assert "Our answer is due by" in text(amina.get(url("own_rights")))
    assert "Amina Yusuf" in text(ivy.get(url("rights_request_list")))
    ivy.send(url("rights_request_acknowledge", row.pk))
    ivy.send(url("rights_request_answer", row.pk), {"answer": "It is there now."})
    row.refresh_from_db()
    assert (row.state, row.answered_by) == ("answered", cast.ivy)
    assert "It is there now." in text(amina.get(url("own_rights")))
    # One transaction gives both messages the same time.
    assert Message.objects.filter(subject="Our answer to you").count() == 1


def test_what_is_overdue_stands_on_top_and_says_so(as_person, own):
    ask_right(by=BY, person_id=own.pk, kind="access", words="Later")
    late = ask_right(by=BY, person_id=own.pk, kind="complaint", words="Late")
    RightsRequest.objects.filter(pk=late.pk).update(due_on=date(2026, 1, 1))
    page = text(as_person("ivy").get(url("rights_request_list")))
    assert "Overdue" in page
    assert page.index("I want to complain") < page.index("Tell me what you keep")


def test_nobody_answers_themselves_or_what_they_may_not(as_person, own, cast):
    mine = someone("Ivy", account=cast.ivy, email="ivy@portal.example")
    row = ask_right(by=cast.ivy, person_id=mine.pk, kind="complaint", words="x")
    page = as_person("ivy").send(url("rights_request_answer", row.pk), {"answer": "Fine"})
    assert "Somebody else of the team answers" in text(page)
    assert as_person("sam").get(url("rights_request_answer", row.pk)).status_code == 403
    with pytest.raises(Refused):
        ask_right(by=cast.ben, person_id=own.pk, kind="erasure")


# --- The copy ---------------------------------------------------------------------------


def test_the_copy_asks_once_more_who_it_is(as_person, own):
    amina = as_person("amina")
    assert "reauthenticate" in amina.get(url("own_data")).url
    assert amina.get(url("own_data_file", "json")).url == url("own_data")


def test_the_copy_holds_everything_and_nothing_that_lets_in(as_person, own, cast):
    amina = proved(as_person("amina"))
    for words in ("First words", "Second words"):
        amina.send(
            url("own_record_change", "interests"),
            {"version": Person.objects.get(pk=own.pk).version, "brings": words},
        )
    note_look(by=cast.ivy, person_id=own.pk, what="record", reason="A call")
    ask_right(by=cast.amina, person_id=own.pk, kind="access", words="What is kept?")
    proved(amina)
    answer = amina.send(url("own_data"), {"ending": "json"})
    answer = amina.get(answer.url)
    found = json.loads(answer.content)
    whole = json.dumps(found)
    for words in ("First words", "Second words", "A call", "What is kept?", "We have your request"):
        assert words in whole
    assert found["community.person"]["rows"][0]["name"] == "Amina Yusuf"
    assert "password" not in whole
    assert "attachment" in answer["Content-Disposition"]
    assert Look.objects.filter(person=own, by=cast.amina, what="export").count() == 1
    page = text(amina.get(url("own_data_file", "html")))
    assert "Second words" in page
    assert "<script" not in page
    # Who reads it sees days and words, not how they are kept.
    assert date_format(timezone.localtime(), "j F Y") in page.split("<ul>")[1]
    for kept in ("True", "False", "[]", "T00:", "community.", "None"):
        assert kept not in page


def test_the_copy_opens_for_the_session_that_asked_for_it_and_nobody_else(as_person, own, cast):
    here, elsewhere = proved(as_person("amina")), as_person("amina")
    asked = here.send(url("own_data"), {"ending": "json"}).url
    assert here.get(asked).status_code == 200
    # The same account at another machine, however fresh its sign-in; and everybody else.
    assert proved(elsewhere).get(asked).url == url("own_data")
    ben = as_person("ben")
    assert ben.get(asked).status_code == 404
    someone("Ben Carter", account=cast.ben)
    for key in ("ben", "ivy", "ada"):
        assert "Amina" not in text(as_person(key).get(asked))
    assert ben.get(asked).url == url("own_data")
    # Who takes over a copy's mark in their own session gets nothing with it.
    session = ben.session
    session["community.taken_out"] = Look.objects.get(person=own).pk
    session.save()
    assert ben.get(asked).url == url("own_data")
    assert "A copy of everything about you" in text(here.get(url("own_looks")))


def test_the_copy_closes_after_a_while_and_when_the_session_ends(as_person, own, monkeypatch):
    amina = proved(as_person("amina"))
    asked = amina.send(url("own_data"), {"ending": "html"}).url
    assert amina.get(asked).headers["Cache-Control"].find("no-store") >= 0
    monkeypatch.setattr("community.selectors.data.OPEN_FOR", timedelta(0))
    assert amina.get(asked).url == url("own_data")
    monkeypatch.undo()
    amina.logout()
    assert "login" in amina.get(asked).url


def test_the_copy_of_others_is_not_there(as_person, own, cast):
    other = someone("Somebody Else", email="else@home.example", brings="Other words")
    amina = proved(as_person("amina"))
    asked = amina.send(url("own_data"), {"ending": "json"}).url
    whole = text(amina.get(asked))
    assert "Amina Yusuf" in whole
    assert "Other words" not in whole
    assert other.name not in whole


@pytest.mark.parametrize(
    ("status", "page", "says"),
    [
        (Status.ACTIVE, "own_return", "There is nothing to come back from."),
        (Status.PAUSED, "own_pause", "You have paused already."),
        (Status.LEFT, "own_pause", "You can come back at any time."),
        (Status.LEFT, "own_leave", "You have left already."),
    ],
)
def test_a_page_of_a_move_that_is_none_says_so_to_them(as_person, cast, status, page, says):
    someone("Amina Yusuf", account=cast.amina, status=status)
    assert says in as_person("amina").get(reverse(f"community:{page}")).content.decode()
