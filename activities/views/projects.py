"""Pages of projects: service improvement work that activities feed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from activities.forms.projects import ProjectFilters, ProjectForm, ProjectMoveForm
from activities.models import Project
from activities.rules.projects import moves_from
from activities.selectors import projects as selectors
from activities.services import projects as services
from core.access import requires
from core.history import changes
from core.pages import submit
from core.tables import Column, Table, Tag, render_list
from organisation.selectors import services_in_force

COLOURS = {"proposed": "blue", "running": "green", "finished": "grey", "stopped": "orange"}


def _link(name: str, project_id: int) -> tuple[str, str]:
    return name, reverse("activities:project_detail", args=[project_id])


def _status(status: str) -> Tag:
    return Tag(str(Project.Status(status).label), COLOURS[status])


PROJECTS = Table(
    name="projects",
    caption="Projects",
    columns=(
        Column("name", "Name", ("name", "id"), cell=_link, sort="name"),
        Column("status", "Status", "status", cell=_status, sort="status"),
        Column("service", "Service", "service_name", empty="The whole trust"),
        Column("directorate", "Directorate", "directorate_name"),
        Column("starts_on", "Starts", "starts_on", sort="starts_on"),
        Column("ends_on", "Ends", "ends_on", sort="ends_on"),
        Column("activities", "Activities", "activity_count", numeric=True),
    ),
    order="name",
    empty="No projects have been added yet.",
)


@requires("see_activities")
def project_list(request: HttpRequest) -> HttpResponse:
    """Every project, with search and filters."""
    context = {"may_keep": request.user.may("keep_projects")}
    return render_list(
        request,
        PROJECTS,
        selectors.project_rows(),
        ProjectFilters,
        "activities/project_list.html",
        context,
        may_download=request.user.may("export_activities"),
    )


@requires("see_activities")
def project_detail(request: HttpRequest, project_id: int) -> HttpResponse:
    """One project with the activities that feed it."""
    row = selectors.find_project(project_id)
    activities, number = selectors.activities_of(row)
    context = {
        "project": row,
        "status": _status(row.status),
        "facts": [
            {"key": "Aim", "value": row.aim},
            {"key": "Service", "value": str(row.service) if row.service else "The whole trust"},
            {"key": "Directorate", "value": str(row.service.directorate) if row.service else "All"},
            {"key": "Starts", "value": selectors.in_words(row)["starts_on"]},
            {"key": "Ends", "value": selectors.in_words(row)["ends_on"]},
            *([{"key": "Reason", "value": row.status_reason}] if row.status_reason else []),
        ],
        "activities": activities,
        "number": number,
        "may_keep": request.user.may("keep_projects"),
        "history": changes(row),
    }
    return render(request, "activities/project_detail.html", context)


@requires("keep_projects")
def project_add(request: HttpRequest) -> HttpResponse:
    """Add a project."""
    form = ProjectForm(request.POST or None, services=services_in_force())
    if request.method == "POST":
        done = submit(
            request,
            form,
            lambda: services.add_project(by=request.user, **form.values),
            then=_to_detail,
        )
        if done:
            return done
    return render(request, "activities/project_add.html", {"form": form})


@requires("keep_projects")
def project_edit(request: HttpRequest, project_id: int) -> HttpResponse:
    """Change what a project's record says."""
    row = selectors.find_project(project_id)
    now = {name: getattr(row, name) for name in ("name", "aim", "starts_on", "ends_on")}
    form = ProjectForm(
        request.POST or None,
        initial={**now, "service": row.service_id},
        version=row.version,
        services=services_in_force(),
    )
    if request.method == "POST":
        done = submit(
            request,
            form,
            lambda: services.edit_project(
                by=request.user, project_id=row.pk, expected=form.expected_version, **form.values
            ),
            then=_to_detail,
        )
        if done:
            return done
    return render(request, "activities/project_edit.html", {"form": form, "project": row})


@requires("keep_projects")
def project_move(request: HttpRequest, project_id: int) -> HttpResponse:
    """Start, finish, stop or take up a project again."""
    row = selectors.find_project(project_id)
    moves = moves_from(row.status)
    form = ProjectMoveForm(request.POST or None, version=row.version, moves=moves)
    if request.method == "POST":
        done = submit(
            request,
            form,
            lambda: services.move_project(
                by=request.user,
                project_id=row.pk,
                expected=form.expected_version,
                **form.cleaned_data,
            ),
            then=_to_detail,
        )
        if done:
            return done
    context = {"form": form, "project": row, "status": _status(row.status)}
    return render(request, "activities/project_move.html", context)


def _to_detail(row: Project) -> str:
    return reverse("activities:project_detail", args=[row.pk])
