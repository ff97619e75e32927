"""Projects: adding, changing, moving, finding."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activities.models import Activity, Level, Project
from activities.rules.projects import ProjectFacts, move_blocker, moves_from
from activities.services.log import ActivityEntry, log_activity
from activities.services.projects import add_project, edit_project, move_project
from core.service import Refused, System
from organisation.models import ActivityKind, Service

HOSTILE = "<script>alert(1)</script> \u202e ' \" {{ 7*7 }}"


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def project(cast):
    return add_project(by=cast.sam, name="Calmer waiting rooms", aim="Less noise.")


def path(row: Project) -> str:
    return f"/activities/projects/{row.pk}/"


def test_staff_add_a_project_and_find_it(as_person, cast):
    sam = as_person("sam")
    service = Service.objects.get(name__startswith="Canterbury")
    response = sam.send(
        "/activities/projects/add/",
        {
            "name": "New letters",
            "aim": "Plain words.",
            "service": service.pk,
            "starts_on_day": "1",
            "starts_on_month": "3",
            "starts_on_year": "2026",
        },
        follow=True,
    )
    text = words(response)
    assert "New letters" in text
    assert "Proposed" in text
    assert "1 March 2026" in text
    assert "Canterbury community mental health team" in text
    listed = sam.get("/activities/projects/?q=letters")
    assert "New letters" in words(listed)
    assert "East Kent" in words(listed)
    assert "New letters" not in words(sam.get("/activities/projects/?status=stopped"))


def test_a_name_is_used_once_in_any_case(as_person, project):
    response = as_person("sam").send("/activities/projects/add/", {"name": "calmer WAITING rooms"})
    assert response.status_code == 200
    assert "already a project with this name" in words(response)


def test_an_end_before_the_start_is_explained(as_person, project):
    dates = {"starts_on": (5, 5, 2026), "ends_on": (4, 5, 2026)}
    post = {
        f"{name}_{part}": value
        for name, values in dates.items()
        for part, value in zip(("day", "month", "year"), values, strict=True)
    }
    response = as_person("sam").send("/activities/projects/add/", {"name": "X", **post})
    assert "The end must be on or after the start" in words(response)


def test_two_editors_lose_nothing(as_person, cast, project):
    service = Service.objects.get(name__startswith="Thanet").pk
    edit_project(
        by=cast.ivy,
        project_id=project.pk,
        expected=1,
        name="Calm rooms",
        aim="Quiet.",
        service_id=None,
        starts_on=None,
        ends_on=None,
    )
    response = as_person("sam").send(
        f"{path(project)}edit/",
        {"version": 1, "name": "Calmer waiting rooms", "aim": "Softer light.", "service": service},
    )
    text = words(response)
    assert "This was changed" in text
    assert "Quiet." in text
    assert "Softer light." in text
    page = response.content.decode()
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    as_person("sam").send(
        f"{path(project)}edit/",
        {"version": version, "name": "Calm rooms", "aim": "Softer light.", "service": service},
    )
    project.refresh_from_db()
    assert (project.name, project.aim, project.version) == ("Calm rooms", "Softer light.", 3)


def test_a_project_moves_with_reasons_and_the_page_tells_its_life(as_person, cast, project):
    sam = as_person("sam")
    sam.send(f"{path(project)}move/", {"version": 1, "to": "running"})
    refused = sam.send(f"{path(project)}move/", {"version": 2, "to": "stopped", "reason": " "})
    assert "Say why it was stopped" in words(refused)
    text = words(
        sam.send(
            f"{path(project)}move/",
            {"version": 2, "to": "stopped", "reason": "No room"},
            follow=True,
        )
    )
    assert "Stopped" in text
    assert "Reason: No room" in text
    assert "Status: from “Running” to “Stopped”" in text
    assert "Changed the status of this project" in text
    assert "by Sam Okafor" in text


@pytest.mark.parametrize(
    ("start", "to", "reason", "sentence"),
    [
        ("proposed", "running", "", None),
        ("proposed", "finished", "x", "cannot become finished"),
        ("running", "finished", "", "Say what came of it"),
        ("running", "finished", "Done", None),
        ("finished", "running", "", None),
        ("stopped", "stopped", "x", "already stopped"),
    ],
)
def test_moves(start, to, reason, sentence):
    said = move_blocker(True, ProjectFacts(status=start), to, reason=reason)
    assert (said is None) if sentence is None else (sentence in said)
    assert "Only staff" in move_blocker(False, ProjectFacts(status=start), to, reason=reason)


def test_only_possible_moves_are_offered():
    assert moves_from("proposed") == ("running", "stopped")
    assert moves_from("finished") == ("running",)


def test_who_may_see_and_keep_projects(as_person, client, cast, project):
    for person in ("sam", "ivy", "stella", "cal", "fin"):
        assert as_person(person).get(path(project)).status_code == 200
    for person in ("stella", "cal", "amina", "ada"):
        assert as_person(person).get(f"{path(project)}edit/").status_code == 403
    assert "Change this project" not in words(as_person("stella").get(path(project)))
    assert as_person("amina").get("/activities/projects/").status_code == 403
    assert client.get("/activities/projects/").status_code == 302
    with pytest.raises(Refused, match="Only staff"):
        move_project(by=cast.stella, project_id=project.pk, expected=1, to="running", reason="")


def test_hostile_names_and_numbers_are_shown_as_typed(as_person, cast, project):
    sam = as_person("sam")
    sam.send("/activities/projects/add/", {"name": HOSTILE, "aim": HOSTILE})
    page = sam.get("/activities/projects/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    bad = sam.send("/activities/projects/add/", {"name": "a\x00b" * 9_000, "service": "9" * 30})
    assert bad.status_code == 200
    assert sam.get("/activities/projects/?directorate=x%00&q=%00&status=none").status_code == 200
    assert sam.get("/activities/projects/999999/").status_code == 404


def test_the_page_names_the_activities_that_feed_it(as_person, cast, project):
    log_activity(
        by=System("tests"),
        entry=ActivityEntry(
            title="Sound walk",
            kind_id=ActivityKind.objects.all()[0].pk,
            level_id=Level.objects.get(code="involve").pk,
            is_trust_wide=True,
            is_standing=True,
            project_id=project.pk,
        ),
    )
    assert "Sound walk , happened" in words(as_person("stella").get(path(project)))


def test_the_page_leads_to_the_log_form_with_the_project_chosen(as_person, cast, project):
    sam = as_person("sam")
    link = f"/activities/log/?project={project.pk}"
    assert link in sam.get(path(project)).content.decode()
    assert f'<option value="{project.pk}" selected>' in sam.get(link).content.decode()
    assert sam.get("/activities/log/?project=999999").status_code == 200


def test_the_list_costs_the_same_with_1_25_and_100_projects(as_person, cast, project):
    sam = as_person("sam")
    sam.get("/activities/projects/")
    seen = []
    for wanted in (1, 25, 100):
        for number in range(Project.objects.count(), wanted):
            add_project(by=cast.sam, name=f"Project {number}")
        with CaptureQueriesContext(connection) as queries:
            sam.get("/activities/projects/?per_page=100")
        seen.append(len(queries))
    assert seen[0] == seen[1] == seen[2]
    assert Activity.objects.count() == 0
