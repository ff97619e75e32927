"""Recent changes: who changed what, in words, where it belongs and to whom it may be told."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape

from activities.models import Activity
from activities.rules.bulk import Changes
from activities.selectors.acts import PER_PAGE
from activities.services.change_many import change_many, prepare_change, undo_change
from activities.services.log import (
    HeadcountEntry,
    SessionEntry,
    correct_session,
    log_activity,
    move_activity,
)
from activities.services.projects import add_project, edit_project
from core.service import System, acting, service
from organisation.models import Post, Service, Theme
from organisation.services import add_post, change_word, end_post
from tests.activities.telling import (
    CANTERBURY,
    CHANGES,
    LITTLEBROOK,
    THANET,
    correct,
    directorate,
    entry,
    lines,
    see,
)

pytestmark = pytest.mark.django_db


@service
def lead_of(*, by, activity: Activity, person) -> None:
    acting().subject = activity
    Activity.objects.filter(pk=activity.pk).update(led_by=person, version=2)


def test_a_correction_is_told_in_words(as_person, cast):
    activity = log_activity(by=cast.sam, entry=entry())
    theme = Theme.objects.earliest("pk")
    new = entry(level="collaborate", theme_ids=(theme.pk,), notes="A long note")
    correct(cast.lena, activity, new, "We decided together")
    response = as_person("sam").get(CHANGES)
    assert lines(response) == [
        "Lena Novak corrected Garden group",
        "Sam Okafor logged Garden group",
    ]
    page = response.content.decode()
    assert f"{timezone.localdate():%A} {timezone.localdate().day}" in page
    assert "Level achieved: from “Involve” to “Collaborate”" in page
    assert escape(f"Theme: “{theme}” added") in page
    assert "Notes: changed" in page
    assert "A long note" not in page
    assert "Reason: We decided together" in page
    assert f'href="/activities/{activity.pk}/history/"' in page


def test_a_directorate_has_what_is_its_own_and_what_was_taken_from_it(as_person, cast):
    activity = log_activity(by=cast.sam, entry=entry())
    log_activity(by=cast.olu, entry=entry("Ward round", LITTLEBROOK))
    correct(cast.ivy, activity, entry("Garden group", LITTLEBROOK))
    moved, logged = "Ivy Marsh corrected Garden group", "Sam Okafor logged Garden group"
    ward = "Olu Adeyemi logged Ward round"
    ivy = as_person("ivy")
    assert see(ivy, directorate=directorate("East Kent")) == [moved, logged]
    assert see(ivy, directorate=directorate("Acute")) == [moved, ward]
    assert see(ivy) == [moved, ward, logged]


def test_it_opens_with_the_readers_own_directorate(as_person, cast):
    log_activity(by=cast.sam, entry=entry())
    log_activity(by=cast.olu, entry=entry("Ward round", LITTLEBROOK))
    assert lines(as_person("sam").get(CHANGES)) == ["Sam Okafor logged Garden group"]
    assert lines(as_person("olu").get(CHANGES)) == ["Olu Adeyemi logged Ward round"]
    assert len(lines(as_person("stella").get(CHANGES))) == 2


def test_it_is_narrowed_by_kind_person_and_month(as_person, cast):
    activity = log_activity(by=cast.sam, entry=entry())
    correct(cast.lena, activity, entry("Garden party"))
    move_activity(by=cast.sam, activity_id=activity.pk, expected=None, to="closed")
    ivy = as_person("ivy")
    assert see(ivy, kind="corrected") == ["Lena Novak corrected Garden party"]
    assert see(ivy, person=cast.lena.pk) == ["Lena Novak corrected Garden party"]
    mine = see(ivy, person=cast.sam.pk, directorate=directorate("East Kent"), kind="moved")
    assert mine == ["Sam Okafor changed the status of Garden party"]
    assert len(see(ivy, until=f"{timezone.localdate():%m/%Y}")) == 3
    assert see(ivy, until="May 2020") == []


def test_every_change_is_on_one_page_and_only_one(as_person, cast):
    activity = log_activity(by=cast.sam, entry=entry("Name 0"))
    total = 2 * PER_PAGE + 10
    for number in range(1, total):
        correct(cast.sam, activity, entry(f"Name {number}"))
    ivy, address, seen = as_person("ivy"), f"{CHANGES}?directorate=0", []
    for _ in range(3):
        response = ivy.get(address)
        seen += re.findall(r"Title: from “(Name \d+)”", response.content.decode())
        older = re.search(r'href="([^"]*older_than[^"]*)"', response.content.decode())
        address = CHANGES + older[1].replace("&amp;", "&") if older else ""
    assert seen == [f"Name {number}" for number in range(total - 2, -1, -1)]
    assert address == ""
    newer = re.search(r'href="([^"]*newer_than[^"]*)"', response.content.decode())
    back = ivy.get(CHANGES + newer[1].replace("&amp;", "&")).content.decode()
    assert re.findall(r"Title: from “(Name \d+)”", back) == seen[PER_PAGE : 2 * PER_PAGE]


def test_headcounts_are_told_to_those_who_may_see_them(as_person, cast):
    came = SessionEntry(held_on=timezone.localdate(), headcounts=(HeadcountEntry("carer", 7),))
    activity = log_activity(by=cast.sam, entry=entry(), session=came)
    correct_session(
        by=cast.sam,
        session_id=activity.sessions.get().pk,
        expected=None,
        entry=replace(came, headcounts=(HeadcountEntry("carer", 91),)),
    )
    assert "to “91”" in as_person("ivy").get(CHANGES).content.decode()
    page = as_person("stella").get(CHANGES).content.decode()
    assert "corrected a session of" in page
    assert "“91”" not in page


def test_who_it_was_is_told_to_those_who_see_who_works_where(as_person, cast):
    log_activity(by=cast.sam, entry=entry(), colleague=cast.lena.email)
    assert see(as_person("fin")) == ["Sam Okafor, for Lena Novak, logged Garden group"]
    response = as_person("stella").get(CHANGES, {"person": cast.sam.pk})
    assert lines(response) == ["A member of staff, for A member of staff, logged Garden group"]
    assert "Okafor" not in response.content.decode()


def test_the_pages_it_leads_to_tell_no_more_names(as_person, cast):
    activity = log_activity(by=cast.sam, entry=entry(), colleague=cast.lena.email)
    lead_of(by=System("tests"), activity=activity, person=cast.olu)
    project = add_project(by=cast.sam, name="A calmer ward")
    changes = Changes(added={"themes": frozenset({Theme.objects.earliest("pk").pk})})
    bulk = prepare_change(by=cast.sam, activity_ids=[activity.pk], changes=changes).pk
    change_many(by=cast.sam, change_id=bulk)
    undo_change(by=cast.ivy, change_id=bulk)
    names = {
        CHANGES: {"Sam Okafor", "Lena Novak", "Ivy Marsh"},
        f"/activities/{activity.pk}/": {"Sam Okafor", "Olu Adeyemi"},
        f"/activities/{activity.pk}/history/": {
            "Sam Okafor",
            "Lena Novak",
            "Olu Adeyemi",
            "Ivy Marsh",
        },
        f"/activities/projects/{project.pk}/": {"Sam Okafor"},
        "/activities/bulk/": {"Sam Okafor"},
        f"/activities/bulk/{bulk}/": {"Sam Okafor", "Ivy Marsh"},
    }
    fin, stella = as_person("fin"), as_person("stella")
    for address, told in names.items():
        page = fin.get(f"{address}?directorate=0" if address == CHANGES else address)
        assert {name for name in told if name in page.content.decode()} == told, address
        page = stella.get(address).content.decode()
        everybody = {each.display_name for each in (cast.sam, cast.lena, cast.olu, cast.ivy)}
        assert {name for name in everybody if name in page} == set(), address
        assert "A member of staff" in page or address == "/activities/bulk/"
    history = stella.get(f"/activities/{activity.pk}/history/").content.decode()
    assert "Led by: from “A member of staff” to “A member of staff”" in history


def test_a_co_creators_name_cannot_be_asked_for(as_person, cast):
    page = as_person("sam").get(CHANGES, {"person": cast.amina.pk}).content.decode()
    assert "Yusuf" not in page
    assert "Choose one from the list" in page


def test_posts_and_words_are_told_to_those_who_see_them_elsewhere(as_person, cast):
    theme = Theme.objects.earliest("pk")
    change_word(
        by=cast.ivy, word_list="themes", word_id=theme.pk, expected=None, label="Getting help"
    )
    place = Service.objects.get(name__startswith=THANET)
    post = add_post(by=cast.ada, person_id=cast.sam.pk, service_id=place.pk)
    end_post(by=cast.ada, post_id=post.pk, ends_on=timezone.localdate())
    words = "Ivy Marsh changed the word Getting help"
    posts = [
        f"Ada Lindqvist {did} a post: Sam Okafor, {Post.Duty.MEMBER.label}, {place}"
        for did in ("ended", "added")
    ]
    assert see(as_person("ivy")) == [*posts, words]
    assert see(as_person("sam")) == posts
    assert see(as_person("stella")) == []
    # The page of a post is for administrators: others read of it and get no link.
    assert "/posts/" not in as_person("sam").get(CHANGES).content.decode()
    assert "Word lists" not in as_person("sam").get(CHANGES).content.decode()


def test_a_project_is_told_in_both_its_directorates(as_person, cast):
    old, new = (Service.objects.get(name__startswith=name) for name in (CANTERBURY, LITTLEBROOK))
    project = add_project(by=cast.sam, name="A calmer ward", service_id=old.pk)
    edit_project(
        by=cast.sam,
        project_id=project.pk,
        expected=1,
        name="A calm ward",
        aim="",
        service_id=new.pk,
        starts_on=None,
        ends_on=None,
    )
    changed = "Sam Okafor changed the project A calm ward"
    ivy = as_person("ivy")
    assert see(ivy, directorate=directorate("Acute")) == [changed]
    east = see(ivy, directorate=directorate("East Kent"))
    assert east == [changed, "Sam Okafor added the project A calm ward"]


def test_what_people_typed_is_text_and_nothing_else(as_person, cast):
    log_activity(by=cast.sam, entry=entry("<b>Bold</b> & {it} {count}"))
    page = as_person("ivy").get(CHANGES).content.decode()
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; {it} {count}</a>" in page


@pytest.mark.parametrize(
    "query",
    [
        "directorate=x",
        "directorate=99999999999999999999",
        "directorate=-1",
        "kind=words%00",
        "person=%F0%9F%98%80",
        "older_than=%00",
        "older_than=00000000-0000-0000-0000-000000000000",
        "newer_than=ffffffff-ffff-ffff-ffff-ffffffffffff",
        "until=13/2026",
        "until=00000",
    ],
)
def test_an_address_that_makes_no_sense_is_no_fault(as_person, cast, query):
    log_activity(by=cast.sam, entry=entry())
    assert as_person("ivy").get(f"{CHANGES}?{query}").status_code == 200


def test_a_page_costs_the_same_with_few_and_many_changes(as_person, cast):
    ivy, counts = as_person("ivy"), []
    activity = log_activity(by=cast.sam, entry=entry("Name 0"))
    theme = Theme.objects.earliest("pk")
    made = 0
    for upto in (1, 24, 99):
        for number in range(made, upto):
            made = upto
            with_theme = (theme.pk,) if number % 2 else ()
            correct(cast.sam, activity, entry(f"Name {number + 1}", theme_ids=with_theme))
        # One more that adds a theme, so that every page has each sort of change.
        correct(cast.sam, activity, entry("Name", THANET, theme_ids=(theme.pk,)))
        correct(cast.sam, activity, entry("Name"))
        ivy.get(CHANGES)
        with CaptureQueriesContext(connection) as queries:
            page = ivy.get(CHANGES).content.decode()
        assert "corrected" in page
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert counts[0] <= 30


def test_a_directorates_page_leads_to_its_changes(as_person):
    pk = directorate("East Kent")
    page = as_person("sam").get(f"/organisation/directorates/{pk}/").content.decode()
    assert f'href="{CHANGES}?directorate={pk}"' in page
    assert CHANGES in as_person("sam").get("/").content.decode()
