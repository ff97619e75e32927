"""Start pages say what to do next, to each in their own way."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html

from activities.models import Activity, Level, MappingReply, MappingRound
from community.models import Status
from core.models import Draft
from core.service import System, service
from home.selectors import start as selectors
from organisation.models import ActivityKind, Directorate, Post
from tests.community.people import someone


@service
def _plan(*, by, title, logged_by, on, **more):
    level = Level.objects.get(code="involve")
    return Activity.objects.create(
        title=title,
        kind=ActivityKind.objects.first(),
        level_planned=level,
        logged_by=logged_by,
        starts_on=on,
        ends_on=on,
        **more,
    )


@service
def _ask(*, by, title="Spring round"):
    row = MappingRound.objects.create(
        title=title,
        period_from=date(2026, 1, 1),
        period_to=date(2026, 12, 31),
        due_on=date(2027, 1, 31),
    )
    for directorate in Directorate.objects.all():
        MappingReply.objects.create(round=row, directorate=directorate)
    return row


TESTS = System("tests")
YESTERDAY = timezone.localdate() - timedelta(days=1)


def _words(page, part: str = "main") -> str:
    return " ".join(html.fromstring(page.content).cssselect(part)[0].text_content().split())


def test_a_visitor_learns_what_this_is(client, db):
    page = _words(client.get("/"))
    assert "Working together on mental health care" in page
    assert "Sign in" in page


def test_staff_see_what_waits_for_them(as_person, cast):
    sam = as_person("sam")
    assert "Waiting for you Nothing." in _words(sam.get("/"))
    mine = _plan(by=TESTS, title="Garden day", logged_by=cast.sam, on=YESTERDAY)
    _plan(by=TESTS, title="Tomorrow’s group", logged_by=cast.sam, on=YESTERDAY + timedelta(days=2))
    _plan(by=TESTS, title="Olu’s group", logged_by=cast.olu, on=YESTERDAY)
    Draft.objects.create(by=cast.sam, page="activities:activity_log", values={"title": ["Choir"]})

    page = sam.get("/")
    words = _words(page, "section[aria-labelledby=waiting]")
    assert "Did it happen?" in words
    assert "Garden day" in words
    assert "Tomorrow’s group" not in words
    assert "Olu’s group" not in words
    assert "You began to log an activity" in words
    assert reverse("activities:activity_detail", args=[mine.pk]) in page.content.decode()


def test_a_lead_sees_the_answer_they_owe(as_person):
    _ask(by=TESTS)
    assert "Spring round: East Kent" in _words(as_person("lena").get("/"))
    assert "Spring round" not in _words(as_person("sam").get("/"))


def test_the_team_sees_who_has_not_answered_and_what_is_new(as_person, cast):
    assert "No mapping round is open" in _words(as_person("ivy").get("/"))
    _ask(by=TESTS)
    _plan(by=TESTS, title="Garden <b>day</b>", logged_by=cast.sam, on=YESTERDAY)
    words = _words(as_person("ivy").get("/"))
    assert "0 of 2 directorates have answered" in words
    assert "No answer yet from Acute, East Kent." in words
    assert "Garden <b>day</b>" in words


def test_the_administrator_sees_what_lacks_and_nothing_about_activities(as_person, cast):
    _plan(by=TESTS, title="Garden day", logged_by=cast.sam, on=YESTERDAY)
    words = _words(as_person("ada").get("/"))
    assert "Without a lead: Acute" in words
    assert "Garden day" not in words


@pytest.mark.parametrize("person", ["cal", "fin", "stella"])
def test_readers_find_the_pages_they_may_open(as_person, person):
    words = _words(as_person(person).get("/"))
    assert "Onion" in words
    assert "What changed since last quarter" in words
    assert "Log activity" not in words
    assert ("Claims policy" in words) is (person == "fin")


def test_a_co_creator_sees_their_own_page(as_person):
    words = _words(as_person("amina").get("/", follow=True))
    assert "Hello, Amina" in words
    assert "Log activity" not in words
    assert "Waiting for you" not in words


def test_the_past_ones_are_the_longest_past_first_and_few(cast, django_assert_num_queries):
    for days in range(1, 9):
        on = YESTERDAY - timedelta(days=days)
        _plan(by=TESTS, title=f"Group {days}", logged_by=cast.sam, on=on)
    waiting = selectors.waiting_for(cast.sam, timezone.localdate())
    assert [a.title for a in waiting.unanswered] == [f"Group {n}" for n in (8, 7, 6, 5, 4)]
    assert waiting.has_more


def _queries(client) -> int:

    with CaptureQueriesContext(connection) as seen:
        assert client.get("/").status_code == 200
    return len(seen)


@pytest.mark.parametrize("person", ["sam", "ivy", "ada", "lena"])
def test_the_number_of_queries_does_not_grow(as_person, cast, person):
    client = as_person(person)
    counts = []
    for more in (1, 24, 75):
        for number in range(more):
            who = getattr(cast, person)
            _plan(by=TESTS, title=f"Group {number}", logged_by=who, on=YESTERDAY)
            directorate = Directorate.objects.first()
            _post(by=TESTS, person=cast.olu, directorate=directorate, on=number)
        counts.append(_queries(client))
    assert counts[0] == counts[1] == counts[2]
    # Six of them: who waits for a call, sessions not spoken of yet, needs and wishes still open,
    # offers that their people do not know of, draws that are due.
    assert counts[0] <= 21


@service
def _post(*, by, person, directorate, on):
    return Post.objects.create(
        person=person,
        directorate=directorate,
        valid_from=date(2020, 1, 1) + timedelta(days=on),
        duty=Post.Duty.LEAD,
    )


def test_the_team_sees_who_waits(cast, as_person):
    someone("Dana", status=Status.ASKED)
    someone("Cher", status=Status.ASKED)
    ivy = as_person("ivy")
    page = html.fromstring(ivy.get("/").content)
    (link,) = [a for a in page.cssselect("main a") if "wait for a welcome" in a.text_content()]
    assert link.text_content() == "2 people wait for a welcome"
    listed = ivy.get(link.get("href")).content.decode()
    assert "Dana" in listed
    assert "request" not in page.cssselect("section[aria-labelledby=desk]")[0].text_content()
