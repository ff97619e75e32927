"""Pages of projects: service improvement work that activities feed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from activities.exports import project_listing
from activities.forms.projects import ProjectForm, ProjectMoveForm
from activities.models import Project
from activities.rules.projects import moves_from
from activities.selectors import projects as selectors
from activities.services import projects as services
from activities.tables import project_status
from core.access import requires
from core.exports.pages import render_listing
from core.history import changes
from core.history.pages import versions_at
from core.pages import submit_page
from organisation.selectors import services_in_force


@requires("see_activities")
def project_list(request: HttpRequest) -> HttpResponse:
    """Every project, with search and filters."""
    context = {"may_keep": request.user.may("keep_projects")}
    listing = project_listing(request.user)
    return render_listing(request, listing, "activities/project_list.html", context)


@requires("see_activities")
def project_detail(request: HttpRequest, project_id: int) -> HttpResponse:
    """One project with the activities that feed it."""
    row = selectors.find_project(project_id)
    activities, number = selectors.activities_of(row)
    may_keep = request.user.may("keep_projects")
    back = versions_at("activities:project_restore", row.pk)
    context = {
        "project": row,
        "status": project_status(row.status),
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
        "may_keep": may_keep,
        "history": changes(row, reader=request.user, back=back if may_keep else None),
    }
    return render(request, "activities/project_detail.html", context)


@requires("keep_projects")
def project_add(request: HttpRequest) -> HttpResponse:
    """Add a project."""
    form = ProjectForm(request.POST or None, services=services_in_force())
    return submit_page(
        request,
        form,
        "activities/project_add.html",
        lambda: services.add_project(by=request.user, **form.values),
        then=_to_detail,
    )


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
    return submit_page(
        request,
        form,
        "activities/project_edit.html",
        lambda: services.edit_project(
            by=request.user, project_id=row.pk, expected=form.expected_version, **form.values
        ),
        then=_to_detail,
        context={"project": row},
    )


@requires("keep_projects")
def project_move(request: HttpRequest, project_id: int) -> HttpResponse:
    """Start, finish, stop or take up a project again."""
    row = selectors.find_project(project_id)
    moves = moves_from(row.status)
    form = ProjectMoveForm(request.POST or None, version=row.version, moves=moves)
    return submit_page(
        request,
        form,
        "activities/project_move.html",
        lambda: services.move_project(
            by=request.user,
            project_id=row.pk,
            expected=form.expected_version,
            **form.cleaned_data,
        ),
        then=_to_detail,
        context={"project": row, "status": project_status(row.status)},
    )


def _to_detail(row: Project) -> str:
    return reverse("activities:project_detail", args=[row.pk])
