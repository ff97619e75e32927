"""Preparing a session: who comes, what each of them needs, and whether it is there."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from activities.forms.sign_ups import NeedAnswerForm
from activities.models import Opportunity
from activities.paper import SIZES, CannotSet, pack_of
from activities.selectors import preparation as selectors
from activities.selectors.opportunities import called, find_run_opportunity, run_refusal
from activities.services import preparation as services
from core.access import requires
from core.pages import submit_page


def found_run(request: HttpRequest, opportunity_id: int) -> Opportunity:
    """The opportunity, for those who run it."""
    row = find_run_opportunity(opportunity_id)
    if run_refusal(request.user, row):
        raise PermissionDenied
    return row


@requires("log_activity")
def opportunity_prepare(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """The preparation list. Whose needs were read is on record."""
    row = found_run(request, opportunity_id)
    page = selectors.preparation(row, request.user)
    if page.looked_at:
        services.note_preparation_look(
            by=request.user, person_ids=page.looked_at, title=row.session.activity.title
        )
    context = {
        "opportunity": row,
        "session": row.session,
        "page": page,
        "may_see_wishes": request.user.may("keep_people"),
    }
    return render(request, "activities/opportunity_prepare.html", context)


@requires("log_activity")
def session_need_answer(request: HttpRequest, session_need_id: int) -> HttpResponse:
    """Say whether what somebody needs is there."""
    row = selectors.find_session_need(session_need_id, request.user)
    found_run(request, row.sign_up.opportunity_id)
    known = row.adjustment
    initial = {}
    if known is not None and known.is_met is not None:
        initial = {"is_met": "yes" if known.is_met else "no", "why_not": known.why_not}
    form = NeedAnswerForm(request.POST or None, initial=initial)
    return submit_page(
        request,
        form,
        "activities/session_need_answer.html",
        lambda: services.answer_session_need(
            by=request.user,
            session_need_id=row.pk,
            is_met=form.cleaned_data["is_met"],
            why_not=form.cleaned_data["why_not"],
        ),
        then=lambda done: reverse(
            "activities:opportunity_prepare", args=[done.sign_up.opportunity_id]
        ),
        context={
            "row": row,
            "session": row.sign_up.opportunity.session,
            "name": called(row.sign_up.person, row.sign_up.shown_name, request.user),
        },
        said="Saved. The person can read it.",
    )


@requires("log_activity")
def opportunity_pack(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """The paper pack as PDF, in ordinary or large print: for the table, and a sheet to sign."""
    row = found_run(request, opportunity_id)
    size = request.GET.get("size", "")
    try:
        content = pack_of(row, size if size in SIZES else "a4")
    except CannotSet:
        messages.info(
            request, "Some writing here is not in our PDF fonts. Print this page instead."
        )
        return redirect("activities:opportunity_detail", row.pk)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="session.pdf"'
    return response
