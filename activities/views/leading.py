"""Leading a session together: members offer and answer, those who run it ask and settle."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.forms.leading import AskLeadForm, LeadAnswerForm, OfferLeadForm
from activities.models import CoFacilitator
from activities.selectors import leading as selectors
from activities.selectors.callers import named
from activities.selectors.names import called
from activities.selectors.opportunities import find_opportunity
from activities.services import leading as services
from activities.views.preparation import found_run
from community.selectors.people import own_record
from core.access import requires, signed_in
from core.pages import submit_page

State = CoFacilitator.State
# The title of each answer as the person reads it.
OWN_TITLES = {
    "agreed": gettext_lazy("Yes, I lead it with you"),
    "declined": gettext_lazy("No, I do not want to"),
    "taken_back": gettext_lazy("I cannot lead it any more"),
}


def _read(row: CoFacilitator) -> str:
    return reverse("activities:opportunity_detail", args=[row.opportunity_id])


def _run(row: CoFacilitator) -> str:
    return reverse("activities:opportunity_run", args=[row.opportunity_id])


@signed_in
def lead_offer(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """Offer to lead a session together with staff."""
    row = find_opportunity(opportunity_id, request.user)
    person = own_record(request.user)
    if person is None:
        return redirect("join:join_start")
    form = OfferLeadForm(request.POST or None, initial={"shown_name": person.shown_name})
    return submit_page(
        request,
        form,
        "activities/lead_offer.html",
        lambda: services.offer_to_lead(
            by=request.user, opportunity_id=row.pk, person_id=person.pk, **form.cleaned_data
        ),
        then=_read,
        context={
            "opportunity": row,
            "session": row.session,
            "own": selectors.own_lead(row, request.user),
        },
        said=_("Thank you for offering. We tell you soon."),
    )


@signed_in
def lead_answer(request: HttpRequest, lead_id: int, to: str) -> HttpResponse:
    """Say yes or no to leading a session, or take it back."""
    row = selectors.find_own_lead(lead_id, request.user)
    if to not in OWN_TITLES:
        raise Http404
    form = LeadAnswerForm(request.POST or None, button=OWN_TITLES[to], row=row, to=to)
    return submit_page(
        request,
        form,
        "activities/lead_answer.html",
        lambda: services.answer_lead(by=request.user, lead_id=row.pk, to=to, **form.said),
        then=_read,
        context={
            "row": row,
            "session": row.opportunity.session,
            "title": OWN_TITLES[to],
            "asked": row.answer if row.state == State.ASKED else "",
        },
        said=_("Thank you for telling us."),
    )


@requires("log_activity")
def lead_ask(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """Ask a member to lead a session, or note that one told us they want to."""
    row = found_run(request, opportunity_id)
    form = AskLeadForm(
        request.POST or None, initial={"what": "ask", "person": request.GET.get("person", "")[:12]}
    )
    return submit_page(
        request,
        form,
        "activities/lead_ask.html",
        lambda: _ask(request, row.pk, form),
        then=_run,
        context={
            "opportunity": row,
            "session": row.session,
            "named": named(request.user, request.GET.get("q", "")[:100]),
        },
        said="Saved.",
    )


def _ask(request: HttpRequest, opportunity_id: int, form: AskLeadForm) -> CoFacilitator:
    said = form.cleaned_data
    who = {"by": request.user, "opportunity_id": opportunity_id, "person_id": said["person"]}
    if said["what"] == "ask":
        return services.ask_to_lead(**who, words=said["words"])
    return services.offer_to_lead(
        **who, words=said["words"], shown_name=said.get("shown_name") or ""
    )


@requires("log_activity")
def lead_settle(request: HttpRequest, lead_id: int, to: str) -> HttpResponse:
    """Answer who offered, or note what somebody told us."""
    row = selectors.find_lead(lead_id)
    found_run(request, row.opportunity_id)
    words = selectors.staff_words(row.state, to)
    if words is None:
        raise Http404
    form = LeadAnswerForm(request.POST or None, button=words, row=row, to=to)
    return submit_page(
        request,
        form,
        "activities/lead_settle.html",
        lambda: services.answer_lead(by=request.user, lead_id=row.pk, to=to, **form.said),
        then=_run,
        context={
            "row": row,
            "session": row.opportunity.session,
            "title": words,
            "name": called(row.person, row.shown_name, request.user),
        },
        said="Saved.",
    )
