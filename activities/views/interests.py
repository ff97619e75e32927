"""Being told of new sessions: saying what one looks for, and ending it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from activities.forms.finding import FindForm
from activities.forms.interests import SavedInterestForm
from activities.forms.sign_ups import AnswerForm
from activities.selectors import interests as selectors
from activities.services import interests as services
from community.selectors.people import find_person, own_record
from core.access import requires, signed_in
from core.pages import sent_before, submit_page
from organisation.selectors.places import areas


def _list(_done: object) -> str:
    return reverse("activities:take_part")


@signed_in
def saved_interest_add(request: HttpRequest) -> HttpResponse:
    """Be told of new sessions like those that were looked for."""
    person = own_record(request.user)
    if person is None:
        return redirect("join:join_start")
    districts, why_not_told = areas(), selectors.cannot_tell(person)
    looked_for = FindForm(request.GET, areas=districts).said
    form = SavedInterestForm(
        request.POST or None,
        interests=selectors.interests_offered(),
        areas=districts,
        initial={
            "words": looked_for.get("q"),
            "district": looked_for.get("district"),
            "how": looked_for.get("how"),
        },
    )
    return submit_page(
        request,
        form,
        "activities/saved_interest_add.html",
        lambda: services.save_interest(by=request.user, person_id=person.pk, entry=form.entry),
        then=_list,
        context={"is_unreachable": bool(why_not_told)},
        said=_("Saved. Say below how we may reach you, so that we can tell you.")
        if why_not_told
        else _("Saved. We tell you when something new opens."),
    )


@signed_in
def saved_interest_end(request: HttpRequest, saved_id: int) -> HttpResponse:
    """Be told no more of what fits this."""
    if done := sent_before(request):
        return done
    row = selectors.find_own_interest(saved_id, request.user)
    form = AnswerForm(request.POST or None, button=_("Tell me no more"))
    return submit_page(
        request,
        form,
        "activities/saved_interest_end.html",
        lambda: services.end_interest(by=request.user, saved_id=row.pk),
        then=_list,
        context={"words": selectors.interest_words(row)},
        said=_("Ended."),
    )


@requires("keep_people")
def person_interest_add(request: HttpRequest, person_id: int) -> HttpResponse:
    """Save for somebody who tells us of what they want to hear."""
    person = find_person(request.user, person_id)
    form = SavedInterestForm(
        request.POST or None, interests=selectors.interests_offered(), areas=areas()
    )
    return submit_page(
        request,
        form,
        "activities/person_interest_add.html",
        lambda: services.save_interest(by=request.user, person_id=person.pk, entry=form.entry),
        then=lambda _row: reverse("community:person_detail", args=[person.pk]),
        context={"person": person, "why_not": selectors.cannot_tell(person)},
        said="Saved. They hear of it when something new opens.",
    )


@requires("keep_people")
def person_interest_end(request: HttpRequest, saved_id: int) -> HttpResponse:
    """End for somebody who tells us what they no longer want to hear of."""
    if done := sent_before(request):
        return done
    row = selectors.find_interest(saved_id)
    form = AnswerForm(request.POST or None, button="Tell them no more")
    return submit_page(
        request,
        form,
        "activities/person_interest_end.html",
        lambda: services.end_interest(by=request.user, saved_id=row.pk),
        then=lambda _done: reverse("community:person_detail", args=[row.person_id]),
        context={"person": row.person, "words": selectors.interest_words(row)},
        said="Ended.",
    )
