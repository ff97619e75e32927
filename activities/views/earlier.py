"""Going back to an earlier version of an activity, a session or a project."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from activities.selectors import earlier as selectors
from activities.selectors.detail import edit_refusal, find_activity, find_session
from activities.selectors.projects import find_project
from activities.services import restore as services
from core.access import requires
from core.history.pages import Earlier, earlier_of, restore_page, way_back_page
from core.history.rules import restore_blocker


@requires("log_activity")
def activity_restore(request: HttpRequest, activity_id: int, version: int) -> HttpResponse:
    """Show field by field what would change, and make the record say it again."""
    activity = find_activity(activity_id)
    found = selectors.earlier_activity(activity, version)
    if found is None:
        raise Http404
    rows = selectors.compared(activity, found)
    earlier = Earlier(
        called=activity.title,
        version=version,
        until=found.version.ended_at,
        rows=rows,
        notes=selectors.notes_on(found) if rows else (),
        blocker=edit_refusal(activity, request.user) or restore_blocker(differs=bool(rows)),
    )
    return restore_page(
        request,
        "activities/activity_restore.html",
        earlier,
        activity,
        lambda form: services.restore_activity(
            by=request.user, activity_id=activity_id, version=version, **form.given
        ),
        then=lambda _: reverse("activities:activity_history", args=[activity_id]),
    )


@requires("log_activity")
def session_restore(request: HttpRequest, session_id: int, version: int) -> HttpResponse:
    """The same for one session's date, times and place."""
    session = find_session(session_id)
    return restore_page(
        request,
        "activities/session_restore.html",
        earlier_of(
            session, version, services.SESSION, edit_refusal(session.activity, request.user)
        ),
        session,
        lambda form: services.restore_session(
            by=request.user, session_id=session_id, version=version, **form.given
        ),
        then=lambda _: reverse("activities:activity_detail", args=[session.activity_id]),
    )


@requires("keep_projects")
def project_restore(request: HttpRequest, project_id: int, version: int) -> HttpResponse:
    """The same for a project."""
    project = find_project(project_id)
    return way_back_page(
        request,
        project,
        services.PROJECT,
        services.restore_project,
        version=version,
        then=reverse("activities:project_detail", args=[project_id]),
    )
