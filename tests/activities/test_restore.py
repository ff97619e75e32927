"""Going back to an earlier version: field by field, as a new version, by the usual rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from activities.models import Activity, ActivityService, Level, Project
from activities.selectors.log import activity_in_words
from activities.services.log import (
    ActivityEntry,
    HeadcountEntry,
    SessionEntry,
    add_session,
    correct_activity,
    correct_session,
    log_activity,
    move_activity,
)
from activities.services.projects import add_project, edit_project, move_project
from activities.services.restore import restore_activity
from community.models import Partner
from community.services.partners import put_away_partner
from core.service import Refused, Stale, System, service
from organisation.models import ActivityKind, Directorate, Group, Service, Theme
from organisation.services import close_service, put_away_word
from tests.activities.telling import entry
from tests.cast import Cast

pytestmark = pytest.mark.django_db

THE_PORTAL = System("tests")


def correct(by, activity: Activity, new: ActivityEntry, reason: str = "") -> None:
    correct_activity(by=by, activity_id=activity.pk, expected=None, entry=new, reason=reason)


def shown(activity: Activity) -> dict[str, object]:
    """All that a version says, as its form shows it, and the directorates it counts in."""
    now = Activity.objects.get(pk=activity.pk)
    links = ActivityService.objects.filter(activity=now).order_by("service_id")
    return activity_in_words(now) | {
        "levels": (now.level_planned_id, now.level_achieved_id),
        "precision": now.precision,
        "places": [*links.values_list("service_id", "directorate_id", "is_lead")],
        "counted": (now.directorate_ids, now.service_ids),
    }


def back(activity: Activity, version: int) -> str:
    return f"/activities/{activity.pk}/history/{version}/"


def go_back(client, activity: Activity, to: int, **said):
    now = Activity.objects.get(pk=activity.pk)
    form = {"reason": "It was right before", "version": str(now.version), **said}
    return client.send(back(activity, to), form)


@pytest.fixture
def activity(cast) -> Activity:
    came = SessionEntry(held_on=timezone.localdate())
    return log_activity(by=cast.sam, entry=entry(notes="What we heard"), session=came)


def test_each_earlier_version_is_one_press_away(as_person, cast, activity):
    theme, partner = Theme.objects.earliest("pk"), Partner.objects.create(name="A charity")
    wrong = entry("Pasted over", "Thanet", level="inform", theme_ids=(theme.pk,))
    before = shown(activity)
    correct(cast.lena, activity, replace(wrong, partner_ids=(partner.pk,)))
    sam = as_person("sam")
    history = sam.get(f"/activities/{activity.pk}/history/").content.decode()
    assert history.count("Go back to this version") == 1
    assert f'href="{back(activity, 1)}"' in history
    assert "version 2, as it is now" in history
    page = sam.get(back(activity, 1)).content.decode()
    for words in (
        "Pasted over",
        "Garden group",
        "What we heard",
        "A charity",
        str(theme),
        "Inform",
    ):
        assert words in page
    assert go_back(sam, activity, 1).status_code == 302
    assert shown(activity) == before
    newest = Activity.objects.get(pk=activity.pk)
    assert newest.version == 3
    page = sam.get(f"/activities/{activity.pk}/history/").content.decode()
    assert "Took this activity back to an earlier version" in page
    assert "Reason: It was right before" in page
    # What was taken back is itself a version, and can be gone back to.
    assert f'href="{back(activity, 2)}"' in page


def test_only_what_differs_is_shown(as_person, cast, activity):
    correct(cast.sam, activity, entry("Another name", notes="What we heard"))
    page = as_person("sam").get(back(activity, 1)).content.decode()
    assert "Another name" in page
    assert "What we heard" not in page


def test_a_reason_is_owed(as_person, cast, activity):
    correct(cast.sam, activity, entry("Another name"))
    response = go_back(as_person("sam"), activity, 1, reason=" ")
    assert response.status_code == 200
    assert "Say why you go back to this version" in response.content.decode()
    assert Activity.objects.get(pk=activity.pk).version == 2


def test_who_may_not_correct_it_may_not_take_it_back(as_person, cast, activity):
    correct(cast.sam, activity, entry("Another name"))
    assert "belongs to another service" in as_person("olu").get(back(activity, 1)).content.decode()
    assert "belongs to another service" in go_back(as_person("olu"), activity, 1).content.decode()
    assert as_person("stella").get(back(activity, 1)).status_code == 403
    history = as_person("stella").get(f"/activities/{activity.pk}/history/").content.decode()
    assert "Go back" not in history
    move_activity(by=cast.sam, activity_id=activity.pk, expected=None, to="closed")
    page = as_person("sam").get(back(activity, 1)).content.decode()
    assert "This activity is closed" in page
    assert "Why do you go back" not in page
    assert Activity.objects.get(pk=activity.pk).title == "Another name"


def test_somebody_who_edits_meanwhile_is_not_overwritten(as_person, cast, activity):
    correct(cast.sam, activity, entry("Another name"))
    sam = as_person("sam")
    correct(cast.lena, activity, entry("A third name", notes="Lena wrote this"))
    page = go_back(sam, activity, 1, version="2").content.decode()
    assert "This was changed while you had it open" in page
    assert "A third name" in page
    assert "Lena wrote this" in page
    assert "It was right before" in page
    assert Activity.objects.get(pk=activity.pk).title == "A third name"
    with pytest.raises(Stale):
        restore_activity(by=cast.sam, activity_id=activity.pk, expected=2, version=1, reason="x")


def test_a_version_that_is_none_or_says_the_same_is_refused(as_person, cast, activity):
    sam = as_person("sam")
    assert sam.get(back(activity, 99)).status_code == 404
    assert "It says the same now" in sam.get(back(activity, 1)).content.decode()
    for version in (1, 99):
        with pytest.raises(Refused):
            restore_activity(
                by=cast.sam, activity_id=activity.pk, expected=1, version=version, reason="x"
            )


def test_what_was_closed_or_put_away_since_comes_back_and_it_says_so(as_person, cast, activity):
    theme, partner = Theme.objects.earliest("pk"), Partner.objects.create(name="A charity")
    full = entry(theme_ids=(theme.pk,), partner_ids=(partner.pk,))
    correct(cast.sam, activity, full)
    before = shown(activity)
    correct(cast.ivy, activity, entry("Garden group", "Littlebrook"))
    put_away_word(by=cast.ivy, word_list="themes", word_id=theme.pk)
    put_away_partner(by=cast.sam, partner_id=partner.pk)
    place = Service.objects.get(name__startswith="Canterbury")
    today = timezone.localdate()
    close_service(by=cast.ada, service_id=place.pk, expected=None, closes_on=today)
    page = as_person("ivy").get(back(activity, 2)).content.decode()
    assert f"{place} closes or closed on" in page
    assert page.count("was no longer offered. It comes back") == 2
    assert go_back(as_person("ivy"), activity, 2).status_code == 302
    assert shown(activity) == before


def test_it_counts_in_the_directorate_of_that_day(cast, activity):
    """A reorganisation since does not rewrite where an activity belonged."""
    before = shown(activity)
    correct(cast.ivy, activity, entry("Garden group", "Littlebrook"))

    @service
    def reorganise(*, by) -> None:
        new = Directorate.objects.create(name="New")
        Service.objects.filter(name__startswith="Canterbury").update(directorate=new)

    reorganise(by=THE_PORTAL)
    restore_activity(by=cast.ivy, activity_id=activity.pk, expected=None, version=1, reason="x")
    assert shown(activity) == before


def test_a_word_that_was_removed_since_stays_away_and_it_says_so(as_person, cast, activity):
    theme = Theme.objects.create(label="Brought in by mistake")
    correct(cast.sam, activity, entry(theme_ids=(theme.pk,)))
    correct(cast.sam, activity, entry("Another name"))

    @service
    def remove(*, by) -> None:
        theme.delete()

    remove(by=THE_PORTAL)
    page = as_person("sam").get(back(activity, 2)).content.decode()
    assert "A theme was removed since and cannot come back" in page
    assert go_back(as_person("sam"), activity, 2).status_code == 302
    assert shown(activity)["title"] == "Garden group"


def test_the_status_and_the_sessions_stay(cast):
    today = timezone.localdate()
    planned = SessionEntry(held_on=today, status="planned")
    activity = log_activity(by=cast.sam, entry=entry(status="planned"), session=planned)
    correct(cast.sam, activity, entry("Another name", status="planned"))
    move_activity(
        by=cast.sam,
        activity_id=activity.pk,
        expected=None,
        to="happened",
        level_id=Level.objects.get(code="collaborate").pk,
    )
    add_session(by=cast.sam, activity_id=activity.pk, entry=SessionEntry(held_on=today))
    restore_activity(by=cast.sam, activity_id=activity.pk, expected=None, version=1, reason="x")
    now = Activity.objects.get(pk=activity.pk)
    assert (now.title, now.status) == ("Garden group", "happened")
    assert now.level_planned.code == "involve"
    # It had reached no level then; what happened keeps the one it reached.
    assert now.level_achieved.code == "collaborate"
    assert now.sessions.count() == 2


def test_the_page_costs_the_same_however_long_the_history(as_person, cast, activity):
    sam, counts = as_person("sam"), []
    done = 0
    for upto in (1, 25, 60):
        for number in range(done, upto):
            correct(cast.sam, activity, entry(f"Name {number}"))
        done = upto
        sam.get(back(activity, 1))
        with CaptureQueriesContext(connection) as queries:
            assert "Garden group" in sam.get(back(activity, 1)).content.decode()
        counts.append(len(queries))
    assert len(set(counts)) == 1


# --- Any series of corrections ------------------------------------------------------------

SPANS = [
    (None, None, "day"),
    (date(2026, 5, 4), date(2026, 5, 6), "day"),
    (date(2026, 5, 1), None, "month"),
    (date(2025, 1, 1), date(2026, 1, 1), "year"),
]
PLACES = ["Canterbury", "Thanet", "Littlebrook"]
TEXT = st.sampled_from(["", "One line", "Two\nlines", "<b>&</b>", "zażółć 🌱"])


@st.composite
def entries(draw) -> ActivityEntry:
    """Anything that a correction may say."""
    places = draw(st.lists(st.sampled_from(PLACES), min_size=1, max_size=3, unique=True))
    base = entry("x", *places, level=draw(st.sampled_from(["inform", "involve", "co-create"])))
    is_trust_wide = draw(st.booleans())
    alone = is_trust_wide and draw(st.booleans())
    ids = {
        model: sorted(model.objects.values_list("pk", flat=True)[:4])
        for model in (Theme, Group, Partner, Project, ActivityKind)
    }

    def some(model) -> tuple[int, ...]:
        return tuple(draw(st.lists(st.sampled_from(ids[model]), max_size=3, unique=True)))

    starts_on, ends_on, precision = draw(st.sampled_from(SPANS))
    return replace(
        base,
        title=draw(st.sampled_from(["Garden group", "Garden <i>party</i>", "Thé dansant"])),
        kind_id=draw(st.sampled_from(ids[ActivityKind])),
        service_ids=() if alone else base.service_ids,
        is_trust_wide=is_trust_wide,
        level_planned_id=draw(st.sampled_from([None, base.level_id])),
        project_id=draw(st.sampled_from([None, *ids[Project]])),
        theme_ids=some(Theme),
        group_meant_ids=some(Group),
        group_reached_ids=some(Group),
        partner_ids=some(Partner),
        is_standing=draw(st.booleans()),
        starts_on=starts_on,
        ends_on=ends_on,
        precision=precision,
        publication_reach=draw(st.sampled_from([None, 0, 250])),
        aim=draw(TEXT),
        notes=draw(TEXT),
        prompts=draw(TEXT),
        what_was_asked=draw(TEXT),
        level_reason=draw(TEXT),
        is_public=draw(st.booleans()),
    )


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_going_back_gives_exactly_what_that_version_said(db, data):
    cast = Cast()
    for number in range(3):
        Partner.objects.get_or_create(name=f"Charity {number}")
        Project.objects.get_or_create(name=f"Project {number}")
    made = log_activity(by=cast.sam, entry=data.draw(entries()))
    said = {1: shown(made)}
    for _ in range(data.draw(st.integers(1, 5))):
        correct(cast.ivy, made, data.draw(entries()))
        said[Activity.objects.get(pk=made.pk).version] = shown(made)
    for _ in range(data.draw(st.integers(1, 3))):
        wanted = data.draw(st.sampled_from(sorted(said)))
        version = Activity.objects.get(pk=made.pk).version
        if said[wanted] == shown(made):
            continue
        restore_activity(
            by=cast.ivy, activity_id=made.pk, expected=version, version=wanted, reason="x"
        )
        assert shown(made) == said[wanted]
        said[version + 1] = shown(made)


# --- Projects -----------------------------------------------------------------------------


def test_a_project_goes_back_with_its_status_kept(as_person, cast):
    place = Service.objects.get(name__startswith="Thanet")
    on = timezone.localdate()
    row = add_project(by=cast.sam, name="A calm ward", aim="Less noise", service_id=place.pk)
    edit_project(
        by=cast.sam,
        project_id=row.pk,
        expected=1,
        name="Pasted over",
        aim="",
        service_id=None,
        starts_on=on,
        ends_on=on + timedelta(days=9),
    )
    move_project(by=cast.sam, project_id=row.pk, expected=2, to="running", reason="")
    sam, address = as_person("sam"), f"/activities/projects/{row.pk}/history/1/"
    assert f'href="{address}"' in sam.get(f"/activities/projects/{row.pk}/").content.decode()
    page = sam.get(address).content.decode()
    for words in ("Pasted over", "A calm ward", "Less noise", str(place)):
        assert words in page
    assert sam.send(address, {"reason": "Wrong one", "version": "3"}).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.aim, row.service) == ("A calm ward", "Less noise", place)
    assert (row.starts_on, row.ends_on, row.status) == (None, None, "running")
    page = as_person("stella").get(f"/activities/projects/{row.pk}/").content.decode()
    assert "Go back" not in page


def test_a_projects_old_name_that_another_took_is_refused(as_person, cast):
    row = add_project(by=cast.sam, name="A calm ward")
    rest = {"aim": "", "service_id": None, "starts_on": None, "ends_on": None}
    edit_project(by=cast.sam, project_id=row.pk, expected=1, name="A calmer ward", **rest)
    add_project(by=cast.sam, name="A calm ward")
    response = as_person("sam").send(
        f"/activities/projects/{row.pk}/history/1/", {"reason": "x", "version": "2"}
    )
    assert "There is already a project with this name" in response.content.decode()


# --- Sessions -----------------------------------------------------------------------------


def test_a_session_goes_back_and_who_came_stays(as_person, cast):
    today = timezone.localdate()
    was = SessionEntry(
        held_on=today - timedelta(days=3),
        starts_at=time(14, 0),
        ends_at=time(16, 30),
        staff_minutes=90,
        headcounts=(HeadcountEntry("carer", 7),),
    )
    activity = log_activity(by=cast.sam, entry=entry(), session=was)
    row = activity.sessions.get()
    wrong = SessionEntry(held_on=today, mode="online", headcounts=(HeadcountEntry("carer", 8),))
    correct_session(by=cast.sam, session_id=row.pk, expected=None, entry=wrong)
    sam, address = as_person("sam"), f"/activities/sessions/{row.pk}/history/1/"
    page = sam.get(f"/activities/sessions/{row.pk}/correct/").content.decode()
    assert f'href="{address}"' in page
    shown_page = sam.get(address).content.decode()
    for words in ("In person", "Online", "14:00", "16:30", "90"):
        assert words in shown_page
    assert sam.send(address, {"reason": "Wrong one", "version": "2"}).status_code == 302
    row.refresh_from_db()
    assert (row.held_on, row.starts_at, row.ends_at) == (was.held_on, was.starts_at, was.ends_at)
    assert (row.mode, row.staff_minutes, row.minutes, row.version) == ("in_person", 90, 150, 3)
    assert row.headcounts.get().number == 8
    assert Activity.objects.get(pk=activity.pk).first_on == was.held_on
    told = as_person("ivy").get(f"/activities/{activity.pk}/history/").content.decode()
    assert "Took a session of this activity back to an earlier version" in told
