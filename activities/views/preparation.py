"""Preparing a session: who comes, what each of them needs, and whether it is there."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from activities.forms.sign_ups import EnterSessionNeedsForm, NeedAnswerForm
from activities.models import Opportunity
from activities.paper import SIZES, CannotSet, next_of, pack_of
from activities.selectors import preparation as selectors
from activities.selectors.names import called
from activities.selectors.opportunities import (
    find_run_opportunity,
    find_run_sign_up,
    is_over,
    run_refusal,
)
from activities.selectors.owed import next_words
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
        "is_over": is_over(row),
    }
    return render(request, "activities/opportunity_prepare.html", context)


@requires("log_activity")
def session_needs_enter(request: HttpRequest, sign_up_id: int) -> HttpResponse:
    """They told us what they need: ticked and written down on the word of the person."""
    row = find_run_sign_up(sign_up_id)
    opportunity = found_run(request, row.opportunity_id)
    why_not = selectors.needs_refusal(request.user, row)
    shown = selectors.needs_shown(row, request.user) if why_not is None else selectors.NOTHING
    if shown.is_anything and not selectors.person_is_own(request.user, row.person):
        services.note_preparation_look(
            by=request.user, person_ids=[row.person_id], title=opportunity.session.activity.title
        )
    form = EnterSessionNeedsForm(
        request.POST or None,
        needs=shown.needs,
        initial={"needs": shown.ticked, "needs_note": shown.note},
        version=row.version,
    )
    return submit_page(
        request,
        form,
        "activities/session_needs_enter.html",
        lambda: services.change_session_needs(
            by=request.user,
            sign_up_id=row.pk,
            expected=form.expected_version,
            need_ids=form.cleaned_data.get("needs", ()),
            needs_note=form.cleaned_data["needs_note"],
        ),
        then=lambda done: reverse("activities:opportunity_prepare", args=[done.opportunity_id]),
        context={
            "sign_up": row,
            "session": opportunity.session,
            "name": called(row.person, row.shown_name, request.user),
            "why_not": why_not,
            "sees_record": request.user.may("see_needs"),
        },
        said="Saved. The person can read it.",
    )


@requires("log_activity")
def session_need_answer(request: HttpRequest, sign_up_id: int, need_id: int) -> HttpResponse:
    """Say whether what somebody needs is there."""
    row = find_run_sign_up(sign_up_id)
    found_run(request, row.opportunity_id)
    told = selectors.find_told(row, need_id, request.user)
    known = told.adjustment
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
            sign_up_id=row.pk,
            need_id=told.need.pk,
            is_met=form.cleaned_data["is_met"],
            why_not=form.cleaned_data["why_not"],
        ),
        then=lambda done: reverse("activities:opportunity_prepare", args=[done.opportunity_id]),
        context={
            "sign_up": row,
            "need": told.need,
            "session": row.opportunity.session,
            "name": called(row.person, row.shown_name, request.user),
        },
        said="Saved. The person can read it.",
    )


@requires("log_activity")
def opportunity_pack(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """The paper pack as PDF, in ordinary or large print: for the table, and sheets to fill in."""
    row = found_run(request, opportunity_id)
    return _paper(lambda size: pack_of(row, size), request, row, "session")


@requires("log_activity")
def opportunity_next_paper(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """What happens next as PDF, for those who came and read no pages."""
    row = found_run(request, opportunity_id)
    words = next_words(row.session)
    if not words:
        raise Http404
    return _paper(lambda size: next_of(row.session, words, size), request, row, "what-happens-next")


def _paper(
    made: Callable[[str], bytes], request: HttpRequest, row: Opportunity, name: str
) -> HttpResponse:
    """A paper in the size that was asked for; a word and the page where our fonts lack a letter."""
    size = request.GET.get("size", "")
    try:
        content = made(size if size in SIZES else "a4")
    except CannotSet:
        messages.info(
            request, "Some writing here is not in our PDF fonts. Print this page instead."
        )
        # Members do not see a draft, and neither does the page they read.
        is_draft = row.status == Opportunity.Status.DRAFT
        return redirect(f"activities:opportunity_{'run' if is_draft else 'detail'}", row.pk)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response
