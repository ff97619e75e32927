"""Asking people to a session whom it may suit."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from activities.forms.asking import AskForm
from activities.rules.asking import limit_words
from activities.selectors import asking as selectors
from activities.selectors.interests import interests_offered
from activities.services.asking import Answers, ask_people
from activities.services.preparation import note_preparation_look
from activities.views.preparation import found_run
from core.access import requires
from core.pages import submit_page


@requires("log_activity")
def opportunity_ask(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """People whom a session may suit, each with the reasons, and asking them."""
    row = found_run(request, opportunity_id)
    choices = interests_offered()
    wanted = request.GET.get("interest", "")
    known = [pk for pk, _label in choices if str(pk) == wanted]
    interests = known or selectors.fitting_interests(row, choices)
    found = selectors.suggestions(row, request.user, interests)
    told = [each.person_id for each in found.people if each.is_need_told]
    if told:
        note_preparation_look(by=request.user, person_ids=told, title=row.session.activity.title)
    form = AskForm(request.POST or None, suggested=found.people)
    return submit_page(
        request,
        form,
        "activities/opportunity_ask.html",
        lambda: ask_people(by=request.user, opportunity_id=row.pk, person_ids=form.chosen),
        then=lambda done: _said(request, done),
        context={
            "opportunity": row,
            "session": row.session,
            "at_limit": limit_words(found.at_limit),
            "nobody": not found.people,
            "asked": selectors.people_asked(row, request.user),
            "choices": choices,
            "wanted": known[0] if known else None,
        },
    )


def _said(request: HttpRequest, done: Answers) -> str:
    if done.asked:
        messages.success(
            request, "One was asked." if done.asked == 1 else f"{done.asked} were asked."
        )
    for each in done.each:
        if each.why_not:
            messages.warning(request, f"P{each.person_id:05d} was not asked. {each.why_not}")
    return reverse("activities:opportunity_ask", args=[done.opportunity_id])
