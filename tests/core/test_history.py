"""History: in words, with names, not longer than a page and not dearer than it needs to be."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activities.models import Activity, ActivityService, ActivityTheme, Headcount, Session
from community.models import Partner
from core.history import MOST_ACTS, changes
from core.models import Act
from core.service import System, acting, service
from organisation.models import ActivityKind, Service, Theme
from tests.activities.records import a_session, an_activity

pytestmark = pytest.mark.django_db

THE_PORTAL = System("tests")


@service
def add_partner(*, by, name: str) -> Partner:
    partner = Partner.objects.create(name=name)
    acting().subject = partner
    return partner


@service
def rename_partner(*, by, partner: Partner, name: str, reason: str = "") -> Partner:
    partner.name = name
    partner.save(update_fields=["name"])
    acting().subject = partner
    acting().reason = reason
    return partner


@service
def change_everything(*, by, activity: Activity, number: int) -> None:
    """One act on an activity, its lead service, a theme, its session and who came."""
    kinds, services = list(ActivityKind.objects.all()[:2]), list(Service.objects.all()[:2])
    activity.kind, activity.title = kinds[number % 2], f"Workshop {number}"
    activity.save(update_fields=["kind", "title"])
    place = services[number % 2]
    ActivityService.objects.filter(activity=activity).update(
        service=place, directorate=place.directorate_id
    )
    ActivityTheme.objects.filter(activity=activity).delete()
    ActivityTheme.objects.create(activity=activity, theme=Theme.objects.all()[number % 2])
    Session.objects.filter(activity=activity).update(minutes=100 + number)
    Headcount.objects.filter(session__activity=activity).update(number=100 + number)
    acting().subject = activity


@pytest.fixture
def activity(db) -> Activity:
    @service
    def log(*, by) -> Activity:
        made = an_activity(services=["Canterbury"])
        a_session(made, people=4)
        acting().subject = made
        return made

    return log(by=THE_PORTAL)


def test_it_tells_what_was_changed_by_whom_and_why(cast):
    partner = add_partner(by=cast.ivy, name="Mind in Kent")
    rename_partner(by=cast.sam, partner=partner, name="Mid Kent Mind", reason="They changed it")
    newest, first = changes(partner, reader=cast.ivy)
    assert (newest.who, newest.reason) == ("Sam Okafor", "They changed it")
    assert [(f.label, f.before, f.after) for f in newest.fields] == [
        ("Name", "Mind in Kent", "Mid Kent Mind")
    ]
    assert (first.who, first.fields) == ("Ivy Marsh", ())


def test_it_sees_a_bulk_update_and_a_deletion(cast):
    @service
    def shout(*, by) -> None:
        Partner.objects.update(is_in_use=False)

    @service
    def delete(*, by) -> None:
        Partner.objects.all().delete()

    partner = add_partner(by=cast.ivy, name="Mind in Kent")
    shout(by=cast.sam)
    delete(by=cast.sam)
    events = Partner.pgh_event_model.objects.filter(pgh_obj=partner.pk).order_by("pgh_id")
    assert [event.pgh_label for event in events] == ["update", "delete"]
    assert {Act.objects.get(pk=event.act_id).by_id for event in events} == {cast.sam.pk}


def test_what_a_record_points_to_is_called_by_its_name(as_person, activity):
    old_kind = str(activity.kind)
    change_everything(by=THE_PORTAL, activity=activity, number=1)
    page = as_person("sam").get(f"/activities/{activity.pk}/history/").content.decode()
    assert f"from “{old_kind}” to “{activity.kind}”" in page
    assert f"from “Nothing” to “{Theme.objects.all()[1]}”" in page
    place = ActivityService.objects.get(activity=activity)
    assert f"to “{place.service}”" in page
    assert "from “4” to “101”" in page


def test_how_many_people_came_is_told_to_those_who_may_see_it(as_person, activity):
    change_everything(by=THE_PORTAL, activity=activity, number=1)
    address = f"/activities/{activity.pk}/history/"
    assert "Headcount" in as_person("ivy").get(address).content.decode()
    page = as_person("stella").get(address).content.decode()
    assert "Workshop 1" in page
    assert "Headcount" not in page


def test_a_page_costs_the_same_after_any_number_of_changes(as_person, activity):
    address, sam = f"/activities/{activity.pk}/history/", as_person("sam")
    found, done = [], 0
    for count in (1, 25, 100):
        for number in range(done + 1, count + 1):
            change_everything(by=THE_PORTAL, activity=activity, number=number)
        done = count
        sam.get(address)
        with CaptureQueriesContext(connection) as queries:
            page = sam.get(address).content.decode()
        assert f"to “Workshop {count}”" in page
        found.append(len(queries))
    assert len(set(found)) == 1
    assert found[0] <= 30


def test_a_long_history_shows_the_newest_and_says_that_there_is_more(as_person, activity):
    for number in range(1, MOST_ACTS):
        change_everything(by=THE_PORTAL, activity=activity, number=number)
    address, sam = f"/activities/{activity.pk}/history/", as_person("sam")
    assert "There were more changes" not in sam.get(address).content.decode()
    for number in range(MOST_ACTS, MOST_ACTS + 5):
        change_everything(by=THE_PORTAL, activity=activity, number=number)
    page = sam.get(address)
    text = page.content.decode()
    assert "There were more changes before these" in text
    steps = page.context["steps"]
    assert len(steps) == MOST_ACTS
    # The oldest shown step is whole, and what came before it is not shown.
    assert "from “Workshop 4” to “Workshop 5”" in text
    assert "to “Workshop 4”" not in text


def test_every_step_of_a_record_is_told_in_order(cast):
    partner = add_partner(by=cast.ivy, name="Name 0")
    for number in range(1, MOST_ACTS + 11):
        rename_partner(by=cast.sam, partner=partner, name=f"Name {number}")
    steps = changes(partner, reader=cast.ivy)
    assert [(step.fields[0].before, step.fields[0].after) for step in steps] == [
        (f"Name {number - 1}", f"Name {number}") for number in range(MOST_ACTS + 10, 10, -1)
    ]
    assert steps.has_older
