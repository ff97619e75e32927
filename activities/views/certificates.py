"""Certificates for those who came: their own, and printed by staff on paper."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from activities.models import Attendance, Session
from activities.paper import CannotSet, certificate_of
from activities.selectors import felt as selectors
from activities.selectors.attendance import came_to
from activities.selectors.certificates import name_for_viewer, own_name
from activities.selectors.opportunities import find_sign_up
from activities.views.preparation import found_run
from community.models import Person
from core.access import requires, signed_in


@signed_in
def session_certificate(request: HttpRequest, after_token: str) -> HttpResponse:
    """A certificate as PDF, for somebody who came: with their name, so not for who has the link."""
    row = selectors.attendance_of(after_token, request.user)
    if not selectors.is_own(row, request.user) or row.outcome != Attendance.Outcome.CAME:
        raise Http404
    name = own_name(row.person, row.session, request.GET.get("name", ""))
    answer = _certificate(request, row.person, name, row.session)
    return answer or redirect("activities:session_after", after_token)


@signed_in
def sign_up_certificate(request: HttpRequest, sign_up_id: int) -> HttpResponse:
    """The same, from the page of one's sign-up."""
    row = find_sign_up(sign_up_id, request.user)
    if not came_to(row):
        raise Http404
    session = row.opportunity.session
    name = own_name(row.person, session, request.GET.get("name", ""))
    answer = _certificate(request, row.person, name, session)
    return answer or redirect("activities:sign_up_detail", row.pk)


@requires("log_activity")
def attendance_certificate(
    request: HttpRequest, opportunity_id: int, person_id: int
) -> HttpResponse:
    """The same on paper, printed by staff for somebody who came, with the name staff may read."""
    row = selectors.find_attendance(found_run(request, opportunity_id), person_id)
    name = name_for_viewer(row.person, row.session, request.user)
    answer = _certificate(request, row.person, name, row.session)
    return answer or redirect("activities:opportunity_day", opportunity_id)


def _certificate(
    request: HttpRequest, person: Person, name: str, session: Session
) -> HttpResponse | None:
    """The certificate of somebody who came; nothing where our fonts lack a letter of it."""
    try:
        content = certificate_of(person, name, session)
    except CannotSet:
        messages.info(
            request, _("We cannot print this name yet. Call us, and we write it by hand.")
        )
        return None
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="certificate.pdf"'
    return response
